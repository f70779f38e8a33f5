internal import Scores

extension BaseTable {
  /// Customers by stage and tier, the greatest value at stake first.
  static func focus(_ prospects: Prospects, _ table: ScoreTable, _ frame: TableFrame) -> BaseTable {
    struct Row {
      let rank: Int?
      let stage: String
      let tier: String
      let cell: Prospect
    }
    let all = prospects.all
    let tiers = ValueTier.allCases
    let cells = prospects.cells.enumerated().filter { $0.element.customers > 0 }
      .sorted { (-$0.element.atStake, $0.offset) < (-$1.element.atStake, $1.offset) }
    let rows =
      cells.enumerated().map { rank, cell in
        Row(
          rank: rank + 1, stage: LifecycleStage.allCases[cell.offset / tiers.count].rawValue,
          tier: tiers[cell.offset % tiers.count].rawValue, cell: cell.element)
      } + [Row(rank: nil, stage: "all_customers", tier: "all_customers", cell: all)]
    let options = table.predictor.options
    var table = BaseTable(
      "focus",
      "Customers by lifecycle stage and value tier (by net revenue), most value at stake first; stages and tiers that "
        + "nobody is in are left out. CLV is \(worth(options.margin)) over horizon_days; clv_if_alive is what it were of "
        + "customers who are all still customers, and value_at_stake the part of it that is lost if the doubtful ones "
        + "are gone: the sum of (1 - P(alive)) x CLV given alive. So value_at_stake = customers x "
        + "clv_if_alive_per_customer x share_at_stake. alive_customers is the sum of P(alive). It says where most can be "
        + "lost, not what an action brings back.",
      rows: rows.count, frame)
    let customers = rows.map(\.cell.customers)
    let ifAlive = rows.map { $0.cell.clv + $0.cell.atStake }
    table.count("rank", rows.map(\.rank))
    table.text("lifecycle_stage", rows.map(\.stage))
    table.text("value_tier", rows.map(\.tier))
    table.count("customers", customers)
    table.count("of_customers", rows.map { _ in all.customers })
    table.ratio("share_of_customers", customers, per: rows.map { _ in all.customers })
    table.money("net_revenue_365", rows.map(\.cell.recentRevenue))
    table.addAlive(rows.map(\.cell))
    table.count("horizon_days", rows.map { _ in options.longestHorizon })
    table.money("clv", rows.map(\.cell.clv))
    table.money("clv_if_alive", ifAlive)
    table.mean("clv_if_alive_per_customer", ifAlive, per: customers)
    table.money("value_at_stake", rows.map(\.cell.atStake))
    table.share("share_at_stake", rows.map(\.cell.atStake), of: ifAlive)
    table.money("of_value_at_stake", rows.map { _ in all.atStake })
    table.share(
      "share_of_value_at_stake", rows.map(\.cell.atStake), of: rows.map { _ in all.atStake })
    table.mean("value_at_stake_per_customer", rows.map(\.cell.atStake), per: customers)
    table.close()
    return table
  }

  /// What CLV is, in definitions.
  static func worth(_ margin: Double?) -> String {
    margin == nil ? "discounted revenue" : "discounted profit"
  }

  /// Adds the sum of P(alive), and its mean, behind the customers.
  mutating func addAlive(_ groups: [Prospect]) {
    number("alive_customers", groups.map { Double($0.alive) / 1e6 })
    share(
      "mean_probability_alive", groups.map { Int128($0.alive) },
      of: groups.map { 1_000_000 * Int128($0.customers) })
  }
}
