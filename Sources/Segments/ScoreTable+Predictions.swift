internal import Columns
internal import Histories
internal import Scores

extension ScoreTable {
  /// The columns that the models predict.
  func predictionColumns(_ customers: Range<Int>, _ values: PredictedValues) -> [Column] {
    let count = customers.count
    func reals(_ name: String, _ values: [Double]) -> Column {
      Column(Field(name, .real), .real(values))
    }
    func amounts(_ name: String, _ values: [Int64]) -> Column {
      let field = Field(name, money, isNullable: true)
      return histories.hasAmounts
        ? Column(field, .int64(values)) : .absent(field, count: count)
    }
    func due(_ name: String, _ quartile: Int) -> Column {
      Column(
        Field(name, .date, isNullable: true), .int32(values.due[quartile]),
        validity: values.isDue[quartile])
    }
    var columns = [
      reals("probability_alive", values.alive),
      reals("churn_probability", values.churn),
    ]
    for (index, horizon) in predictor.options.horizons.enumerated() {
      columns += [
        reals("order_probability_\(horizon)", values.orderProbability[index]),
        reals("expected_orders_\(horizon)", values.expectedOrders[index]),
        amounts("expected_revenue_\(horizon)", values.expectedRevenue[index]),
        amounts("clv_\(horizon)", values.clv[index]),
      ]
    }
    let residual = Field("residual_clv", money, isNullable: true)
    return columns + [
      amounts("expected_order_value", values.expectedOrderValue),
      predictor.discounting.delta > 0
        ? amounts(residual.name, values.residualCLV) : .absent(residual, count: count),
      amounts("value_at_stake", values.valueAtStake),
      due("next_order_due_from", 0),
      due("next_order_due_date", 1),
      due("next_order_due_to", 2),
      reals("overdue_ratio", values.overdue),
      Column(
        Field("prediction_basis", .text),
        .labels(codes: bases(customers), names: ["customer", "base"])),
    ]
  }

  /// Whose gaps between orders each prediction rests on: 0 the customer's own, 1 the base's.
  private func bases(_ customers: Range<Int>) -> [UInt8] {
    var result = [UInt8].unwritten(customers.count)
    var codes = result.mutableSpan
    let days = histories.purchaseDays.span.extracting(customers)
    for index in 0..<customers.count { codes[index] = days[index] > 1 ? 0 : 1 }
    return result
  }
}
