import Columns
import Models
import Scores
import TestSupport
import Testing

@testable import Histories
@testable import Segments

@Suite struct ScoreTableTests {
  @Test func `columns are those of the design, in its order`() throws {
    let table = try Base(customers: [[(1, 500)]]).table()
    let expected = """
      customer_id, as_of, first_order_date, last_order_date, orders, purchase_days, \
      days_since_last_order, days_since_first_order, net_revenue, orders_365, net_revenue_365, \
      refunded_orders, refunded_amount, average_order_value, average_purchase_value, \
      average_days_between_purchases, r_score, f_score, m_score, rfm_segment, lifecycle_stage, \
      lifecycle_stage_since, value_tier, predicted_value_tier, is_hero, probability_alive, \
      churn_probability, order_probability_30, expected_orders_30, expected_revenue_30, clv_30, \
      order_probability_365, expected_orders_365, expected_revenue_365, clv_365, \
      expected_order_value, residual_clv, value_at_stake, next_order_due_from, \
      next_order_due_date, next_order_due_to, overdue_ratio, prediction_basis
      """
    #expect(table.fields.map(\.name).joined(separator: ", ") == expected)
    #expect(table.columns(block: 0).map(\.field) == table.fields)
    // Predictions are never NULL once a model exists.
    for field in table.fields where field.type == .real {
      #expect(field.isNullable == (field.name == "average_days_between_purchases"))
    }
  }

  @Test(
    arguments: [
      ([5, 0], "0.02"), ([15, 0], "0.08"), ([7, 0], "0.04"), ([1, 0], "0.00"), ([3, 0], "0.02"),
      ([1, 0, 0], "0.00"), ([1, 1, 0], "0.01"), ([999_999, 1, 0, 0], "2500.00"), ([250], "2.50"),
    ] as [([Int64], String)])
  func `means are rounded half to even`(amounts: [Int64], mean: String) throws {
    let base = Base(customers: [amounts.enumerated().map { (Int32($0.offset), $0.element) }])
    let columns = try base.table().columns(0..<1)
    #expect(columns.texts("average_order_value") == [mean])
    #expect(columns.texts("average_purchase_value") == [mean])
  }

  @Test func `means are those of integer division, for any sum`() {
    var generator = Generator.seeded()
    var sums: [Int64] = []
    var counts: [Int32] = []
    for _ in 0..<40_000 {
      // Counts of all sizes; sums of all sizes, ties and their neighbours, on both sides of 2^51.
      let count = Int64(
        max(
          1,
          Int32(truncatingIfNeeded: generator.next()) >> Int32.random(in: 1...31, using: &generator)
        ))
      let whole = Int64.random(
        in: 0...(999_999_999_999_999_999 >> Int64.random(in: 0...59, using: &generator)),
        using: &generator)
      let mean = whole / count
      let near = mean * count + count / 2 + Int64.random(in: -1...1, using: &generator)
      sums += [whole, max(0, min(near, 999_999_999_999_999_999))]
      counts += [Int32(count), Int32(count)]
    }
    let found = means(sums.span, counts.span)
    for index in sums.indices {
      let (count, twice) = (Int128(counts[index]), 2 * Int128(sums[index]))
      // Twice the distance of the mean from the sum's share is at most the count; of two the even one.
      let distance = abs(twice - 2 * Int128(found[index]) * count)
      #expect(distance < count || (distance == count && found[index] % 2 == 0))
    }
  }

  @Test func `orders and purchase days have different means`() throws {
    let columns = try Base(customers: [[(9, 100), (9, 200), (0, 300)]]).table().columns(0..<1)
    #expect(columns.texts("average_order_value") == ["2.00"])
    #expect(columns.texts("average_purchase_value") == ["3.00"])
    #expect(columns.texts("average_days_between_purchases") == ["9.000000"])
  }

  @Test func `the last 365 days end with as-of`() throws {
    let columns = try Base(customers: [[(365, 100), (364, 20), (0, 3)], [(365, 7)]]).table()
      .columns(0..<2)
    #expect(columns.texts("orders_365") == ["2", "0"])
    #expect(columns.texts("net_revenue_365") == ["0.23", "0.00"])
    #expect(columns.texts("days_since_last_order") == ["0", "365"])
    #expect(columns.texts("days_since_first_order") == ["365", "365"])
  }

  @Test func `one purchase day has no mean gap, and the base's prediction`() throws {
    let columns = try Base(customers: [[(9, 1), (9, 1)], [(9, 1), (2, 1)]]).table().columns(0..<2)
    #expect(columns.texts("average_days_between_purchases") == ["", "7.000000"])
    #expect(columns.texts("prediction_basis") == ["base", "customer"])
  }

  @Test(arguments: [1, 10, 11, 40, 333])
  func `heroes are in the top tenth by revenue and by purchase days`(count: Int) throws {
    var generator = Generator.seeded()
    let table = try Base.random(count, using: &generator).table()
    let h = table.histories
    let heroes = table.columns(0..<count).texts("is_hero")
    for customer in 0..<count {
      let richer = h.revenue.filter { $0 > h.revenue[customer] }.count
      let busier = h.purchaseDays.filter { $0 > h.purchaseDays[customer] }.count
      #expect(heroes[customer] == "\(10 * richer < count && 10 * busier < count)")
    }
  }

