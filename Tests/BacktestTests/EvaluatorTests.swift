import Columns
import TestSupport
import Testing

@testable import Backtest

/// Figures against hand-made values, a slow twin, and what scikit-learn and SciPy say.
@Suite struct EvaluatorTests {
  private func isClose(_ found: Double?, _ expected: Double?, _ error: Double = 1e-12) -> Bool {
    switch (found, expected) {
    case (let found?, let expected?): abs(found - expected) <= error * max(1, abs(expected))
    case (nil, nil): true
    default: false
    }
  }

  @Test func `four customers by hand`() throws {
    let outcomes = Outcomes(daysAfter: [2, 0, 1, 0], revenueAfter: [500, 0, 100, 0])
    let metrics = try outcomes.evaluate(
      FixedForecast(
        days: [1.5, 0.5, 0.5, 0.5], probability: [0.75, 0.25, 0.5, 0], revenue: [400, 50, 50, 0]))
    #expect(metrics.days == 3 && metrics.revenue == 500)
    #expect(metrics.bias == 0)
    #expect(isClose(metrics.revenueBias, -1.0 / 6))
    #expect(metrics.mae == 0.5 && metrics.rmse == 0.5)
    // Off by 1.00, 0.50, 0.50 and nothing.
    #expect(metrics.revenueMAE == 0.5)
    #expect(isClose(metrics.revenueRMSE, (1.5 / 4).squareRoot()))
    #expect(isClose(metrics.brier, (0.0625 + 0.0625 + 0.25 + 0) / 4))
    // −(ln 3/4 + ln 3/4 + ln 1/2 + ln 0.999999) / 4.
    #expect(isClose(metrics.logLoss, 0.31712808136600174))
    #expect(metrics.auc == 1)
    // The places are 4 and three times 2; of the outcomes 4, 1.5, 3 and 1.5.
    #expect(isClose(metrics.spearman, 0.8164965809277261))
    // Twice the places are off the middle by 3, −1, −1, −1; by 3, −2, 1, −2 for the outcomes themselves.
    #expect(isClose(metrics.gini, 5.0 / 7))
    // A tenth of four is 0.4 of the first.
    #expect(isClose(metrics.topShare, 0.4 * 2 / 3))
    #expect(isClose(metrics.topRevenueShare, 0.4 * 500 / 600))
  }

  @Test func `forty customers as scikit-learn and SciPy have them`() throws {
    // Tests of sklearn 1.x and scipy 1.x on the same numbers; the Gini coefficient from SciPy's ranks.
    let places = Array(0..<40)
    let days = places.map { Int32($0 % 3 == 0 ? 0 : (($0 * $0 * 7 + 3 * $0) % 11) / 4) }
    let expected = places.map { Double(($0 * 5 + 2) % 17) / 8 + Double(days[$0]) * 0.25 }
    let probability = places.map {
      Double(($0 * 7 + 1) % 19 + 1) / 32 + (days[$0] > 0 ? 0.25 : 0)
    }
    let revenue = places.map { Int64(days[$0]) * Int64(100 + ($0 * 37) % 101) }
    let outcomes = Outcomes(daysAfter: days, revenueAfter: revenue)
    var forecast = FixedForecast(
      days: expected, probability: probability, revenue: expected.map { Int64($0 * 150) })
    let metrics = try outcomes.evaluate(forecast)
    #expect(isClose(metrics.spearman, 0.16072716034146145))
    #expect(isClose(metrics.auc, 0.7774294670846396))
    #expect(isClose(metrics.logLoss, 0.5018394149630527))
    #expect(isClose(metrics.brier, 0.1683837890625))
    #expect(isClose(metrics.mae, 0.85) && isClose(metrics.rmse, 1.0521555255759483))
    #expect(isClose(metrics.bias, 1.65625))
    #expect(isClose(metrics.gini, 0.2854251012145749))
    forecast.days = places.map { expected[$0] + 0.001 * Double($0) }
    // The normalised Gini coefficient as Kaggle scored it, by cumulated sums.
    #expect(isClose(try outcomes.evaluate(forecast).gini, 0.28744939271255066))
  }

