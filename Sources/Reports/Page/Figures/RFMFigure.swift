internal import Charts
internal import Segments

extension FigurePlan {
  /// Customers by recency and frequency scores.
  static let rfm = FigurePlan(
    table: "rfm_grid", heading: "Customers by recency and frequency", needsAmounts: false
  ) { table, heading in
    let rows = table.rows(where: "rfm_segment", isNot: ["all_customers"])
    let most = rows.compactMap { table.number("customers", $0) }.max() ?? 0
    guard most > 0 else { return nil }
    let scores = ["5", "4", "3", "2", "1"]
    let cells = scores.map { r in
      scores.reversed().map { f -> Cell? in
        guard
          let row = rows.first(where: {
            table.text("r_score", $0) == r && table.text("f_score", $0) == f
          })
        else { return nil }
        let segment = words(table.text("rfm_segment", row))
        let customers = table.grouped("customers", row)
        return Cell(
          shade: (table.number("customers", row) ?? 0) / most, text: "\(segment)\n\(customers)",
          tip: "R \(r), F \(f), \(segment): \(ShownNumber.counted(customers, "customer")), "
            + table.percent("share_of_customers", row))
      }
    }
    let greatest = rows.max {
      (table.number("customers", $0) ?? 0) < (table.number("customers", $1) ?? 0)
    }
    let lead = greatest.map {
      "The further up, the more lately customers ordered; the further right, the more often. The fullest cell has "
        + "\(table.counted("customers", $0, "customer")) (\(table.percent("share_of_customers", $0))), "
        + "\(words(table.text("rfm_segment", $0)))."
    }
    return PageFigure(
      table, heading: heading, lead: lead ?? "",
      HeatMap(
        ChartTitle(
          title: heading,
          description:
            "The number of customers with each recency score, 5 to 1 from the top, and frequency score, "
            + "1 to 5 from the left, with their segment."),
        rowTitle: "R", columnTitle: "F: how often they ordered, 5 the most",
        rows: scores, columns: scores.reversed(), cells: cells),
      isWide: true,
      columns: [
        "rfm_segment", "r_score", "f_score", "customers", "share_of_customers", "net_revenue",
        "share_of_net_revenue", "mean_days_since_last_order",
      ], rows: Array(0..<table.rows))
  }
}
