import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

/// Fits that begin with a part of the customers end where those without it do.
@Suite("Fits that begin with a sample")
struct SampleTests {
  static func triples(
    _ model: BetaGeometric, _ count: Int, seed: UInt64
  ) -> [(x: Int, tx: Int, T: Int)] {
    var simulation = Simulation(random: Generator(seed: seed))
    return (0..<count).map { _ in
      simulation.customer(model, T: Int.random(in: 300...900, using: &simulation.random))
    }
  }

  static func expectSame(_ found: Maximum, _ expected: Maximum) throws {
    #expect(found.converged && found.atLimit == expected.atLimit)
    for (one, other) in zip(found.parameters, expected.parameters) {
      #expect(relativeError(one, other) < 1e-9)
    }
    let errors = try #require(found.standardErrors)
    for (one, other) in zip(errors, expected.standardErrors ?? []) {
      #expect(relativeError(one, other) < 1e-8)
    }
  }

  @Test(arguments: [BetaGeometric.Family.bg, .mbg])
  func `any sample leads to the same maximum`(family: BetaGeometric.Family) throws {
    let all = Self.triples(
      BetaGeometric(family, r: 1.2, alpha: 90, a: 0.8, b: 2.5), 10_000, seed: 1)
    let patterns = RepeatPatterns(all)
    let whole = try PurchaseFit(ModelFamily(family), to: patterns, threads: Threads(2)).maximum
    let samples: [String: RepeatPatterns] = [
      "a tenth": RepeatPatterns(Array(all[..<1000])),
      "others, far away": RepeatPatterns(
        Self.triples(BetaGeometric(family, r: 9, alpha: 2000, a: 3, b: 1), 1000, seed: 2)),
      "no repeats": RepeatPatterns([(0, 0, 5), (0, 0, 9)]),
      "all alike: no inner maximum": RepeatPatterns(Array(repeating: (3, 300, 310), count: 50)),
    ]
    for (name, sample) in samples {
      let fit = try PurchaseFit(
        ModelFamily(family), to: patterns, sample: sample, threads: Threads(2))
      #expect(fit.maximum.converged, "\(name)")
      try Self.expectSame(fit.maximum, whole)
    }
  }

  @Test func `any sample leads to the same maximum of Gamma-Gamma`() throws {
    var simulation = Simulation(random: Generator(seed: 3))
    let all = (0..<5000).map { _ in simulation.buyer(GammaGamma(p: 6.25, q: 3.74, v: 15.44)) }
    let spends = RepeatSpends(all)
    let whole = try #require(try SpendFit(to: spends, baseMean: 1, threads: Threads(2)).maximum)
    let samples = [
      all[..<500].map { $0 }, all[..<9].map { $0 },
      all[..<50].map { (purchases: $0.purchases, spend: $0.spend * 1e6) },
    ]
    for sample in samples {
      let fit = try SpendFit(
        to: spends, sample: RepeatSpends(sample), baseMean: 1, threads: Threads(2))
      try Self.expectSame(try #require(fit.maximum), whole)
    }
  }

  @Test func `half a million histories: the fits with their sample, on any number of threads`()
    throws
  {
    // 20,000 different customers, again and again, each with the first purchases a day apart.
    let model = BetaGeometric(.mbg, r: 1.2, alpha: 90, a: 0.8, b: 2.5)
    let different = Self.triples(model, 20_000, seed: 4)
    var simulation = Simulation(random: Generator(seed: 5))
    let spends = different.map { _ in
      simulation.gamma(shape: 6.25) * 1000 / simulation.gamma(shape: 3.74)
    }
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: true)
    for index in 0..<524_288 {
      let customer = different[index % 20_000]
      let offsets = (0..<customer.x).map { $0 } + [customer.tx]
      let amounts = offsets.map { Int64(spends[index % 20_000]) + 1 + Int64($0 % 7) * 300 }
      _ = histories.append(
        [], days: offsets.map { Int32(20_000 - customer.T + $0) }[...], amounts: amounts[...],
        longestGap: 90)
    }
    let patterns = try RepeatPatterns(histories, threads: Threads(2))
    let whole = try PurchaseFit(.mbg, to: patterns, threads: Threads(2))
    let fit = try PurchaseFit(.mbg, to: histories, threads: Threads(2))
    try Self.expectSame(fit.maximum, whole.maximum)
    // What the sample saves: two starts took 20 to 40 passes over all customers.
    #expect(fit.maximum.evaluations <= 5 && whole.maximum.evaluations > 5)
    let spend = try SpendFit(to: histories, scale: 2, threads: Threads(2))
    let wholeSpend = try SpendFit(
      to: RepeatSpends(histories, scale: 2), baseMean: try #require(spend.baseMean),
      threads: Threads(2))
    try Self.expectSame(
      try #require(spend.maximum), try #require(wholeSpend.maximum))
    for threads in [1, 5] {
      let other = try PurchaseFit(.mbg, to: histories, threads: Threads(threads))
      #expect(other.model == fit.model)
      let otherSpend = try SpendFit(to: histories, scale: 2, threads: Threads(threads))
      #expect(otherSpend.model == spend.model && otherSpend.correlation == spend.correlation)
      #expect(otherSpend.baseMean == spend.baseMean)
    }
    let revenue = histories.revenue.reduce(0, +)
    let days = histories.purchaseDays.reduce(0) { $0 + Int($1) }
    #expect(spend.baseMean == Double(revenue) / 100 / Double(days))
  }
}
