internal import Charts
internal import Segments

extension FigurePlan {
  /// Who goes on from each purchase day to the next.
  static let ladder = FigurePlan(
    table: "ladder", heading: "Who comes back for the next purchase", needsAmounts: false
  ) { table, heading in
    let first = (0..<table.rows).filter { table.text("purchase_day", $0) == "1" }
    guard let all = first.first(where: { table.text("within_days", $0).isEmpty }) else {
      return nil
    }
    func customers(_ row: Int) -> Double { table.number("customers", row) ?? 0 }
    // The longest window that most have had the time for; else the one that any had; else whatever came so far.
    let ended = first.filter { $0 != all && customers($0) > 0 }
    let chosen = ended.last { 2 * customers($0) >= customers(all) } ?? ended.first ?? all
    let window = table.text("within_days", chosen)
    let within =
      chosen == all ? "so far" : "within \(table.counted("within_days", chosen, "day"))"
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
    let whole = table.counted("customers", all, "customer")
    let share = table.percent("share", one)
    let lead =
      chosen == all
      ? "Of \(whole) \(share) bought again \(within)."
      : "\(table.grouped("customers", one)) of \(whole) have had the time: of these \(share) bought again \(within)."
    return PageFigure(
      table, heading: heading,
      lead:
        "\(lead) Each column is a step: from the first purchase day to the second, and so on.",
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
