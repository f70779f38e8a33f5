import Columns
import Models
import Scores
import TestSupport

@testable import Histories
@testable import Segments

/// Customers made for a test: each a list of orders as (days before as-of, minor units).
struct Base {
  static let asOf = Day(rawValue: 20_000)

  var customers: [[(ago: Int32, amount: Int64)]] = []

  /// Customers whose orders take few distinct days and amounts, so that ties are many.
  static func random(_ count: Int, using generator: inout Generator) -> Base {
    var base = Base()
    let amounts: [Int64] = [0, 1, 5, 999, 1000, 2550]
    for _ in 0..<count {
      let orders = Int.random(
        in: 1...([1, 1, 2, 9].randomElement(using: &generator) ?? 1), using: &generator)
      base.customers.append(
        (0..<orders).map { _ in
          (
            Int32.random(in: 0...12, using: &generator) * 40,
            amounts.randomElement(using: &generator) ?? 0
          )
        })
    }
    return base
  }

  /// Their histories as of `asOf`; customer i has the id "i".
  func histories(hasAmounts: Bool = true) -> Histories {
    var histories = Histories(asOf: Self.asOf, hasAmounts: hasAmounts)
    for (index, orders) in customers.enumerated() {
      let sorted = orders.sorted { $0.ago > $1.ago }
      _ = histories.append(
        Array("\(index)".utf8)[...], days: sorted.map { Self.asOf.rawValue - $0.ago }[...],
        amounts: sorted.map(\.amount)[...], longestGap: StageWindows.standard.longestGap)
    }
    return histories
  }

  /// The score table under a model of given parameters; one value for every purchase day.
  func table(hasAmounts: Bool = true, options: ScoreOptions = Self.options) throws -> ScoreTable {
    let histories = histories(hasAmounts: hasAmounts)
    let model = BetaGeometric(.mbg, r: 0.5, alpha: 45, a: 0.9, b: 1.6)
    let spend = hasAmounts ? try SpendFit(to: histories, scale: 2, threads: Threads(1)) : nil
    let predictor = try Predictor(
      histories, model: .betaGeometric(model), spend: spend, scale: 2, options: options,
      threads: Threads(2))
    return try ScoreTable(histories, predictor: predictor, scale: 2, threads: Threads(2))
  }

  static let options = ScoreOptions(
    horizons: [30, 365], churnHorizon: 365, annualDiscount: 0.1, margin: nil)
}

extension [Column] {
  /// The texts of a column; empty where it is absent.
  func texts(_ name: String) -> [String] {
    guard let column = first(where: { $0.field.name == name }) else { return [] }
    return (0..<column.count).map { column.text(row: $0) }
  }
}
