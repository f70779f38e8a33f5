internal import Scores

extension BaseTable {
  /// The changes that are asked about, in percent.
  private static let changes = [1, 5]

  /// A change of the base, and what it is worth: a percentage of each base.
  private struct Change {
    var name: String
    var percent: Int
    var days: Int
    /// Whom it is about, in millionths.
    var customers: Int
    var revenue: (base: Int128?, expected: Int128?)
    var clv: (base: Int128?, expected: Int128?) = (nil, nil)
    var seconds: SecondPurchases?
  }

  /// What a little more retention is worth.
  static func whatIf(
    _ prospects: Prospects, _ seconds: SecondPurchases, _ table: ScoreTable, _ frame: TableFrame
  ) -> BaseTable {
    let all = prospects.all
    let options = table.predictor.options
    let horizons = Array(zip(options.horizons, prospects.horizons))
    let lost = changes.flatMap { percent in
      horizons.map { days, sums in
        Change(
          name: "fewer_lost", percent: percent, days: days,
          customers: 1_000_000 * all.customers - all.alive,
          revenue: (sums.revenueAtStake, sums.revenue), clv: (sums.atStake, sums.clv))
      }
    }
    let more = changes.flatMap { percent in
      horizons.map { days, sums in
        Change(
          name: "more_orders", percent: percent, days: days, customers: all.alive,
          revenue: (sums.revenue, sums.revenue), clv: (sums.clv, sums.clv))
      }
    }
    let second = changes.map { percent in
      Change(
        name: "more_second_purchases", percent: percent, days: Int(SecondPurchases.days),
        customers: 1_000_000 * prospects.oneTime,
        revenue: (seconds.perRepeatCustomer.map { $0 * Int128(prospects.oneTime) }, nil),
        seconds: seconds)
    }
    return whatIf(lost + more + second, of: all.customers, worth(options.margin), frame)
  }

  private static func whatIf(
    _ rows: [Change], of customers: Int, _ worth: String, _ frame: TableFrame
  ) -> BaseTable {
    var table = BaseTable(
      "what_if",
      "What a change of 1 or 5 % is worth over horizon_days: gain = change x base, to be read beside what is expected "
        + "as things are, by what share it grows. fewer_lost: each customer's probability of having dropped out, "
        + "1 - P(alive), is by that share of itself smaller; its base is the sum of (1 - P(alive)) x what is expected "
        + "given alive (of CLV: the value at stake), customers the sum of 1 - P(alive). more_orders: those who are still "
        + "customers, the sum of P(alive), order by that share more; its base is what is expected. more_second_purchases: "
        + "of the one-time customers of the last 365 days so many of a hundred more come again; its base is their number "
        + "x net_revenue_per_repeat_customer, which is what customers whose first 365 days have ended, and who came again "
        + "in them, brought after their first purchase day in these days. Revenue is net, neither discounted nor reduced "
        + "to margin; CLV is \(worth). It is arithmetic on this base: what it takes to bring a change about is not in it.",
      rows: rows.count, frame)
    func gain(_ base: Int128?, _ row: Change) -> Int128? { base.map { $0 * Int128(row.percent) } }
    let hundreds = rows.map { _ in 100 }
    table.text("what_if", rows.map(\.name))
    table.number("change", rows.map { Double($0.percent) / 100 })
    table.count("horizon_days", rows.map(\.days))
    table.number("customers", rows.map { Double($0.customers) / 1e6 })
    table.count("of_customers", rows.map { _ in customers })
    table.money("repeat_net_revenue", rows.map { $0.seconds?.revenue })
    table.count("repeat_customers", rows.map { $0.seconds?.repeatCustomers })
    table.mean(
      "net_revenue_per_repeat_customer", rows.map { $0.seconds?.revenue },
      per: rows.map { $0.seconds?.repeatCustomers })
    table.money("revenue_base", rows.map(\.revenue.base))
    let revenueGains = rows.map { gain($0.revenue.base, $0) }
    table.mean("revenue_gain", revenueGains, per: hundreds)
    table.money("expected_revenue", rows.map(\.revenue.expected))
    table.share(
      "share_of_expected_revenue", revenueGains,
      of: rows.map { row in row.revenue.expected.map { 100 * $0 } })
    table.money("clv_base", rows.map(\.clv.base))
    let clvGains = rows.map { gain($0.clv.base, $0) }
    table.mean("clv_gain", clvGains, per: hundreds)
    table.money("clv", rows.map(\.clv.expected))
    table.share(
      "share_of_clv", clvGains, of: rows.map { row in row.clv.expected.map { 100 * $0 } })
    table.close()
    return table
  }
}
