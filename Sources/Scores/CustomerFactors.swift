internal import Arithmetic
internal import Columns
internal import Histories
internal import Models

/// The factors of some customers' predictions, and the products that are asked for.
///
/// Everything is computed eight customers at a time, and the last are padded to eight: the scratch
/// arrays hold whole eights, the results as many as there are customers.
public struct CustomerFactors: Sendable {
  private let customers: Range<Int>
  private let predictor: Predictor
  /// Where the numbers of each customer's (x, T) begin in the purchase table.
  private let rows: [Int]
  /// Where those of each customer's x begin in the repeat table.
  private let repeats: [Int]
  /// P(alive).
  private let alive: [Double]
  /// The value of a purchase in major units; empty if the orders have no amounts.
  private let value: [Double]

  /// The factors of some customers of the predictor's base.
  public init(_ customers: Range<Int>, _ predictor: Predictor) {
    self.customers = customers
    self.predictor = predictor
    let padded = (customers.count + 7) & ~7
    var rows = [Int].unwritten(padded)
    var repeats = [Int].unwritten(padded)
    for index in customers.count..<padded {
      rows[index] = 0
      repeats[index] = 0
    }
    var rowSpan = rows.mutableSpan
    var repeatSpan = repeats.mutableSpan
    predictor.table.pairs.locate(
      customers, of: predictor.histories, width: predictor.table.width, into: &rowSpan,
      depth: RepeatTable.width, into: &repeatSpan)
    self.rows = rows
    self.repeats = repeats
    alive = Self.probabilitiesAlive(customers, predictor, repeats)
    value = predictor.spend.map { Self.values(customers, predictor, $0) } ?? []
  }

  /// P(alive) of each customer.
  private static func probabilitiesAlive(
    _ customers: Range<Int>, _ predictor: Predictor, _ repeats: [Int]
  ) -> [Double] {
    predictor.dropout?.probabilitiesAlive(customers, predictor.histories)
      ?? dropoutAtPurchases(customers, predictor, repeats)
  }

  /// P(alive) = 1 / (1 + odds of dropout), as `BetaGeometric.probabilityAlive`.
  private static func dropoutAtPurchases(
    _ customers: Range<Int>, _ predictor: Predictor, _ repeats: [Int]
  ) -> [Double] {
    let first = predictor.histories.firstDay.span.extracting(customers)
    let last = predictor.histories.lastDay.span.extracting(customers)
    let days = predictor.histories.purchaseDays.span.extracting(customers)
    let asOf = predictor.histories.asOf.rawValue
    let logOdds = predictor.repeats.values.span
    let (r, alpha) = (predictor.model.r, predictor.model.alpha)
    let one = Lanes(repeating: 1)
    var result = [Double].unwritten(repeats.count)
    var results = result.mutableSpan
    let repeats = repeats.span
    for index in stride(from: 0, to: customers.count, by: 8) {
      let firstDay = SIMD8(loading: first, at: index, padding: asOf)
      let lastDay = SIMD8(loading: last, at: index, padding: asOf)
      let x = Lanes(SIMD8(loading: days, at: index, padding: 1) &- 1)
      let tx = Lanes(lastDay &- firstDay)
      let T = Lanes(asOf &- firstDay)
      let odds =
        Lanes(gathering: logOdds, offset: RepeatTable.logOdds, behind: repeats, at: index)
        + (r + x) * Elementary.log(onePlus: (T - tx) / (alpha + tx))
      (one / (one + Elementary.exp(odds))).store(into: &results, at: index)
    }
    return result
  }

