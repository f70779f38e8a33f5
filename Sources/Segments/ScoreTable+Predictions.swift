internal import Columns
internal import Histories
internal import Scores

extension ScoreTable {
  /// A due date further than this from the last order is as good as none.
  private static let furthestDue = 1095.0

  /// The columns that the models predict.
  func predictionColumns(_ customers: Range<Int>, _ predictions: Predictions) -> [Column] {
    let h = histories
    let options = predictor.options
    let count = customers.count
    func reals(_ name: String, _ values: [Double]) -> Column {
      Column(Field(name, .real), .real(values.map(rounded)))
    }
    func amounts(_ name: String, _ values: [Int64]) -> Column {
      let field = Field(name, money, isNullable: true)
      return h.hasAmounts ? Column(field, .int64(values)) : .absent(field, count: count)
    }
    func due(_ name: String, _ waits: [Double]) -> Column {
      let isKnown = waits.map { $0 <= Self.furthestDue }
      let days = zip(customers, zip(waits, isKnown)).map { customer, wait in
        wait.1 ? h.lastDay[customer] + Int32(wait.0.rounded(.toNearestOrEven)) : 0
      }
      return Column(Field(name, .date, isNullable: true), .int32(days), validity: isKnown)
    }
    let churn = predictions.orderProbability[
      options.horizons.firstIndex(of: options.churnHorizon) ?? 0]
    var columns = [
      reals("probability_alive", predictions.probabilityAlive),
      reals("churn_probability", churn.map { 1 - rounded($0) }),
    ]
    for (index, horizon) in options.horizons.enumerated() {
      columns += [
        reals("order_probability_\(horizon)", predictions.orderProbability[index]),
        reals("expected_orders_\(horizon)", predictions.expectedOrders[index]),
        amounts("expected_revenue_\(horizon)", predictions.expectedRevenue[index]),
        amounts("clv_\(horizon)", predictions.clv[index]),
      ]
    }
    let residual = Field("residual_clv", money, isNullable: true)
    let basis = customers.map { UInt8(h.x($0) > 0 ? 0 : 1) }
    return columns + [
      amounts("expected_order_value", predictions.expectedOrderValue),
      predictor.discounting.delta > 0
        ? amounts(residual.name, predictions.residualCLV) : .absent(residual, count: count),
      amounts("value_at_stake", predictions.valueAtStake),
      due("next_order_due_from", predictions.waits[0]),
      due("next_order_due_date", predictions.waits[1]),
      due("next_order_due_to", predictions.waits[2]),
      reals(
        "overdue_ratio",
        zip(customers, predictions.waits[1]).map {
          Double(h.asOf.rawValue - h.lastDay[$0]) / $1
        }),
      // Whose gaps between orders the prediction rests on.
      Column(
        Field("prediction_basis", .text), .labels(codes: basis, names: ["customer", "base"])),
    ]
  }
}
