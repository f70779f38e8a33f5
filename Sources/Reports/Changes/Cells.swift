internal import Columns
internal import Parquet

/// What the values of a column of scores are.
enum CellForm: String, Sendable {
  case text
  case flag = "true or false"
  case probability = "a probability of six decimals"
  case count = "a count"
  case day = "a date"

  /// The numbers that may stand for a value: days of the years 1 to 9999, millionths, counts.
  var range: ClosedRange<Int64> {
    switch self {
    case .text, .flag: 0...1
    case .probability: 0...1_000_000
    case .count: 0...Int64(Int32.max)
    case .day: -719_162...2_932_896
    }
  }
}

/// The values of a column over some rows.
struct Cells: Sendable {
  let form: CellForm
  /// One for each row, if they are texts.
  private(set) var texts = TextColumn()
  /// One for each row if they are not: 0 and 1, millionths, counts, days since 1970-01-01.
  private(set) var numbers: [Int64] = []
  /// Whether there is a value.
  private(set) var validity: [Bool] = []

  /// No values.
  init(_ form: CellForm) { self.form = form }

  /// The number of rows.
  var count: Int { validity.count }

  /// The values of some rows.
  subscript(_ rows: Range<Int>) -> Cells {
    if rows == 0..<count { return self }
    var cells = Cells(form)
    if form == .text { cells.texts = texts[rows] } else { cells.numbers = Array(numbers[rows]) }
    cells.validity = Array(validity[rows])
    return cells
  }

  /// Appends the value of a row as text formats write it; nothing if there is none.
  func append(_ row: Int, to bytes: inout [UInt8]) {
    guard validity[row] else { return }
    switch form {
    case .text: bytes += texts[row]
    case .flag: bytes += (numbers[row] == 1 ? "true" : "false").utf8
    case .probability: bytes.append(money: numbers[row], scale: 6)
    case .count: bytes.append(integer: numbers[row])
    case .day: bytes.append(day: Day(rawValue: Int32(truncatingIfNeeded: numbers[row])))
    }
  }
}

// From Parquet.
extension Cells {
  /// A value that no score file has.
  struct Flaw: Error {
    /// The row, from 0; nil if the whole column is meant.
    var row: Int?
  }

  /// The values of a column, once they are known to be such as score files have.
  ///
  /// - Throws: `Flaw`.
  init(_ values: LogicalValues, validity: [Bool], _ form: CellForm) throws(Flaw) {
    self.form = form
    self.validity = validity
    switch (form, values) {
    case (.text, .text(let values)): texts = values
    case (.flag, .boolean(let values)): numbers = values.map { $0 ? 1 : 0 }
    case (.count, .integer(let values)): numbers = values
    case (.day, .date(let values)): numbers = values.map { Int64($0) }
    case (.probability, .real(let values)):
      // NaN is no probability either.
      numbers = values.map {
        $0 >= 0 && $0 <= 1 ? Int64(($0 * 1e6).rounded(.toNearestOrEven)) : -1
      }
    default: throw Flaw()
    }
    if form == .text { return }
    for row in validity.indices where validity[row] && !form.range.contains(numbers[row]) {
      throw Flaw(row: row)
    }
  }
}

// From text.
extension Cells {
  /// Adds the value that a field stands for, none if it is empty; false if it stands for none of the form.
  mutating func append(_ field: ArraySlice<UInt8>) -> Bool {
    validity.append(!field.isEmpty)
    if form == .text {
      texts.append(field)
      return true
    }
    let value = field.isEmpty ? form.range.lowerBound : Self.number(field, form)
    guard let value, form.range.contains(value) else { return false }
    numbers.append(value)
    return true
  }

  private static func number(_ field: ArraySlice<UInt8>, _ form: CellForm) -> Int64? {
    switch form {
    case .text: nil
    case .flag: field.elementsEqual("true".utf8) ? 1 : field.elementsEqual("false".utf8) ? 0 : nil
    case .probability: decimal(field, scale: 6)
    case .count: decimal(field, scale: 0)
    case .day: day(field)
    }
  }

  /// A number without a sign, of so many decimals or fewer and of at most 12 digits before them.
  private static func decimal(_ field: ArraySlice<UInt8>, scale: Int) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    var decimals: Int?
    for byte in field {
      if byte == UInt8(ascii: "."), decimals == nil, digits > 0, scale > 0 {
        decimals = 0
        continue
      }
      guard (0x30...0x39).contains(byte), digits < 12 + scale, decimals ?? 0 < scale || scale == 0
      else { return nil }
      value = value * 10 + Int64(byte - 0x30)
      digits += 1
      decimals = decimals.map { $0 + 1 }
    }
    if digits == 0 || decimals == 0 { return nil }
    for _ in (decimals ?? 0)..<scale {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    return value
  }

  /// YYYY-MM-DD.
  private static func day(_ field: ArraySlice<UInt8>) -> Int64? {
    let dash = UInt8(ascii: "-")
    let parts = field.split(separator: dash, omittingEmptySubsequences: false)
    guard field.count == 10, parts.map(\.count) == [4, 2, 2] else { return nil }
    let numbers = parts.compactMap { decimal($0, scale: 0) }
    guard numbers.count == 3,
      let day = Day(year: Int(numbers[0]), month: Int(numbers[1]), day: Int(numbers[2]))
    else { return nil }
    return Int64(day.rawValue)
  }
}
