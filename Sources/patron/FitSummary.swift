import Columns
import Models
import Orders

/// A fit as a person reads it.
struct FitSummary {
  let run: FitRun

  /// The whole text, with a line end.
  var text: String {
    let notes = run.warnings.map { "Note: \($0)." }
    let names = ModelFamily(rawValue: run.file.model.name)?.parameterNames ?? []
    let parts = [source, account, data, model, notes, run.drift?.lines(names) ?? []]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var source: [String] { run.base.source.inputs.map(Summary.source) }

  private var account: [String] {
    let source = run.base.source
    return AccountTable(
      run.base.account, currency: source.currency, hasAmounts: source.hasAmounts
    ).lines
  }

  /// What the base looks like to the models.
  private var data: [String] {
    let data = run.file.data
    let share = Figures.percent(Int128(data.repeat_buyers), of: Int128(data.customers))
    func days(_ value: Double) -> String { Figures.number(value, decimals: 1) }
    var lines = [
      "As of \(run.file.as_of): \(Figures.counted(data.customers, "customer")), "
        + "\(Figures.counted(data.purchase_days, "purchase day")); "
        + "\(Figures.count(data.repeat_buyers)) came back (\(share))",
      "On average \(Figures.number(data.mean_x, decimals: 2)) repeat purchase days, "
        + "\(days(data.mean_T)) days since the first"
        + (data.mean_gap.map { ", \(days($0)) days from one to the next" } ?? ""),
    ]
    if let value = data.mean_purchase_value {
      let code = run.file.currency.map { " \($0)" } ?? ""
      lines.append(
        "A purchase day is worth \(Figures.number(value, decimals: run.file.currency_decimals))\(code)"
      )
    }
    return lines
  }

  private var model: [String] {
    let model = run.file.model
    let slope = model.gradient_norm.map { "\($0)" } ?? "none"
    return ModelText(model: model, spend: run.file.spend_model).lines + [
      "Likelihood computed \(Figures.counted(model.evaluations, "time")), slope left \(slope); per week "
        + "it is \(Figures.number(model.log_likelihood_per_week, decimals: 3))"
    ]
  }
}
