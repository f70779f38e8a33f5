internal import Columns
internal import Parquet

/// Values of a column of a table as what its role says.
///
/// A class: a value is given without its column's arrays and names being retained one by one.
final class DetailCells: Sendable {
  private enum Values: Sendable {
    /// Texts, read row by row as those of a CSV file.
    case texts(TextColumn)
    /// Money or quantities; nil where one is too large.
    case exact([ExactMoney?])
    case stamps([ParsedStamp])
  }

  private let values: Values
  /// One flag for each, false if it is absent; nil if all are present.
  private let validity: [Bool]?
  private let stored: StoredValues
  private let count: Int

  /// The meaning of values of a column.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type do not suit the role.
  init(
    _ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn,
    as bound: DetailFormat.Column, _ format: DetailFormat
  ) throws {
    stored = StoredValues(values, validity: validity, of: column)
    count = values.count
    var validity = validity
    let meaning = try LogicalValues(values, validity: validity, of: column)
    if case .real(let numbers) = meaning, bound.form != .stamp && bound.form != .day {
      // What has no number is absent: so libraries for tables write it.
      if numbers.contains(where: { $0.isNaN }) {
        validity = numbers.indices.map { !numbers[$0].isNaN && validity?[$0] != false }
      }
    }
    self.validity = validity
    switch bound.form {
    case .text:
      self.values = .texts(try Self.texts(meaning, of: column, as: bound) ?? stored.texts(count))
    case .exact: self.values = try Self.exact(meaning, values, of: column, as: bound, format)
    case .stamp, .day: self.values = try Self.stamps(meaning, of: column, format.values.dates)
    }
  }

  private static func texts(
    _ meaning: LogicalValues, of column: ParquetColumn, as bound: DetailFormat.Column
  ) throws -> TextColumn? {
    switch meaning {
    case .text(let texts): return texts
    case .binary(let values) where column.logicalType == .uuid: return TextColumn(uuids: values)
    case .binary(let values): return values
    case .integer(let values): return TextColumn(values)
    case .unsigned(let values): return TextColumn(values)
    case .decimal(let values, scale: 0): return TextColumn(values)
    case .real(let values) where bound.normal == .floatID: return TextColumn(wholeNumbers: values)
    case .real where bound.role == .customerID || bound.role == .orderID:
      throw OrderError(
        problem: "holds floating-point numbers, and an id has one spelling, not 1, 1.0 and 1e0; "
          + "cast it to an integer or to text")
    default: return nil
    }
  }

  private static func exact(
    _ meaning: LogicalValues, _ values: PhysicalValues, of column: ParquetColumn,
    as bound: DetailFormat.Column, _ format: DetailFormat
  ) throws -> Values {
    let scale = bound.role == .quantity ? 0 : format.values.money.scale
    func exact(_ significand: Int128, _ decimals: Int) -> ExactMoney? {
      DecimalText(significand: significand, exponent: -decimals).exact(scale: scale)
    }
    if case .float(let values) = values {
      return .exact(values.map { Amount(binary: $0, scale: scale).map { ExactMoney($0) } })
    }
    switch meaning {
    case .text(let texts): return .texts(texts)
    case .binary(let texts) where column.logicalType == nil: return .texts(texts)
    case .integer(let values): return .exact(values.map { exact(Int128($0), 0) })
    case .unsigned(let values): return .exact(values.map { exact(Int128($0), 0) })
    case .decimal(let values, let decimals): return .exact(values.map { exact($0, decimals) })
    case .real(let values):
      return .exact(values.map { Amount(binary: $0, scale: scale).map { ExactMoney($0) } })
    default:
      throw OrderError(
        problem: "holds \(meaning.kind), which are no amounts; name another column, or cast it to "
          + "DECIMAL")
    }
  }

  private static func stamps(
    _ meaning: LogicalValues, of column: ParquetColumn, _ dates: DateParser
  ) throws -> Values {
    switch meaning {
    case .date(let days):
      return .stamps(
        days.map { day in
          guard ReadDate.possible.contains(day) else { return .unreadable }
          return ParsedStamp(date: .day(Day(rawValue: day)), time: StampTime())
        })
    case .timestamp(let stamps, let isUTC):
      return .stamps(
        stamps.map { dates.stamp(of: $0.day, nanosecond: $0.nanosecond, isUTC: isUTC) })
    case .text(let texts): return .texts(texts)
    case .binary(let texts) where column.logicalType == nil: return .texts(texts)
    case .integer(let values): return .texts(TextColumn(values))
    case .unsigned(let values): return .texts(TextColumn(values))
    case .decimal(let values, scale: 0): return .texts(TextColumn(values))
    default:
      throw OrderError(
        problem: "holds \(meaning.kind), which are no dates; name another column, or cast it to "
          + "DATE or TIMESTAMP")
    }
  }

  /// Gives the value at a place, if there is one.
  func give(_ place: Int, of column: DetailFormat.Column, to builder: inout DetailBuilder) {
    guard place < count, validity?[place] != false else { return }
    switch values {
    case .texts(let texts): builder.give(column, texts.bytes, texts.range(place))
    case .exact(let money):
      if let money = money[place] {
        builder.give(column, money)
      } else {
        builder.fault(column.role)
      }
    case .stamps(let stamps):
      builder.give(column, stamps[place]) { stored.text(at: place) ?? [] }
    }
  }

  /// The value at a place as a field, nil if it is absent.
  func text(at place: Int) -> [UInt8]? { stored.text(at: place) }
}

extension StoredValues {
  /// The first values as a CSV file would have them, those that are absent empty.
  fileprivate func texts(_ count: Int) -> TextColumn {
    var texts = TextColumn()
    for place in 0..<count { texts.append(text(at: place) ?? []) }
    return texts
  }
}

extension TextColumn {
  /// Numbers in decimal without a point if they are whole, else in their shortest digits.
  fileprivate init(wholeNumbers values: [Double]) {
    self.init()
    for value in values {
      // Beyond 2^53 whole numbers have gaps.
      if value == value.rounded(), value.magnitude < 9_007_199_254_740_992 {
        append(String(Int64(value)).utf8)
      } else {
        append(value.description.utf8)
      }
    }
  }
}
