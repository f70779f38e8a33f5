internal import Columns

/// The calendar months of the years that orders lie in, by their number from the first one on.
///
/// A day outside of them, which no import lets in, counts as the nearest one inside.
struct MonthCalendar: Sendable {
  /// The one calendar: it is large, and the same for all.
  static let shared = MonthCalendar()

  private static let years = 1900...2999

  /// The months' first days, and behind them the first day of no month.
  private let firstDays: [Int32]
  /// The months of all days.
  private let months: [UInt16]

  private init() {
    var firstDays: [Int32] = []
    for year in Self.years.lowerBound...Self.years.upperBound + 1 {
      for month in 1...12 {
        guard let day = Day(year: year, month: month, day: 1) else {
          preconditionFailure("every month has a first day")
        }
        firstDays.append(day.rawValue)
      }
    }
    firstDays.removeLast(11)
    var months: [UInt16] = []
    months.reserveCapacity(Int(firstDays[firstDays.count - 1] - firstDays[0]))
    for (number, (start, end)) in zip(firstDays, firstDays.dropFirst()).enumerated() {
      months += repeatElement(UInt16(number), count: Int(end - start))
    }
    self.firstDays = firstDays
    self.months = months
  }

  /// The number of a day's month.
  func month(of day: Int32) -> Int {
    Int(months[min(max(0, Int(day) - Int(firstDays[0])), months.count - 1)])
  }

  /// The first day of a month.
  func firstDay(of month: Int) -> Day { Day(rawValue: firstDays[month]) }

  /// The last day of a month.
  func lastDay(of month: Int) -> Day { Day(rawValue: firstDays[month + 1] - 1) }

  /// A month as texts have it, such as 2011-07.
  func name(of month: Int) -> String { String(firstDay(of: month).description.prefix(7)) }

  /// The quarter that a month is in, such as 2011-Q3.
  func quarter(of month: Int) -> String {
    "\(Self.years.lowerBound + month / 12)-Q\(month % 12 / 3 + 1)"
  }
}

/// A value for each month from one to another, without gaps.
struct MonthSeries<Value: Sendable>: Sendable {
  /// The values, in the order of months.
  var values: [Value] = []
  /// The first one's month.
  private(set) var first = 0
  private let nothing: Value

  /// No months; those that are added begin with `nothing`.
  init(_ nothing: Value) { self.nothing = nothing }

  /// The months.
  var months: Range<Int> { first..<first + values.count }

  /// The place of a month's value, made if it is not there.
  mutating func place(of month: Int) -> Int {
    if values.isEmpty { first = month }
    if month < first {
      values.insert(contentsOf: repeatElement(nothing, count: first - month), at: 0)
      first = month
    }
    while values.count <= month - first { values.append(nothing) }
    return month - first
  }

  /// Adds the values of another one, month by month.
  mutating func merge(_ other: MonthSeries, _ add: (inout Value, Value) -> Void) {
    if other.values.isEmpty { return }
    // All months at once: each may move those that are there.
    _ = place(of: other.first)
    _ = place(of: other.first + other.values.count - 1)
    for (index, value) in other.values.enumerated() {
      add(&values[other.first + index - first], value)
    }
  }
}
