internal import Bytes
internal import Columns

/// What the customers of a base bought in the period before a split and in the holdout after it.
///
/// Column by column, a row for each history as of the split, in the same order.
package struct Outcomes: Sendable {
  /// The days around the split.
  package let window: BacktestWindow
  /// Purchase days in the period.
  package let daysBefore: [Int32]
  /// Revenue of the period, in minor units.
  package let revenueBefore: [Int64]
  /// Purchase days in the holdout.
  package let daysAfter: [Int32]
  /// Revenue of the holdout, in minor units.
  package let revenueAfter: [Int64]
  /// The purchase days of the holdout in each of the window's steps.
  package let steps: [Int]
  /// How many pairs of neighbouring purchase days up to the split lie so many days apart; the last number is that of
  /// all gaps as long or longer.
  let gaps: [Int]
  /// How many purchase days that are not their customer's first lie so many days before the split; the last number is
  /// that of all as early or earlier.
  let repeats: [Int]

  /// The number of customers.
  package var count: Int { daysAfter.count }

  /// The shortest gap that at least four fifths of the gaps do not exceed, in days; nil without gaps.
  var gapOfFourFifths: Int? {
    let all = gaps.reduce(0, +)
    var below = 0
    for (gap, count) in gaps.enumerated() {
      below += count
      if all > 0 && 5 * below >= 4 * all { return gap }
    }
    return nil
  }

  /// The columns that `fill` sets; it returns what each block came to, and moves the rows of all together.
  init(
    _ window: BacktestWindow, capacity: Int, _ fill: (OutcomeColumns) throws -> [OutcomePart]
  ) rethrows {
    var revenue: [[Int64]] = []
    var parts: [OutcomePart] = []
    let days = try SharedArrays<Int32>.make(2, capacity: capacity) { days in
      var rows = 0
      revenue = try SharedArrays<Int64>.make(2, capacity: capacity) { revenue in
        parts = try fill(OutcomeColumns(days: days, revenue: revenue))
        rows = parts.reduce(0) { $0 + $1.customers }
        return rows
      }
      return rows
    }
    self.window = window
    (daysBefore, daysAfter) = (days[0], days[1])
    (revenueBefore, revenueAfter) = (revenue[0], revenue[1])
    var steps = [Int](repeating: 0, count: window.steps.count)
    var gaps = [Int](repeating: 0, count: OutcomeSums.longestGap + 1)
    var repeats = [Int](repeating: 0, count: OutcomeSums.longestPast)
    for part in parts {
      for step in steps.indices { steps[step] += part.steps[step] }
      for gap in gaps.indices { gaps[gap] += Int(part.gaps[gap]) }
      for day in repeats.indices { repeats[day] += Int(part.repeats[day]) }
    }
    self.steps = steps
    self.gaps = gaps
    self.repeats = repeats
  }
}

/// What a block of orders came to, its rows of the columns aside.
struct OutcomePart: Sendable {
  let customers: Int
  let steps: [Int]
  let gaps: [UInt32]
  let repeats: [UInt32]
}

/// The columns of all outcomes while they are filled, some rows on each thread.
struct OutcomeColumns {
  let days: SharedArrays<Int32>
  let revenue: SharedArrays<Int64>

  /// Moves rows of all columns forward, to the rows from `start` on.
  func move(_ rows: Range<Int>, to start: Int) {
    for column in 0..<2 {
      days.move(rows, of: column, to: start)
      revenue.move(rows, of: column, to: start)
    }
  }
}

/// Neighbouring rows of the columns, filled one after the other.
struct OutcomeRows: ~Copyable, ~Escapable {
  private var daysBefore: MutableSpan<Int32>
  private var daysAfter: MutableSpan<Int32>
  private var revenueBefore: MutableSpan<Int64>
  private var revenueAfter: MutableSpan<Int64>
  /// The rows that are filled.
  private(set) var count = 0

  /// Some rows of the columns.
  @_lifetime(borrow columns)
  init(_ rows: Range<Int>, of columns: borrowing OutcomeColumns) {
    daysBefore = columns.days.rows(rows, of: 0)
    daysAfter = columns.days.rows(rows, of: 1)
    revenueBefore = columns.revenue.rows(rows, of: 0)
    revenueAfter = columns.revenue.rows(rows, of: 1)
  }

  /// Fills the next row.
  ///
  /// - Precondition: there is room for it.
  @_lifetime(self: copy self)
  mutating func append(_ outcome: Outcome) {
    daysBefore[count] = outcome.daysBefore
    daysAfter[count] = outcome.daysAfter
    revenueBefore[count] = Int64(truncatingIfNeeded: outcome.revenueBefore)
    revenueAfter[count] = Int64(truncatingIfNeeded: outcome.revenueAfter)
    count += 1
  }
}
