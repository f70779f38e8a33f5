import Columns
import Histories
import Orders
import TestSupport
import Testing

@testable import Segments

@Suite struct BaseTablesTests {
  private func column(_ tables: [BaseTable], _ table: String, _ name: String) throws -> [String] {
    try #require(tables.first { $0.name == table }).columns.texts(name)
  }

  @Test(arguments: [1, 7, 64])
  func `tables are the same however orders are cut`(customers: Int) throws {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let whole = try base.tables()
    for (one, other) in zip(whole, try base.tables(every: customers)) {
      #expect(one.columns == other.columns, "\(one.name)")
    }
  }

  @Test func `groups of customers add up to all, and with guests to the total`() throws {
    var generator = Generator.seeded()
    let base = Base.random(150, using: &generator)
    let all = try base.tables()
    let histories = base.histories()
    let revenue = histories.revenue.reduce(0, +)
    for (name, groups) in [("recency", 4), ("frequency", 5)] {
      let customers = try column(all, name, "customers").map { Int($0) }
      #expect(customers.prefix(groups).reduce(0) { $0 + ($1 ?? 0) } == histories.count)
      let money = try column(all, name, "net_revenue").map { Int($0.replacing(".", with: "")) ?? 0 }
      #expect(money.prefix(groups).reduce(0, +) == Int(revenue))
      #expect(money[money.count - 2] == 12_345 && money[money.count - 1] == Int(revenue) + 12_345)
    }
  }

  @Test func `months tell new, returning and reactivated customers apart`() throws {
    // As-of is 2024-10-04. One came 500, 499 and 60 days ago, one only 3 days ago; the first was gone for long.
    let base = Base(customers: [[(500, 100), (499, 200), (60, 400)], [(3, 800), (3, 1600)]])
    let all = try base.tables()
    let months = try column(all, "months", "month")
    #expect(months.first == "2023-05-01" && months.last == "2024-10-01" && months.count == 18)
    func row(_ name: String) throws -> [String] {
      let texts = try column(all, "months", name)
      return [texts[0], texts[15], texts[16], texts[17]]
    }
    #expect(try row("new_customers") == ["1", "0", "0", "1"])
    #expect(try row("reactivated_customers") == ["0", "1", "0", "0"])
    #expect(try row("returning_customers") == ["0", "0", "0", "0"])
    #expect(try row("orders") == ["2", "1", "0", "2"])
    #expect(try row("first_net_revenue") == ["1.00", "0.00", "0.00", "24.00"])
    #expect(try row("repeat_net_revenue") == ["2.00", "4.00", "0.00", "0.00"])
    #expect(try row("complete") == ["true", "true", "true", "false"])
    #expect(try row("net_revenue_per_order") == ["1.50", "4.00", "", "12.00"])
  }

  @Test func `the ladder leaves out who had no time, and gaps know what is open`() throws {
    // Three customers came first 400, 100 and 20 days ago; the first again after 10 days, the last after 5.
    let base = Base(customers: [[(400, 1), (390, 1), (390, 1)], [(100, 1)], [(20, 1), (15, 1)]])
    let all = try base.tables()
    func first(_ name: String) throws -> [String] {
      Array(try column(all, "ladder", name).prefix(5))
    }
    #expect(try first("within_days") == ["30", "60", "90", "365", ""])
    #expect(try first("customers") == ["2", "2", "2", "1", "3"])
    #expect(try first("went_on") == ["1", "1", "1", "1", "2"])
    // 5 of 3 ended at 5 days, 10 of 2 at 10, and one is open for 100.
    #expect(
      try first("share_kaplan_meier") == ["0.666667", "0.666667", "0.666667", "", "0.666667"])
    #expect(try column(all, "gaps", "ended").prefix(2) == ["2", "0"])
    #expect(try column(all, "gaps", "open").prefix(2) == ["1", "2"])
    #expect(try column(all, "gaps", "days_p50")[0] == "5")
    #expect(try column(all, "gaps", "mean_days")[0] == "7.500000")
  }

  @Test func `recency has the shares of a published case`() throws {
    // 11 % of customers were active and brought 18 % of the revenue; 81 % of it came of those who had not ordered for
    // long.
    var base = Base()
    for (customers, ago, amount) in [(11, 5, 1664), (46, 200, 1098), (43, 400, 725)] {
      for _ in 0..<customers {
        base.customers.append([(Int32(ago) + 60, 0), (Int32(ago), Int64(amount))])
      }
    }
    let all = try base.tables()
    let stages = try column(all, "recency", "lifecycle_stage")
    let customers = try column(all, "recency", "share_of_customers")
    let revenue = try column(all, "recency", "share_of_net_revenue").map { Double($0) ?? 0 }
    let active = try #require(stages.firstIndex(of: "active"))
    #expect(customers[active...].prefix(3) == ["0.110000", "0.460000", "0.430000"])
    #expect(abs(revenue[active] - 0.183) < 5e-4)
    #expect(abs(revenue[active + 1] + revenue[active + 2] - 0.817) < 5e-4)
  }

  @Test func `frequency has the shares of a published case`() throws {
    // 71 % of customers bought once and brought 22 % of the revenue, 29 % more often and brought 78 %.
    var base = Base()
    for _ in 0..<71 { base.customers.append([(5, 1276)]) }
    for _ in 0..<29 { base.customers.append([(9, 5538), (5, 5538)]) }
    let all = try base.tables()
    let rows = try column(all, "frequency", "orders_of_customer")
    let once = try #require(rows.firstIndex(of: "1"))
    let more = try #require(rows.firstIndex(of: "2+"))
    let customers = try column(all, "frequency", "share_of_customers")
    let revenue = try column(all, "frequency", "share_of_net_revenue")
    #expect(customers[once] == "0.710000" && customers[more] == "0.290000")
    #expect(revenue[once] == "0.220000" && revenue[more] == "0.780000")
  }

  @Test func `one customer brings all, all bring the same, and a loss has no Gini`() throws {
    func gini(_ amounts: [Int64]) throws -> String {
      let base = Base(customers: amounts.map { [(ago: Int32(1), amount: $0)] })
      return try column(base.tables(), "summary", "value").last ?? ""
    }
    #expect(try gini([5, 5, 5, 5]) == "0.000000")
    #expect(try gini([0, 0, 0, 8]) == "0.750000")
    #expect(try gini([1, 2, 3, 4]) == "0.250000")
    #expect(try gini([-1, 5]) == "")
    #expect(try gini([0, 0]) == "")
  }

  @Test func `without amounts every column of money is empty`() throws {
    var generator = Generator.seeded()
    let frame = TableFrame(
      asOf: Base.asOf, from: Base.asOf - 480, currency: (nil, 2), hasAmounts: false,
      guests: GuestRevenue())
    var base = Base.random(50, using: &generator)
    base.customers = base.customers.map { $0.map { ($0.ago, 0) } }
    for table in try base.tables(frame: frame) {
      for column in table.columns where column.field.name.contains("revenue") {
        #expect(
          (0..<table.rows).allSatisfy { column.text(row: $0).isEmpty },
          "\(table.name).\(column.field.name)")
      }
    }
  }
}
