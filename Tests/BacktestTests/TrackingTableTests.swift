import Columns
import Histories
import Models
import Orders
import Segments
import TestSupport
import Testing

@testable import Backtest

@Suite struct TrackingTableTests {
  private static let frame = TableFrame(
    asOf: Day(rawValue: 399), from: Day(rawValue: 0), currency: ("EUR", 2), hasAmounts: true,
    guests: GuestRevenue())

  private func run(
    _ orders: TestOrders, split: Int32, horizon: Int, model: ModelFamily = .mbg, blocks: Int = 3,
    threads: Int = 2
  ) throws -> BacktestRun {
    try BacktestRun(
      orders.log(blocks: blocks),
      BacktestRun.Options(
        splits: [Day(rawValue: split)], horizon: horizon, models: [model], keepsZeroOrders: false),
      threads: Threads(threads), progress: { _ in })
  }

  private func texts(_ table: BaseTable, _ name: String) throws -> [String] {
    let column = try #require(table.columns.first { $0.field.name == name }, "\(name)")
    return (0..<table.rows).map { column.text(row: $0) }
  }

  private func numbers(_ table: BaseTable, _ name: String) throws -> [Double] {
    try texts(table, name).map { Double($0) ?? .nan }
  }

  /// The purchase days of each customer that counts as of the split, without what was paid back.
  private func days(_ orders: TestOrders) -> [[Int32]] {
    let customers = Set(orders.orders.map(\.customer)).sorted()
    return customers.map { customer in
      Set(orders.counted(customer, asOf: 399, keepsZeros: false).map(\.day)).sorted()
    }
  }

