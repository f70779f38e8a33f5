import Columns
import Orders
import TestSupport

@testable import Histories

/// Bases to score.
enum Bases {
  /// CDNOW as of 1997-09-30 with its free orders, as the papers count it: 2,357 customers.
  static let cdnow: Histories? = {
    let log = try? OrderReader(options: OrderOptions(), threads: Threads(2)).read(
      [Fixtures.path("cdnow/orders.csv")], progress: { _, _ in }, reject: { _ in })
    guard let log, let asOf = Day(year: 1997, month: 9, day: 30) else { return nil }
    return try? HistoryBuilder.build(
      from: log,
      rules: HistoryBuilder.Rules(asOf: asOf, keepsZeroOrders: true, longestGap: 90),
      threads: Threads(2)
    ).histories
  }()

  /// Customers given by the days of their orders, counted back from as-of; each order costs 20.00.
  static func made(_ customers: [[Int]]) -> Histories {
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: true)
    for (index, ages) in customers.enumerated() {
      let days = ages.map { 20_000 - Int32($0) }.sorted()
      _ = histories.append(
        Array("c\(index)".utf8)[...], days: days[...], amounts: days.map { _ in 2000 }[...],
        longestGap: 90)
    }
    return histories
  }
}
