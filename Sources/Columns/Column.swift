/// What the values of a column mean, and so how every format writes them.
public enum ColumnType: Sendable, Equatable {
  /// UTF-8 text.
  case text
  /// A count, `Int32`.
  case integer
  /// A count over a whole base, `Int64`.
  case count
  /// A calendar day, `Int32` days since 1970-01-01.
  case date
  /// A moment, `Int64` microseconds since 1970-01-01 00:00 UTC.
  case timestamp
  /// An amount in the currency's minor units, `Int64`; `scale` decimals make a major unit.
  case money(scale: Int)
  /// A probability, expected count or ratio: 32-bit in Parquet, six decimals in text formats.
  case real
  /// True or false.
  case boolean
}

/// Name and type of a column.
public struct Field: Sendable, Equatable {
  /// The column's name, snake_case.
  public let name: String
  /// What its values mean.
  public let type: ColumnType
  /// Whether a value may be absent.
  public let isNullable: Bool

  /// A field of the given name and type.
  public init(_ name: String, _ type: ColumnType, isNullable: Bool = false) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

/// The values of a column over one block of rows, absent ones included (as any value).
public enum ColumnValues: Sendable, Equatable {
  /// Texts of any kind.
  case text(TextColumn)
  /// Distinct texts, each in several rows in a row: text i in those from `ends[i - 1]`, the first from 0, up to
  /// `ends[i]`. For Parquet, which keeps them so; text formats take the texts row by row.
  case textRuns(TextColumn, ends: [Int])
  /// Texts out of a few: row i is `names[codes[i]]`.
  case labels(codes: [UInt8], names: [String])
  /// Values of `integer` and `date` columns.
  case int32([Int32])
  /// Values of `count`, `money` and `timestamp` columns.
  case int64([Int64])
  /// Values of `real` columns.
  case real([Double])
  /// Values of `boolean` columns.
  case boolean([Bool])

  /// The number of rows.
  public var count: Int {
    switch self {
    case .text(let texts): texts.count
    case .textRuns(_, let ends): ends.last ?? 0
    case .labels(let codes, _): codes.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .real(let values): values.count
    case .boolean(let values): values.count
    }
  }
}

/// One column of a block: its field, its values and which of them are present.
public struct Column: Sendable, Equatable {
  /// Name and type.
  public let field: Field
  /// One value per row; what stands at an absent row has no meaning.
  public let values: ColumnValues
  /// One flag per row, true where a value is present; nil when all are.
  public let validity: [Bool]?

  /// A column over the rows of one block.
  ///
  /// - Precondition: `values` suit the field's type; `validity`, if given, has a flag per row and the
  ///   field is nullable.
  public init(_ field: Field, _ values: ColumnValues, validity: [Bool]? = nil) {
    switch (field.type, values) {
    case (.text, .text), (.text, .textRuns), (.text, .labels), (.integer, .int32), (.date, .int32),
      (.count, .int64), (.money, .int64), (.timestamp, .int64), (.real, .real),
      (.boolean, .boolean):
      break
    default: preconditionFailure("column \(field.name): values do not suit \(field.type)")
    }
    if let validity {
      precondition(field.isNullable, "column \(field.name) is not nullable")
      precondition(validity.count == values.count, "column \(field.name): a flag per row")
    }
    self.field = field
    self.values = values
    self.validity = validity
  }

  /// A column in which every row is absent.
  public static func absent(_ field: Field, count: Int) -> Column {
    let values: ColumnValues =
      switch field.type {
      case .text: .labels(codes: Array(repeating: 0, count: count), names: [""])
      case .integer, .date: .int32(Array(repeating: 0, count: count))
      case .count, .money, .timestamp: .int64(Array(repeating: 0, count: count))
      case .real: .real(Array(repeating: 0, count: count))
      case .boolean: .boolean(Array(repeating: false, count: count))
      }
    return Column(field, values, validity: Array(repeating: false, count: count))
  }

  /// The number of rows.
  public var count: Int { values.count }

  /// The value of a row as text formats write it; absent values are empty.
  public func text(row: Int) -> String {
    if let validity, !validity[row] { return "" }
    var text: [UInt8] = []
    switch values {
    case .text(let texts): text += texts[row]
    case .labels(let codes, let names): text += names[Int(codes[row])].utf8
    default: text.append(scalar: self, row: row)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The number of minor units in a major unit of a currency with `scale` decimals: 100 at scale 2.
public func minorUnits(perMajorAt scale: Int) -> Double {
  var units = 1.0
  for _ in 0..<scale { units *= 10 }
  return units
}

/// The minor units of a decimal number of at most 18 digits, no more behind the point than `scale`; nil of others.
public func minorUnits(of text: String, scale: Int) -> Int64? {
  let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  let sign = text.hasPrefix("-") ? 1 : 0
  let whole = parts[0].dropFirst(sign)
  let decimals = parts.count > 1 ? parts[1] : ""
  let digits = whole + decimals + String(repeating: "0", count: max(0, scale - decimals.count))
  guard !whole.isEmpty, parts.count == 1 || !decimals.isEmpty, decimals.count <= scale,
    digits.utf8.count <= 18, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
    let value = Int64(digits)
  else { return nil }
  return sign == 1 ? -value : value
}
