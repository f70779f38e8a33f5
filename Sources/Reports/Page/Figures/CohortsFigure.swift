internal import Charts
internal import Segments

extension FigurePlan {
  /// The months of first orders that are shown.
  private static let cohortsShown = 24

  /// What a month's newcomers did later.
  static let cohorts = FigurePlan(
    table: "cohorts", heading: "Months of first orders", needsAmounts: false
  ) { table, heading in
    var cohorts: [String] = []
    for row in 0..<table.rows where table.text("first_order_month", row) != cohorts.last {
      cohorts.append(table.text("first_order_month", row))
    }
    let shown = Array(cohorts.suffix(cohortsShown))
    let isShown = Set(shown)
    let rows = (0..<table.rows).filter { isShown.contains(table.text("first_order_month", $0)) }
    // In the month of the first order everybody ordered, and a month that is not over says too little.
    let plotted = rows.filter {
      table.text("complete", $0) == "true" && (table.number("months_since", $0) ?? 0) > 0
        && table.number("retention", $0) != nil
    }
    let last = plotted.compactMap { Int(table.text("months_since", $0)) }.max() ?? 0
    guard last > 0 else { return nil }
    let most = plotted.compactMap { table.number("retention", $0) }.max() ?? 0
    var cells = [[Cell?]](repeating: Array(repeating: nil, count: last), count: shown.count)
    for row in plotted {
      let month = table.text("first_order_month", row)
      guard let line = shown.firstIndex(of: month), let retention = table.number("retention", row),
        let since = Int(table.text("months_since", row))
      else { continue }
      cells[line][since - 1] = Cell(
        shade: most > 0 ? retention / most : 0, text: ShownNumber.rounded(retention * 100),
        tip: "\(month), month \(since): \(table.grouped("customers", row)) of "
          + "\(table.grouped("of_customers", row)) ordered, \(ShownNumber.percent(retention))")
    }
    let lines = cells.indices.filter { !cells[$0].allSatisfy { $0 == nil } }
    return PageFigure(
      table, heading: heading,
      lead:
        "Of the customers whose first order was in a month, how many in a hundred ordered again in the first, "
        + "second, … month after it.",
      note: (cohorts.count > shown.count
        ? "The last \(cohortsShown) of \(cohorts.count) months are shown. " : "")
        + "Months that are not over are in the table alone.",
      HeatMap(
        ChartTitle(
          title: heading,
          description:
            "For each month of first orders, from the top the earliest, the percentage of its customers who "
            + "ordered in each later month."),
        rowTitle: "first order", columnTitle: "months since the first order",
        rows: lines.map { shown[$0] }, columns: (1...last).map { "\($0)" },
        cells: lines.map { cells[$0] }),
      isWide: true,
      columns: [
        "first_order_month", "months_since", "complete", "customers", "of_customers", "retention",
        "orders", "net_revenue", "cumulative_net_revenue_per_customer",
      ], rows: rows)
  }
}
