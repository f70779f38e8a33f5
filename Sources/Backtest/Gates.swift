public import Models

/// What a model's forecasts must keep to.
///
/// Forecasts are expectations, which have the least squared error there can be; the least absolute error has the
/// median, which is nothing for most customers.
public struct Gates: Sendable {
  /// The baselines that must be beaten, each in log loss and in the root mean square error of purchase days.
  public let baselines: [Baseline]
  /// The greatest bias of the total of purchase days, as a share of it either way; nil if any will do.
  public let mostBias: Double?

  /// Gates, or none.
  public init(mostBias: Double?, baselines: [Baseline]) {
    self.mostBias = mostBias
    self.baselines = baselines
  }

  /// A gate that a model did not pass.
  public struct Failure: Sendable, Equatable {
    /// What was asked for.
    public enum Gate: Sendable, Equatable {
      /// A bias of at most this.
      case bias(Double)
      /// Less log loss than a baseline has.
      case logLoss(Baseline)
      /// A smaller root mean square error than a baseline has.
      case rmse(Baseline)
    }

    /// What was asked for.
    public let gate: Gate
    /// The place of the split.
    public let split: Int
    /// What the model has; nil where it cannot be said.
    public let found: Double?
    /// What it had to be no more than, or less than.
    public let limit: Double
  }

  /// The gates that a model did not pass, split by split.
  public func failures(of family: ModelFamily, in run: BacktestRun) -> [Failure] {
    run.splits.indices.flatMap { index -> [Failure] in
      let split = run.splits[index]
      guard let metrics = split.metrics(of: family) else { return [] }
      var failures: [Failure] = []
      func require(_ passed: Bool, _ gate: Failure.Gate, _ found: Double?, _ limit: Double) {
        if passed { return }
        failures.append(Failure(gate: gate, split: index, found: found, limit: limit))
      }
      if let mostBias {
        // A total of nothing came, of which there is no share: only nothing may have been expected.
        let bias = metrics.bias.map(abs)
        require(bias.map { $0 <= mostBias } ?? false, .bias(mostBias), metrics.bias, mostBias)
      }
      for baseline in baselines {
        let its = split.metrics(of: baseline)
        require(metrics.logLoss < its.logLoss, .logLoss(baseline), metrics.logLoss, its.logLoss)
        require(metrics.rmse < its.rmse, .rmse(baseline), metrics.rmse, its.rmse)
      }
      return failures
    }
  }
}
