internal import Columns
internal import Parquet

/// Values of a column as amounts.
struct AmountCells: Sendable {
  /// The amounts in minor units; `closer` where there is none, or rounding it left something over.
  let minors: [Int64]
  private let stored: StoredValues
  private let money: MoneyFormat

  /// Stands for what must be looked at more closely.
  static let closer = Int64.min

  /// The amounts that values stand for.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type are no amounts.
  init(
    _ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn, money: MoneyFormat
  ) throws {
    self.money = money
    stored = StoredValues(values, validity: validity, of: column)
    var minors =
      try Self.minors(values, column, scale: money.scale)
      ?? Self.amounts(values, validity, column, money).map { amount in
        if let amount, amount.residual == 0 { amount.minor } else { Self.closer }
      }
    if let validity {
      for row in minors.indices where !validity[row] { minors[row] = Self.closer }
    }
    self.minors = minors
  }

  /// The amounts of the types that most files have, or nil for another type.
  private static func minors(
    _ values: PhysicalValues, _ column: ParquetColumn, scale: Int
  ) throws -> [Int64]? {
    // What is wrong with the type is wrong without values, too.
    _ = try LogicalValues(PhysicalValues(emptyOf: column), of: column)
    switch (values, column.logicalType) {
    case (.int64(let values), .decimal(let decimals, _)):
      return minors(values, decimals: Int(decimals), scale: scale)
    case (.int32(let values), .decimal(let decimals, _)):
      return minors(values.map { Int64($0) }, decimals: Int(decimals), scale: scale)
    case (.int64(let values), nil), (.int64(let values), .integer(bits: 64, isSigned: true)):
      return minors(values, decimals: 0, scale: scale)
    case (.double(let values), nil): return minors(values, scale: scale)
    default: return nil
    }
  }

  /// Those of numbers with their point `decimals` digits from the right.
  private static func minors(_ values: [Int64], decimals: Int, scale: Int) -> [Int64] {
    if decimals > scale + 18 { return Array(repeating: closer, count: values.count) }
    var power: Int64 = 1
    for _ in 0..<abs(scale - decimals) { power *= 10 }
    if scale < decimals {
      return values.map { value in
        let (minor, rest) = value.quotientAndRemainder(dividingBy: power)
        return rest == 0 && minor.magnitude <= Amount.largest ? minor : closer
      }
    }
    let largest = UInt64(Amount.largest / power)
    return values.map { $0.magnitude <= largest ? $0 &* power : closer }
  }

  private static func minors(_ values: [Double], scale: Int) -> [Int64] {
    let unit = minorUnits(perMajorAt: scale)
    let largest = Double(Amount.largest)
    return values.map { value in
      // As `Amount(binary:scale:)` has it; no comparison holds for what is no number.
      let minor = (value * unit).rounded(.toNearestOrEven)
      return minor.magnitude <= largest && minor / unit == value ? Int64(minor) : closer
    }
  }

  private static func amounts(
    _ values: PhysicalValues, _ validity: [Bool]?, _ column: ParquetColumn, _ money: MoneyFormat
  ) throws -> [Amount?] {
    let scale = money.scale
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
    case .text(let texts): return parse(texts, money)
    case .binary(let texts) where column.logicalType == nil: return parse(texts, money)
    case let other:
      throw OrderError(
        problem: "holds \(other.kind), which are no amounts; name another column with --amount, or "
          + "cast it to DECIMAL")
    }
  }

  /// The amounts of texts; those whose marks show something are left to be looked at more closely.
  private static func parse(_ texts: TextColumn, _ money: MoneyFormat) -> [Amount?] {
    let bytes = texts.bytes
    return (0..<texts.count).map { money.plainAmount(bytes, texts.range($0)) }
  }

  /// The amount at a place, nil if there is none or none that can be read; `marks` learns what its text shows.
  func amount(at place: Int, line: Int, _ marks: inout DecimalEvidence) -> Amount? {
    guard place < minors.count else { return nil }
    if minors[place] != Self.closer { return Amount(minor: minors[place], residual: 0) }
    guard let value = stored.value(at: place) else { return nil }
    // What was read before can be read again.
    if let amount = (try? Self.amounts(value, nil, stored.column, money))?[0] { return amount }
    guard case .byteArray(let texts) = value else { return nil }
    if case .decimal = stored.column.logicalType { return nil }
    return money.amount(texts.bytes, texts.range(0), line: line, &marks)
  }

  /// The amount at a place as a field, nil if it is absent.
  func text(at place: Int) -> [UInt8]? { stored.text(at: place) }
}
