import Columns
import Histories
import Orders

@testable import Segments

extension Base {
  /// What the tables of a test have in common: guests brought 123.45 ten days before as-of.
  static let frame = TableFrame(
    asOf: asOf, from: asOf - 480, currency: ("EUR", 2), hasAmounts: true,
    guests: GuestRevenue([(day: asOf - 10, revenue: 12_345)]))

  /// What an observer sees of the orders if it is given those of so many customers at a time.
  func observe<Observer: OrderObserver>(_ observer: Observer, every count: Int) -> Observer {
    var all = observer
    for first in stride(from: 0, to: customers.count, by: count) {
      var (starts, days, amounts): ([Int], [Int32], [Int64]) = ([7], [], [])
      for orders in customers[first..<min(first + count, customers.count)] {
        for order in orders.sorted(by: { $0.ago > $1.ago }) {
          days.append(Self.asOf.rawValue - order.ago)
          amounts.append(order.amount)
        }
        starts.append(7 + days.count)
      }
      var part = observer
      part.add(starts.span, days.span, amounts.span)
      all += part
    }
    return all
  }

  /// The tables.
  func tables(
    _ rules: TableRules = TableRules(), every count: Int = 1000, frame: TableFrame = frame
  ) throws -> [BaseTable] {
    try BaseTables(
      histories(hasAmounts: frame.hasAmounts),
      observe(TableSums(asOf: Self.asOf, rules: rules), every: count), rules: rules, frame: frame,
      threads: Threads(2)
    ).all
  }
}