  @Test func `tiers go by net revenue, and by CLV as written`() throws {
    var generator = Generator.seeded()
    let table = try Base.random(200, using: &generator).table()
    let columns = table.columns(0..<200)
    for (tier, value) in [("value_tier", "net_revenue"), ("predicted_value_tier", "clv_365")] {
      let values = columns.texts(value).compactMap { Double($0) }
      let tiers = columns.texts(tier)
      for customer in 0..<200 {
        let above = values.filter { $0 > values[customer] }.count
        let place = [2, 10, 20, 50, 100].firstIndex { above < $0 } ?? 5
        #expect(tiers[customer] == ValueTier.allCases[place].rawValue)
      }
    }
  }

  @Test func `a due date more than 1,095 days after the last order is none`() throws {
    // The median wait is (α + t_x)(2^(1 / (r + x)) − 1) with r = 0.5 and α = 45: after one purchase
    // day 45 × 3 = 135 days; its 75 % point is 45 × 15 = 675.
    let columns = try Base(customers: [[(10, 1)], [(1000, 1), (0, 1)]]).table().columns(0..<2)
    let due = columns.texts("next_order_due_date")
    #expect(due[0] == "\(Base.asOf - 10 + 135)")
    #expect(columns.texts("next_order_due_to")[0] == "\(Base.asOf - 10 + 675)")
    // (45 + 1000)(2^(1 / 1.5) − 1) = 613.8, and at 75 % (45 + 1000)(4^(1 / 1.5) − 1) = 1588.
    #expect(due[1] == "\(Base.asOf + 614)")
    #expect(columns.texts("next_order_due_to")[1] == "")
    #expect(columns.texts("overdue_ratio") == ["0.074074", "0.000000"])
  }

  @Test func `totals are the sums of the columns as written`() throws {
    var generator = Generator.seeded()
    let table = try Base.random(3000, using: &generator).table()
    let columns = table.columns(0..<3000)
    func sum(_ name: String) -> Int {
      columns.texts(name).map { $0.split(separator: ".").joined(separator: "") }
        .reduce(0) { $0 + (Int($1) ?? 0) }
    }
    #expect(table.totals.alive == sum("probability_alive"))
    #expect(table.totals.expectedOrders == [sum("expected_orders_30"), sum("expected_orders_365")])
    #expect(table.totals.clv == [Int128(sum("clv_30")), Int128(sum("clv_365"))])
    #expect(table.totals.alive > 0 && table.totals.clv[1] > table.totals.clv[0])
  }

  @Test func `reals are kept at the six decimals that are written`() throws {
    var generator = Generator.seeded()
    let columns = try Base.random(500, using: &generator).table().columns(0..<500)
    for column in columns {
      guard case .real(let values) = column.values else { continue }
      let isKept = values.indices.allSatisfy { row in
        column.validity?[row] == false || Double(column.text(row: row)) == values[row]
      }
      #expect(isKept, "\(column.field.name)")
    }
  }

  @Test func `blocks are the table in parts`() throws {
    var generator = Generator.seeded()
    let count = Blocks.customers + 1
    let table = try Base.random(count, using: &generator).table()
    #expect(table.blocks == 2)
    let parts = [table.columns(block: 0), table.columns(block: 1)]
    #expect(parts[0][0].count == Blocks.customers && parts[1][0].count == 1)
    let last = table.columns(count - 1..<count)
    #expect(parts[1] == last)
    #expect(last.texts("customer_id") == ["\(count - 1)"])
    // A row depends on the base, never on the rows beside it.
    let row = 12_345
    #expect(
      table.columns(row..<row + 1).map { $0.text(row: 0) } == parts[0].map { $0.text(row: row) })
  }

  @Test func `no customers are a table without blocks`() throws {
    let table = try Base().table()
    #expect(table.blocks == 0)
    #expect(table.fields.count == 43)
    #expect(table.top(10) == [])
  }

  @Test func `without amounts money is absent and the rest is not`() throws {
    var generator = Generator.seeded()
    let base = Base.random(50, using: &generator)
    let with = try base.table().columns(0..<50)
    let without = try base.table(hasAmounts: false).columns(0..<50)
    for (one, other) in zip(with, without) {
      let name = one.field.name
      let isMoney =
        name.contains("revenue") || name.contains("clv") || name.contains("value")
        || name.contains("tier") || name.contains("refunded") || name == "m_score"
        || name == "is_hero"
      let texts = (0..<50).map { other.text(row: $0) }
      #expect(texts == (isMoney ? Array(repeating: "", count: 50) : with.texts(name)), "\(name)")
    }
  }

  @Test func `the top are those of largest CLV, of equal ones the first`() throws {
    var generator = Generator.seeded()
    for hasAmounts in [true, false] {
      let table = try Base.random(80, using: &generator).table(hasAmounts: hasAmounts)
      let name = hasAmounts ? "clv_365" : "expected_orders_365"
      let values = table.columns(0..<80).texts(name).compactMap { Double($0) }
      let top = table.top(7)
      #expect(top.count == 7)
      for (one, next) in zip(top, top.dropFirst()) {
        #expect(values[one] >= values[next])
        if hasAmounts && values[one] == values[next] { #expect(one < next) }
      }
      for other in 0..<80 where !top.contains(other) {
        #expect(values[other] <= values[top[6]])
      }
    }
    #expect(try Base(customers: [[(1, 1)], [(1, 1)]]).table().top(10) == [0, 1])
  }
}
