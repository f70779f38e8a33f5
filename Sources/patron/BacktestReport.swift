import Backtest
import Columns
import Foundation
import Models
import Orders

/// What a backtest found, and what the gates say of it.
struct BacktestReport {
  let run: BacktestRun
  let currency: Currency
  let hasAmounts: Bool
  let asOf: Day
  /// The model that the gates are for.
  let judged: ModelFamily
  let inputs: [OrderInput]
  /// A line for each gate that was not passed.
  let failures: [String]
  /// The file, and what `--json` prints.
  var document: BacktestDocument

  init(
    _ run: BacktestRun, of source: any OrderSource, asOf: Day, gates: Gates, judged: ModelFamily
  ) {
    self.run = run
    self.asOf = asOf
    self.judged = judged
    currency = source.currency
    hasAmounts = source.hasAmounts
    inputs = source.inputs
    failures = gates.failures(of: judged, in: run).map { Self.line($0, judged, in: run) }
    document = BacktestDocument(
      run, asOf: asOf, currency: currency, hasAmounts: hasAmounts, inputs: inputs)
    document.verdict = Self.verdict(on: run)
    document.gates = BacktestDocument.Gate(gates, judged, failures: failures)
  }

  /// What a gate that was not passed asked for, and what was found.
  private static func line(
    _ failure: Gates.Failure, _ family: ModelFamily, in run: BacktestRun
  ) -> String {
    let start = "gate: \(family.rawValue) after \(run.splits[failure.split].day): "
    func number(_ value: Double?) -> String {
      value.map { Figures.number($0, decimals: 6) } ?? "unknown"
    }
    switch failure.gate {
    case .bias:
      return start
        + (failure.found.map { "the total of purchase days is off by \(percent($0))" }
          ?? "no orders came, so no bias can be said")
        + ", more than --max-bias \(Figures.plain(failure.limit * 100))%"
    case .logLoss(let baseline):
      return start + "log loss \(number(failure.found)) is not below that of \(baseline.rawValue), "
        + number(failure.limit)
    case .rmse(let baseline):
      return start + "RMSE \(number(failure.found)) is not below that of \(baseline.rawValue), "
        + number(failure.limit)
    }
  }

  /// What the run comes to, in a few sentences; nil if no split was tested.
  private static func verdict(on run: BacktestRun) -> String? {
    guard let verdict = Verdict(run) else { return nil }
    let models = run.options.models.count
    let mean = run.splits.count > 1 ? " on average" : ""
    let loss = Figures.number(verdict.logLoss, decimals: 4)
    let biases = verdict.biases.compactMap { $0 }.map(percent)
    let off =
      biases.isEmpty
      ? "Nothing came that its totals could be held against"
      : "Its total of purchase days was off by \(biases.joined(separator: ", "))"
        + (biases.count > 1 ? " (latest split first)" : "")
    func share(_ count: Int) -> String {
      "\(count) of \(Figures.counted(run.splits.count, "split"))"
    }
    return
      (models > 1
      ? "\(verdict.model.rawValue) has the least log loss of \(models) models: \(loss)\(mean). "
      : "\(verdict.model.rawValue) has a log loss of \(loss)\(mean). ")
      + "\(off). The best rule of thumb is \(verdict.baseline.rawValue), with a log loss of "
      + "\(Figures.number(verdict.baselineLogLoss, decimals: 4))\(mean): the model does better in "
      + "\(share(verdict.betterLogLoss)) by log loss, and in \(share(verdict.betterRMSE)) by RMSE."
  }

  /// A share in percent with one decimal and its sign.
  static func percent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + Figures.number(share * 100, decimals: 1) + " %"
  }
}
