// What customers bought in the period before a split and in the holdout after it, order by order:
//
//   an order up to the split      counts as it does in a history as of the split
//   an order of the holdout       counts as it does in one as of the holdout's last day, if its customer has a
//                                 history as of the split
//   a later one                   does not count
//
// So what was paid back counts from its day on: a forecast does not know of what was paid back in the holdout, and
// what came of the holdout is net of it.

internal import Columns
internal import Orders

/// Sums up what customers bought: one for each block of orders.
struct OutcomeSums {
  /// The longest gap that is told from longer ones, in days.
  static let longestGap = 1095
  /// The longest past whose days are told one by one: ten years, in whole weeks.
  static let longestPast = 520 * 7

  private let window: BacktestWindow
  private let leavesZerosOut: Bool
  /// The purchase days of the holdout in each step.
  private(set) var steps: [Int]
  /// How many pairs of neighbouring purchase days up to the split lie so many days apart.
  private(set) var gaps = [UInt32](repeating: 0, count: longestGap + 1)
  /// How many purchase days that are not their customer's first lie so many days before the split.
  private(set) var repeats = [UInt32](repeating: 0, count: longestPast)
  /// The first customer of whom something comes to more than 18 digits.
  private(set) var beyond: Int?

  init(_ window: BacktestWindow, leavesZerosOut: Bool) {
    self.window = window
    self.leavesZerosOut = leavesZerosOut
    steps = Array(repeating: 0, count: window.steps.count)
  }

  /// Appends what some customers bought to `rows`, of those who have a history as of the split.
  @_lifetime(rows: copy rows)
  mutating func add(_ orders: CustomerOrders, to rows: inout OutcomeRows) {
    let base = orders.starts[0]
    var nextRefund = 0
    for customer in 0..<orders.customers.count {
      let own = orders.starts[customer] - base..<orders.starts[customer + 1] - base
      let firstRefund = nextRefund
      while nextRefund < orders.refunds.count && orders.refunds[nextRefund].order < own.upperBound {
        nextRefund += 1
      }
      guard
        let outcome = outcome(
          orders.days.extracting(own), orders.amounts.extracting(own),
          orders.refunds.extracting(firstRefund..<nextRefund), from: own.lowerBound)
      else { continue }
      if !outcome.fits && beyond == nil { beyond = orders.customers.lowerBound + customer }
      rows.append(outcome)
    }
  }

  /// What one customer bought, or nil without a history; refunds name their orders by numbers that the first one has
  /// `first` of.
  private mutating func outcome(
    _ days: Span<Int32>, _ amounts: Span<Int64>, _ refunds: Span<OrderRefund>, from first: Int
  ) -> Outcome? {
    var outcome = Outcome()
    var order = 0
    var refund = 0
    // What is left of the order at hand of what was paid back until a day.
    func left(of amount: Int64, on day: Int32) -> Int64 {
      var left = amount
      while refund < refunds.count && refunds[refund].order - first <= order {
        if refunds[refund].day <= day { left -= min(max(0, left), refunds[refund].amount) }
        refund += 1
      }
      return left
    }
    var previous: Int32?
    while order < days.count && days[order] <= window.split {
      let (day, amount) = (days[order], amounts[order])
      let left = left(of: amount, on: window.split)
      order += 1
      if amount == 0 ? leavesZerosOut : left == 0 { continue }
      let isRecent = day > window.before
      if isRecent { outcome.revenueBefore += Int128(left) }
      if day == previous { continue }
      if isRecent { outcome.daysBefore += 1 }
      if let previous {
        gaps[min(Int(day) - Int(previous), Self.longestGap)] += 1
        repeats[min(Int(window.split) - Int(day), Self.longestPast - 1)] += 1
      }
      previous = day
    }
    guard var previous else { return nil }
    while order < days.count && days[order] <= window.last {
      let (day, amount) = (days[order], amounts[order])
      let left = left(of: amount, on: window.last)
      order += 1
      if amount == 0 ? leavesZerosOut : left == 0 { continue }
      outcome.revenueAfter += Int128(left)
      if day == previous { continue }
      outcome.daysAfter += 1
      steps[Int((day - window.split - 1) / window.step)] += 1
      previous = day
    }
    return outcome
  }
}

/// What one customer bought in the period before a split and in the holdout.
struct Outcome: Equatable {
  var daysBefore: Int32 = 0
  var daysAfter: Int32 = 0
  /// Minor units.
  var revenueBefore: Int128 = 0
  /// Minor units.
  var revenueAfter: Int128 = 0

  /// Whether the amounts have 18 digits at most.
  var fits: Bool {
    max(revenueBefore.magnitude, revenueAfter.magnitude) < 1_000_000_000_000_000_000
  }
}