  @Test func `ranks are those of every customer compared with every other`() throws {
    var generator = Generator.seeded()
    for round in 0..<30 {
      let count = Int.random(in: 1...300, using: &generator)
      let kinds = [2.0, 7, 1000, 1e9][round % 4]
      let days = (0..<count).map { _ in
        Int32(max(0, Int.random(in: -9...4, using: &generator)))
      }
      let revenue = days.map { Int64($0) * Int64.random(in: -20...3000, using: &generator) }
      // As coarse as keys are: ties are then those of the twin.
      func forecasts() -> [Double] {
        (0..<count).map { _ in
          let value = (generator.uniform() * kinds).rounded(.down) / kinds
          return RankKey.value(Int(RankKey.of(value)))
        }
      }
      let forecast = FixedForecast(
        days: forecasts(), probability: forecasts(),
        revenue: forecasts().map { Int64($0 * 16_000) })
      let metrics = try Outcomes(daysAfter: days, revenueAfter: revenue).evaluate(forecast)
      let byDays = NaiveRanking(forecasts: forecast.days, outcomes: days.map(Double.init))
      let byRevenue = NaiveRanking(
        forecasts: forecast.revenue.map(Double.init), outcomes: revenue.map(Double.init))
      let byProbability = NaiveRanking(
        forecasts: forecast.probability, outcomes: days.map(Double.init))
      #expect(isClose(metrics.spearman, byDays.spearman))
      #expect(isClose(metrics.gini, byDays.gini) && isClose(metrics.topShare, byDays.topShare))
      #expect(isClose(metrics.auc, byProbability.auc))
      #expect(isClose(metrics.topRevenueShare, byRevenue.topShare))
      if revenue.allSatisfy({ $0 >= 0 }) { #expect(isClose(metrics.revenueGini, byRevenue.gini)) }
    }
  }

  @Test func `errors are sums over customers, at any number of them`() throws {
    var generator = Generator.seeded()
    for count in [1, 7, 8, 9, 2047, 2048, 2049, 65_535, 65_537] {
      let days = (0..<count).map { _ in
        Int32(max(0, Int.random(in: -5...3, using: &generator)))
      }
      let revenue = days.map { Int64($0) * 1234 }
      let forecast = FixedForecast(
        days: days.map { _ in generator.uniform() * 2 },
        probability: days.map { _ in generator.uniform() },
        revenue: days.map { _ in Int64.random(in: 0...5000, using: &generator) })
      let metrics = try Outcomes(daysAfter: days, revenueAfter: revenue).evaluate(forecast)
      let n = Double(count)
      func mean(_ term: (Int) -> Double) -> Double { (0..<count).reduce(0) { $0 + term($1) } / n }
      let errors = zip(forecast.days, days).map { $0 - Double($1) }
      let money = zip(forecast.revenue, revenue).map { Double($0 - $1) / 100 }
      #expect(isClose(metrics.days, n * mean { forecast.days[$0] }, 1e-11))
      #expect(metrics.revenue == Int128(forecast.revenue.reduce(0, +)))
      #expect(isClose(metrics.mae, mean { abs(errors[$0]) }, 1e-11))
      #expect(isClose(metrics.rmse * metrics.rmse, mean { errors[$0] * errors[$0] }, 1e-11))
      #expect(isClose(metrics.revenueMAE, mean { abs(money[$0]) }, 1e-11))
      #expect(
        isClose(metrics.revenueRMSE * metrics.revenueRMSE, mean { money[$0] * money[$0] }, 1e-11))
      let p = forecast.probability
      let misses = p.indices.map { p[$0] - (days[$0] > 0 ? 1 : 0) }
      #expect(isClose(metrics.brier, mean { misses[$0] * misses[$0] }, 1e-11))
      #expect(metrics.deciles.reduce(0) { $0 + $1.customers } == count)
      #expect(
        isClose(metrics.deciles.reduce(0) { $0 + $1.actualDays }, Double(days.reduce(0, +)), 1e-11))
      // Probabilities are rounded to keys, expected days to keys and to millionths.
      let predicted = metrics.deciles.reduce(0) { $0 + $1.predicted * Double($1.customers) }
      #expect(isClose(predicted, p.reduce(0, +), 4e-5))
      let expected = metrics.deciles.reduce(0) { $0 + $1.expectedDays }
      #expect(isClose(expected, forecast.days.reduce(0, +), 4e-5))
    }
  }

  @Test func `what was said to be impossible costs 13.8 nats`() throws {
    let outcomes = Outcomes(daysAfter: [1, 0], revenueAfter: [1, 0])
    let worst = try outcomes.evaluate(
      FixedForecast(days: [0, 1], probability: [0, 1], revenue: [0, 1]))
    // 1 - 0.999999 is 3e-11 of itself more than 0.000001.
    #expect(isClose(worst.logLoss, 13.815510557964274, 1e-11))
    let best = try outcomes.evaluate(
      FixedForecast(days: [1, 0], probability: [1, 0], revenue: [1, 0]))
    #expect(isClose(best.logLoss, 1.000000500029089e-06, 1e-12))
    #expect(isClose(best.spearman, 1) && isClose(best.gini, 1))
    #expect(best.auc == 1 && worst.auc == 0)
  }

  @Test func `of nothing there is no share, and all alike have no ranks`() throws {
    let nothing = try Outcomes(daysAfter: [0, 0, 0], revenueAfter: [0, 0, 0]).evaluate(
      FixedForecast(days: [1, 2, 3], probability: [0.1, 0.2, 0.3], revenue: [1, 2, 3]))
    #expect(nothing.bias == nil && nothing.revenueBias == nil && nothing.spearman == nil)
    #expect(nothing.gini == nil && nothing.revenueGini == nil && nothing.auc == nil)
    #expect(nothing.topShare == nil && nothing.topRevenueShare == nil)
    let alike = try Outcomes(daysAfter: [1, 0, 2], revenueAfter: [1, 0, 2]).evaluate(
      FixedForecast(days: [1, 1, 1], probability: [0.5, 0.5, 0.5], revenue: [1, 1, 1]))
    #expect(alike.spearman == nil && alike.gini == 0 && alike.auc == 0.5)
    #expect(isClose(alike.topShare, 0.1) && isClose(alike.topRevenueShare, 0.1))
  }

  @Test func `deciles begin with the greatest probabilities, and share who ties`() throws {
    // 15 customers: tenths of one and two; the five at 0.5 stand from place 5 to 9.
    let probability = [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0]
    let days: [Int32] = [3, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    let metrics = try Outcomes(daysAfter: days, revenueAfter: days.map { Int64($0) }).evaluate(
      FixedForecast(
        days: probability.map { $0 * 2 }, probability: probability,
        revenue: probability.map { Int64($0 * 100) }))
    #expect(metrics.deciles.map(\.customers) == [1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    #expect(isClose(metrics.deciles[0].predicted, 0.9, 4e-5))
    #expect(metrics.deciles[0].observed == 1 && metrics.deciles[0].actualDays == 3)
    #expect(isClose(metrics.deciles[1].predicted, 0.8, 4e-5))
    #expect(metrics.deciles[1].observed == 0.5)
    // One at 0.6 who did not order, and one of the five, of whom two did.
    #expect(isClose(metrics.deciles[3].predicted, 0.55, 4e-5))
    #expect(isClose(metrics.deciles[3].observed, 0.2))
    #expect(isClose(metrics.deciles[4].observed, 0.4) && isClose(metrics.deciles[5].observed, 0.4))
    #expect(isClose(metrics.deciles[3].expectedDays, 1.2 + 1, 4e-5))
  }

  @Test(arguments: [1, 2, 3, 5])
  func `is the same on any number of threads`(threads: Int) throws {
    var generator = Generator(seed: 8)
    let count = 300_000
    let days = (0..<count).map { _ in Int32(max(0, Int.random(in: -5...3, using: &generator))) }
    let forecast = FixedForecast(
      days: days.map { _ in generator.uniform() * 2 },
      probability: days.map { _ in generator.uniform() },
      revenue: days.map { _ in Int64.random(in: 0...5_000_000, using: &generator) })
    let outcomes = Outcomes(daysAfter: days, revenueAfter: days.map { Int64($0) * 777 })
    #expect(try outcomes.evaluate(forecast, threads: threads) == outcomes.evaluate(forecast))
  }
}
