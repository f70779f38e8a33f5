import Columns
import Histories
import Orders
import TestSupport
import Testing

@testable import Backtest

/// What customers bought before and after a split, by a plain filter of the orders.
@Suite struct OutcomesTests {
  private func observe(
    _ source: any OrderSource, _ split: Int32, _ horizon: Int32 = 60, keepsZeros: Bool = false,
    threads: Int = 2
  ) throws -> ObservedBase {
    try ObservedBase(
      source, BacktestWindow(split: split, horizon: horizon), keepsZeroOrders: keepsZeros,
      threads: Threads(threads))
  }

  private func id(_ base: ObservedBase, _ row: Int) -> Int {
    Int(String(decoding: base.histories.ids[row].dropFirst(), as: UTF8.self)) ?? -1
  }

  @Test func `agrees with a filter of random orders, of which some are free or paid back`() throws {
    var generator = Generator.seeded()
    for _ in 0..<20 {
      let orders = TestOrders.random(using: &generator)
      let keepsZeros = Bool.random(using: &generator)
      for (split, horizon) in [(Int32(200), Int32(60)), (-5, 10), (10, 300), (395, 60), (399, 1)] {
        let base = try observe(orders.log(), split, horizon, keepsZeros: keepsZeros)
        let outcomes = base.outcomes
        #expect(outcomes.count == base.histories.count)
        var steps = [Int](repeating: 0, count: outcomes.window.steps.count)
        for row in 0..<outcomes.count {
          let customer = id(base, row)
          let before = orders.counted(customer, asOf: split, keepsZeros: keepsZeros)
            .filter { $0.day > split - horizon }
          let after = orders.counted(customer, asOf: split + horizon, keepsZeros: keepsZeros)
            .filter { $0.day > split }
          try #require(outcomes.daysBefore[row] == Int32(Set(before.map(\.day)).count))
          try #require(outcomes.revenueBefore[row] == before.reduce(0) { $0 + $1.amount })
          try #require(outcomes.daysAfter[row] == Int32(Set(after.map(\.day)).count))
          try #require(outcomes.revenueAfter[row] == after.reduce(0) { $0 + $1.amount })
          for day in Set(after.map(\.day)) {
            steps[outcomes.window.steps.firstIndex { Int(day - split) <= $0 } ?? 0] += 1
          }
        }
        #expect(outcomes.steps == steps)
      }
    }
  }

  @Test func `a history and what came after it are the later history, where nothing is paid back`()
    throws
  {
    var generator = Generator.seeded()
    let orders = TestOrders.random(4000, customers: 500, refunds: false, using: &generator)
    let (split, horizon) = (Int32(250), Int32(90))
    let base = try observe(orders.log(), split, horizon)
    let later = try observe(orders.log(), split + horizon, horizon).histories
    let rows = Dictionary(
      uniqueKeysWithValues: (0..<later.count).map { (Array(later.ids[$0]), $0) })
    for row in 0..<base.histories.count {
      let then = try #require(rows[Array(base.histories.ids[row])])
      #expect(
        base.histories.purchaseDays[row] + base.outcomes.daysAfter[row] == later.purchaseDays[then])
      #expect(base.histories.revenue[row] + base.outcomes.revenueAfter[row] == later.revenue[then])
    }
  }

  @Test func `gaps are those of neighbouring purchase days up to the split`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(using: &generator)
    let outcomes = try observe(orders.log(), 300).outcomes
    var gaps: [Int] = []
    for customer in 0..<60 {
      let days = Set(orders.counted(customer, asOf: 300, keepsZeros: false).map(\.day)).sorted()
      for (one, next) in zip(days, days.dropFirst()) { gaps.append(Int(next - one)) }
    }
    for gap in outcomes.gaps.indices {
      #expect(outcomes.gaps[gap] == gaps.count { $0 == gap })
    }
    let fifths = try #require(outcomes.gapOfFourFifths)
    #expect(5 * gaps.count { $0 <= fifths } >= 4 * gaps.count)
    #expect(5 * gaps.count { $0 < fifths } < 4 * gaps.count)
    #expect(try observe(TestOrders(orders: []).log(), 300).outcomes.gapOfFourFifths == nil)
  }

  @Test(arguments: [1, 3])
  func `is the same in any cut of the customers and on any number of threads`(threads: Int) throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 400, using: &generator)
    let one = try observe(orders.log(blocks: 1), 200, threads: threads)
    let many = try observe(orders.log(blocks: 50), 200, threads: threads)
    #expect(one.outcomes.steps == many.outcomes.steps && one.outcomes.gaps == many.outcomes.gaps)
    func rows(_ base: ObservedBase) -> [[Int64]] {
      (0..<base.outcomes.count).map { row in
        [
          Int64(id(base, row)), Int64(base.outcomes.daysBefore[row]),
          Int64(base.outcomes.daysAfter[row]), base.outcomes.revenueBefore[row],
          base.outcomes.revenueAfter[row],
        ]
      }.sorted { $0[0] < $1[0] }
    }
    #expect(rows(one) == rows(many))
  }

  @Test func `revenue beyond 18 digits is an error that names the customer`() {
    let orders = (0..<4).map { Order(customer: 7, day: $0 + 10, amount: 900_000_000_000_000_000) }
    let log = TestOrders(orders: [Order(customer: 7, day: 1)] + orders).log()
    #expect {
      try observe(log, 5)
    } throws: {
      "\($0)" == "customer 'c7': the revenue of a period has more than 18 digits; check the amounts"
    }
  }

  @Test(arguments: [(1, [1]), (7, [7]), (8, [7, 8]), (21, [7, 14, 21])])
  func `a holdout is followed by weeks`(horizon: Int, steps: [Int]) {
    #expect(BacktestWindow(split: 0, horizon: Int32(horizon)).steps == steps)
  }

  @Test func `a long holdout is followed in 53 steps at most`() {
    for horizon in 1...4000 {
      let window = BacktestWindow(split: 0, horizon: Int32(horizon))
      #expect(window.steps.count <= 53 && window.steps.last == horizon)
      #expect(window.steps.dropLast().allSatisfy { $0 % Int(window.step) == 0 })
      #expect((horizon - 1) / Int(window.step) == window.steps.count - 1)
    }
  }
}
