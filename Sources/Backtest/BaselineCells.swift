internal import Columns
internal import Histories
internal import Segments

/// Which cell of each baseline the customers of a base are in, and the rates that they go on at.
struct BaselineCells: Sendable {
  /// So many purchase days in the last period are told apart.
  static let mostDays = 63
  /// So many rates are, each twice the one before; 0 is that of one-time buyers.
  static let mostRate = 40

  private let base: ObservedBase
  private let rfm: RFM
  /// The days since the last order within which a customer is taken for active.
  private let activeDays: Int
  /// Repeat purchase days of the base a day.
  private let baseRate: Double

  init(_ base: ObservedBase, threads: Threads) throws {
    self.base = base
    rfm = try RFM(base.histories, threads: threads)
    activeDays = base.outcomes.gapOfFourFifths ?? Int(base.outcomes.window.horizon)
    let (days, first) = (base.histories.purchaseDays.span, base.histories.firstDay.span)
    let asOf = Int(base.histories.asOf.rawValue)
    var (repeats, ages) = (0, 0)
    for customer in 0..<days.count {
      repeats += Int(days[customer]) - 1
      ages += asOf - Int(first[customer])
    }
    baseRate = ages > 0 ? Double(repeats) / Double(ages) : 0
  }

  /// The cells of some customers.
  func cells(_ baseline: Baseline, _ customers: Range<Int>) -> [Int32] {
    switch baseline {
    case .lastPeriod: periodCells(customers)
    case .baseMean: Array(repeating: 0, count: customers.count)
    case .ownRate: rateCells(customers)
    case .activeP80: activityCells(customers)
    case .rfm: scoreCells(customers)
    }
  }

  /// Purchase days of some customers in so many days at the rate so far.
  func atOwnRate(_ customers: Range<Int>, within length: Double) -> [Double] {
    var result = [Double].unwritten(customers.count)
    let days = base.histories.purchaseDays.span.extracting(customers)
    let first = base.histories.firstDay.span.extracting(customers)
    let asOf = base.histories.asOf.rawValue
    for index in 0..<customers.count {
      let repeats = Double(days[index] - 1)
      result[index] =
        length * (repeats == 0 ? baseRate : repeats / Double(asOf - first[index]))
    }
    return result
  }

  /// The purchase days of the period before as-of.
  private func periodCells(_ customers: Range<Int>) -> [Int32] {
    var result = [Int32].unwritten(customers.count)
    let days = base.outcomes.daysBefore.span.extracting(customers)
    for index in 0..<days.count { result[index] = min(days[index], Int32(Self.mostDays)) }
    return result
  }

  /// 0 for one-time buyers; for others the bits of 2^20 times the repeat purchase days a day.
  private func rateCells(_ customers: Range<Int>) -> [Int32] {
    var result = [Int32].unwritten(customers.count)
    let days = base.histories.purchaseDays.span.extracting(customers)
    let first = base.histories.firstDay.span.extracting(customers)
    let asOf = base.histories.asOf.rawValue
    for index in 0..<days.count {
      let repeats = Int(days[index]) - 1
      // Who came again did so after the first day.
      let rate = repeats == 0 ? 0 : repeats << 20 / Int(asOf - first[index])
      result[index] = Int32(min(Int.bitWidth - rate.leadingZeroBitCount, Self.mostRate))
    }
    return result
  }

  /// 1 for customers whose last order is recent for this base, 0 for others.
  private func activityCells(_ customers: Range<Int>) -> [Int32] {
    var result = [Int32].unwritten(customers.count)
    let last = base.histories.lastDay.span.extracting(customers)
    let after = Int(base.histories.asOf.rawValue) - activeDays
    for index in 0..<last.count { result[index] = Int(last[index]) >= after ? 1 : 0 }
    return result
  }

  /// The cells of the three scores; without amounts all monetary scores are 1.
  private func scoreCells(_ customers: Range<Int>) -> [Int32] {
    let histories = base.histories
    let r = rfm.r(histories.lastDay.span.extracting(customers))
    let f = rfm.f(histories.orders.span.extracting(customers))
    let m =
      histories.hasAmounts
      ? rfm.m(histories.revenue.span.extracting(customers))
      : Array(repeating: 1, count: customers.count)
    return r.indices.map { 25 * (r[$0] - 1) + 5 * (f[$0] - 1) + m[$0] - 1 }
  }
}
