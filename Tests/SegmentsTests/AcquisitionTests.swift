import Columns
import Histories
import Orders
import TestSupport
import Testing

@testable import Segments

/// Tables about when customers came, and what became of them.
@Suite struct AcquisitionTests {
  /// Everything that can be told: as-of is 2024-10-04.
  private static let rules: TableRules = {
    var rules = TableRules()
    rules.comparedTo = Base.asOf - 100
    rules.periods = [
      NamedPeriod("summer", Base.asOf - 130...Base.asOf - 70),
      NamedPeriod("late summer", Base.asOf - 90...Base.asOf - 40),
    ]
    rules.acquisitionCost = .perCustomer(4000)
    rules.margin = 0.2
    return rules
  }()

  private func rows(_ tables: [BaseTable], _ table: String, _ names: String...) throws -> [String] {
    let columns = try #require(tables.first { $0.name == table }).columns
    let texts = names.map { columns.texts($0) }
    return texts[0].indices.map { row in texts.map { $0[row] }.joined(separator: " ") }
  }

  @Test(arguments: [1, 7, 64])
  func `tables are the same however orders are cut`(customers: Int) throws {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let whole = try base.tables(Self.rules)
    #expect(whole.count == 14)
    for (one, other) in zip(whole, try base.tables(Self.rules, every: customers)) {
      #expect(one.columns == other.columns, "\(one.name)")
    }
  }

  @Test func `revenue of customers, guests and others adds up in every table that sums it`() throws
  {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let all = try base.tables(Self.rules)
    let revenue = Int(base.histories().revenue.reduce(0, +))
    for (table, label) in [
      ("cohorts", "first_order_month"), ("one_timers", "first_order_month"),
      ("economics", "first_order_month"), ("promotions", "first_order_in"),
    ] {
      let found = try rows(all, table, label, "net_revenue").suffix(2)
      func text(_ minor: Int) -> String {
        "\(minor / 100).\(minor % 100 < 10 ? "0" : "")\(minor % 100)"
      }
      #expect(found == ["guests 123.45", "total \(text(revenue + 12_345))"], "\(table)")
    }
  }

