public import Columns
public import Models
public import Segments

extension BacktestRun.Options {
  /// A test of one model on the last days of a history: of some horizons the longest of which two have room in it; nil
  /// if not even the shortest has.
  ///
  /// - Parameters:
  ///   - horizons: in days.
  ///   - first: the day of the first order.
  ///   - asOf: the last day that counts; the split is a horizon before it.
  ///   - model: what is tested.
  ///   - keepsZeroOrders: whether orders of amount zero count.
  public init?(
    longestOf horizons: [Int], from first: Day, asOf: Day, model: ModelFamily, keepsZeroOrders: Bool
  ) {
    // A baseline learns from the orders up to two horizons before the end.
    guard
      let horizon = horizons.filter({ 2 * $0 <= Int(asOf.rawValue) - Int(first.rawValue) }).max()
    else { return nil }
    self.init(
      splits: [asOf - Int32(horizon)], horizon: horizon, models: [model],
      keepsZeroOrders: keepsZeroOrders)
  }
}

extension BacktestRun {
  /// What the first model forecast after the latest split beside what came, by tenths of the customers.
  ///
  /// - Parameter frame: what all tables have in common.
  /// - Returns: a row for each tenth, that of the greatest probabilities first, and one for all; nil if no split was
  ///   tested.
  public func calibrationTable(_ frame: TableFrame) -> BaseTable? {
    guard let split = splits.first, let tested = split.models.first else { return nil }
    let deciles = tested.metrics.deciles
    let holdout = split.holdout
    let rows = deciles.count + 1
    var table = BaseTable(
      "calibration",
      "A test on the base's own past, as patron backtest has it: \(tested.family.rawValue), fitted to the orders up to "
        + "split, forecasts the horizon_days up to until, held against what came. Customers with an order up to split, by "
        + "tenths of the probability of an order, 1 the greatest; of customers who tie at a border each is in both tenths, "
        + "as a part. Predicted buyers are the sum of the probabilities, expected purchase days and net revenue neither "
        + "discounted nor reduced to margin. Tenths are told to one part in 30,000, and without revenue.",
      rows: rows, frame)
    func column<Value>(_ value: (CalibrationDecile) -> Value, all: Value) -> [Value] {
      deciles.map(value) + [all]
    }
    func perCustomer(_ value: Double, _ customers: Int) -> Double? {
      customers > 0 ? value / Double(customers) : nil
    }
    let customers = column(\.customers, all: holdout.customers)
    let predicted = column(
      { $0.predicted * Double($0.customers) },
      all: deciles.reduce(0) { $0 + $1.predicted * Double($1.customers) })
    let observed = column({ $0.observed * Double($0.customers) }, all: Double(holdout.buyers))
    table.text("decile", deciles.indices.map { "\($0 + 1)" } + ["all_customers"])
    table.date("split", Array(repeating: split.day, count: rows))
    table.date("until", Array(repeating: split.until, count: rows))
    table.count("horizon_days", Array(repeating: options.horizon, count: rows))
    table.number("predicted_buyers", predicted)
    table.number("observed_buyers", observed)
    table.count("customers", customers)
    table.number("predicted_probability", zip(predicted, customers).map(perCustomer))
    table.number("observed_share", zip(observed, customers).map(perCustomer))
    table.number(
      "expected_purchase_days", column(\.expectedDays, all: tested.metrics.days))
    table.number("actual_purchase_days", column(\.actualDays, all: Double(holdout.days)))
    let none = [Int128?](repeating: nil, count: deciles.count)
    table.money("expected_net_revenue", none + [tested.metrics.revenue])
    table.money("actual_net_revenue", none + [holdout.revenue])
    table.close()
    return table
  }
}
