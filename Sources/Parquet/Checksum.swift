internal import CCodecs

/// The CRC-32 of IEEE 802.3, which gzip and Parquet's pages carry.
enum Checksum {
  /// The checksum of `bytes`.
  static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
    // SAFETY: zlib reads `count` bytes of a buffer that outlives the call; a page has fewer than 2^31.
    let sum = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe CCodecs.crc32(0, buffer.baseAddress, uInt(buffer.count))
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
