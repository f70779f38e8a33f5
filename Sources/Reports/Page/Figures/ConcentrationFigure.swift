internal import Charts
internal import Segments

extension FigurePlan {
  /// How much of revenue how few customers bring.
  static let concentration = FigurePlan(
    table: "concentration", heading: "Who brings the revenue", needsAmounts: true
  ) { table, heading in
    let points = (0..<table.rows).compactMap { row -> Point? in
      guard let x = table.number("share_of_customers", row),
        let y = table.number("share_of_net_revenue", row)
      else { return nil }
      return Point(
        x: x, y: y,
        text: "\(ShownNumber.percent(x)) (\(table.grouped("customers", row))) bring "
          + "\(ShownNumber.percent(y)) of net revenue")
    }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard !points.isEmpty else { return nil }
    func top(_ percent: Int) -> String? {
      table.row(where: "customers_who", is: "top_\(percent)_percent").map {
        "the top \(percent) % bring \(table.percent("share_of_net_revenue", $0)) of it"
      }
    }
    let tops = [10, 1].compactMap { top($0) }.joined(separator: ", ")
    let origin = Point(x: 0, y: 0, text: "")
    let end = Point(x: 1, y: 1, text: "")
    return PageFigure(
      table, heading: heading,
      lead:
        "Of customers by net revenue \(tops). The further the curve is from the dashed line, the fewer bring most.",
      LineChart(
        ChartTitle(
          title: heading,
          description:
            "The share of net revenue that the customers of greatest revenue bring, beside what it were if "
            + "all brought as much."),
        x: Axis(title: "customers, those of greatest revenue first", format: .percent),
        y: Axis(title: "net revenue", format: .percent),
        lines: [
          Line(name: "customers", points: [origin] + points, style: .solid),
          Line(name: "if all brought as much", points: [origin, end], style: .dashed),
        ]),
      columns: [
        "customers_who", "customers", "share_of_customers", "net_revenue", "share_of_net_revenue",
      ], rows: Array(0..<table.rows))
  }
}
