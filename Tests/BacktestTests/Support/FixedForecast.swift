import Columns

@testable import Backtest

/// Forecasts that are given, customer by customer.
struct FixedForecast: Forecaster {
  var days: [Double]
  var probability: [Double]
  /// Minor units.
  var revenue: [Int64]

  func forecast(_ customers: Range<Int>) -> Forecast {
    Forecast(
      days: Array(days[customers]), probability: Array(probability[customers]),
      revenue: Array(revenue[customers]))
  }
}

extension Outcomes {
  /// What came in a holdout of ten days, and nothing before it.
  init(daysAfter: [Int32], revenueAfter: [Int64]) {
    self.init(BacktestWindow(split: 0, horizon: 10), capacity: daysAfter.count) { columns in
      var rows = OutcomeRows(0..<daysAfter.count, of: columns)
      for (days, revenue) in zip(daysAfter, revenueAfter) {
        rows.append(Outcome(daysAfter: days, revenueAfter: Int128(revenue)))
      }
      return [
        OutcomePart(
          customers: rows.count, steps: [0, 0],
          gaps: Array(repeating: 0, count: OutcomeSums.longestGap + 1),
          repeats: Array(repeating: 0, count: OutcomeSums.longestPast))
      ]
    }
  }

  /// How well given forecasts, of amounts in cents, are.
  func evaluate(_ forecast: FixedForecast, threads: Int = 2) throws -> ForecastMetrics {
    try Evaluator(self, unit: 100, threads: Threads(threads)).evaluate(forecast)
  }
}
