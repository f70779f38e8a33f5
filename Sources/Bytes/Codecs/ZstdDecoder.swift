// By libzstd:
//
//   source   frames, one after another; skippable ones stand for no bytes
//   frame    magic | header, with the number of bytes it stands for or without | blocks | checksum if any

internal import CCodecs

/// A zstd context, used again for every source.
@safe final class ZstdDecoder {
  /// Up to this size, and up to this ratio, the room for all bytes is taken at once.
  private static let trustedSize = 16 << 20
  private static let trustedRatio = 1000
  /// The first step of the others; each later one as large as all before.
  private static let firstStep = 1 << 20

  private let context: OpaquePointer

  init() throws(CodecError) {
    // SAFETY: the context is this object's own and freed once, in deinit.
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .overLimit(.zstd, "no memory for a decompressor")
    }
    unsafe self.context = unsafe context
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Checks that the source is whole frames, which say, if they all do, that they stand for `size` bytes.
  ///
  /// Frames of zstd's versions before 0.8 are refused although libzstd may read them: RFC 8878 knows
  /// none, and no writer of these files ever made any.
  static func check(_ source: Span<UInt8>, size: Int) throws(CodecError) {
    var stated = 0
    var allStated = true
    var position = 0
    while position < source.count {
      let rest = source.extracting(position...)
      let (frame, content) = try header(rest, at: position)
      if let content {
        // Neither term exceeds 2^31.
        if content > size - stated {
          throw .corrupt(.zstd, "frames of \(content) bytes after \(stated), \(size) expected")
        }
        stated += Int(content)
      } else {
        allStated = false
      }
      position += frame
    }
    if allStated && stated != size {
      throw .corrupt(.zstd, "frames of \(stated) bytes, \(size) expected")
    }
  }

  /// The bytes that the first frame of `source` takes, and how many it says that it stands for, if it does.
  private static func header(
    _ source: Span<UInt8>, at position: Int
  ) throws(CodecError) -> (frame: Int, content: UInt64?) {
    var magic: UInt32 = 0
    for index in 0..<min(4, source.count) { magic |= UInt32(source[index]) << (8 * index) }
    let isSkippable = magic & 0xFFFF_FFF0 == 0x184D_2A50
    if !isSkippable && magic != ZSTD_MAGICNUMBER {
      throw .corrupt(.zstd, "at byte \(position), no frame begins")
    }
    // SAFETY: zstd reads at most `count` bytes of a buffer that outlives the calls.
    let (frame, content) = unsafe source.withUnsafeBufferPointer { bytes in
      unsafe (
        ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count),
        ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
      )
    }
    if ZSTD_isError(frame) != 0 { throw failure(frame, "the frame at byte \(position)") }
    return (frame, isSkippable ? 0 : content == ZSTD_CONTENTSIZE_UNKNOWN ? nil : content)
  }

  /// Whether room for all `size` bytes may be taken before any has arrived.
  static func isCredible(size: Int, from source: Span<UInt8>) -> Bool {
    size <= trustedSize || size <= source.count * trustedRatio
  }

  /// Fills `room` with the bytes of all frames.
  @_lifetime(room: copy room)
  func decompress(_ source: Span<UInt8>, into room: inout OutputSpan<UInt8>) throws(CodecError) {
    var result = 0
    // SAFETY: zstd reads the source alone, writes within the room and returns how much, or an error.
    let isWhole = unsafe room.append(decoding: source) { source, room in
      unsafe result = ZSTD_decompressDCtx(
        context, room.baseAddress, room.count, source.baseAddress, source.count)
      return ZSTD_isError(result) == 0 ? result : nil
    }
    if !isWhole { throw Self.failure(result, "after \(source.count) bytes of source") }
  }

  /// Appends the bytes of all frames to `output`, which grows as they arrive.
  ///
  /// In a context of its own: its window may take as much as the frame asks for, up to 128 MiB, and that
  /// should not stay.
  static func decompressInSteps(
    _ source: Span<UInt8>, size: Int, into output: inout [UInt8]
  ) throws(CodecError) {
    let decoder = try ZstdDecoder()
    var rest = source
    while true {
      let before = (rest.count, output.count)
      let step = min(size - output.count, max(output.count, firstStep))
      var isAtEnd = false
      try output.append(addingCapacity: step) { (room) throws(CodecError) in
        isAtEnd = try decoder.advance(through: &rest, into: &room)
      }
      if isAtEnd && rest.isEmpty { return }
      if (rest.count, output.count) == before {
        throw .corrupt(.zstd, "no end after \(output.count) bytes")
      }
    }
  }

  /// Appends what fits into `room` and drops from `rest` what was read for it.
  ///
  /// - Returns: whether that was the end of a frame; it stops there.
  @_lifetime(room: copy room)
  @_lifetime(rest: copy rest)
  func advance(
    through rest: inout Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) -> Bool {
    var consumed = 0
    var result = 0
    // SAFETY: zstd reads the source alone and writes within the room; both positions say how far. A window
    // that it copies from is its own memory.
    _ = unsafe room.append(decoding: rest) { source, room in
      var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
      var output = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      unsafe result = ZSTD_decompressStream(context, &output, &input)
      unsafe consumed = input.pos
      return unsafe output.pos
    }
    if ZSTD_isError(result) != 0 {
      throw Self.failure(result, "\(rest.count) bytes before the end")
    }
    rest = rest.extracting(droppingFirst: consumed)
    return result == 0
  }

  private static func failure(_ code: Int, _ place: String) -> CodecError {
    // SAFETY: zstd's error names are literals.
    .corrupt(.zstd, "\(place): \(unsafe String(cString: ZSTD_getErrorName(code)))")
  }
}