  @Test func `a first order of 120 at a margin of 20 % leaves 16 less than a customer cost`() throws
  {
    // A published case: 120 × 20 % = 24 against a cost of 40. One of the two came again and repaid it.
    let base = Base(customers: [[(20, 12_000)], [(21, 12_000), (2, 24_000)]])
    let all = try base.tables(Self.rules)
    #expect(
      try rows(all, "economics", "first_order_month", "cac", "first_contribution_per_customer")
        .prefix(2) == ["2024-09 40.00 24.00", "all_known_months 40.00 24.00"])
    #expect(
      try rows(
        all, "economics", "first_contribution_less_cac", "one_time_customers", "never_repaid")[0]
        == "-16.00 1 1")
  }

  @Test func `contributions break even in the month in which they reach what was spent`() throws {
    // First orders of 100.00 in 2024-07; 60.00 two months later, which is over, and more in October, which is not.
    func breakEven(_ spend: Int128) throws -> String {
      let base = Base(customers: [[(90, 10_000), (20, 6000), (2, 90_000)]])
      var rules = Self.rules
      rules.margin = 0.5
      rules.acquisitionCost = .spend([AcquisitionSpend(Base.asOf - 80, "", spend)])
      return try rows(try base.tables(rules), "economics", "break_even_month")[0]
    }
    #expect(try breakEven(5000) == "0")
    #expect(try breakEven(5001) == "2")
    #expect(try breakEven(8000) == "2")
    #expect(try breakEven(8001) == "")
  }

  @Test func `months without a known cost stand in a row of their own`() throws {
    let base = Base(customers: [[(90, 1000)], [(20, 500)]])
    var rules = Self.rules
    rules.acquisitionCost = .spend([
      AcquisitionSpend(Base.asOf - 20, "ads", 300), AcquisitionSpend(Base.asOf - 20, "mail", 400),
    ])
    #expect(
      try rows(try base.tables(rules), "economics", "first_order_month", "spend", "net_revenue")
        == [
          "2024-09 7.00 5.00", "all_known_months 7.00 5.00", "other_months  10.00",
          "guests  123.45",
          "total  138.45",
        ])
  }

  @Test func `all months from the sixtieth on are one`() throws {
    let base = Base(customers: [[(2200, 100), (1900, 200), (100, 400), (3, 800)]])
    let all = try base.tables(Self.rules)
    let found = try rows(
      all, "cohorts", "first_order_month", "months_since", "complete", "customers", "net_revenue",
      "cumulative_net_revenue")
    // 2018-09, and two orders in 2024.
    #expect(found.count == 61 + 2)
    #expect(found[0] == "2018-09 0 true 1 1.00 1.00")
    #expect(
      found[10] == "2018-09 10 true 1 2.00 3.00" && found[11] == "2018-09 11 true 0 0.00 3.00")
    #expect(found[60] == "2018-09 60 false 1 12.00 15.00")
  }

  @Test func `who came once is open while lapsing, and then lost`() throws {
    let base = Base(customers: [[(365, 100)], [(366, 200), (366, 400)], [(366, 800), (1, 1600)]])
    let all = try base.tables(Self.rules)
    let found = try rows(
      all, "one_timers", "first_order_month", "repeated_customers", "open_customers",
      "lost_customers",
      "one_time_net_revenue")
    #expect(found.prefix(2) == ["2023-10 1 1 1 7.00", "all_customers 1 1 1 7.00"])
  }

  @Test func `the last complete quarter is held against three or more before it`() throws {
    // 100 new customers each quarter, 2023-Q3 to 2024-Q2, of whom so many come again after ten days.
    func last(_ again: [Int]) throws -> String {
      var base = Base()
      for (quarter, count) in again.enumerated() {
        for customer in 0..<100 {
          let ago = Int32(440 - 91 * quarter)
          base.customers.append([(ago, 100)] + (customer < count ? [(ago - 10, Int64(100))] : []))
        }
      }
      let found = try rows(
        try base.tables(Self.rules), "drift", "first_order_quarter", "within_days", "complete",
        "share_came_again", "leaves_earlier")
      return try #require(found.last { $0.contains(" 90 true") })
    }
    #expect(try last([30, 34, 32, 20]) == "2024-Q2 90 true 0.200000 true")
    #expect(try last([30, 34, 32, 26]) == "2024-Q2 90 true 0.260000 false")
    #expect(try last([10, 50, 32, 20]) == "2024-Q2 90 true 0.200000 false")
    #expect(try last([30, 32, 20]) == "2024-Q1 90 true 0.200000 ")
  }

  @Test func `a customer counts in each promotion and once in all of them`() throws {
    let base = Base(customers: [[(130, 100)], [(80, 200), (60, 400)], [(40, 800)], [(39, 1600)]])
    #expect(
      try rows(
        try base.tables(Self.rules), "promotions", "first_order_in", "new_customers",
        "customers_90",
        "net_revenue") == [
          "summer 2 1 7.00", "late summer 2 0 14.00", "inside_any 3 1 15.00", "outside 1 0 16.00",
          "all_customers 4 1 31.00", "guests   123.45", "total   154.45",
        ])
  }

  @Test func `stages of an earlier day know nothing of what came after it`() throws {
    // The day is 100 days before as-of.
    let base = Base(customers: [[(101, 100), (99, 200)], [(300, 400), (280, 800)], [(5, 1600)]])
    let found = try rows(
      try base.tables(Self.rules), "migration", "stage_then", "stage_now", "customers",
      "net_revenue_since")
    #expect(
      found.filter { !$0.hasSuffix(" 0 0.00") } == [
        "new lapsing 1 2.00", "lapsing lapsing 1 0.00", "not_yet new 1 16.00",
        "guests guests  123.45",
        "total total  141.45",
      ])
  }

  @Test func `the stages at each month's end are those that a base as of then has`() throws {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let found = try rows(
      try base.tables(Self.rules), "active_base", "on", "lifecycle_stage", "customers",
      "net_revenue_365")
    #expect(found.count == 7 * 17)
    for month in stride(from: 0, to: found.count, by: 7) {
      let end = try #require(found[month].split(separator: " ").first)
      var counts: [String: (customers: Int, revenue: Int64)] = [:]
      for orders in base.customers {
        let ago = orders.filter { (Base.asOf - Int32($0.ago)).description <= end }
        guard let last = ago.map(\.ago).min(), let first = ago.map(\.ago).max() else { continue }
        let day = try #require((0...600).first { (Base.asOf - Int32($0)).description == end })
        let quiet = Int(last) - day
        let stage =
          quiet > 365 ? "inactive" : quiet > 90 ? "lapsing" : last < first ? "active" : "new"
        counts[stage, default: (0, 0)].customers += 1
        counts[stage, default: (0, 0)].revenue +=
          ago.filter { Int($0.ago) - day < 365 }.reduce(0) { $0 + $1.amount }
      }
      for row in found[month..<month + 4] {
        let words = row.split(separator: " ")
        let count = counts[String(words[1])] ?? (0, 0)
        #expect(words[2] == "\(count.customers)", "\(row)")
        #expect(Int64(words[3].replacing(".", with: "")) == count.revenue, "\(row)")
      }
    }
  }
}
