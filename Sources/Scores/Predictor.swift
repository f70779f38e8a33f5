internal import Arithmetic
public import Columns
public import Histories
public import Models

/// Predicts every customer of a base under a fitted model.
public struct Predictor: Sendable {
  /// How customers buy and drop out.
  public let model: BetaGeometric
  /// What a purchase is worth, or nil if the orders have no amounts.
  public let spend: SpendFit?
  /// Horizons, discount, margin.
  public let options: ScoreOptions
  /// The discount of `options`.
  public let discounting: Discounting
  private let table: PurchaseTable
  private let histories: Histories
  /// Minor units in a major one.
  private let unit: Double

  /// Prepares the numbers that customers share.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - model: how customers buy and drop out, in days.
  ///   - spend: what a purchase is worth.
  ///   - scale: the currency's decimals.
  ///   - options: horizons, discount, margin.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    _ histories: Histories, model: BetaGeometric, spend: SpendFit?, scale: Int,
    options: ScoreOptions, threads: Threads
  ) throws {
    self.model = model
    self.spend = spend
    self.options = options
    self.histories = histories
    discounting = Discounting(annual: options.annualDiscount)
    table = try PurchaseTable(
      model, histories, horizons: options.horizons, discounting: discounting, threads: threads)
    unit = minorUnits(perMajorAt: scale)
  }

  /// The predictions for some customers.
  ///
  /// Each depends on its own customer alone.
  public func predict(_ customers: Range<Int>) -> Predictions {
    var result = Predictions(horizons: options.horizons.count)
    result.probabilityAlive = probabilitiesAlive(customers)
    result.waits = waits(customers)
    let margin = options.margin ?? 1
    for (index, customer) in customers.enumerated() {
      let alive = result.probabilityAlive[index]
      let row = table.row(x: histories.x(customer), T: histories.T(customer))
      let value =
        spend?.expectedValue(
          purchases: Double(histories.repeatSpendDays[customer]),
          spend: Double(histories.repeatSpend[customer]) / unit) ?? 0
      for horizon in options.horizons.indices {
        let expected = alive * table.expected(row, horizon)
        result.expectedOrders[horizon].append(expected)
        // Purchases are at least orders; where both are one and the same small number, rounding may
        // not say otherwise.
        result.orderProbability[horizon].append(
          min(alive * table.orderProbability(row, horizon), expected))
        result.expectedRevenue[horizon].append(minor(expected * value))
        result.clv[horizon].append(
          minor(alive * table.discounted(row, horizon) * value * margin))
      }
      let longest = options.horizons.count - 1
      result.expectedOrderValue.append(minor(value))
      let residual = discounting.delta > 0 ? alive * table.residual(row) * value * margin : 0
      result.residualCLV.append(minor(residual))
      result.valueAtStake.append(
        minor((1 - alive) * table.discounted(row, longest) * value * margin))
    }
    return result
  }

  /// What one customer would buy if still a customer: the factors of the predictions.
  public struct IfAlive: Sendable {
    /// Expected purchase days over the horizon.
    public let expected: Double
    /// The same, each discounted to as-of.
    public let discounted: Double
    /// P(at least one).
    public let orderProbability: Double
  }

  /// The factors of a customer's predictions, one for each horizon.
  public func ifAlive(_ customer: Int) -> [IfAlive] {
    let row = table.row(x: histories.x(customer), T: histories.T(customer))
    return options.horizons.indices.map {
      IfAlive(
        expected: table.expected(row, $0), discounted: table.discounted(row, $0),
        orderProbability: table.orderProbability(row, $0))
    }
  }

  /// Major units as minor ones, rounded half to even, at most what DECIMAL(18) holds.
  private func minor(_ major: Double) -> Int64 {
    Int64(min((major * unit).rounded(.toNearestOrEven), 999_999_999_999_999_872))
  }

  /// P(alive), eight customers at a time, the last padded.
  private func probabilitiesAlive(_ customers: Range<Int>) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(customers.count + 8)
    let one = Lanes(repeating: 1)
    // s − 1, added to the integer x first: b may be tiny.
    let shift = model.family == .bg ? -1.0 : 0
    let lnA = Elementary.log(model.a)
    forEachEight(customers) { x, tx, T in
      let canDrop: SIMDMask<SIMD8<Int64>> =
        model.family == .bg ? x .> 0 : SIMDMask(repeating: true)
      let bx = (model.b + (x + shift)).replacing(with: 1, where: .!canDrop)
      let odds =
        lnA - Elementary.log(bx)
        + (model.r + x) * Elementary.log(onePlus: (T - tx) / (model.alpha + tx))
      let alive = one / (one + Elementary.exp(odds))
      append(alive.replacing(with: 1, where: .!canDrop), to: &result)
    }
    result.removeLast(result.count - customers.count)
    return result
  }

  /// The quartiles of the wait from the last purchase to the next, if still a customer.
  private func waits(_ customers: Range<Int>) -> [[Double]] {
    var result: [[Double]] = [[], [], []]
    let logs = [0.25, 0.5, 0.75].map { -Elementary.log(1 - $0) }
    forEachEight(customers) { x, tx, _ in
      for (index, log) in logs.enumerated() {
        let wait = (model.alpha + tx) * Elementary.expMinusOne(log / (model.r + x))
        append(wait, to: &result[index])
      }
    }
    for index in result.indices { result[index].removeLast(result[index].count - customers.count) }
    return result
  }

  private func forEachEight(_ customers: Range<Int>, _ body: (Lanes, Lanes, Lanes) -> Void) {
    for first in stride(from: customers.lowerBound, to: customers.upperBound, by: 8) {
      var x = Lanes()
      var tx = Lanes()
      var T = Lanes()
      for lane in 0..<min(8, customers.upperBound - first) {
        x[lane] = Double(histories.x(first + lane))
        tx[lane] = Double(histories.tx(first + lane))
        T[lane] = Double(histories.T(first + lane))
      }
      body(x, tx, T)
    }
  }

  private func append(_ lanes: Lanes, to values: inout [Double]) {
    for lane in 0..<8 { values.append(lanes[lane]) }
  }
}
