import Columns
import Histories
import Models
import Orders
import Scores
import Segments

/// How far a base has moved away from a model of before, as the manifest has it.
struct DriftDocument: Encodable {
  /// A parameter then and now.
  struct Parameter: Encodable {
    var then: Double
    var now: Double
    @OrNull var z: Double?
  }

  /// A figure then and now, and by what share it has changed.
  struct Change: Encodable {
    var then: Double
    var now: Double
    /// Now ÷ then − 1, or null where then was nothing.
    @OrNull var change: Double?

    init(then: Double, now: Double) {
      self.then = then
      self.now = now
      change = then > 0 ? now / then - 1 : nil
    }
  }

  /// The file of the model of before.
  var model_file: ModelDocument.File
  var parameters: [String: Parameter]
  var statistic: Double
  var degrees_of_freedom: Int
  var probability: Double
  var statistic_per_customer: Double
  /// Of the base at hand over the next 365 days, by the old model and by the new one.
  var expected_orders_365: Change
  /// In major units.
  @OrNull var mean_purchase_value: Change?
  var verdict: String

  /// From this share on a change matters.
  private static let share = 0.05
  /// From this probability on a difference is within chance.
  private static let chance = 0.01

  /// Compares the models of a base, fitted to `learned`, with those of a file.
  init(
    from before: ChosenModel, to now: ChosenModel, _ fit: PurchaseFit, data: ModelFile.Data,
    learned: Histories, base: Base, threads: Threads
  ) throws {
    let names = before.model.family.parameterNames
    let drift = try ModelDrift(
      from: before.model, standardErrors: names.map { before.document.standard_errors[$0] },
      to: fit, of: learned, threads: threads)
    model_file = before.document.file ?? ModelDocument.File(sha256: "")
    parameters = Dictionary(
      uniqueKeysWithValues: drift.parameters.map {
        ($0.name, Parameter(then: $0.then, now: $0.now, z: $0.z))
      })
    statistic = drift.statistic
    degrees_of_freedom = drift.degrees
    probability = drift.probability
    statistic_per_customer = drift.statisticPerCustomer
    expected_orders_365 = Change(
      then: try Self.expectedOrders(before.model, base, threads),
      now: try Self.expectedOrders(now.model, base, threads))
    if let then = before.data?.mean_purchase_value, let now = data.mean_purchase_value {
      mean_purchase_value = Change(then: then, now: now)
    }
    verdict = ""
    verdict = judged
  }

  /// The expected orders of a base over the next 365 days.
  private static func expectedOrders(
    _ model: PurchaseModel, _ base: Base, _ threads: Threads
  ) throws -> Double {
    let scale = base.source.currency.scale
    let predictor = try Predictor(
      base.histories, model: model, spend: nil, scale: scale,
      options: ScoreOptions(
        horizons: [365], churnHorizon: 365, annualDiscount: 0, margin: nil),
      threads: threads)
    let table = try ScoreTable(
      base.histories, predictor: predictor, scale: scale, threads: threads)
    return Double(table.totals.expectedOrders[0]) / 1e6
  }

  /// What it comes to, in a sentence.
  private var judged: String {
    let orders = expected_orders_365.change ?? 0
    let value = mean_purchase_value?.change ?? 0
    let isLarge = abs(orders) >= Self.share || abs(value) >= Self.share
    let sizes =
      "expected orders change by \(Self.percent(orders))"
      + (mean_purchase_value == nil
        ? "" : " and the mean value of a purchase by \(Self.percent(value))")
    if isLarge {
      return probability >= Self.chance
        ? "The parameters differ by no more than chance would have it, yet \(sizes): score with the new "
          + "model."
        : "The base has drifted: \(sizes). Score with the new model."
    }
    return probability >= Self.chance
      ? "No drift: the base still buys as the old model says (\(sizes))."
      : "The base buys measurably otherwise than the old model says, but \(sizes): the old model still "
        + "serves."
  }

  private static func percent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + Figures.number(share * 100, decimals: 1) + " %"
  }

  /// Lines for a person, without line ends; the parameters in the order of their names.
  func lines(_ names: [String]) -> [String] {
    let path = model_file.path.map { " \($0)" } ?? ""
    let rows = names.compactMap { name in parameters[name].map { (name, $0) } }.map {
      name, parameter in
      [
        name, Figures.number(parameter.then, decimals: 4),
        Figures.number(parameter.now, decimals: 4),
        parameter.z.map { Figures.number($0, decimals: 2) } ?? "",
      ]
    }
    return ["Compared with the model of\(path)"]
      + TextTable(header: ["parameter", "then", "now", "z"], rows: rows).lines.map { "  " + $0 }
      + [
        "  likelihood-ratio statistic \(Figures.number(statistic, decimals: 2)) of "
          + "\(degrees_of_freedom) degrees of freedom "
          + "(p \(probability < 1e-4 ? "below " : "")"
          + "\(Figures.number(max(probability, 1e-4), decimals: 4))), "
          + "\(Figures.number(statistic_per_customer, decimals: 5)) a customer",
        "  expected orders of the base in 365 days: \(Self.figures(expected_orders_365, decimals: 1))",
      ]
      + (mean_purchase_value.map {
        ["  mean value of a purchase: \(Self.figures($0, decimals: 2))"]
      } ?? [])
      + [verdict]
  }

  private static func figures(_ change: Change, decimals: Int) -> String {
    "\(Figures.number(change.then, decimals: decimals)) then, "
      + "\(Figures.number(change.now, decimals: decimals)) now"
  }
}
