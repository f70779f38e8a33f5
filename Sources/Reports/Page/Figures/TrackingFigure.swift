internal import Charts
internal import Segments

extension FigurePlan {
  /// Forecasts of a past day beside what then came, week by week.
  static let tracking = FigurePlan(
    table: "tracking", heading: "Purchases since the test began", needsAmounts: false, isTest: true
  ) { table, heading in
    let rows = (0..<table.rows).filter { table.text("part", $0) == "after_split" }
    guard let last = rows.last else { return nil }
    let days = rows.map { table.number("days_in_row", $0) ?? 0 }
    var day = 0.0
    let ends = days.map { days -> Double in
      day += days
      return day
    }
    func line(_ name: String, _ column: String, _ style: Line.Style) -> Line {
      Line(
        name: name,
        points: zip(rows, ends).map { row, end in
          let value = table.number(column, row) ?? 0
          return Point(
            x: end, y: value,
            text: "\(ShownNumber.rounded(value)) up to \(table.text("day", row))")
        }, style: style)
    }
    let error =
      table.number("cumulative_bias", last).map {
        " The forecast is \(ShownNumber.percent($0.magnitude)) \($0 < 0 ? "below" : "above") what came."
      } ?? ""
    let expected = ShownNumber.rounded(
      table.number("cumulative_expected_purchase_days", last) ?? 0)
    // Half a dozen days say where one is.
    let step = max(1, (rows.count + 5) / 6)
    let ticks = stride(from: rows.count - 1, through: 0, by: -step).reversed().map {
      Tick(at: ends[$0], label: table.text("day", rows[$0]))
    }
    return PageFigure(
      table, heading: heading,
      lead:
        "After \(table.text("split", last)), up to \(table.text("day", last)), the model expected "
        + "\(ShownNumber.counted(expected, "purchase day")), and \(table.grouped("cumulative_actual_purchase_days", last)) came.\(error)",
      LineChart(
        ChartTitle(
          title: heading,
          description:
            "Purchase days that have accumulated since \(table.text("split", last)), expected and actual."
        ),
        x: Axis(title: "up to this day", format: .days, ticks: ticks),
        y: Axis(title: "purchase days", format: .number),
        lines: [
          line("expected", "cumulative_expected_purchase_days", .dashed),
          line("actual", "cumulative_actual_purchase_days", .solid),
        ]),
      columns: [
        "day", "week", "days_in_row", "actual_purchase_days", "expected_purchase_days",
        "cumulative_actual_purchase_days", "cumulative_expected_purchase_days", "cumulative_bias",
      ], rows: rows)
  }
}
