internal import Charts
internal import Segments

extension FigurePlan {
  /// Who goes on from each purchase day to the next.
  static let ladder = FigurePlan(
    table: "ladder", heading: "Who comes back for the next purchase", needsAmounts: false
  ) { table, heading in
    // The longest window that has had the time to end; without one, whatever came so far.
    let first = (0..<table.rows).filter { table.text("purchase_day", $0) == "1" }
    let window =
      first.last {
        !table.text("within_days", $0).isEmpty && table.number("share", $0) != nil
      }.map { table.text("within_days", $0) } ?? ""
    let within = window.isEmpty ? "so far" : "within \(window) days"
    let rows = (0..<table.rows).filter {
      table.text("within_days", $0) == window && table.number("share", $0) != nil
    }
    guard let one = rows.first else { return nil }
    let bars = rows.map { row in
      let step = table.text("purchase_day", row)
      let next = Int(step).map { "→\($0 + 1)" } ?? ""
      return Bar(
        label: step + next, value: table.number("share", row) ?? 0,
        text: table.percent("share", row))
    }
    return PageFigure(
      table, heading: heading,
      lead:
        "Of \(table.grouped("customers", one)) customers whose first purchase has had the time, "
        + "\(table.percent("share", one)) bought again \(within). Each column is a step: from the first purchase day "
        + "to the second, and so on.",
      BarChart(
        ChartTitle(
          title: heading,
          description:
            "For each purchase day the share of customers who had the next one \(within)."),
        bars: bars, axis: Axis(title: "went on \(within)", format: .percent), direction: .columns),
      columns: [
        "purchase_day", "within_days", "customers", "went_on", "share", "share_low", "share_high",
        "share_kaplan_meier",
      ], rows: Array(0..<table.rows))
  }
}
