public import Columns
internal import Histories
public import Models
internal import Scores

/// What came after one split, and how it was forecast.
public struct BacktestSplit: Sendable {
  /// The last day that the forecasts know of.
  public let day: Day
  /// The last day that was forecast.
  public let until: Day
  /// What came.
  public let holdout: Holdout
  /// What came up to the split.
  let past: PastPurchases
  /// How the models did: by the family that was asked for, whatever the fit made of it.
  public private(set) var models:
    [(family: ModelFamily, fit: PurchaseFit, metrics: ForecastMetrics)] = []
  /// How the baselines did, in the order of `Baseline.allCases`.
  public private(set) var baselines: [ForecastMetrics] = []

  init(
    _ base: ObservedBase, _ cells: BaselineCells, _ lessons: BaselineLessons,
    _ models: [ModelFamily], scale: Int, threads: Threads, progress: (String) -> Void
  ) throws {
    let (histories, window) = (base.histories, base.outcomes.window)
    day = histories.asOf
    until = Day(rawValue: window.last)
    let evaluator = try Evaluator(
      base.outcomes, unit: minorUnits(perMajorAt: scale), threads: threads)
    holdout = evaluator.holdout
    past = PastPurchases(base)
    let spend =
      histories.hasAmounts ? try SpendFit(to: histories, scale: scale, threads: threads) : nil
    // Nothing is discounted: what is expected is held against what came.
    let options = ScoreOptions(
      horizons: window.steps, churnHorizon: Int(window.horizon), annualDiscount: 0, margin: nil)
    for family in models {
      progress("Testing \(family.rawValue) after \(day)")
      let fit = try PurchaseFit(family, to: histories, threads: threads)
      let predictor = try Predictor(
        histories, model: fit.model, spend: spend, scale: scale, options: options, threads: threads)
      let metrics = try evaluator.evaluate(ModelForecaster(predictor: predictor))
      self.models.append((family, fit, metrics))
    }
    for baseline in Baseline.allCases {
      progress("Testing \(baseline.rawValue) after \(day)")
      let forecaster = BaselineForecaster(
        baseline: baseline, base: base, cells: cells, means: lessons.means(of: baseline))
      baselines.append(try evaluator.evaluate(forecaster))
    }
  }

  /// How a model did; nil if it was not tested.
  public func metrics(of family: ModelFamily) -> ForecastMetrics? {
    models.first { $0.family == family }?.metrics
  }

  /// How a baseline did.
  public func metrics(of baseline: Baseline) -> ForecastMetrics {
    guard let place = Baseline.allCases.firstIndex(of: baseline) else {
      preconditionFailure("one of all baselines")
    }
    return baselines[place]
  }
}
