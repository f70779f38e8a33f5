internal import Arithmetic
internal import Models
internal import Scores

/// What is expected of some customers over a horizon.
struct Forecast: Sendable {
  /// Purchase days.
  var days: [Double]
  /// The probability of at least one.
  var probability: [Double]
  /// Revenue in minor units, of at most 18 digits.
  var revenue: [Int64]
  /// The purchase days of all these customers up to the end of each step; empty if the method says none.
  var tracked: [Double] = []
}

/// A method of forecasting what the customers of a base will buy.
protocol Forecaster: Sendable {
  /// What is expected of some customers; of each it depends on nothing but the base.
  func forecast(_ customers: Range<Int>) -> Forecast
}

/// A fitted model's forecasts: what the score table says, at the horizon of the predictor's that is the longest.
struct ModelForecaster: Forecaster {
  /// Its horizons are the ends of the steps.
  let predictor: Predictor

  func forecast(_ customers: Range<Int>) -> Forecast {
    let factors = CustomerFactors(customers, predictor)
    let last = predictor.options.horizons.count - 1
    let expected = factors.expectedOrders(last)
    return Forecast(
      days: expected, probability: factors.orderProbability(last, expected: expected),
      revenue: factors.expectedRevenue(expected), tracked: factors.sumsOfExpectedOrders)
  }
}
