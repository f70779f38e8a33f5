import Columns
import Orders
import Scores
import TestSupport
import Testing

@testable import Histories
@testable import Segments

@Suite struct ModelTablesTests {
  private static func frame(hasAmounts: Bool = true) -> TableFrame {
    TableFrame(
      asOf: Base.asOf, from: Base.asOf - 480, currency: ("EUR", 2), hasAmounts: hasAmounts,
      guests: GuestRevenue())
  }

  /// What an observer sees of a base's orders, so many customers at a time; the refunds are of these customers, and who
  /// is in `gone` has no order that counts.
  private func sums(
    _ base: Base, refunds: [Int: CustomerRefunds] = [:], gone: Set<Int> = [],
    every customers: Int = 1000
  ) -> TableSums {
    var all = TableSums(asOf: Base.asOf, rules: TableRules())
    for first in stride(from: 0, to: base.customers.count, by: customers) {
      let last = min(first + customers, base.customers.count)
      var (starts, days, amounts): ([Int], [Int32], [Int64]) = ([3], [], [])
      var returned: [CustomerRefunds] = []
      for customer in first..<last {
        let orders = gone.contains(customer) ? [] : base.customers[customer]
        for order in orders.sorted(by: { $0.ago > $1.ago }) {
          days.append(Base.asOf.rawValue - order.ago)
          amounts.append(order.amount)
        }
        starts.append(3 + days.count)
        if let refund = refunds[customer] {
          var own = CustomerRefunds(customer: customer - first)
          (own.orders, own.whole, own.amount) = (refund.orders, refund.whole, refund.amount)
          returned.append(own)
        }
      }
      var part = TableSums(asOf: Base.asOf, rules: TableRules())
      if !returned.isEmpty { part.addRefunds(returned.span) }
      part.add(starts.span, days.span, amounts.span)
      all += part
    }
    return all
  }

  private func refund(_ amount: Int128, orders: Int = 1, whole: Int = 0) -> CustomerRefunds {
    var refunds = CustomerRefunds(customer: 0)
    (refunds.orders, refunds.whole, refunds.amount) = (orders, whole, amount)
    return refunds
  }

  /// The tables of a base, without those that need no model.
  private func tables(
    _ base: Base, _ sums: TableSums, hasAmounts: Bool = true, options: ScoreOptions = Base.options
  ) throws -> BaseTables {
    let histories = base.histories(hasAmounts: hasAmounts)
    let frame = Self.frame(hasAmounts: hasAmounts)
    var tables = try BaseTables(
      histories, sums, rules: TableRules(), frame: frame, threads: Threads(1))
    try tables.addPredicted(
      base.table(hasAmounts: hasAmounts, options: options), sums, frame: frame, threads: Threads(2))
    return tables
  }

  private func column(_ tables: BaseTables, _ table: String, _ name: String) throws -> [String] {
    let columns = try #require(tables.all.first { $0.name == table }).columns
    try #require(columns.contains { $0.field.name == name }, "\(table).\(name)")
    return columns.texts(name)
  }

  /// Minor units of two decimals.
  private func minor(_ texts: [String]) -> [Int] {
    texts.map { Int($0.replacing(".", with: "")) ?? .min }
  }