  /// The expected values of a purchase, as `SpendModel.expectedValue`.
  private static func values(
    _ customers: Range<Int>, _ predictor: Predictor, _ spend: SpendFit
  ) -> [Double] {
    let padded = (customers.count + 7) & ~7
    let days = predictor.histories.repeatSpendDays.span.extracting(customers)
    let spent = predictor.histories.repeatSpend.span.extracting(customers)
    let revenue = predictor.histories.revenue.span.extracting(customers)
    let unit = predictor.unit
    var result = [Double].unwritten(padded)
    var results = result.mutableSpan
    switch spend.model {
    case .gammaGamma(let model):
      let (p, q, v) = (model.p, model.q, model.v)
      for index in stride(from: 0, to: customers.count, by: 8) {
        let purchases = Lanes(SIMD8(loading: days, at: index, padding: 0))
        let spend = Lanes(nearest: SIMD8(loading: spent, at: index, padding: 0)) / unit
        (p * (v + spend) / (p * purchases + q - 1)).store(into: &results, at: index)
      }
    case .shrunkMean(let model):
      let (mean, weight) = (model.mean, model.weight)
      for index in stride(from: 0, to: customers.count, by: 8) {
        let all = SIMD8(loading: revenue, at: index, padding: 0)
        let first = Lanes(nearest: all &- SIMD8(loading: spent, at: index, padding: 0))
        let repeats = Lanes(SIMD8(loading: days, at: index, padding: 0))
        let purchases = (repeats + 1).replacing(with: repeats, where: first .== 0)
        let total = Lanes(nearest: all) / unit
        let spend = total.replacing(with: 0, where: total .< 0)
        ((spend + weight * mean) / (purchases + weight)).store(into: &results, at: index)
      }
    case .baseMean(let mean):
      return Array(repeating: mean, count: padded)
    }
    return result
  }
}

// The products.
extension CustomerFactors {
  /// P(the customer has not dropped out by as-of).
  public var probabilityAlive: [Double] { Array(alive.prefix(customers.count)) }

  /// Expected purchase days over a horizon.
  public func expectedOrders(_ horizon: Int) -> [Double] {
    var result = [Double].unwritten(customers.count)
    var results = result.mutableSpan
    let values = predictor.table.values.span
    let offset = predictor.table.expected(horizon)
    let rows = rows.span
    let alive = alive.span
    for index in stride(from: 0, to: customers.count, by: 8) {
      let expected = Lanes(gathering: values, offset: offset, behind: rows, at: index)
      (Lanes(loading: alive, at: index) * expected).store(into: &results, at: index)
    }
    return result
  }

  /// Expected purchase days of all these customers together, over each horizon.
  package var sumsOfExpectedOrders: [Double] {
    let horizons = predictor.options.horizons.count
    var sums = [Lanes](repeating: Lanes(), count: horizons)
    var totals = sums.mutableSpan
    let values = predictor.table.values.span
    let rows = rows.span
    let alive = alive.span
    // All horizons of a customer at a time: their numbers are neighbours in the table, which no cache holds.
    for index in stride(from: 0, to: customers.count, by: 8) {
      var own = Lanes(loading: alive, at: index)
      if index + 8 > customers.count { own = own.prefix(customers.count - index, padding: 0) }
      for horizon in 0..<horizons {
        totals[horizon] +=
          own
          * Lanes(
            gathering: values, offset: predictor.table.expected(horizon), behind: rows, at: index)
      }
    }
    return sums.map(\.treeSum)
  }

  /// P(at least one order) over a horizon, given the expected purchase days.
  ///
  /// Purchases are at least orders; where both are one and the same small number, rounding may not
  /// say otherwise.
  package func orderProbability(_ horizon: Int, expected: [Double]) -> [Double] {
    var result = [Double].unwritten(customers.count)
    var results = result.mutableSpan
    let values = predictor.table.values.span
    let offset = predictor.table.orderProbability(horizon)
    let rows = rows.span
    let alive = alive.span
    let expected = expected.span
    for index in stride(from: 0, to: customers.count, by: 8) {
      let most = Lanes(loading: expected, at: index, padding: 0)
      let probability =
        Lanes(loading: alive, at: index)
        * Lanes(gathering: values, offset: offset, behind: rows, at: index)
      probability.replacing(with: most, where: most .< probability).store(into: &results, at: index)
    }
    return result
  }

