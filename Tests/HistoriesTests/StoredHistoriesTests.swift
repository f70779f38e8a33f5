import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Orders

/// Histories of stores that hold the same orders in other files.
@Suite struct StoredHistoriesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Imports parts of the orders, one after the other; returns the store's path.
  private func store(_ name: String, _ parts: [[Order]]) throws -> String {
    let path = "\(folder.path)/\(name)"
    for (number, part) in parts.enumerated() {
      let lines = part.map { order in
        "\(order.customer),\(Day(rawValue: order.day)),\(order.amount / 100)."
          + "\(order.amount % 100 < 10 ? "0" : "")\(order.amount % 100)"
      }
      let file = try folder.file(
        "\(name)-\(number).csv", (["customer,date,amount"] + lines).joined(separator: "\n") + "\n")
      _ = try StoreImport(
        into: path, options: OrderOptions(), memory: 1 << 30, threads: Threads(2), now: 0
      ).run([file], progress: { _, _, _ in }, reject: { _ in }, accept: { _ in })
    }
    return path
  }

  private func result(
    of path: String, _ rules: HistoryBuilder.Rules, threads: Int
  ) throws -> HistoryBuilder.Result {
    let orders = try StoredOrders(OrderStore(path), threads: Threads(threads))
    return try HistoryBuilder.build(from: orders, rules: rules, threads: Threads(threads))
  }

  @Test func `histories of many sorted runs are those of one, and of the orders themselves`() throws
  {
    var generator = Generator.seeded()
    // More orders than one row group has, so that the one run has its ids in dictionaries.
    let orders = (0..<600_000).map { _ in
      let customer = Int.random(in: 0..<90_000, using: &generator)
      return Order(
        // Some customers have very many orders.
        "c\(customer < 30_000 ? customer % 20 : customer)",
        19_000 + Int32.random(in: 0...900, using: &generator),
        // One in twenty has no amount.
        max(0, Int64.random(in: -500...10_000, using: &generator)))
    }
    let one = try store("one", [orders])
    // A large run, small ones, and one of a single order.
    let cuts = [0, 400_000, 400_001, 420_000, 470_000, 530_000, 600_000]
    let many = try store("many", zip(cuts, cuts.dropFirst()).map { Array(orders[$0..<$1]) })
    #expect(try OrderStore(one).files().count == 1 && OrderStore(many).files().count == 6)
    let log = OrderLog(orders)
    func check(_ state: String) throws {
      for (asOf, keepsZeros) in [(19_900, true), (19_900, false), (19_600, true), (19_600, false)] {
        let rules = HistoryBuilder.Rules(
          asOf: Day(rawValue: Int32(asOf)), keepsZeroOrders: keepsZeros, longestGap: 90)
        let expected = try HistoryBuilder.build(from: log, rules: rules, threads: Threads(2))
        #expect(expected.histories.count > 30_000)
        for (path, threads) in [(one, 1), (many, 1), (many, 3)] {
          let found = try result(of: path, rules, threads: threads)
          #expect(
            found.histories.isSame(as: expected.histories), "\(path) \(state) as of \(asOf)")
          #expect(found.zeroValue == expected.zeroValue && found.later == expected.later)
          #expect(found.ordersPerDay == expected.ordersPerDay)
        }
      }
    }
    try check("as imported")
    for buckets in [4, 1] {
      _ = try OrderStore(many).compact(
        buckets: buckets, threads: Threads(2), now: 0, progress: { _, _ in })
      #expect(try OrderStore(many).files().count == buckets)
      try check("in \(buckets) buckets")
    }
  }
}
