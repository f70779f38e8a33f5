internal import Columns
internal import Parquet

/// Values of a column as amounts.
struct AmountCells: Sendable {
  /// The amounts, nil where there is none or none that can be read.
  private let amounts: [Amount?]
  private let stored: StoredValues

  /// The amounts that values stand for, in minor units of `scale` decimals.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type are no amounts.
  init(
    _ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn, scale: Int
  ) throws {
    var amounts = try Self.amounts(values, validity, column, scale: scale)
    if let validity {
      for row in amounts.indices where !validity[row] { amounts[row] = nil }
    }
    self.amounts = amounts
    stored = StoredValues(values, validity: validity, of: column)
  }

  private static func amounts(
    _ values: PhysicalValues, _ validity: [Bool]?, _ column: ParquetColumn, scale: Int
  ) throws -> [Amount?] {
    // As doubles they would lose their shortest decimals.
    if case .float(let values) = values { return values.map { Amount(binary: $0, scale: scale) } }
    switch try LogicalValues(values, validity: validity, of: column) {
    case .integer(let values):
      return values.map { Amount(Int128($0), decimals: 0, scale: scale) }
    case .unsigned(let values):
      return values.map { Amount(Int128($0), decimals: 0, scale: scale) }
    case .decimal(let values, let decimals):
      return values.map { Amount($0, decimals: decimals, scale: scale) }
    case .real(let values) where column.type == .double:
      return values.map { Amount(binary: $0, scale: scale) }
    case .text(let texts): return parse(texts, scale)
    case .binary(let texts) where column.logicalType == nil: return parse(texts, scale)
    case let other:
      throw OrderError(
        problem: "holds \(other.kind), which are no amounts; name another column with --amount, or "
          + "cast it to DECIMAL")
    }
  }

  private static func parse(_ texts: TextColumn, _ scale: Int) -> [Amount?] {
    let bytes = texts.bytes
    return (0..<texts.count).map { Amount.parse(bytes, texts.range($0), scale: scale) }
  }

  /// The amount at a place, nil if there is none or none that can be read.
  func amount(at place: Int) -> Amount? { place < amounts.count ? amounts[place] : nil }

  /// The amount at a place as a field, nil if it is absent.
  func text(at place: Int) -> [UInt8]? { stored.text(at: place) }
}