  @Test func `focus ranks all cells by value at stake, and they add up to the score table`() throws
  {
    var generator = Generator.seeded()
    let base = Base.random(400, using: &generator)
    let all = try tables(base, sums(base))
    let scores = try base.table()
    let columns = scores.columns(block: 0)
    let stages = columns.texts("lifecycle_stage")
    let tiers = columns.texts("value_tier")
    var expected: [String: (customers: Int, stake: Int, clv: Int, alive: Double)] = [:]
    let (stakes, clv) = (minor(columns.texts("value_at_stake")), minor(columns.texts("clv_365")))
    let alive = columns.texts("probability_alive").compactMap { Double($0) }
    for row in stages.indices {
      var cell = expected["\(stages[row]) \(tiers[row])"] ?? (0, 0, 0, 0)
      cell.customers += 1
      cell.stake += stakes[row]
      cell.clv += clv[row]
      cell.alive += alive[row]
      expected["\(stages[row]) \(tiers[row])"] = cell
    }
    let rows = expected.count
    let names = try zip(column(all, "focus", "lifecycle_stage"), column(all, "focus", "value_tier"))
      .map { "\($0) \($1)" }
    let found = minor(try column(all, "focus", "value_at_stake"))
    #expect(Set(names.prefix(rows)) == Set(expected.keys) && names.count == rows + 1)
    #expect(try column(all, "focus", "rank") == (1...rows).map { "\($0)" } + [""])
    #expect(zip(found, found.dropFirst()).prefix(rows - 1).allSatisfy { $0 >= $1 })
    for (row, name) in names.prefix(rows).enumerated() {
      let cell = try #require(expected[name])
      #expect(found[row] == cell.stake)
      #expect(try column(all, "focus", "customers")[row] == "\(cell.customers)")
      #expect(minor(try column(all, "focus", "clv"))[row] == cell.clv)
      let sum = try #require(Double(try column(all, "focus", "alive_customers")[row]))
      #expect(abs(sum - cell.alive) < 1e-6 * Double(cell.customers))
    }
    #expect(found[rows] == stakes.reduce(0, +))
    #expect(minor(try column(all, "focus", "clv"))[rows] == Int(scores.totals.clv[1]))
    #expect(
      Double(try column(all, "focus", "alive_customers")[rows]) == Double(scores.totals.alive) / 1e6
    )
  }

  @Test func `the factors of focus multiply to the value at stake`() throws {
    var generator = Generator.seeded()
    let base = Base.random(400, using: &generator)
    let all = try tables(base, sums(base))
    func numbers(_ name: String) throws -> [Double] {
      try column(all, "focus", name).map { Double($0) ?? 0 }
    }
    let (customers, each) = (
      try numbers("customers"), try numbers("clv_if_alive_per_customer")
    )
    let (share, stake) = (try numbers("share_at_stake"), try numbers("value_at_stake"))
    for row in customers.indices {
      // The mean is rounded to a cent, the share to six decimals.
      let product = customers[row] * each[row] * share[row]
      #expect(abs(product - stake[row]) <= customers[row] * (0.005 + 1e-6 * each[row]) + 0.01)
    }
  }

  @Test func `predictions are the same however orders and customers are cut`() throws {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let refunds = [3: refund(7), 70: refund(900, whole: 1), 149: refund(1)]
    let whole = try tables(base, sums(base, refunds: refunds))
    for customers in [1, 7, 64] {
      let cut = try tables(base, sums(base, refunds: refunds, every: customers))
      for (one, other) in zip(whole.all, cut.all) { #expect(one.columns == other.columns) }
    }
  }

  @Test func `gains are percentages of what is at stake, expected, or brought by second purchases`()
    throws
  {
    // Three of two years ago: one came again after 10 and 400 days, one after 365, one after 366 days; one of 365 days ago
    // came again on as-of. Two came once in the last year.
    let base = Base(customers: [
      [(800, 100), (790, 1000), (400, 7)], [(800, 100), (435, 3000), (435, 1)],
      [(800, 100), (434, 9000)], [(365, 100), (0, 11)], [(364, 100)], [(3, 100), (3, 100)],
      [(365, 50)],
    ])
    let all = try tables(base, sums(base))
    func texts(_ name: String) throws -> [String] { try column(all, "what_if", name) }
    #expect(
      try texts("what_if")
        == Array(repeating: "fewer_lost", count: 4) + Array(repeating: "more_orders", count: 4)
        + Array(repeating: "more_second_purchases", count: 2))
    #expect(
      try texts("horizon_days") == [
        "30", "365", "30", "365", "30", "365", "30", "365", "365", "365",
      ])
    #expect(try texts("change")[3] == "0.050000")
    let table = try base.table()
    #expect(minor(try texts("clv"))[1] == Int(table.totals.clv[1]))
    let stake = minor(table.columns(block: 0).texts("value_at_stake")).reduce(0, +)
    #expect(minor(try texts("clv_base"))[1] == stake)
    #expect(minor(try texts("clv_base"))[5] == Int(table.totals.clv[1]))
    for name in ["revenue", "clv"] {
      let (bases, gains) = (minor(try texts("\(name)_base")), minor(try texts("\(name)_gain")))
      for (row, change) in try texts("change").enumerated() where bases[row] != .min {
        let exact = Double(bases[row]) * (Double(change) ?? 0)
        #expect(abs(Double(gains[row]) - exact) <= 0.5)
      }
    }
    // More at stake is more to gain; more of those who order is what is expected.
    #expect(try texts("share_of_clv")[4] == "0.010000")
    let lost = try #require(Double(try texts("customers")[0]))
    let alive = try #require(Double(try texts("customers")[4]))
    #expect(abs(lost + alive - 7) < 2e-6)
    // Those who came again within 365 days of their first purchase: 1000, 3001 and 11.
    #expect(try texts("repeat_customers").suffix(2) == ["3", "3"])
    #expect(try texts("repeat_net_revenue").suffix(2) == ["40.12", "40.12"])
    #expect(try texts("net_revenue_per_repeat_customer").suffix(2) == ["13.37", "13.37"])
    #expect(try texts("customers").suffix(2) == ["2.000000", "2.000000"])
    #expect(try texts("revenue_base").suffix(2) == ["26.74", "26.74"])
    #expect(try texts("revenue_gain").suffix(2) == ["0.27", "1.34"])
    #expect(try texts("clv_gain").suffix(2) == ["", ""])
  }

  @Test func `what is at stake over a horizon is what all would bring less what is expected`()
    throws
  {
    var generator = Generator.seeded()
    let base = Base.random(300, using: &generator)
    let table = try base.table()
    let prospects = try Prospects(table, Returns(), threads: Threads(2))
    for (place, sums) in prospects.horizons.enumerated() {
      var all = (revenue: 0.0, clv: 0.0)
      for customer in 0..<table.histories.count {
        let factors = table.predictor.ifAlive(customer)[place]
        let value = Double(table.predictor.predict(customer..<customer + 1).expectedOrderValue[0])
        all.revenue += factors.expected * value
        all.clv += factors.discounted * value
      }
      // Values are rounded to minor units before they are multiplied here, and after it there.
      #expect(
        abs(Double(sums.revenue + sums.revenueAtStake) - all.revenue) < 300 + all.revenue / 500)
      #expect(abs(Double(sums.clv + sums.atStake) - all.clv) < 300 + all.clv / 500)
      #expect(sums.revenueAtStake >= sums.atStake && sums.revenue >= sums.clv)
    }
  }

  @Test func `return bands end with their border, and who sent back everything is told apart`()
    throws
  {
    // Net revenue of 90, 89, 75, 50, 49 and 100; what was paid back makes it 100 but for the last.
    let base = Base(customers: [
      [(9, 90)], [(9, 89)], [(9, 75), (3, 0)], [(9, 50)], [(9, 49)], [(9, 100), (3, 100)], [(9, 1)],
    ])
    let refunds = [
      0: refund(10), 1: refund(11), 2: refund(25, orders: 2, whole: 1), 3: refund(50),
      4: refund(51), 6: refund(77, orders: 2, whole: 2),
    ]
    let own = sums(base, refunds: refunds, gone: [6])
    var counted = base
    counted.customers.removeLast()
    let all = try tables(counted, own)
    func texts(_ name: String) throws -> [String] { try column(all, "returns", name) }
    #expect(try texts("customers") == ["1", "1", "2", "1", "1", "6", "1"])
    #expect(
      try texts("gross_revenue") == ["2.00", "1.00", "2.00", "1.00", "1.00", "7.00", "0.77"])
    #expect(
      try texts("refunded_amount") == ["0.00", "0.10", "0.36", "0.50", "0.51", "1.47", "0.77"])
    #expect(try texts("orders") == ["2", "1", "4", "1", "1", "9", "2"])
    #expect(try texts("refunded_orders") == ["0", "1", "3", "1", "1", "6", "2"])
    #expect(
      try texts("return_rate") == [
        "0.000000", "0.100000", "0.180000", "0.500000", "0.510000", "0.210000", "1.000000",
      ])
    #expect(try texts("repeat_customers") == ["1", "0", "1", "0", "0", "2", ""])
    #expect(try texts("of_customers") == Array(repeating: "6", count: 6) + [""])
    #expect(minor(try texts("clv"))[5] == Int(try counted.table().totals.clv[1]))
  }

  @Test func `without amounts, and without refunds, tables are left out and it is said`() throws {
    var generator = Generator.seeded()
    var base = Base.random(50, using: &generator)
    let names = try tables(base, sums(base))
    #expect(names.all.suffix(2).map(\.name) == ["focus", "what_if"])
    #expect(names.leftOut.dropFirst(3).map(\.name) == ["returns"])
    base.customers = base.customers.map { $0.map { ($0.ago, 0) } }
    let bare = try tables(base, sums(base, refunds: [0: refund(5)]), hasAmounts: false)
    let missing = ["clv_distribution", "focus", "returns", "what_if"]
    #expect(bare.leftOut.dropFirst(3).map(\.name) == missing)
    #expect(!bare.all.contains { missing.contains($0.name) })
    #expect(try column(bare, "rfm_grid", "customers").last == "50")
    #expect(Set(try column(bare, "rfm_grid", "net_revenue")) == [""])
  }

  @Test func `sums too great for a column of money are absent`() throws {
    let most: Int64 = 999_999_999_999_999_999
    var base = Base(customers: [[(1, 1)]])
    for _ in 0..<3 { base.customers.append([(500, 1), (400, most)]) }
    let histories = Base(customers: [[(500, 1), (400, 100)], [(1, 1)]])
    let all = try tables(histories, sums(base))
    #expect(try column(all, "what_if", "repeat_net_revenue").last == "")
    #expect(
      try column(all, "what_if", "net_revenue_per_repeat_customer").last == "9999999999999999.99")
    #expect(try column(all, "what_if", "revenue_base").last == "9999999999999999.99")
  }
}
