internal import Charts
internal import Segments

extension FigurePlan {
  /// How customer lifetime values are spread.
  static let clv = FigurePlan(
    table: "clv_distribution", heading: "How customer lifetime values are spread",
    needsAmounts: true
  ) { table, heading in
    let rows = table.rows(where: "clv_band", isNot: ["all_customers"])
    guard let some = rows.first, let all = table.row(where: "clv_band", is: "all_customers") else {
      return nil
    }
    let bars = rows.map { row in
      Bar(
        label: band(table.text("clv_above", row), table.text("clv_up_to", row)),
        value: table.number("customers", row) ?? 0,
        text: ShownNumber.short(table.number("customers", row) ?? 0))
    }
    let days = table.counted("horizon_days", some, "day")
    let half = rows.first { (table.number("cumulative_share_of_customers", $0) ?? 0) >= 0.5 }
    let middle =
      half.flatMap { table.grouped("clv_up_to", $0).nonEmpty }
      .map { " At least half of all customers are at \($0) or below." } ?? ""
    return PageFigure(
      table, heading: heading,
      lead:
        "Over \(days) the mean customer's CLV is \(table.amount("clv_per_customer", all)).\(middle)",
      BarChart(
        ChartTitle(
          title: heading,
          description: "The number of customers in each band of CLV over \(days)."),
        bars: bars, axis: Axis(title: "customers", format: .number), direction: .columns),
      columns: [
        "clv_band", "customers", "share_of_customers", "cumulative_share_of_customers", "clv",
        "share_of_clv", "cumulative_share_of_clv", "clv_per_customer",
      ], rows: Array(0..<table.rows))
  }

  /// A band by its borders: none below the first, and none above one that has no end.
  static func band(_ above: String, _ upTo: String) -> String {
    func short(_ amount: String) -> String {
      let value = ExactNumber(amount)?.value ?? 0
      return value >= 1e9
        ? "\(Int(value / 1e9))bn"
        : value >= 1e6
          ? "\(Int(value / 1e6))M" : value >= 1e3 ? "\(Int(value / 1e3))k" : "\(Int(value))"
    }
    if above.isEmpty { return "up to 0" }
    return upTo.isEmpty ? "over \(short(above))" : "\(short(above))–\(short(upTo))"
  }
}
