internal import Columns
internal import Histories

/// A baseline's forecasts for the customers of a base.
struct BaselineForecaster: Forecaster {
  let baseline: Baseline
  let base: ObservedBase
  let cells: BaselineCells
  /// What was learned one horizon earlier, for each cell.
  let means: [BaselineLessons.Mean]

  func forecast(_ customers: Range<Int>) -> Forecast {
    let cells = cells.cells(baseline, customers)
    var forecast = Forecast(
      days: .unwritten(customers.count), probability: .unwritten(customers.count),
      revenue: .unwritten(customers.count))
    for index in cells.indices {
      let mean = means[Int(cells[index])]
      forecast.days[index] = mean.days
      forecast.probability[index] = mean.probability
      forecast.revenue[index] = Self.minor(mean.revenue)
    }
    switch baseline {
    case .baseMean, .rfm: break
    case .lastPeriod:
      let days = base.outcomes.daysBefore.span.extracting(customers)
      for index in cells.indices { forecast.days[index] = Double(days[index]) }
      forecast.revenue = Array(base.outcomes.revenueBefore[customers])
    case .ownRate: goOn(customers, &forecast)
    case .activeP80:
      goOn(customers, &forecast)
      for index in cells.indices where cells[index] == 0 {
        forecast.days[index] = 0
        forecast.revenue[index] = 0
      }
    }
    return forecast
  }

  /// Lets customers go on as they did: at their own rate, with the mean revenue of their purchase days.
  private func goOn(_ customers: Range<Int>, _ forecast: inout Forecast) {
    forecast.days = cells.atOwnRate(customers, within: Double(base.outcomes.window.horizon))
    let revenue = base.histories.revenue.span.extracting(customers)
    let days = base.histories.purchaseDays.span.extracting(customers)
    for index in 0..<customers.count {
      forecast.revenue[index] = Self.minor(
        forecast.days[index] * (Double(revenue[index]) / Double(days[index])))
    }
  }

  /// Whole minor units, rounded half to even, of at most 18 digits.
  private static func minor(_ value: Double) -> Int64 {
    let most = 999_999_999_999_999_872.0
    return Int64(min(max(value, -most), most).rounded(.toNearestOrEven))
  }
}
