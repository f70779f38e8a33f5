import Columns
import Histories
import Models
import Orders
import Scores

/// What a careful analyst would say beside the scores.
enum Warnings {
  static func of(
    source: any OrderSource, account: Account, asOf: Day, ordersPerDay: [Int],
    fit: BetaGeometricFit, spend: SpendFit?, options: ScoreOptions
  ) -> [String] {
    var warnings = source.notes
    if let future = account.setAside.first(where: { $0.reason == .future })?.tally {
      warnings.append(
        "orders after today were set aside: \(Figures.count(future.rows)); check the dates or choose "
          + "--as-of")
    }
    if let partial = LastDay(partial: ordersPerDay) {
      warnings.append(
        "the last day, \(asOf), looks partial: \(partial.orders) orders, where its weekday usually "
          + "has \(partial.usual); --as-of \(asOf - 1) leaves it out")
    }
    if !source.hasAmounts {
      warnings.append("there are no amounts: every column of money is empty")
    }
    if !fit.maximum.converged {
      warnings.append(
        "the model's fit did not converge (slope \(fit.maximum.gradientNorm)); "
          + "take the predictions with care")
    }
    let limits = zip(["r", "alpha", "a", "b"], fit.maximum.atLimit).filter(\.1).map(\.0)
    if !limits.isEmpty {
      warnings.append(
        "the best fit lies at the limit of \(limits.joined(separator: ", ")): the orders show "
          + "no spread there, or no dropout; take P(alive) with care")
    }
    if let spend {
      if let fallback = spend.fallback { warnings.append(fallback) }
      if abs(spend.correlation) > 0.3 {
        warnings.append(
          "frequency and order value correlate (\(Figures.number(spend.correlation, decimals: 2))), "
            + "which the Gamma-Gamma model takes for zero: values of frequent buyers may be off")
      }
      if options.margin == nil {
        warnings.append("without --margin, CLV is discounted revenue, not profit")
      }
    }
    return warnings
  }
}