  /// Expected revenue, given the expected purchase days.
  package func expectedRevenue(_ expected: [Double]) -> [Int64] {
    let expected = expected.span
    return money { index, value in Lanes(loading: expected, at: index, padding: 0) * value }
  }

  /// (1 − P(alive)) × expected revenue given alive, over a horizon.
  package func revenueAtStake(_ horizon: Int) -> [Int64] {
    atStake(predictor.table.expected(horizon), margin: 1)
  }

  /// Customer lifetime value over a horizon.
  public func clv(_ horizon: Int) -> [Int64] {
    worth(predictor.table.discounted(horizon))
  }

  /// Customer lifetime value without a horizon; zeros without a discount.
  var residualCLV: [Int64] {
    guard predictor.discounting.delta > 0 else {
      return Array(repeating: 0, count: customers.count)
    }
    return worth(predictor.table.residual)
  }

  /// P(alive) × a number of the purchase table × value × margin.
  private func worth(_ offset: Int) -> [Int64] {
    let margin = predictor.options.margin ?? 1
    let values = predictor.table.values.span
    let rows = rows.span
    let alive = alive.span
    return money { index, value in
      Lanes(loading: alive, at: index)
        * Lanes(gathering: values, offset: offset, behind: rows, at: index) * value * margin
    }
  }

  /// The value of a purchase.
  var expectedOrderValue: [Int64] { money { _, value in value } }

  /// (1 − P(alive)) × CLV given alive, over a horizon.
  package func valueAtStake(_ horizon: Int) -> [Int64] {
    atStake(predictor.table.discounted(horizon), margin: predictor.options.margin ?? 1)
  }

  /// (1 − P(alive)) × a number of the purchase table × value × margin.
  private func atStake(_ offset: Int, margin: Double) -> [Int64] {
    let values = predictor.table.values.span
    let rows = rows.span
    let alive = alive.span
    return money { index, value in
      (1 - Lanes(loading: alive, at: index))
        * Lanes(gathering: values, offset: offset, behind: rows, at: index) * value * margin
    }
  }

  /// The wait from the last purchase to a quartile of the next ones, if still a customer, as
  /// `PurchaseModel.wait`.
  func waits(_ quartile: Int) -> [Double] {
    var result = [Double].unwritten(customers.count)
    var results = result.mutableSpan
    let first = predictor.histories.firstDay.span.extracting(customers)
    let last = predictor.histories.lastDay.span.extracting(customers)
    let values = predictor.repeats.values.span
    let offset = RepeatTable.wait(quartile)
    let repeats = repeats.span
    let alpha = predictor.model.alpha
    for index in stride(from: 0, to: customers.count, by: 8) {
      let tx = Lanes(
        SIMD8(loading: last, at: index, padding: 0) &- SIMD8(loading: first, at: index, padding: 0))
      let wait = Lanes(gathering: values, offset: offset, behind: repeats, at: index)
      ((alpha + tx) * wait).store(into: &results, at: index)
    }
    return result
  }

  /// Major units as minor ones, rounded half to even, at most what DECIMAL(18) holds; zeros where the
  /// orders have no amounts.
  @inline(__always)
  private func money(_ major: (_ index: Int, _ value: Lanes) -> Lanes) -> [Int64] {
    if predictor.spend == nil { return Array(repeating: 0, count: customers.count) }
    var result = [Int64].unwritten(customers.count)
    var results = result.mutableSpan
    let value = value.span
    let unit = predictor.unit
    let most = Lanes(repeating: 999_999_999_999_999_872)
    for index in stride(from: 0, to: customers.count, by: 8) {
      let minor = major(index, Lanes(loading: value, at: index)) * unit
      SIMD8<Int64>(nearest: minor.replacing(with: most, where: minor .> most))
        .store(into: &results, at: index)
    }
    return result
  }
}
