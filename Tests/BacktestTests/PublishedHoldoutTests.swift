import Columns
import Histories
import Models
import Orders
import Scores
import TestSupport
import Testing

@testable import Backtest

/// What the models, fitted to CDNOW up to 1997-09-30, expect of the 39 weeks after, and what came.
///
/// From the vignette of the R package BTYD, as in HoldoutTests of the models; here by way of the orders.
@Suite struct PublishedHoldoutTests {
  private let threads = Threads(2)

  private func base() throws -> ObservedBase {
    let log = try OrderReader(options: OrderOptions(), threads: threads).read(
      [Fixtures.path("cdnow/orders.csv")], progress: { _, _ in }, reject: { _ in })
    let split = try #require(Day(year: 1997, month: 9, day: 30))
    return try ObservedBase(
      log, BacktestWindow(split: split.rawValue, horizon: 39 * 7), keepsZeroOrders: true,
      threads: threads)
  }

  private func forecaster(_ family: ModelFamily, _ base: ObservedBase) throws -> ModelForecaster {
    let fit = try PurchaseFit(family, to: base.histories, threads: threads)
    let steps = base.outcomes.window.steps
    return ModelForecaster(
      predictor: try Predictor(
        base.histories, model: fit.model, spend: nil, scale: 2,
        options: ScoreOptions(
          horizons: steps, churnHorizon: 39 * 7, annualDiscount: 0, margin: nil),
        threads: threads))
  }

  /// Means by number of repeat orders, 0 to 6 and more.
  private func means(_ base: ObservedBase, _ value: (Int) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: 8)
    var customers = [Double](repeating: 0, count: 8)
    for row in 0..<base.histories.count {
      let bin = min(Int(base.histories.x(row)), 7)
      sums[bin] += value(row)
      customers[bin] += 1
    }
    return zip(sums, customers).map { $0 / $1 }
  }

  @Test func `BG expects what was published, by number of repeat orders and in total`() throws {
    let base = try base()
    let actual = means(base) { Double(base.outcomes.daysAfter[$0]) }
    for (mean, published) in zip(
      actual, [0.2367116, 0.6970387, 1.392523, 1.56, 2.532258, 2.947368, 3.862069, 6.359375])
    {
      #expect(abs(mean / published - 1) < 5e-7)
    }
    let forecaster = try forecaster(.bg, base)
    let forecast = forecaster.forecast(0..<base.histories.count)
    let expected = means(base) { forecast.days[$0] }
    for (mean, published) in zip(
      expected,
      [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036])
    {
      #expect(abs(mean / published - 1) < 1e-4)
    }
    let metrics = try Evaluator(base.outcomes, unit: 100, threads: threads).evaluate(forecaster)
    #expect(abs(metrics.days - 1653.4087) < 0.001)
    // Fader, Hardie and Lee (2005): 1,882 repeat orders in the holdout.
    #expect(abs((metrics.bias ?? 0) - (1653.4087 / 1882 - 1)) < 1e-6)
    #expect(base.outcomes.steps.count == 39 && base.outcomes.steps.reduce(0, +) == 1882)
    #expect(metrics.tracked.last == metrics.days)
  }

  @Test func `Pareto-NBD expects what was published, by number of repeat orders`() throws {
    let base = try base()
    let forecast = try forecaster(.pareto, base).forecast(0..<base.histories.count)
    let expected = means(base) { forecast.days[$0] }
    for (mean, published) in zip(
      expected, [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403])
    {
      #expect(abs(mean - published) < 1e-3)
    }
  }
}
