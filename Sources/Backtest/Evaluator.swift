internal import Arithmetic
internal import Bytes
internal import Columns

/// Holds methods against what came in one holdout.
struct Evaluator {
  /// What came.
  let holdout: Holdout
  private let outcomes: Outcomes
  /// Minor units in a major one.
  private let unit: Double
  private let threads: Threads
  /// The best that a forecast of purchase days, and one of revenue, can do.
  private let bestDays: Ranking
  private let bestRevenue: Ranking
  /// For each number of purchase days how far the places of customers who have it are from the middle.
  private let deviations: [Int64]

  /// The customers that are forecast at a time.
  private static let chunk = 2048

  /// Of amounts of which `unit` minor units are a major one.
  init(_ outcomes: Outcomes, unit: Double, threads: Threads) throws {
    self.outcomes = outcomes
    self.unit = unit
    self.threads = threads
    holdout = Holdout(outcomes)
    (bestDays, deviations) = try Ranking.ideal(days: outcomes.daysAfter, threads: threads)
    var keys = [UInt32](repeating: 0, count: outcomes.count)
    var places = keys.mutableSpan
    RankKey.fill(outcomes.revenueAfter.span, into: &places, at: 0)
    bestRevenue = try Ranking.byRevenue(keys, outcomes.revenueAfter, threads: threads)
  }

  /// How well a method did.
  ///
  /// - Throws: what a thread throws, which is nothing.
  func evaluate(_ method: any Forecaster) throws -> ForecastMetrics {
    let blocks = Blocks(outcomes.count)
    var parts: [ErrorSums] = []
    let keys = try SharedArrays<UInt32>.make(3, capacity: outcomes.count) { keys in
      parts = try threads.map(blocks.count) { evaluate(method, blocks[$0], keys) }
      return outcomes.count
    }
    let sums = pairwiseTree(parts, +) ?? ErrorSums(steps: 0)
    let byDays = try Ranking.byDays(
      keys[0], outcomes.daysAfter, deviations: deviations, threads: threads)
    let byRevenue = try Ranking.byRevenue(keys[1], outcomes.revenueAfter, threads: threads)
    let (byProbability, deciles) = try Ranking.byProbability(
      keys[2], days: outcomes.daysAfter, expected: keys[0], threads: threads)
    let n = Double(max(1, holdout.customers))
    return ForecastMetrics(
      days: sums.days, revenue: sums.revenue,
      bias: holdout.days > 0 ? sums.days / Double(holdout.days) - 1 : nil,
      revenueBias: holdout.revenue > 0 ? Double(sums.revenue) / Double(holdout.revenue) - 1 : nil,
      mae: sums.absoluteDays / n, rmse: (sums.squaredDays / n).squareRoot(),
      revenueMAE: sums.absoluteRevenue / n, revenueRMSE: (sums.squaredRevenue / n).squareRoot(),
      spearman: byDays.spearman(of: bestDays), gini: byDays.gini(of: bestDays),
      revenueGini: byRevenue.gini(of: bestRevenue), logLoss: sums.logLoss / n,
      brier: sums.brier / n, auc: byProbability.auc, topShare: byDays.topShare,
      topRevenueShare: byRevenue.topShare, deciles: deciles, tracked: sums.tracked)
  }

  /// The errors of a block's customers, whose keys are written: by days, revenue, probability.
  private func evaluate(
    _ method: any Forecaster, _ customers: Range<Int>, _ keys: SharedArrays<UInt32>
  ) -> ErrorSums {
    var sums = ErrorSums(steps: 0)
    var byDays = keys.rows(customers, of: 0)
    var byRevenue = keys.rows(customers, of: 1)
    var byProbability = keys.rows(customers, of: 2)
    let chunks = Blocks(customers.count, of: Self.chunk)
    for chunk in 0..<chunks.count {
      let start = chunks[chunk].lowerBound
      let own = customers.lowerBound + start..<customers.lowerBound + chunks[chunk].upperBound
      let forecast = method.forecast(own)
      if chunk == 0 { sums = ErrorSums(steps: forecast.tracked.count) }
      sums.add(
        forecast, days: outcomes.daysAfter.span.extracting(own),
        revenue: outcomes.revenueAfter.span.extracting(own), unit: unit)
      let (days, revenue, probability) = (
        forecast.days.span, forecast.revenue.span, forecast.probability.span
      )
      RankKey.fill(days, into: &byDays, at: start)
      RankKey.fill(revenue, into: &byRevenue, at: start)
      RankKey.fill(probability, into: &byProbability, at: start)
    }
    return sums
  }
}
