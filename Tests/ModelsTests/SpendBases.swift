import Columns
import TestSupport

@testable import Histories
@testable import Models

/// Bases of customers who spend.
enum SpendBases {
  /// As of day 20,000, customers by the days and amounts of their orders, in cents.
  static func made(_ customers: [[(day: Int, cents: Int)]]) -> Histories {
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: true)
    for orders in customers {
      let sorted = orders.sorted { ($0.day, $0.cents) < ($1.day, $1.cents) }
      _ = histories.append(
        [], days: sorted.map { Int32($0.day) }[...], amounts: sorted.map { Int64($0.cents) }[...],
        longestGap: 90)
    }
    return histories
  }

  /// Customers of a Gamma-Gamma model with 1 to 8 purchases in the four years before as-of, whose values change by
  /// `perYear` of those of the first day.
  static func gammaGamma(
    _ model: GammaGamma, _ count: Int, seed: UInt64, perYear: Double = 0
  ) -> Histories {
    var simulation = Simulation(random: Generator(seed: seed))
    return made(
      (0..<count).map { _ in
        let rate = simulation.gamma(shape: model.q) / model.v
        // Some buy early, some late, some all the time; more often towards the end.
        let start = Int.random(in: 0..<1400, using: &simulation.random)
        let purchases = Int.random(in: 1...8, using: &simulation.random)
        let days = Set(
          (0..<purchases).map { _ in Int.random(in: start...1460, using: &simulation.random) })
        return days.sorted().map { day in
          let level = 1 + perYear * Double(day) / 365.25
          let spend = simulation.gamma(shape: model.p) / rate * level
          return (day: 18_540 + day, cents: max(1, Int((100 * spend).rounded())))
        }
      })
  }
}
