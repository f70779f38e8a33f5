import ArgumentParser
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

  @Option(
    help: ArgumentHelp(
      "mbg-nbd, or bg-nbd, which takes every one-time buyer for a customer still.",
      valueName: "name"))
  var model: ModelName = .mbg

  @Option(help: "The discount per year of future revenue in CLV.")
  var annualDiscount: Double = 0.10

  @Option(help: "The share of revenue that is profit; without it CLV is revenue, not profit.")
  var margin: Double?

  func validate() throws {
    if let churnHorizon, !horizons.days.contains(churnHorizon) {
      throw ValidationError("--churn-horizon \(churnHorizon): it must be one of --horizons")
    }
    guard annualDiscount == 0 || (1e-6...10).contains(annualDiscount) else {
      throw ValidationError(
        "--annual-discount \(annualDiscount): 0, or from 0.000001 to 10; 0.10 is 10 %")
    }
    if let margin, !(margin > 0 && margin <= 1) {
      throw ValidationError("--margin \(margin): above 0 and at most 1; 0.35 is 35 %")
    }
  }

  /// The options as the predictor takes them.
  var scoreOptions: ScoreOptions {
    ScoreOptions(
      horizons: horizons.days, churnHorizon: churnHorizon ?? horizons.days.max() ?? 0,
      annualDiscount: annualDiscount, margin: margin)
  }
}

/// A model as the command line names it.
enum ModelName: String, ExpressibleByArgument, CaseIterable {
  case mbg = "mbg-nbd"
  case bg = "bg-nbd"

  var family: BetaGeometric.Family { self == .bg ? .bg : .mbg }
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
