@testable import Histories

extension Histories {
  /// Adds the history of one customer from orders in the order of their days, without what the models do not read.
  mutating func append(
    _ id: ArraySlice<UInt8>, days: ArraySlice<Int32>, amounts: ArraySlice<Int64>,
    activeWindow: Int32
  ) -> Bool {
    guard let first = days.first, let last = days.last else { return true }
    var spent: [Int32: Int64] = [:]
    for (day, amount) in zip(days, amounts) { spent[day, default: 0] += amount }
    let repeats = spent.filter { $0.key > first && $0.value > 0 }.values
    ids.append(id)
    orders.append(Int32(days.count))
    purchaseDays.append(Int32(spent.count))
    firstDay.append(first)
    lastDay.append(last)
    revenue.append(amounts.reduce(0, +))
    recentOrders.append(0)
    recentRevenue.append(0)
    repeatSpendDays.append(Int32(repeats.count))
    repeatSpend.append(repeats.reduce(0, +))
    activeSince.append(first)
    return true
  }
}
