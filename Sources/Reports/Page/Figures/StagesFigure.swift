internal import Charts
internal import Segments

extension FigurePlan {
  /// The months of which stages are shown.
  private static let months = 36

  /// Lifecycle stages at the ends of months.
  static let stages = FigurePlan(
    table: "active_base", heading: "Lifecycle stages over time", needsAmounts: false
  ) { table, heading in
    let stages = LifecycleStage.allCases.map(\.rawValue)
    var days: [String] = []
    for row in 0..<table.rows where table.text("on", row) != days.last {
      days.append(table.text("on", row))
    }
    let shown = Array(days.suffix(months))
    let isShown = Set(shown)
    let rows = (0..<table.rows).filter { isShown.contains(table.text("on", $0)) }
    let parts = stages.map { stage in
      let rows = rows.filter { table.text("lifecycle_stage", $0) == stage }
      return Part(
        name: stage, values: rows.map { table.number("customers", $0) ?? 0 },
        texts: rows.map {
          "\(table.counted("customers", $0, "customer")), "
            + table.percent("share_of_customers", $0)
        })
    }
    guard let last = shown.last, parts.allSatisfy({ $0.values.count == shown.count }) else {
      return nil
    }
    let now = stages.compactMap { stage in
      rows.last { table.text("lifecycle_stage", $0) == stage }.map {
        "\(table.percent("share_of_customers", $0)) are \(stage)"
      }
    }
    return PageFigure(
      table, heading: heading, lead: "On \(last) \(now.joined(separator: ", ")).",
      note: days.count > shown.count ? "The last \(months) of \(days.count) months are shown." : "",
      StackedChart(
        ChartTitle(
          title: heading,
          description: "Customers at the end of each month, by lifecycle stage, stacked."),
        columns: shown.map { String($0.prefix(7)) }, parts: parts,
        axis: Axis(title: "customers", format: .number)),
      columns: [
        "on", "lifecycle_stage", "customers", "share_of_customers", "net_revenue_365",
        "share_of_net_revenue_365",
      ], rows: rows)
  }
}
