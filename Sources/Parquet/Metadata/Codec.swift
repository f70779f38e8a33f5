package import Bytes

/// How the pages of a column chunk are compressed, by its number in the format.
package enum Codec: Int32, Sendable {
  case uncompressed = 0
  case snappy = 1
  case gzip = 2
  case lzo = 3
  case brotli = 4
  /// Deprecated: LZ4 in Hadoop's framing, from some writers without it.
  case lz4 = 5
  case zstd = 6
  /// LZ4 without framing.
  case lz4Raw = 7

  /// The form of the compressed bytes; nil if they are the page itself.
  ///
  /// - Throws: `ParquetError` if the codec is not read.
  package func compression() throws(ParquetError) -> Compression? {
    switch self {
    case .uncompressed: nil
    case .snappy: .snappy
    case .gzip: .gzip
    case .lz4: .hadoopLZ4
    case .zstd: .zstd
    case .lz4Raw: .lz4
    case .lzo: throw .unsupported("pages compressed with LZO")
    case .brotli: throw .unsupported("pages compressed with Brotli")
    }
  }
}

extension ParquetError {
  /// What the codec found, of a page.
  init(_ error: CodecError) {
    self =
      switch error.kind {
      case .corrupt: .corrupt(error.description)
      case .overLimit: .overLimit(error.description)
      }
  }
}
