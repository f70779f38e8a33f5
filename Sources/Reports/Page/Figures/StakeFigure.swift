internal import Charts
internal import Segments

extension FigurePlan {
  /// The groups that are plotted: those of most value at stake.
  private static let groups = 10

  /// Where most value is at stake.
  static let stake = FigurePlan(
    table: "focus", heading: "Money at stake", needsAmounts: true
  ) { table, heading in
    let rows = table.rows(where: "lifecycle_stage", isNot: ["all_customers"])
    guard let all = table.row(where: "lifecycle_stage", is: "all_customers"), let one = rows.first
    else { return nil }
    func group(_ row: Int) -> String {
      "\(table.text("lifecycle_stage", row)), \(table.text("value_tier", row))"
    }
    let plotted = rows.prefix(groups)
    let bars = plotted.map { row in
      let amount = ExactNumber(table.text("value_at_stake", row))
      return Bar(
        label: group(row), value: amount?.value ?? .nan,
        text: amount.map { ShownNumber.amount($0.value, decimals: $0.decimals) } ?? "")
    }
    let share = table.number("share_at_stake", all).map { " (\(ShownNumber.percent($0)))" } ?? ""
    let most =
      table.number("value_at_stake", all) == 0 ? "" : "; the group with most of it is \(group(one))"
    return PageFigure(
      table, heading: heading,
      lead: "Of \(table.amount("clv_if_alive", all)) that all customers were worth over "
        + "\(table.counted("horizon_days", all, "day")) if nobody had left, \(table.amount("value_at_stake", all))"
        + "\(share) is at stake\(most).",
      note: rows.count > plotted.count
        ? "The \(groups) groups of most value are plotted; the table has all \(rows.count)." : "",
      BarChart(
        ChartTitle(
          title: heading,
          description: "Value at stake by lifecycle stage and value tier, the greatest first."),
        bars: bars, axis: Axis(title: "value at stake", format: .number), direction: .rows),
      columns: [
        "lifecycle_stage", "value_tier", "customers", "alive_customers",
        "clv_if_alive_per_customer",
        "value_at_stake", "share_at_stake", "share_of_value_at_stake",
        "value_at_stake_per_customer",
      ], rows: Array(0..<table.rows))
  }
}
