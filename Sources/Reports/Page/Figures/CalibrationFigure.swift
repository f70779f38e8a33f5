internal import Charts
internal import Segments

extension FigurePlan {
  /// Forecasts of a past day beside what then came, by tenths.
  static let calibration = FigurePlan(
    table: "calibration", heading: "Forecasts beside what came", needsAmounts: false, isTest: true
  ) { table, heading in
    let rows = table.rows(where: "decile", isNot: ["all_customers"])
    guard let all = table.row(where: "decile", is: "all_customers") else { return nil }
    func line(_ name: String, _ column: String, _ style: Line.Style) -> Line {
      Line(
        name: name,
        points: rows.compactMap { row in
          guard let x = table.number("decile", row), let y = table.number(column, row) else {
            return nil
          }
          return Point(
            x: x, y: y,
            text: "tenth \(table.text("decile", row)), \(ShownNumber.percent(y))")
        }, style: style)
    }
    func total(_ column: String) -> String {
      ShownNumber.rounded(table.number(column, all) ?? 0)
    }
    return PageFigure(
      table, heading: heading,
      lead: "A test on the past: of \(table.counted("customers", all, "customer")) known on "
        + "\(table.text("split", all)), the model expected \(total("predicted_buyers")) to order within "
        + "\(table.counted("horizon_days", all, "day")), and \(total("observed_buyers")) did. The closer the lines, the more "
        + "the forecasts can be trusted.",
      LineChart(
        ChartTitle(
          title: heading,
          description:
            "For each tenth of the customers, the first with the greatest probability of an order, the share "
            + "that was expected to order, and the share that did."),
        x: Axis(
          title: "tenths of customers, the most probable first", format: .number,
          ticks: (1...10).map { Tick(at: Double($0), label: "\($0)") }),
        y: Axis(title: "ordered", format: .percent),
        lines: [
          line("forecast", "predicted_probability", .dashed),
          line("actual", "observed_share", .solid),
        ]),
      columns: [
        "decile", "customers", "predicted_buyers", "observed_buyers", "predicted_probability",
        "observed_share", "expected_purchase_days", "actual_purchase_days",
      ], rows: Array(0..<table.rows))
  }
}
