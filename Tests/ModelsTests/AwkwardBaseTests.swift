import Columns
import TestSupport
import Testing

@testable import Models

/// Bases on which other packages return NaN, raise or never end.
///
/// A fit must end at finite parameters, and what it predicts must be a number.
@Suite("Awkward bases")
struct AwkwardBaseTests {
  typealias Triple = (x: Int, tx: Int, T: Int)

  static func customers(_ count: Int, _ triple: (Int) -> Triple) -> [Triple] {
    (0..<count).map(triple)
  }

  static let bases: [String: [Triple]] = [
    "ten customers, one repeat": customers(10) { $0 == 0 ? (1, 20, 60) : (0, 0, 40 + $0) },
    "ten customers who all repeat": customers(10) { (1 + $0 % 3, 30 + $0, 90 + $0) },
    "all alike": customers(500) { _ in (3, 90, 120) },
    "all alike, bought today": customers(500) { _ in (3, 120, 120) },
    "one repeat each": customers(500) { (1, 1 + $0 % 50, 100) },
    "everybody buys every day": customers(500) { (10 + $0 % 50, 10 + $0 % 50, 10 + $0 % 50) },
    "everybody bought every day, then left": customers(500) { (1 + $0 % 50, 1 + $0 % 50, 200) },
    "two days of history": customers(500) { $0 % 3 == 0 ? (1, 1, 1) : (0, 0, $0 % 2) },
    "one customer with 100,000 repeats": customers(500) {
      $0 == 0 ? (100_000, 100_000, 100_001) : ($0 % 4, $0 % 4 == 0 ? 0 : 40 + $0 % 60, 120)
    },
    "many who came today": customers(500) { $0 % 10 == 0 ? (2, 30, 90) : (0, 0, 0) },
    "one repeat among many": customers(5000) { $0 == 0 ? (1, 30, 90) : (0, 0, 30 + $0 % 60) },
    "regular as clockwork": customers(500) { (12 - $0 % 6, 30 * (12 - $0 % 6), 365) },
    "a thousand years": customers(500) { ($0 % 5, $0 % 5 == 0 ? 0 : 100_000 + $0, 365_000) },
    "half loyal, half gone": customers(500) { $0 % 2 == 0 ? (50, 364, 365) : (0, 0, 365) },
  ]

  @Test(arguments: bases.keys.sorted(), ModelFamily.allCases)
  func `the fit ends, and predictions are finite`(
    name: String, family: ModelFamily
  ) throws {
    let triples = try #require(Self.bases[name])
    let fit = try PurchaseFit(family, to: RepeatPatterns(triples), threads: Threads(1))
    #expect(fit.maximum.converged, "\(fit.maximum)")
    #expect(fit.maximum.logLikelihood.isFinite)
    let model = fit.model
    #expect(model.parameters.allSatisfy { $0.isFinite && $0 > 0 })
    for triple in triples.prefix(60) {
      let (x, tx, T) = (Double(triple.x), Double(triple.tx), Double(triple.T))
      let alive = model.probabilityAlive(x: x, tx: tx, T: T)
      #expect(alive >= 0 && alive <= 1)
      var last = 0.0
      for t in [1.0, 30, 90, 365, 3650] {
        let expected = model.expectedPurchases(x: x, tx: tx, T: T, t: t)
        let probability = alive * model.orderProbabilityIfAlive(x: x, T: T, t: t)
        #expect(expected.isFinite && expected >= last)
        #expect(probability >= 0 && probability <= 1)
        #expect(probability <= expected * (1 + 1e-12))
        last = expected
      }
      #expect(model.wait(share: 0.75, x: x, tx: tx) > 0)
    }
  }

  @Test(
    .enabled(
      if: Fixtures.hasTestData("retail_transactions/Retail_Data_Transactions.csv"),
      "needs PATRON_TEST_DATA"
    ),
    arguments: ModelFamily.allCases)
  func `a shop whose customers all keep buying`(family: ModelFamily) throws {
    let customers = TestData.customers(
      "retail_transactions/Retail_Data_Transactions.csv", Customer.Columns(id: 0, date: 1),
      asOf: "2015-03-16")
    #expect(customers.count == 6889)
    let fit = try PurchaseFit(
      family, to: RepeatPatterns(customers.map(\.pattern)), threads: Threads(2))
    #expect(fit.maximum.converged, "\(fit.maximum)")
    #expect(fit.maximum.parameters.allSatisfy { $0.isFinite })
    // Under BG/NBD the likelihood has a top so close to the limit that it moves nobody's P(alive).
    let isLimit = fit.fallback?.reason.hasSuffix("where nobody drops out") == true
    #expect(isLimit || (family == .bg && fit.model.parameters[2] < 1e-3), "\(fit.model)")
  }

  @Test func `random bases all end`() throws {
    for seed in UInt64(1)...150 {
      var random = Generator(seed: seed)
      let patterns = Bases.random(Int.random(in: 10...60, using: &random), seed: seed)
      if patterns.repeats == 0 { continue }
      for family in ModelFamily.allCases {
        let fit = try PurchaseFit(family, to: patterns, threads: Threads(1))
        #expect(fit.maximum.converged, "seed \(seed) \(family): \(fit.maximum)")
      }
    }
  }
}
