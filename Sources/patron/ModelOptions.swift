public import ArgumentParser
import Models
import Scores

/// Options that say what is predicted.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Horizons of the predictions: up to 12 numbers of days from 1 to 36525, separated by commas.",
      valueName: "days"))
  var horizons: Horizons = Horizons(days: [30, 90, 365])

  @Option(
    help: ArgumentHelp(
      "The horizon of the churn probability. Default: the longest.", valueName: "days"))
  var churnHorizon: Int?

  /// What the families are.
  static let modelHelp =
    "mbg-nbd; bg-nbd, which takes every one-time buyer for a customer still; or pareto-nbd, where a "
    + "customer may leave on any day."

  /// What the models of spends are.
  static let spendHelp =
    "gamma-gamma, or shrunk-mean: each customer's own mean, drawn towards the base's, for any amounts."

  @Option(help: ArgumentHelp(modelHelp + " Default: mbg-nbd.", valueName: "name"))
  var model: ModelName?

  @Option(
    help: ArgumentHelp(
      "A model that patron fit wrote: nothing is fitted.", valueName: "file"), completion: .file())
  var modelFile: String?

  /// What customers models are fitted to.
  static let historyHelp =
    "The models are fitted to customers whose first order lies on this day or after it, for histories that begin when "
    + "the shop had customers already: YYYY-MM-DD."

  @Option(help: ArgumentHelp(historyHelp, valueName: "day"))
  var historyFrom: CalendarDay?

  @Option(
    help: ArgumentHelp(
      spendHelp + " Default: gamma-gamma.", valueName: "name"))
  var spend: SpendFamily?

  @Option(
    help: ArgumentHelp(
      "The discount per year of future revenue in CLV. It goes by the day: e^(-d t) of the revenue after t "
        + "days is left, d = ln(1 + discount) / 365.25.", valueName: "share"))
  var annualDiscount: Double = 0.10

  @Option(
    help: ArgumentHelp(
      "The share of revenue that is profit, or cost: what orders whose cost is known left of their revenue. "
        + "Without it CLV is revenue, not profit.", valueName: "share"))
  var margin: MarginChoice?

  func validate() throws {
    if modelFile != nil {
      let named = model != nil ? "--model" : spend != nil ? "--spend" : nil
      if let named {
        throw ValidationError("\(named) and --model-file both say which model; choose one")
      }
    }
    if modelFile != nil && historyFrom != nil {
      throw ValidationError("--history-from is for a fit, and --model-file is one; choose one")
    }
    if let churnHorizon, !horizons.days.contains(churnHorizon) {
      throw ValidationError("--churn-horizon \(churnHorizon): it must be one of --horizons")
    }
    guard annualDiscount == 0 || (1e-6...10).contains(annualDiscount) else {
      throw ValidationError(
        "--annual-discount \(annualDiscount): 0, or from 0.000001 to 10; 0.10 is 10 %")
    }
    if case .share(let share) = margin, !(share > 0 && share <= 1) {
      throw ValidationError("--margin \(share): above 0 and at most 1; 0.35 is 35 %")
    }
  }

  /// The options as the predictor takes them, once the margin is known.
  func scoreOptions(margin: Double?) -> ScoreOptions {
    ScoreOptions(
      horizons: horizons.days, churnHorizon: churnHorizon ?? horizons.days.max() ?? 0,
      annualDiscount: annualDiscount, margin: margin)
  }
}

extension SpendFamily: ExpressibleByArgument {}

/// What `--margin` says.
enum MarginChoice: ExpressibleByArgument, Equatable {
  /// Above 0 and at most 1.
  case share(Double)
  /// What the orders' costs leave.
  case cost

  init?(argument: String) {
    if argument == "cost" {
      self = .cost
      return
    }
    guard let share = Double(argument) else { return nil }
    self = .share(share)
  }
}

/// A model as the command line names it.
enum ModelName: String, ExpressibleByArgument, CaseIterable {
  case mbg = "mbg-nbd"
  case bg = "bg-nbd"
  case pareto = "pareto-nbd"

  var family: ModelFamily {
    switch self {
    case .mbg: .mbg
    case .bg: .bg
    case .pareto: .pareto
    }
  }
}

/// Horizons as written on the command line: 1 to 12 distinct numbers of days.
struct Horizons: ExpressibleByArgument {
  let days: [Int]

  init(days: [Int]) { self.days = days }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let days = parts.compactMap { $0 }
    // A hundred years: beyond it no order date fits the calendar of the files.
    guard days.count == parts.count, (1...12).contains(days.count),
      Set(days).count == days.count, days.allSatisfy({ (1...36_525).contains($0) })
    else { return nil }
    self.days = days.sorted()
  }

  var defaultValueDescription: String { days.map { "\($0)" }.joined(separator: ",") }
}
