/// Why a table cannot be written as Parquet.
public enum ParquetError: Error, Equatable {
  /// An amount in minor units that needs more than the 18 digits of its column's type.
  case amountTooLarge(column: String, minorUnits: Int64)
  /// The compressor failed, in the words of zstd.
  case compressor(String)
}

extension ParquetError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .amountTooLarge(let column, let minorUnits):
      "column \(column): \(minorUnits) minor units exceed 18 digits"
    case .compressor(let words):
      "zstd: \(words)"
    }
  }
}
