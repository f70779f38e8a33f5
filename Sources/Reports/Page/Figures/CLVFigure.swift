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
    let days = table.text("horizon_days", some)
    let half = rows.first { (table.number("cumulative_share_of_customers", $0) ?? 0) >= 0.5 }
    let middle =
      half.map { " Half of all customers are at \(major(table.text("clv_up_to", $0))) or below." }
      ?? ""
    return PageFigure(
      table, heading: heading,
      lead:
        "Over \(days) days the mean customer's CLV is \(table.grouped("clv_per_customer", all)).\(middle)",
      BarChart(
        ChartTitle(
          title: heading,
          description: "The number of customers in each band of CLV over \(days) days."),
        bars: bars, axis: Axis(title: "customers", format: .number), direction: .columns),
      columns: [
        "clv_band", "customers", "share_of_customers", "cumulative_share_of_customers", "clv",
        "share_of_clv", "cumulative_share_of_clv", "clv_per_customer",
      ], rows: Array(0..<table.rows))
  }

  /// A border without the decimals, all of which are noughts.
  private static func major(_ amount: String) -> String {
    ExactNumber(String(amount.prefix { $0 != "." }))?.grouped ?? ""
  }

  private static func band(_ above: String, _ upTo: String) -> String {
    func short(_ amount: String) -> String {
      let value = ExactNumber(amount)?.value ?? 0
      return value >= 1e9
        ? "\(Int(value / 1e9))G"
        : value >= 1e6
          ? "\(Int(value / 1e6))M" : value >= 1e3 ? "\(Int(value / 1e3))k" : "\(Int(value))"
    }
    return above.isEmpty ? "0" : "\(short(above))–\(short(upTo))"
  }
}
