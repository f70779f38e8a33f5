internal import Columns

// Bases of a few customers, put together one by one.
extension Histories {
  /// Adds the history of one customer.
  ///
  /// - Parameters:
  ///   - id: the customer's id.
  ///   - days: the days of the orders, ascending, none after as-of; a customer without any is left out.
  ///   - amounts: their amounts.
  ///   - longestGap: the longest gap within a spell of activity.
  /// - Returns: false if the revenue exceeds 18 digits; the history is then not added.
  mutating func append(
    _ id: ArraySlice<UInt8>, days: ArraySlice<Int32>, amounts: ArraySlice<Int64>,
    longestGap: Int32
  ) -> Bool {
    if days.isEmpty { return true }
    let rules = HistoryBuilder.Rules(
      asOf: asOf, keepsZeroOrders: true, longestGap: longestGap)
    let sums = CustomerSums(rules, hasAmounts: hasAmounts)
    guard let history = sums.exact(days.span, amounts.span) else { return false }
    ids.append(id)
    orders.append(history.orders)
    purchaseDays.append(history.purchaseDays)
    firstDay.append(history.firstDay)
    lastDay.append(history.lastDay)
    revenue.append(history.revenue)
    recentOrders.append(history.recentOrders)
    recentRevenue.append(history.recentRevenue)
    repeatSpendDays.append(history.repeatSpendDays)
    repeatSpend.append(history.repeatSpend)
    activeSince.append(history.activeSince)
    return true
  }
}
