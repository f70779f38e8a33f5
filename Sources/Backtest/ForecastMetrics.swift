/// How well a method forecast one holdout.
///
/// Errors are forecasts less what came, per customer. What is nil cannot be said, as a share of nothing.
public struct ForecastMetrics: Sendable, Equatable {
  /// The purchase days that were expected.
  public internal(set) var days: Double
  /// The revenue that was expected, in minor units.
  public internal(set) var revenue: Int128
  /// (expected − actual) / actual purchase days of all customers.
  public internal(set) var bias: Double?
  /// The same of revenue.
  public internal(set) var revenueBias: Double?
  /// The mean absolute error of purchase days.
  public internal(set) var mae: Double
  /// The root of the mean squared error of purchase days.
  public internal(set) var rmse: Double
  /// The mean absolute error of revenue, in major units.
  public internal(set) var revenueMAE: Double
  /// The root of the mean squared error of revenue, in major units.
  public internal(set) var revenueRMSE: Double
  /// Spearman's rank correlation of expected and actual purchase days.
  public internal(set) var spearman: Double?
  /// The normalised Gini coefficient of purchase days by the expected ones.
  public internal(set) var gini: Double?
  /// The same of revenue.
  public internal(set) var revenueGini: Double?
  /// The mean of −ln of the probability that was given to what came, in nats.
  public internal(set) var logLoss: Double
  /// The mean squared error of the probability.
  public internal(set) var brier: Double
  /// The probability that one who ordered had been given a greater probability than one who did not.
  public internal(set) var auc: Double?
  /// The share of purchase days of the tenth of customers of whom the most were expected.
  public internal(set) var topShare: Double?
  /// The same of revenue.
  public internal(set) var topRevenueShare: Double?
  /// Tenths of the customers by probability, the greatest first.
  public internal(set) var deciles: [CalibrationDecile]
  /// The purchase days that were expected up to the end of each step of the holdout; empty if the method says none.
  public internal(set) var tracked: [Double]
}

/// What came in a holdout, against which forecasts are held.
public struct Holdout: Sendable, Equatable {
  /// Customers with a history as of the split.
  public let customers: Int
  /// Those who ordered in the holdout.
  public internal(set) var buyers = 0
  /// Their purchase days.
  public internal(set) var days = 0
  /// Their revenue, in minor units.
  public internal(set) var revenue: Int128 = 0
  /// The ends of the steps by which it is followed, in days after the split.
  public let steps: [Int]
  /// The purchase days up to the end of each step.
  public internal(set) var tracked: [Int] = []

  init(_ outcomes: Outcomes) {
    customers = outcomes.count
    steps = outcomes.window.steps
    for count in outcomes.steps { tracked.append((tracked.last ?? 0) + count) }
    let (days, revenue) = (outcomes.daysAfter.span, outcomes.revenueAfter.span)
    for customer in 0..<days.count {
      buyers += days[customer] > 0 ? 1 : 0
      self.days += Int(days[customer])
      self.revenue += Int128(revenue[customer])
    }
  }
}
