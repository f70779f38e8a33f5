/// Unpacks a file of gzip or zstd piece by piece, in memory that does not depend on its size.
public struct Unpacker: ~Copyable {
  private enum Decoder {
    case gzip(Inflater)
    case zstd(ZstdDecoder)
  }

  /// The most bytes that are handed over at once.
  private static let step = 1 << 20

  private let codec: Compression
  private let decoder: Decoder
  /// Whether the bytes so far end with a whole member or frame.
  private var isWhole = false

  /// An unpacker for what begins with `start`; nil if that is neither gzip nor zstd.
  ///
  /// - Throws: `CodecError` if there is no memory.
  public init?(of start: [UInt8]) throws(CodecError) {
    if start.starts(with: [0x1F, 0x8B]) {
      codec = .gzip
      decoder = .gzip(try Inflater())
    } else if start.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      // A skippable frame: what pzstd writes first.
      || (start.count >= 4 && start[0] & 0xF0 == 0x50 && start[1...3] == [0x2A, 0x4D, 0x18])
    {
      codec = .zstd
      decoder = .zstd(try ZstdDecoder())
    } else {
      return nil
    }
  }

  /// Unpacks the next piece, and hands over what it stands for, in one or more arrays.
  ///
  /// - Throws: `CodecError` if the bytes break their format; what `consume` throws.
  public mutating func unpack(_ piece: [UInt8], _ consume: ([UInt8]) throws -> Void) throws {
    var rest = piece.span
    // At the end of a frame nothing is held back; else a full room may mean that more is to come.
    var mayHoldBack = false
    while !rest.isEmpty || mayHoldBack {
      var output: [UInt8] = []
      let before = rest.count
      let decoder = decoder
      var isAtEnd = false
      try output.append(addingCapacity: Self.step) { (room) throws(CodecError) in
        switch decoder {
        case .gzip(let inflater): isAtEnd = try inflater.advance(through: &rest, into: &room)
        case .zstd(let zstd): isAtEnd = try zstd.advance(through: &rest, into: &room)
        }
      }
      isWhole = isAtEnd
      mayHoldBack = !isAtEnd && output.count >= Self.step
      if output.isEmpty && !rest.isEmpty && rest.count == before && !isAtEnd {
        throw CodecError.corrupt(codec, "\(rest.count) bytes before the end, nothing follows")
      }
      if !output.isEmpty { try consume(output) }
    }
  }

  /// Checks that the last piece ended a member or frame.
  ///
  /// - Throws: `CodecError` if the file was cut.
  public func finish() throws(CodecError) {
    if !isWhole { throw .corrupt(codec, "it ends in the middle: it was cut, or not copied whole") }
  }
}
