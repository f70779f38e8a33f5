// The aggregation kernel: orders of whole customers to a history each.
//
//   of some thousand neighbouring orders at a time, while they are in the fastest memory
//     lowest and highest amount, last day                     without a look at customers
//     if some do not count                                    rare in most bases
//       tally them, and copy the others
//     if all amounts are above zero, or all are zero, and no sum of them needs more than 64 bits
//       all customers by the C kernel                         almost always
//     else
//       each customer day by day, in 128 bits
//
// Sums are of integers, so they are the same however orders are cut.

internal import CKernels
internal import Columns
internal import Orders

/// Sums up customers: one for each block of orders.
struct CustomerSums {
  private let asOf: Int32
  /// The day before the 365 that end with as-of.
  private let recentAfter: Int32
  /// The day before those that orders are counted on.
  private let countedAfter: Int32
  private let activeWindow: Int32
  private let leavesZerosOut: Bool
  /// Orders of amount zero that were left out.
  private(set) var zeroValue = Tally()
  /// Orders after as-of.
  private(set) var later = Tally()
  /// The orders that count on each of the `LastDay.days` days that end with as-of, oldest first.
  private(set) var ordersPerDay = [Int](repeating: 0, count: LastDay.days)
  /// Customers of whom nothing counts, ascending.
  private(set) var omitted: [Int] = []
  /// The orders that count, where not all do.
  private var counted = CountedOrders()
  private var kernel = CustomerKernel()

  init(_ rules: HistoryBuilder.Rules, hasAmounts: Bool) {
    asOf = rules.asOf.rawValue
    recentAfter = Int32(clamping: Int(asOf) - 365)
    countedAfter = Int32(clamping: Int(asOf) - LastDay.days)
    activeWindow = rules.activeWindow
    leavesZerosOut = hasAmounts && !rules.keepsZeroOrders
  }

  /// Appends the histories of some customers to `rows`.
  ///
  /// - Returns: the first customer whose revenue exceeds 18 digits, if there is one; then those behind are missing.
  mutating func add(_ orders: CustomerOrders, to rows: inout HistoryRows) -> Int? {
    let facts = OrderFacts(orders.days, orders.amounts)
    if facts.lastDay <= asOf && !(leavesZerosOut && facts.hasZeros) {
      return sum(orders.customers, orders.starts, orders.days, orders.amounts, facts, to: &rows)
    }
    var counted = CountedOrders()
    swap(&counted, &self.counted)
    defer { swap(&counted, &self.counted) }
    counted.fill(
      from: orders, asOf: asOf, leavesZerosOut: leavesZerosOut, &zeroValue, &later, &omitted)
    let (starts, days, amounts) = (counted.starts.span, counted.days.span, counted.amounts.span)
    return sum(
      orders.customers, starts, days, amounts, OrderFacts(days, amounts), to: &rows)
  }

  private mutating func sum(
    _ customers: Range<Int>, _ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>,
    _ facts: OrderFacts, to rows: inout HistoryRows
  ) -> Int? {
    let base = starts[0]
    for first in stride(from: 0, to: customers.count, by: CustomerKernel.most) {
      let part = starts.extracting(first...min(first + CustomerKernel.most, customers.count))
      if facts.isSimple {
        kernel.sum(
          part, from: base, days, amounts, recentAfter: recentAfter, window: activeWindow)
      }
      for index in 0..<part.count - 1 {
        let own = part[index] - base..<part[index + 1] - base
        if own.isEmpty { continue }
        let history =
          facts.isSimple
          ? simple(kernel[index], days, own, spends: facts.spends)
          : exact(days.extracting(own), amounts.extracting(own))
        guard let history else { return customers.lowerBound + first + index }
        rows.append(history)
        countLastDays(days, own)
      }
    }
    return nil
  }

  /// Counts the orders of the last days, which stand last.
  @inline(__always)
  private mutating func countLastDays(_ days: Span<Int32>, _ orders: Range<Int>) {
    var last = orders.upperBound - 1
    while last >= orders.lowerBound && days[last] > countedAfter {
      ordersPerDay[Int(days[last]) - Int(countedAfter) - 1] += 1
      last -= 1
    }
  }

