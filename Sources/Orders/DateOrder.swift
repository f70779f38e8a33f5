internal import Columns

/// Which of two numbers before the year is the day: a property of a whole column.
public enum DateOrder: Sendable, Equatable {
  /// 31/12/2024.
  case dayFirst
  /// 12/31/2024.
  case monthFirst
}

/// A date as read from a field.
enum ParsedDate: Equatable {
  case day(Day)
  /// Two numbers of which either may be the month, and the year.
  case undecided(UndecidedDate)
  case unreadable
}

/// Two numbers and a year, such as 03/04/2024, packed so that a column of days can hold it until the
/// column is decided: below every possible day.
struct UndecidedDate: Equatable {
  let first: Int
  let second: Int
  let year: Int

  private static let base = Int32.min

  /// Whether a stored day is one of these.
  static func isPacked(_ raw: Int32) -> Bool { raw < -1_000_000_000 }

  init(first: Int, second: Int, year: Int) {
    self.first = first
    self.second = second
    self.year = year
  }

  /// Reads back what `packed` made.
  init(packed raw: Int32) {
    let code = Int(raw) - Int(Self.base)
    self.init(first: code >> 5 & 31, second: code & 31, year: code >> 10)
  }

  /// The stand-in for a day.
  ///
  /// - Precondition: both numbers are at most 31, the year at most 9999.
  var packed: Int32 { Self.base + Int32(year << 10 | first << 5 | second) }

  /// The day under a reading, or nil if it makes no date.
  func day(_ order: DateOrder) -> Day? {
    switch order {
    case .dayFirst: Day(year: year, month: second, day: first)
    case .monthFirst: Day(year: year, month: first, day: second)
    }
  }
}

/// What the values of a column have shown so far about its order of day and month.
///
/// For each kind of evidence the earliest value is kept, to be named in an error.
struct DateEvidence: Sendable {
  /// A value and the line or row it stands on.
  struct Witness: Sendable {
    var path = ""
    var unit = RowUnit.line
    var line: Int
    var text: String
  }

  /// A value that only reads day first.
  var dayFirst: Witness?
  /// A value that only reads month first.
  var monthFirst: Witness?
  /// A value that reads both ways, as different days.
  var ambiguous: Witness?
  /// Whether there was any value of that kind, also one that reads as the same day both ways.
  private(set) var hasValues = false

  /// Notes what `date` shows.
  ///
  /// - Returns: false if it is no date under either reading.
  mutating func note(_ date: UndecidedDate, line: Int, text: () -> String) -> Bool {
    switch (date.day(.dayFirst), date.day(.monthFirst)) {
    case (nil, nil): return false
    case (_?, nil): if dayFirst == nil { dayFirst = Witness(line: line, text: text()) }
    case (nil, _?): if monthFirst == nil { monthFirst = Witness(line: line, text: text()) }
    case (let one?, let other?):
      if one != other && ambiguous == nil { ambiguous = Witness(line: line, text: text()) }
    }
    hasValues = true
    return true
  }

  /// Adds the evidence of later rows, those of `path` that count from `line` (1) on.
  mutating func merge(_ later: DateEvidence, path: String, line: Int, unit: RowUnit = .line) {
    func placed(_ witness: Witness?) -> Witness? {
      witness.map { Witness(path: path, unit: unit, line: $0.line + line, text: $0.text) }
    }
    dayFirst = dayFirst ?? placed(later.dayFirst)
    monthFirst = monthFirst ?? placed(later.monthFirst)
    ambiguous = ambiguous ?? placed(later.ambiguous)
    hasValues = hasValues || later.hasValues
  }

  /// The order that the values as a whole show.
  ///
  /// - Throws: `OrderError` if nothing decides it, or two values contradict each other.
  func decide() throws(OrderError) -> DateOrder {
    let remedy = "say which with --date-format %d/%m/%Y or --date-format %m/%d/%Y"
    switch (dayFirst, monthFirst) {
    case (let day?, let month?):
      throw OrderError(
        path: month.path, line: month.line, unit: month.unit,
        problem: "'\(month.text)' only reads month/day/year, but '\(day.text)' in \(day.path), "
          + "\(day.unit) \(day.line), only day/month/year; \(remedy)")
    case (_?, nil): return .dayFirst
    case (nil, _?): return .monthFirst
    case (nil, nil):
      guard let ambiguous else { return .dayFirst }
      throw OrderError(
        path: ambiguous.path, line: ambiguous.line, unit: ambiguous.unit,
        problem:
          "'\(ambiguous.text)' and every other date like it reads both as day/month/year and "
          + "as month/day/year; \(remedy)")
    }
  }
}
