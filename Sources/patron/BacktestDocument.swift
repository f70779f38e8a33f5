import Backtest
import Bytes
import Columns
import Foundation
import Models
import Orders

/// What a backtest found: the file that `-o` writes, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone, so that files are reproducible.
struct BacktestDocument: Encodable {
  /// One split.
  struct Split: Encodable {
    /// The last day that forecasts know of, and the last one that is forecast.
    var split: String
    var until: String
    var customers: Int
    var actual: Actual
    var methods: [Method]
  }

  /// What came in a holdout.
  struct Actual: Encodable {
    /// Customers who ordered.
    var buyers: Int
    var purchase_days: Int
    @OrNull var revenue: String?
    /// Purchase days up to so many days after the split.
    var tracking: [Tracked<Int>]
  }

  /// Purchase days up to a day of the holdout.
  struct Tracked<Count: Encodable>: Encodable {
    var day: Int
    var purchase_days: Count
  }

  /// A tenth of the customers by probability.
  struct Decile: Encodable {
    var customers: Int
    var predicted_probability: Double
    var observed_share: Double
    var expected_purchase_days: Double
    var actual_purchase_days: Double
  }

  /// How a model or a baseline did.
  struct Method: Encodable {
    var name: String
    /// model or baseline.
    var kind: String
    var parameters: [String: Double]?
    var converged: Bool?
    var expected_purchase_days: Double
    @OrNull var bias: Double?
    var mae: Double
    var rmse: Double
    @OrNull var spearman: Double?
    @OrNull var gini: Double?
    var log_loss: Double
    var brier: Double
    @OrNull var auc: Double?
    @OrNull var top_tenth_share: Double?
    /// Absent without amounts.
    var revenue: Revenue?
    var deciles: [Decile]
    /// Absent for baselines.
    var tracking: [Tracked<Double>]?
  }

  /// How it did with revenue; errors are in major units.
  struct Revenue: Encodable {
    var expected: String
    @OrNull var bias: Double?
    var mae: Double
    var rmse: Double
    @OrNull var gini: Double?
    @OrNull var top_tenth_share: Double?
  }

  /// What was asked of a model, and how it ended.
  struct Gate: Encodable {
    var model: String
    @OrNull var max_bias: Double?
    var beat: [String]
    var passed: Bool
    /// A line for each that was not passed.
    var failures: [String]

    /// Nil if nothing was asked.
    init?(_ gates: Gates, _ family: ModelFamily, failures: [String]) {
      if gates.mostBias == nil && gates.baselines.isEmpty { return nil }
      model = family.rawValue
      max_bias = gates.mostBias
      beat = gates.baselines.map(\.rawValue)
      passed = failures.isEmpty
      self.failures = failures
    }
  }

  var patron = Patron.version
  var command = "backtest"
  var as_of: String
  var horizon: Int
  @OrNull var currency: String?
  /// The latest first.
  var splits: [Split]
  /// Days that could not be split at, for want of history.
  var untested: [String]
  /// What each baseline says, in words.
  var baselines: [String: String]
  @OrNull var verdict: String?
  @OrNull var gates: Gate?
  var inputs: [Manifest.Input]
  var seconds: Double?
  var peak_bytes: Int?

  /// The document of a run, without times, memory and paths.
  init(
    _ run: BacktestRun, asOf: Day, currency: Currency, hasAmounts: Bool, inputs: [OrderInput]
  ) {
    as_of = asOf.description
    horizon = run.options.horizon
    self.currency = currency.code
    let scale = hasAmounts ? currency.scale : nil
    splits = run.splits.map { Split($0, scale: scale) }
    untested = run.untested.map(\.description)
    baselines = Dictionary(
      uniqueKeysWithValues: Baseline.allCases.map { ($0.rawValue, $0.definition) })
    self.inputs = inputs.map(Manifest.Input.init)
  }

  /// Adds what only `--json` has: paths, seconds and memory.
  mutating func addMeasurements(_ sources: [OrderInput], since start: ContinuousClock.Instant) {
    for (index, input) in sources.enumerated() { inputs[index].path = input.path }
    seconds = ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000
    peak_bytes = PeakMemory.bytes
  }
}

extension BacktestDocument.Split {
  /// Of amounts of so many decimals, or none.
  fileprivate init(_ split: BacktestSplit, scale: Int?) {
    self.split = split.day.description
    until = split.until.description
    let holdout = split.holdout
    customers = holdout.customers
    actual = BacktestDocument.Actual(
      buyers: holdout.buyers, purchase_days: holdout.days,
      revenue: scale.map { Figures.decimal(holdout.revenue, scale: $0) },
      tracking: zip(holdout.steps, holdout.tracked).map {
        BacktestDocument.Tracked(day: $0, purchase_days: $1)
      })
    methods =
      split.models.map { tested in
        var method = BacktestDocument.Method(
          tested.family.rawValue, "model", tested.metrics, holdout, scale: scale)
        method.parameters = Dictionary(
          uniqueKeysWithValues: zip(
            tested.fit.model.family.parameterNames, tested.fit.model.parameters))
        method.converged = tested.fit.maximum.converged
        return method
      }
      + Baseline.allCases.map { baseline in
        BacktestDocument.Method(
          baseline.rawValue, "baseline", split.metrics(of: baseline), holdout, scale: scale)
      }
  }
}

extension BacktestDocument.Method {
  fileprivate init(
    _ name: String, _ kind: String, _ metrics: ForecastMetrics, _ holdout: Holdout, scale: Int?
  ) {
    self.name = name
    self.kind = kind
    expected_purchase_days = metrics.days
    bias = metrics.bias
    mae = metrics.mae
    rmse = metrics.rmse
    spearman = metrics.spearman
    gini = metrics.gini
    log_loss = metrics.logLoss
    brier = metrics.brier
    auc = metrics.auc
    top_tenth_share = metrics.topShare
    revenue = scale.map { scale in
      BacktestDocument.Revenue(
        expected: Figures.decimal(metrics.revenue, scale: scale), bias: metrics.revenueBias,
        mae: metrics.revenueMAE, rmse: metrics.revenueRMSE, gini: metrics.revenueGini,
        top_tenth_share: metrics.topRevenueShare)
    }
    deciles = metrics.deciles.map { decile in
      BacktestDocument.Decile(
        customers: decile.customers, predicted_probability: decile.predicted,
        observed_share: decile.observed, expected_purchase_days: decile.expectedDays,
        actual_purchase_days: decile.actualDays)
    }
    tracking =
      metrics.tracked.isEmpty
      ? nil
      : zip(holdout.steps, metrics.tracked).map {
        BacktestDocument.Tracked(day: $0, purchase_days: $1)
      }
  }
}