  /// The history of a customer whose amounts are all above zero, or all zero; nil if the revenue exceeds 18 digits.
  @inline(__always)
  private func simple(
    _ sums: patron_customer_sums, _ days: Span<Int32>, _ orders: Range<Int>, spends: Bool
  ) -> History? {
    if sums.revenue > HistoryBuilder.largestRevenue { return nil }
    return History(
      orders: Int32(truncatingIfNeeded: orders.count), purchaseDays: sums.day_changes + 1,
      firstDay: days[orders.lowerBound], lastDay: days[orders.upperBound - 1],
      revenue: sums.revenue, recentOrders: sums.recent_orders,
      recentRevenue: sums.recent_revenue, repeatSpendDays: spends ? sums.day_changes : 0,
      repeatSpend: sums.revenue - sums.first_day_revenue, activeSince: sums.active_since)
  }

  /// One customer, whatever the amounts; nil if the revenue exceeds 18 digits.
  func exact(_ days: Span<Int32>, _ amounts: Span<Int64>) -> History? {
    var history = History(
      orders: Int32(truncatingIfNeeded: days.count), firstDay: days[0],
      lastDay: days[days.count - 1], activeSince: days[0])
    var total: Int128 = 0
    var recent: Int128 = 0
    var repeats: Int128 = 0
    var previous = days[0]
    var order = 0
    while order < days.count {
      let day = days[order]
      let start = order
      var spent: Int128 = 0
      while order < days.count && days[order] == day {
        spent += Int128(amounts[order])
        order += 1
      }
      history.purchaseDays += 1
      if history.purchaseDays == 2 || Int(day) - Int(previous) > Int(activeWindow) {
        history.activeSince = day
      }
      total += spent
      if day > recentAfter {
        history.recentOrders += Int32(truncatingIfNeeded: order - start)
        recent += spent
      }
      if start > 0 && spent > 0 {
        history.repeatSpendDays += 1
        repeats += spent
      }
      previous = day
    }
    let limit = Int128(HistoryBuilder.largestRevenue)
    // Where amounts are below zero the others may be too many though all together are not.
    guard total.magnitude <= limit, recent.magnitude <= limit, repeats <= limit else { return nil }
    history.revenue = Int64(total)
    history.recentRevenue = Int64(recent)
    history.repeatSpend = Int64(repeats)
    return history
  }
}

/// What is true of all of some orders.
private struct OrderFacts {
  let lastDay: Int32
  let hasZeros: Bool
  /// The bits that are set in any amount: at least as great as each of them, if none is negative.
  private let bits: Int64
  private let count: Int

  init(_ days: Span<Int32>, _ amounts: Span<Int64>) {
    var lastDay = Int32.min
    for order in 0..<days.count { lastDay = max(lastDay, days[order]) }
    var bits: Int64 = 0
    var zeros: Int64 = 0
    for order in 0..<amounts.count {
      bits |= amounts[order]
      zeros |= amounts[order] == 0 ? 1 : 0
    }
    self.lastDay = lastDay
    self.bits = bits
    hasZeros = zeros != 0
    count = days.count
  }

  /// Whether something was spent.
  var spends: Bool { bits != 0 }

  /// Whether all amounts are above zero, or all zero, and no sum of some needs more than 64 bits.
  var isSimple: Bool {
    bits >= 0 && !(hasZeros && spends)
      && !bits.multipliedReportingOverflow(by: Int64(count)).overflow
  }
}

/// The orders that count, of customers of whom not all do.
private struct CountedOrders {
  private(set) var starts: [Int] = []
  private(set) var days: [Int32] = []
  private(set) var amounts: [Int64] = []

  /// Copies the orders that count, tallies the others, and names the customers that have none left.
  mutating func fill(
    from orders: CustomerOrders, asOf: Int32, leavesZerosOut: Bool, _ zeroValue: inout Tally,
    _ later: inout Tally, _ omitted: inout [Int]
  ) {
    starts.removeAll(keepingCapacity: true)
    days.removeAll(keepingCapacity: true)
    amounts.removeAll(keepingCapacity: true)
    starts.append(0)
    let (allStarts, allDays, allAmounts) = (orders.starts, orders.days, orders.amounts)
    var order = 0
    for index in 0..<orders.customers.count {
      let end = allStarts[index + 1] - allStarts[0]
      let before = days.count
      while order < end {
        let (day, amount) = (allDays[order], allAmounts[order])
        if leavesZerosOut && amount == 0 {
          zeroValue.add(minor: 0)
        } else if day > asOf {
          later.add(minor: amount)
        } else {
          days.append(day)
          amounts.append(amount)
        }
        order += 1
      }
      starts.append(days.count)
      if days.count == before { omitted.append(orders.customers.lowerBound + index) }
    }
  }
}