  @Test(arguments: [ModelFamily.mbg, .bg, .pareto])
  func `what came and what was expected are sums over customers, week by week`(
    model: ModelFamily
  ) throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(1500, customers: 203, refunds: false, using: &generator)
    let run = try run(orders, split: 299, horizon: 100, model: model)
    let table = try #require(run.trackingTable(Self.frame))
    let split = try #require(run.splits.first)
    let fit = try #require(split.models.first).fit.model
    let known = days(orders).map { $0.filter { $0 <= 399 } }.filter { ($0.first ?? 400) <= 299 }
    let first = try #require(known.compactMap(\.first).min())
    let before = (Int(299 - first) + 7) / 7
    #expect(table.rows == before + 15)
    let (week, day) = (try texts(table, "week"), try texts(table, "day"))
    let rows = try numbers(table, "days_in_row")
    let (actual, soFar) = (
      try numbers(table, "actual_purchase_days"),
      try numbers(table, "cumulative_actual_purchase_days")
    )
    let expected = try numbers(table, "cumulative_expected_purchase_days")
    let own = try numbers(table, "expected_purchase_days")
    #expect(try texts(table, "part").prefix(before).allSatisfy { $0 == "before_split" })
    #expect(try texts(table, "part").dropFirst(before).allSatisfy { $0 == "after_split" })
    for row in 0..<table.rows {
      let end =
        row < before
        ? 299 - 7 * Int32(before - 1 - row) : min(399, 299 + 7 * Int32(row - before + 1))
      #expect(day[row] == Day(rawValue: end).description && week[row] == "\(row - before + 1)")
      let start = end - Int32(rows[row])
      let repeats = known.flatMap { $0.dropFirst() }.filter { ($0 <= 299) == (row < before) }
      #expect(actual[row] == Double(repeats.count { $0 > start && $0 <= end }))
      #expect(soFar[row] == Double(repeats.count { $0 <= end }))
      let newcomers = known.compactMap(\.first).filter { $0 <= end }
      #expect(try numbers(table, "customers")[row] == Double(newcomers.count))
      let sum = known.reduce(0.0) { sum, days in
        if row < before {
          return days[0] > end
            ? sum : sum + fit.expectedPurchasesOfNewCustomer(t: Double(end - days[0]))
        }
        let own = days.filter { $0 <= 299 }
        return sum
          + fit.expectedPurchases(
            x: Double(own.count - 1), tx: Double(own[own.count - 1] - own[0]),
            T: Double(299 - own[0]), t: Double(end - 299))
      }
      #expect(abs(expected[row] - sum) < 2e-6 + 1e-9 * sum)
      let isFirst = row == 0 || row == before
      #expect(abs(own[row] - (expected[row] - (isFirst ? 0 : expected[row - 1]))) < 2e-6)
    }
    #expect(rows[0] <= 7 && rows[before - 1] == 7 && rows[table.rows - 1] == 2)
  }

  @Test func `the last row is what calibration has of all customers`() throws {
    var generator = Generator.seeded()
    for horizon in [5, 60, 150] {
      let orders = TestOrders.random(3000, customers: 203, using: &generator)
      let run = try run(orders, split: 399 - Int32(horizon), horizon: horizon)
      let tracking = try #require(run.trackingTable(Self.frame))
      let calibration = try #require(run.calibrationTable(Self.frame))
      for name in ["actual_purchase_days", "expected_purchase_days"] {
        let last = try #require(try numbers(tracking, "cumulative_" + name).last)
        let all = try #require(try numbers(calibration, name).last)
        #expect(abs(last - all) <= 1e-6, "\(name)")
      }
      #expect(try texts(tracking, "customers").last == texts(calibration, "customers").last)
      #expect(try texts(tracking, "day").last == Day(rawValue: 399).description)
      let split = try #require(run.splits.first)
      let repeats = try ObservedBase(
        orders.log(), BacktestWindow(split: 399 - Int32(horizon), horizon: Int32(horizon)),
        keepsZeroOrders: false, threads: Threads(1)
      ).histories.purchaseDays.reduce(0) { $0 + Int($1) - 1 }
      #expect(split.past.steps.reduce(0) { $0 + $1.repeats } == repeats)
    }
  }

  @Test func `is the same in any cut of the customers and on any number of threads`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 400, using: &generator)
    let one = try run(orders, split: 249, horizon: 150, blocks: 1, threads: 1)
    let table = try #require(one.trackingTable(Self.frame))
    for (blocks, threads) in [(1, 3), (50, 1), (50, 3)] {
      let other = try run(orders, split: 249, horizon: 150, blocks: blocks, threads: threads)
      #expect(other.splits.first?.past == one.splits.first?.past)
      // The order of customers is that of blocks, and so is that of the sums of what is expected of them.
      if blocks == 1 { #expect(other.trackingTable(Self.frame)?.columns == table.columns) }
    }
  }

  @Test func `a history of more than ten years begins with a row of all that is older`() throws {
    var orders = TestOrders(orders: [])
    for customer in 0..<40 {
      let first = Int32(customer) * 100
      orders.orders += [0, 30, 400, 500].map { Order(customer: customer, day: first + $0) }
    }
    let run = try run(orders, split: 4200, horizon: 1000)
    let table = try #require(run.trackingTable(Self.frame))
    // 1,000 days are 48 steps of three weeks; 3,640 days are 173 such steps, the first of which has the days before.
    #expect(table.rows == 173 + 48)
    let rows = try numbers(table, "days_in_row")
    #expect(rows[0] == Double(4201 - 172 * 21) && rows[1...].prefix(172).allSatisfy { $0 == 21 })
    #expect(try texts(table, "week").prefix(2) == ["-516", "-513"])
    let steps = try #require(run.splits.first).past.steps
    let until = Int32(4200 - 172 * 21)
    #expect(steps[0].repeats == orders.orders.count { $0.day <= until && isRepeat($0, orders) })
    #expect(steps.reduce(0) { $0 + $1.days } == 4201 && steps[172].customers == 40)
  }

  private func isRepeat(_ order: Order, _ orders: TestOrders) -> Bool {
    orders.orders.contains { $0.customer == order.customer && $0.day < order.day }
  }

  @Test func `without a split there is no table`() throws {
    let run = try run(TestOrders(orders: [Order(customer: 1, day: 390)]), split: 395, horizon: 60)
    #expect(run.splits.isEmpty && run.trackingTable(Self.frame) == nil)
  }
}
