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
      let amount = table.number("value_at_stake", row) ?? 0
      return Bar(label: group(row), value: amount, text: ShownNumber.short(amount))
    }
    return PageFigure(
      table, heading: heading,
      lead: "Of \(table.grouped("clv_if_alive", all)) that all customers were worth over "
        + "\(table.text("horizon_days", all)) days if nobody had left, \(table.grouped("value_at_stake", all)) "
        + "(\(table.percent("share_at_stake", all))) is at stake; the group with most of it is \(group(one)).",
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
