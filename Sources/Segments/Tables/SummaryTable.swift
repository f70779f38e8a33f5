extension BaseTable {
  /// A headline figure: what is counted or summed, what it is a part of, and what that makes.
  private struct Figure {
    var name: String
    var count: Int?
    var ofCount: Int?
    var revenue: Int128?
    var ofRevenue: Int128?
    var value: Double?
  }

  /// The headline figures.
  static func summary(
    _ groups: CustomerGroups, _ sums: TableSums, _ concentration: Concentration, _ frame: TableFrame
  ) -> BaseTable {
    let all = groups.all
    let active = groups.stages[0] + groups.stages[1]
    let repeated = sums.months.all.reduce(Int128(0)) { $0 + $1.revenue - $1.firstRevenue }
    let days = sums.ladder.steps.reduce(0) { days, step in
      days + step.gaps.reduce(0, +) + step.open.reduce(0, +)
    }
    let buyers = sums.ladder.steps[0].gaps.reduce(0, +)
    let total = all.revenue + frame.guestRevenue
    let figures = [
      Figure(name: "customers", count: all.customers),
      Figure(name: "repeat_customers", count: buyers, ofCount: all.customers),
      Figure(
        name: "active_customers", count: active.customers, ofCount: all.customers),
      Figure(
        name: "active_customers_net_revenue_365", revenue: active.recentRevenue,
        ofRevenue: all.recentRevenue),
      Figure(name: "orders", count: all.orders, ofCount: all.customers),
      Figure(name: "purchase_days", count: days, ofCount: all.customers),
      Figure(name: "net_revenue", revenue: all.revenue, ofRevenue: total),
      Figure(name: "guest_net_revenue", revenue: frame.guestRevenue, ofRevenue: total),
      Figure(name: "total_net_revenue", revenue: total),
      Figure(name: "repeat_net_revenue", revenue: repeated, ofRevenue: all.revenue),
      Figure(name: "net_revenue_per_customer", ofCount: all.customers, revenue: all.revenue),
      Figure(name: "net_revenue_per_order", ofCount: all.orders, revenue: all.revenue),
      Figure(name: "gini_of_net_revenue", value: concentration.gini),
    ]
    var table = BaseTable(
      "summary",
      "Headline figures: a count, or net revenue, with what it is a part or a multiple of, and what that makes: value, or "
        + "for amounts net_revenue_each. Repeat customers have two purchase days or more; active ones ordered within the "
        + "active window; repeat net revenue is that of later purchase days than customers' first. Guests are orders "
        + "of nobody. Gini: 0 if all customers bring as much, near 1 if one brings all.",
      rows: figures.count, frame)
    table.text("figure", figures.map(\.name))
    table.count("count", figures.map(\.count))
    table.count("of_count", figures.map(\.ofCount))
    table.money("net_revenue", figures.map(\.revenue))
    table.money("of_net_revenue", figures.map(\.ofRevenue))
    table.number(
      "value",
      figures.map { figure in
        if let count = figure.count, let whole = figure.ofCount, whole > 0 {
          return Double(count) / Double(whole)
        }
        if frame.hasAmounts, let revenue = figure.revenue, let whole = figure.ofRevenue, whole != 0
        {
          return Double(revenue) / Double(whole)
        }
        return figure.value
      })
    table.mean(
      "net_revenue_each", figures.map { $0.count == nil ? $0.revenue : nil },
      per: figures.map(\.ofCount))
    table.close()
    return table
  }
}
