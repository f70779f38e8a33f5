// The aggregation kernel: orders of whole customers to a history each.
//
//   of some hundred neighbouring customers at a time, while their orders are in the fastest memory
//     mark the orders, and find what is true of all of them: lowest and highest amount, last day
//     if some do not count, or something was paid back        rare in most bases, but for days of the past
//       tally them, copy the others with what is left of them (CountedOrders.swift), and mark these
//     if all amounts are above zero, or all are zero, and their sum has 18 digits at most
//       all customers by the marks                            almost always
//     else
//       each customer day by day, in 128 bits
//
// Sums are of integers, so they are the same however orders are cut. MarkedOrders.swift says what is marked.

internal import Columns
internal import Orders

/// Sums up customers: one for each block of orders.
struct CustomerSums {
  private let asOf: Int32
  /// The day before the 365 that end with as-of.
  private let recentAfter: Int32
  /// The day before those that orders are counted on.
  private let countedAfter: Int32
  private let longestGap: Int32
  private let leavesZerosOut: Bool
  /// The first day that counts; orders before it are left out without a word.
  private let from: Int32
  /// What does not count.
  private(set) var leftOut = LeftOut()
  /// The orders that count on each of the `LastDay.days` days that end with as-of, oldest first.
  private(set) var ordersPerDay = [Int](repeating: 0, count: LastDay.days)
  /// Customers of whom nothing counts, ascending.
  private(set) var omitted: [Int] = []
  /// The orders at hand, marked.
  private var marked: MarkedOrders
  /// Those that count, where not all do.
  private var counted = CountedOrders()

  init(_ rules: HistoryBuilder.Rules, hasAmounts: Bool) {
    asOf = rules.asOf.rawValue
    recentAfter = Int32(clamping: Int(asOf) - 365)
    countedAfter = Int32(clamping: Int(asOf) - LastDay.days)
    longestGap = rules.longestGap
    marked = MarkedOrders(
      recentAfter: recentAfter, latestAfter: countedAfter, window: longestGap)
    from = rules.from?.rawValue ?? .min
    leavesZerosOut = hasAmounts && !rules.keepsZeroOrders
  }

  /// Appends the histories of some customers to `rows`.
  ///
  /// - Returns: the first customer whose revenue exceeds 18 digits, if there is one; then those behind are missing.
  mutating func add(
    _ orders: CustomerOrders, to rows: inout HistoryRows, _ observer: inout some OrderObserver
  ) -> Int? {
    let customers = orders.customers.count
    var nextRefund = 0
    for first in stride(from: 0, to: customers, by: MarkedOrders.customers) {
      let end = min(first + MarkedOrders.customers, customers)
      let starts = orders.starts.extracting(first...end)
      let own = starts[0] - orders.starts[0]..<starts[end - first] - orders.starts[0]
      let firstRefund = nextRefund
      while nextRefund < orders.refunds.count && orders.refunds[nextRefund].order < own.upperBound {
        nextRefund += 1
      }
      let beyond = add(
        orders.customers.lowerBound + first, starts, orders.days.extracting(own),
        orders.amounts.extracting(own),
        orders.refunds.extracting(firstRefund..<nextRefund), from: own.lowerBound, to: &rows,
        &observer)
      if let beyond { return beyond }
    }
    return nil
  }

  /// The same for customers from `first` on, few enough to be marked together; refunds name their orders by numbers
  /// that the first one of these has `firstOrder` of.
  private mutating func add(
    _ first: Int, _ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>,
    _ refunds: Span<OrderRefund>, from firstOrder: Int, to rows: inout HistoryRows,
    _ observer: inout some OrderObserver
  ) -> Int? {
    marked.mark(days, amounts)
    if from == .min && marked.lastDay <= asOf && !(leavesZerosOut && marked.hasZeros)
      && refunds.isEmpty
    {
      return sum(first, starts, days, amounts, to: &rows, &observer)
    }
    var counted = CountedOrders()
    swap(&counted, &self.counted)
    defer { swap(&counted, &self.counted) }
    if refunds.isEmpty {
      counted.fill(
        from: first, starts, days, amounts, from...asOf, leavesZerosOut: leavesZerosOut, &leftOut,
        &omitted)
    } else {
      counted.fill(
        from: first, starts, days, amounts, refunds, from: firstOrder, from...asOf,
        leavesZerosOut: leavesZerosOut, &leftOut, &omitted)
      if !counted.refunds.isEmpty { observer.addRefunds(counted.refunds.span) }
    }
    let (countedStarts, countedDays, countedAmounts) = (
      counted.starts.span, counted.days.span.extracting(first: counted.count),
      counted.amounts.span.extracting(first: counted.count)
    )
    marked.mark(countedDays, countedAmounts)
    return sum(first, countedStarts, countedDays, countedAmounts, to: &rows, &observer)
  }

  /// The same for orders that all count and are marked.
  private mutating func sum(
    _ first: Int, _ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>,
    to rows: inout HistoryRows, _ observer: inout some OrderObserver
  ) -> Int? {
    marked.countLatest(days, into: &ordersPerDay)
    observer.add(starts, days, amounts)
    if marked.isSimple {
      marked.append(starts, days, to: &rows)
      return nil
    }
    for index in 0..<starts.count - 1 {
      let own = starts[index] - starts[0]..<starts[index + 1] - starts[0]
      if own.isEmpty { continue }
      guard let history = exact(days.extracting(own), amounts.extracting(own)) else {
        return first + index
      }
      rows.append(history)
    }
    return nil
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
      if history.purchaseDays == 2 || Int(day) - Int(previous) > Int(longestGap) {
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

/// What is left out of histories.
struct LeftOut: Sendable {
  /// Orders of amount zero.
  var zeroValue = Tally()
  /// Orders after as-of.
  var later = Tally()
  /// Orders that were paid back whole by as-of, with their amounts before that.
  var refunded = Tally()
  /// What was paid back by as-of of orders that count, in minor units.
  var refunds: Int128 = 0

  /// Adds both.
  static func += (left: inout LeftOut, right: LeftOut) {
    left.zeroValue += right.zeroValue
    left.later += right.later
    left.refunded += right.refunded
    left.refunds += right.refunds
  }
}
