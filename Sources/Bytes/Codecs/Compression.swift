/// A form of compressed bytes.
public enum Compression: String, Sendable, CaseIterable {
  /// A snappy block, without framing.
  case snappy
  /// Members of gzip or zlib streams, one after another.
  case gzip
  /// One LZ4 block, without framing.
  case lz4
  /// LZ4 blocks in Hadoop's framing, or else one block without.
  case hadoopLZ4 = "lz4 (Hadoop)"
  /// Frames of zstd, skippable ones included.
  case zstd

  /// The most bytes that a source of `count` bytes can stand for; nil without a useful bound.
  ///
  /// - Precondition: `count` is less than 2^31.
  func mostBytes(from count: Int) -> Int? {
    switch self {
    // Three bytes copy up to 64; no other element does better.
    case .snappy: count * 22
    // Two bits copy up to 258 bytes: one for the length, one for the distance.
    case .gzip: count * 1032
    // Every further byte of a length adds up to 255; tokens, offsets and literals give less.
    case .lz4, .hadoopLZ4: count * 255
    // Four bytes repeat one up to 2^17 times: the check is how much arrives.
    case .zstd: nil
    }
  }
}
