import Columns

@testable import Histories

extension Histories {
  /// All columns of a customer but the id: counts and days, then amounts.
  func numbers(_ row: Int) -> [Int64] {
    [orders, purchaseDays, firstDay, lastDay, recentOrders, repeatSpendDays, activeSince].map {
      Int64($0[row])
    } + [revenue, recentRevenue, repeatSpend].map { $0[row] }
  }

  /// Whether all columns are those of others.
  func isSame(as other: Histories) -> Bool {
    count == other.count && asOf == other.asOf && hasAmounts == other.hasAmounts
      && ids[0..<count] == other.ids[0..<other.count]
      && (0..<count).allSatisfy { numbers($0) == other.numbers($0) }
  }
}
