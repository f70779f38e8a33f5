import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

@Suite("Drift from an earlier model")
struct ModelDriftTests {
  /// A base of customers of a model.
  static func histories(_ model: BetaGeometric, _ count: Int, seed: UInt64) -> Histories {
    var simulation = Simulation(random: Generator(seed: seed))
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: false)
    for _ in 0..<count {
      let T = Int.random(in: 200...700, using: &simulation.random)
      let customer = simulation.customer(model, T: T)
      let days = (0..<customer.x).map { $0 } + [customer.tx]
      _ = histories.append(
        [], days: days.map { Int32(20_000 - T + $0) }[...], amounts: days.map { _ in 0 }[...],
        longestGap: 90)
    }
    return histories
  }

  static let truth = BetaGeometric(.mbg, r: 1.2, alpha: 90, a: 0.8, b: 2.5)

  static func drift(_ earlier: PurchaseFit, _ histories: Histories) throws -> ModelDrift {
    try ModelDrift(
      from: earlier.model, standardErrors: earlier.standardErrors,
      to: PurchaseFit(.mbg, to: histories, threads: Threads(2)), of: histories, threads: Threads(2))
  }

  @Test func `from the base's own model there is none`() throws {
    let histories = Self.histories(Self.truth, 2000, seed: 1)
    let fit = try PurchaseFit(.mbg, to: histories, threads: Threads(2))
    let drift = try Self.drift(fit, histories)
    #expect(drift.statistic < 1e-6 && drift.probability > 0.999999 && drift.degrees == 4)
    #expect(drift.parameters.map(\.name) == ["r", "alpha", "a", "b"])
    #expect(drift.parameters.allSatisfy { $0.z == 0 && $0.then == $0.now })
  }

  @Test func `the statistic is twice the customers' gain in likelihood`() throws {
    let histories = Self.histories(Self.truth, 500, seed: 2)
    let earlier = try PurchaseFit(
      .mbg, to: Self.histories(Self.truth, 500, seed: 3), threads: Threads(2))
    let drift = try Self.drift(earlier, histories)
    let now = try PurchaseFit(.mbg, to: histories, threads: Threads(2)).model
    let gain = (0..<histories.count).reduce(0.0) { sum, customer in
      let (x, tx) = (Double(histories.x(customer)), Double(histories.tx(customer)))
      let T = Double(histories.T(customer))
      return sum + now.logLikelihood(x: x, tx: tx, T: T)
        - earlier.model.logLikelihood(x: x, tx: tx, T: T)
    }
    #expect(abs(drift.statistic - 2 * gain) < 1e-6)
    #expect(abs(drift.statisticPerCustomer - 2 * gain / 500) < 1e-8)
  }

  @Test func `under the true model the statistic is χ² of four degrees of freedom`() throws {
    // 200 bases: p below .05 in ten of them, give or take three.
    var low = 0
    var sum = 0.0
    let truth = PurchaseModel.betaGeometric(Self.truth)
    for seed in UInt64(1)...200 {
      let histories = Self.histories(Self.truth, 400, seed: 1000 + seed)
      let drift = try ModelDrift(
        from: truth, standardErrors: [nil, nil, nil, nil],
        to: PurchaseFit(.mbg, to: histories, threads: Threads(2)), of: histories,
        threads: Threads(2))
      if drift.probability < 0.05 { low += 1 }
      sum += drift.statistic
      #expect(drift.parameters.allSatisfy { $0.z == nil })
    }
    #expect(low >= 2 && low <= 22, "\(low)")
    // The mean of χ² is its degrees of freedom, its standard error here .2.
    #expect(abs(sum / 200 - 4) < 0.8, "\(sum / 200)")
  }

  @Test func `a base that buys half as often has moved far`() throws {
    let slow = BetaGeometric(.mbg, r: 1.2, alpha: 180, a: 0.8, b: 2.5)
    let earlier = try PurchaseFit(
      .mbg, to: Self.histories(Self.truth, 2000, seed: 4), threads: Threads(2))
    let drift = try Self.drift(earlier, Self.histories(slow, 2000, seed: 5))
    #expect(drift.probability < 1e-6)
    let alpha = drift.parameters[1]
    #expect((alpha.z ?? 0) > 4 && alpha.now > 1.6 * alpha.then)
  }
}
