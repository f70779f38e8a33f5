internal import Arithmetic
public import Columns
public import Histories
public import Models

/// Predicts every customer of a base under a fitted model.
///
/// A customer's predictions are products of what all with the same (x, T), or the same x, share and of
/// two numbers of the customer's own, P(alive) and the value of a purchase: see `CustomerFactors`.
public struct Predictor: Sendable {
  /// How customers buy and drop out.
  public let model: PurchaseModel
  /// What a purchase is worth, or nil if the orders have no amounts.
  public let spend: SpendFit?
  /// Horizons, discount, margin.
  public let options: ScoreOptions
  /// The discount of `options`.
  public let discounting: Discounting
  let table: PurchaseTable
  let repeats: RepeatTable
  /// P(alive) under Pareto/NBD.
  let dropout: DropoutTable?
  let histories: Histories
  /// Minor units in a major one.
  let unit: Double

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
    _ histories: Histories, model: PurchaseModel, spend: SpendFit?, scale: Int,
    options: ScoreOptions, threads: Threads
  ) throws {
    self.model = model
    self.spend = spend
    self.options = options
    self.histories = histories
    discounting = Discounting(annual: options.annualDiscount)
    table = try PurchaseTable(
      model, histories, horizons: options.horizons, discounting: discounting, threads: threads)
    repeats = RepeatTable(model, count: Int(table.pairs.xs.last ?? -1) + 1)
    if case .paretoNBD(let model) = model {
      dropout = try DropoutTable(model, histories, threads: threads)
    } else {
      dropout = nil
    }
    unit = minorUnits(perMajorAt: scale)
  }

  /// The predictions for some customers.
  ///
  /// Each depends on its own customer alone.
  public func predict(_ customers: Range<Int>) -> Predictions {
    let factors = CustomerFactors(customers, self)
    var result = Predictions()
    result.probabilityAlive = factors.probabilityAlive
    for horizon in options.horizons.indices {
      let expected = factors.expectedOrders(horizon)
      result.orderProbability.append(factors.orderProbability(horizon, expected: expected))
      result.expectedRevenue.append(factors.expectedRevenue(expected))
      result.expectedOrders.append(expected)
      result.clv.append(factors.clv(horizon))
    }
    result.expectedOrderValue = factors.expectedOrderValue
    result.residualCLV = factors.residualCLV
    result.valueAtStake = factors.valueAtStake(options.horizons.count - 1)
    result.waits = RepeatTable.shares.indices.map(factors.waits)
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
    let row = Array(table.row(x: histories.x(customer), T: histories.T(customer)))
    return options.horizons.indices.map {
      IfAlive(
        expected: row[table.expected($0)], discounted: row[table.discounted($0)],
        orderProbability: row[table.orderProbability($0)])
    }
  }
}
