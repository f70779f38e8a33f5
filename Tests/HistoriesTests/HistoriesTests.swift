import Columns
import Orders
import Testing

@testable import Histories

@Suite struct HistoriesTests {
  private let rules = HistoryBuilder.Rules(
    asOf: Day(rawValue: 2), keepsZeroOrders: false, longestGap: 10)

  @Test func `finds a customer by id`() throws {
    let ids = (0..<50).map { "c\($0)" } + ["", "büro"]
    let histories = try HistoryBuilder.build(
      from: OrderLog(ids.map { Order($0, 1) }), rules: rules, threads: Threads(1)
    ).histories
    for id in ids {
      let place = try #require(histories.index(of: id))
      #expect(String(decoding: histories.ids[place], as: UTF8.self) == id)
    }
    #expect(histories.index(of: "c") == nil)
    #expect(histories.index(of: "c50") == nil)
  }

  @Test func `carries whether there are amounts`() throws {
    for hasAmounts in [true, false] {
      let histories = try HistoryBuilder.build(
        from: OrderLog([Order("a", 1)], hasAmounts: hasAmounts), rules: rules, threads: Threads(1)
      ).histories
      #expect(histories.hasAmounts == hasAmounts)
    }
  }
}
