/// Decompresses one source after another; what the libraries need is made once, when first used.
public struct Decompressor: ~Copyable {
  private var inflater: Inflater?
  private var zstd: ZstdDecoder?

  /// A decompressor that has not used any codec yet.
  public init() {}

  /// Replaces the contents of `output` by the `size` bytes that `source` stands for.
  ///
  /// The capacity of `output` is kept, and grows by no more than `source` can fill; with zstd, whose bytes
  /// can stand for 32,000 times as many, beyond 16 MiB by what it does fill.
  ///
  /// **Edge cases:** Without bytes, `source` stands for no bytes in every codec. After an error `output`
  /// is empty.
  ///
  /// - Precondition: `size` is not negative, and it and the source's count are less than 2^31.
  /// - Throws: `CodecError` if the source is malformed, stands for fewer or more bytes, or goes on after
  ///   its end.
  public mutating func decompress(
    _ source: Span<UInt8>, _ codec: Compression, size: Int, into output: inout [UInt8]
  ) throws(CodecError) {
    precondition(size >= 0 && max(size, source.count) <= Int32.max, "a size below 2^31")
    output.removeAll(keepingCapacity: true)
    if !source.isEmpty {
      if let most = codec.mostBytes(from: source.count), size > most {
        throw .corrupt(codec, "\(source.count) bytes stand for at most \(most), not \(size)")
      }
      do {
        try fill(&output, size, from: source, codec)
      } catch {
        output.removeAll(keepingCapacity: true)
        throw error
      }
    }
    if output.count != size {
      let found = output.count
      output.removeAll(keepingCapacity: true)
      throw .corrupt(codec, "\(found) bytes found, \(size) expected")
    }
  }

  private mutating func fill(
    _ output: inout [UInt8], _ size: Int, from source: Span<UInt8>, _ codec: Compression
  ) throws(CodecError) {
    switch codec {
    case .snappy:
      try Snappy.check(source, size: size)
      try output.append(addingCapacity: size) { (room) throws(CodecError) in
        try Snappy.decompress(source, into: &room)
      }
    case .lz4:
      try output.append(addingCapacity: size) { (room) throws(CodecError) in
        try LZ4.decompress(source, into: &room)
      }
    case .hadoopLZ4:
      try output.append(addingCapacity: size) { (room) throws(CodecError) in
        try LZ4.decompressHadoop(source, into: &room)
      }
    case .gzip:
      let inflater = try readyInflater()
      try output.append(addingCapacity: size) { (room) throws(CodecError) in
        try inflater.decompress(source, into: &room)
      }
    case .zstd:
      try ZstdDecoder.check(source, size: size)
      if ZstdDecoder.isCredible(size: size, from: source) {
        let zstd = try readyZstd()
        try output.append(addingCapacity: size) { (room) throws(CodecError) in
          try zstd.decompress(source, into: &room)
        }
      } else {
        try ZstdDecoder.decompressInSteps(source, size: size, into: &output)
      }
    }
  }

  private mutating func readyInflater() throws(CodecError) -> Inflater {
    if let inflater { return inflater }
    let made = try Inflater()
    inflater = made
    return made
  }

  private mutating func readyZstd() throws(CodecError) -> ZstdDecoder {
    if let zstd { return zstd }
    let made = try ZstdDecoder()
    zstd = made
    return made
  }
}

extension OutputSpan<UInt8> {
  /// Appends what `decode` makes of `source`.
  ///
  /// `decode` writes from the start of the free room on, not beyond it, and returns how many bytes count as
  /// written, or nil if it failed.
  ///
  /// - Returns: whether it did not fail.
  @_lifetime(self: copy self)
  mutating func append(
    decoding source: Span<UInt8>,
    by decode: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) -> Int?
  ) -> Bool {
    // SAFETY: both buffers outlive the call; the free room begins after what is initialized, and no more
    // than its size counts as written.
    unsafe withUnsafeMutableBufferPointer { target, initialized in
      let room = unsafe UnsafeMutableBufferPointer(rebasing: target[initialized...])
      let written = unsafe source.withUnsafeBufferPointer { unsafe decode($0, room) }
      guard let written else { return false }
      precondition(written <= room.count, "a decoder stays within its room")
      initialized += written
      return true
    }
  }
}
