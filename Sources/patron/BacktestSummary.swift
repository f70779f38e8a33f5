import Backtest
import Columns
import Models

/// A backtest as a person reads it.
struct BacktestSummary {
  let report: BacktestReport

  /// The whole text, with a line end.
  var text: String {
    var parts = [report.inputs.map(Summary.source).joined(separator: "\n")]
    for split in report.run.splits {
      parts.append(title(of: split))
      parts.append(methods(of: split).joined(separator: "\n"))
      parts.append(tracking(of: split).joined(separator: "\n"))
    }
    if let verdict = report.document.verdict { parts.append(verdict) }
    let untested = report.run.untested
    if !untested.isEmpty {
      parts.append(
        "Note: not split at \(untested.map(\.description).joined(separator: ", ")), before which less than "
          + "\(report.run.options.horizon) days of history lie.")
    }
    if let gates = report.document.gates, gates.passed { parts.append("Gates: passed.") }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func title(of split: BacktestSplit) -> String {
    let holdout = split.holdout
    let revenue =
      report.hasAmounts ? ", \(Figures.money(holdout.revenue, in: report.currency))" : ""
    return "Split \(split.day), forecast to \(split.until): "
      + "\(Figures.counted(holdout.customers, "customer")), of whom "
      + "\(Figures.count(holdout.buyers)) ordered; "
      + "\(Figures.counted(holdout.days, "purchase day"))\(revenue)"
  }

  /// A column of the table of methods.
  private struct Figure {
    let name: String
    let decimals: Int
    /// How good a value is; the greatest is the best.
    let merit: (Double) -> Double
    let value: (ForecastMetrics) -> Double?

    /// Values of which the least is the best.
    static func least(_ name: String, _ value: @escaping (ForecastMetrics) -> Double?) -> Figure {
      Figure(name: name, decimals: 4, merit: { -$0 }, value: value)
    }

    /// Values of which the greatest is the best.
    static func most(_ name: String, _ value: @escaping (ForecastMetrics) -> Double?) -> Figure {
      Figure(name: name, decimals: 4, merit: { $0 }, value: value)
    }

    /// Percents of which the nearest to zero is the best.
    static func bias(_ name: String, _ value: @escaping (ForecastMetrics) -> Double?) -> Figure {
      Figure(
        name: name, decimals: 1, merit: { -$0.magnitude }, value: { value($0).map { $0 * 100 } })
    }
  }

  private var figures: [Figure] {
    let orders: [Figure] = [
      .bias("bias %") { $0.bias }, .least("MAE") { $0.mae }, .least("RMSE") { $0.rmse },
      .most("Spearman") { $0.spearman }, .most("Gini") { $0.gini },
      .least("log loss") { $0.logLoss }, .least("Brier") { $0.brier }, .most("AUC") { $0.auc },
      .most("top 10 %") { $0.topShare },
    ]
    let revenue: [Figure] = [
      .bias("revenue bias %") { $0.revenueBias }, .most("revenue Gini") { $0.revenueGini },
      .most("revenue top 10 %") { $0.topRevenueShare },
    ]
    return report.hasAmounts ? orders + revenue : orders
  }

  /// A line for each model and baseline; the best of a column is marked.
  private func methods(of split: BacktestSplit) -> [String] {
    let methods =
      split.models.map { ($0.family.rawValue, $0.metrics) }
      + Baseline.allCases.map { ($0.rawValue, split.metrics(of: $0)) }
    let columns = figures.map { figure in
      let values = methods.map { figure.value($0.1) }
      let best = values.compactMap { $0.map(figure.merit) }.max()
      return values.map { value in
        guard let value else { return "" }
        let mark = figure.merit(value) == best ? "*" : " "
        return Figures.number(value, decimals: figure.decimals) + mark
      }
    }
    return TextTable(
      header: [""] + figures.map { $0.name + " " },
      rows: methods.indices.map { row in [methods[row].0] + columns.map { $0[row] } }
    ).lines
  }

  /// Purchase days up to some ends of weeks, expected beside actual.
  private func tracking(of split: BacktestSplit) -> [String] {
    let steps = split.holdout.steps
    // As many as stand in a line; the last is one of them.
    let every = (steps.count + 12) / 13
    let shown = steps.indices.filter { (steps.count - 1 - $0) % every == 0 }
    let actual = ["actual"] + shown.map { "\(split.holdout.tracked[$0])" }
    let models = split.models.map { tested in
      [tested.family.rawValue]
        + shown.map { Figures.number(tested.metrics.tracked[$0], decimals: 0) }
    }
    return TextTable(
      header: ["purchase days by day"] + shown.map { "\(steps[$0])" }, rows: [actual] + models
    ).lines
  }
}
