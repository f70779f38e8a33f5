import Bytes
import CCodecs

/// The libraries' own compressors.
enum Compressing {
  /// `plain` in the form of `codec`: one block, member, or frame that says its size.
  static func bytes(_ plain: [UInt8], _ codec: Compression) -> [UInt8] {
    switch codec {
    case .snappy: snappy(plain)
    case .gzip: deflate(plain, windowBits: MAX_WBITS + 16)
    case .lz4: lz4(plain)
    case .hadoopLZ4: hadoop([plain], blockSize: 256 << 10)
    case .zstd: zstd(plain)
    }
  }

  static func snappy(_ plain: [UInt8]) -> [UInt8] {
    unsafe compress(plain, bound: snappy_max_compressed_length(plain.count)) { source, target in
      var count = target.count
      let status = unsafe snappy_compress(
        source.baseAddress, source.count, target.baseAddress, &count)
      return status == SNAPPY_OK ? count : 0
    }
  }

  static func lz4(_ plain: [UInt8]) -> [UInt8] {
    unsafe compress(plain, bound: Int(LZ4_compressBound(Int32(plain.count)))) { source, target in
      Int(
        unsafe LZ4_compress_default(
          source.baseAddress, target.baseAddress, Int32(source.count), Int32(target.count)))
    }
  }

  /// A frame for each of `frames`, in blocks of at most `blockSize` bytes.
  static func hadoop(_ frames: [[UInt8]], blockSize: Int) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) } }
    var bytes: [UInt8] = []
    for frame in frames {
      bytes += number(frame.count)
      for start in stride(from: 0, to: frame.count, by: blockSize) {
        let block = lz4(Array(frame[start..<min(start + blockSize, frame.count)]))
        bytes += number(block.count) + block
      }
    }
    return bytes
  }

  /// A zlib stream; 16 more than the bits of the window ask for gzip's header, fewer than 0 for none.
  static func deflate(_ plain: [UInt8], windowBits: Int32, level: Int32 = 9) -> [UInt8] {
    var stream = unsafe z_stream()
    let isReady = unsafe deflateInit2_(
      &stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(isReady == Z_OK)
    defer { unsafe deflateEnd(&stream) }
    let bound = Int(unsafe deflateBound(&stream, uLong(plain.count)))
    return unsafe compress(plain, bound: bound) { source, target in
      unsafe source.withMemoryRebound(to: UInt8.self) { source in
        unsafe target.withMemoryRebound(to: UInt8.self) { target in
          unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
          unsafe stream.avail_in = uInt(source.count)
          unsafe stream.next_out = target.baseAddress
          unsafe stream.avail_out = uInt(target.count)
          precondition(unsafe CCodecs.deflate(&stream, Z_FINISH) == Z_STREAM_END)
          return unsafe target.count - Int(stream.avail_out)
        }
      }
    }
  }

  /// A zstd frame that says its size or does not.
  static func zstd(_ plain: [UInt8], statesSize: Bool = true, level: Int32 = 1) -> [UInt8] {
    guard let context = unsafe ZSTD_createCCtx() else { fatalError("no memory") }
    defer { unsafe ZSTD_freeCCtx(context) }
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, statesSize ? 1 : 0)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    return unsafe compress(plain, bound: ZSTD_compressBound(plain.count)) { source, target in
      unsafe ZSTD_compress2(
        context, target.baseAddress, target.count, source.baseAddress, source.count)
    }
  }

  /// A frame that says it has `content` bytes and has `blocks` blocks that repeat zero 2^17 times each.
  static func zstdZeros(blocks: Int, stating content: UInt32?) -> [UInt8] {
    // Header: a window of 128 KiB, then the content in four bytes or not at all.
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, content == nil ? 0 : 0x80, 0x38]
    if let content { bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: content >> $0) } }
    for block in 0..<blocks {
      let isLast = block == blocks - 1
      bytes += [isLast ? 0x03 : 0x02, 0x00, 0x10, 0x00]
    }
    return bytes
  }

  private static func compress(
    _ plain: [UInt8], bound: Int,
    _ body: (UnsafeBufferPointer<CChar>, UnsafeMutableBufferPointer<CChar>) -> Int
  ) -> [UInt8] {
    // SAFETY: the libraries write at most `bound` bytes and return how many.
    unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      unsafe plain.withUnsafeBytes { source in
        count = unsafe body(
          source.assumingMemoryBound(to: CChar.self),
          UnsafeMutableRawBufferPointer(target).assumingMemoryBound(to: CChar.self))
      }
    }
  }
}

extension Decompressor {
  /// What `source` stands for, in an array of its own.
  mutating func bytes(
    _ source: [UInt8], _ codec: Compression, size: Int
  ) throws(CodecError) -> [UInt8] {
    var output: [UInt8] = []
    try decompress(source.span, codec, size: size, into: &output)
    return output
  }

  /// The error that decompressing ends in, nil for none.
  mutating func failure(_ source: [UInt8], _ codec: Compression, size: Int) -> CodecError? {
    var output: [UInt8] = [1, 2, 3]
    do {
      try decompress(source.span, codec, size: size, into: &output)
      return nil
    } catch {
      precondition(output.isEmpty, "nothing is left after an error")
      return error
    }
  }
}
