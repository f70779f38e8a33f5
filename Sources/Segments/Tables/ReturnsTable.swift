internal import Scores

extension BaseTable {
  /// Customers by the share of what they sent back.
  static func returns(
    _ prospects: Prospects, _ returns: Returns, _ table: ScoreTable, _ frame: TableFrame
  ) -> BaseTable {
    let options = table.predictor.options
    let gone = Prospects.Returned(
      prospect: Prospect(), orders: returns.gone.orders, whole: returns.gone.orders,
      amount: returns.gone.amount)
    var all = Prospects.Returned()
    for band in prospects.bands {
      all.prospect += band.prospect
      all.orders += band.orders
      all.whole += band.whole
      all.amount += band.amount
    }
    let groups = prospects.bands + [all]
    let rows = groups + [gone]
    var table = BaseTable(
      "returns",
      "Customers by return rate: what was paid back by as-of of their orders up to then, of what these came to before "
        + "(gross). Orders are with those of which nothing is left; net revenue, repeat customers (two purchase days or "
        + "more), P(alive) and CLV are of what is left. CLV is \(worth(options.margin)) over horizon_days. All of it was "
        + "sent back by everything_returned: they are no customers of the base, nor among all_customers. The bands differ "
        + "in much else too: this is an association, not the effect of returns.",
      rows: rows.count, frame)
    let customers = groups.map(\.prospect.customers)
    func whole<Value>(_ value: Value) -> [Value?] { groups.map { _ in value } + [nil] }
    let net = rows.map(\.prospect.revenue)
    let gross = rows.map { $0.prospect.revenue + $0.amount }
    table.text(
      "return_band",
      ReturnBand.allCases.map(\.name) + ["all_customers", "everything_returned"])
    table.count("customers", customers + [returns.gone.customers])
    table.count("of_customers", whole(all.prospect.customers))
    table.ratio("share_of_customers", customers + [nil], per: whole(all.prospect.customers))
    table.count("orders", rows.map { $0.prospect.orders + $0.whole })
    table.count("refunded_orders", rows.map(\.orders))
    table.money("gross_revenue", gross)
    table.money("refunded_amount", rows.map(\.amount))
    table.share("return_rate", rows.map(\.amount), of: gross)
    table.money("net_revenue", net)
    table.money("of_net_revenue", whole(all.prospect.revenue))
    table.share(
      "share_of_net_revenue", groups.map(\.prospect.revenue) + [nil],
      of: whole(all.prospect.revenue))
    table.mean(
      "net_revenue_per_customer", groups.map(\.prospect.revenue) + [nil], per: customers + [nil])
    table.count("repeat_customers", groups.map(\.prospect.repeatCustomers) + [nil])
    table.ratio(
      "repeat_rate", groups.map(\.prospect.repeatCustomers) + [nil], per: customers + [nil])
    table.addAlive(rows.map(\.prospect))
    table.count("horizon_days", rows.map { _ in options.longestHorizon })
    table.money("clv", groups.map(\.prospect.clv) + [nil])
    table.mean("clv_per_customer", groups.map(\.prospect.clv) + [nil], per: customers + [nil])
    table.close()
    return table
  }
}
