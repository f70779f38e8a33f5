public import Models

/// What a backtest comes to.
public struct Verdict: Sendable {
  /// The model with the least log loss, on average over the splits.
  public let model: ModelFamily
  /// That log loss.
  public let logLoss: Double
  /// The bias of its total of purchase days in each split; nil where nothing came.
  public let biases: [Double?]
  /// The baseline with the least log loss, on average over the splits.
  public let baseline: Baseline
  /// That log loss.
  public let baselineLogLoss: Double
  /// In how many splits the model has less log loss than the baseline.
  public let betterLogLoss: Int
  /// In how many splits it has a smaller root mean square error of purchase days.
  public let betterRMSE: Int

  /// The verdict on a run; nil if no split was tested.
  public init?(_ run: BacktestRun) {
    func mean(_ losses: [Double]) -> Double { losses.reduce(0, +) / Double(losses.count) }
    func least<Method>(_ means: [(Method, Double)]) -> (Method, Double)? {
      means.min { $0.1 < $1.1 }
    }
    let splits = run.splits
    guard !splits.isEmpty,
      let best = least(
        run.options.models.map { family in
          (family, mean(splits.compactMap { $0.metrics(of: family)?.logLoss }))
        }),
      let other = least(
        Baseline.allCases.map { baseline in
          (baseline, mean(splits.map { $0.metrics(of: baseline).logLoss }))
        })
    else { return nil }
    (model, logLoss) = best
    (baseline, baselineLogLoss) = other
    let pairs = splits.compactMap { split in
      split.metrics(of: best.0).map { ($0, split.metrics(of: other.0)) }
    }
    biases = pairs.map { $0.0.bias }
    betterLogLoss = pairs.count { $0.0.logLoss < $0.1.logLoss }
    betterRMSE = pairs.count { $0.0.rmse < $0.1.rmse }
  }
}
