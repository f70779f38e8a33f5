import Columns
import Foundation
import TestSupport
import Testing

@testable import Models

@Suite("Fits of Gamma-Gamma")
struct SpendFitTests {
  /// The repeat buyers of CDNOW: days on which nothing was spent do not count.
  static let cdnow = RepeatSpends(
    CDNOW.customers.map { $0.repeatSpends.filter { $0 > 0 } }.filter { !$0.isEmpty }
      .map { (purchases: $0.count, spend: $0.reduce(0, +)) })

  @Test func `reproduces the published fit on CDNOW`() throws {
    // Note 025 and lifetimes' test: 6.25, 3.74, 15.44; CLVTools: LL −4055.9177. Further digits: an
    // independent maximum, see BetaGeometricFitTests.
    let fit = try SpendFit(to: Self.cdnow, baseMean: 1, threads: Threads(2))
    let maximum = try #require(fit.maximum)
    #expect(fit.observations == 946 && maximum.converged && fit.fallback == nil)
    for (found, published) in zip(maximum.parameters, [6.2495732129, 3.7442246642, 15.4435184687]) {
      #expect(relativeError(found, published) < 5e-7)
    }
    #expect(abs(maximum.logLikelihood + 4055.9176948018) < 1e-9)
    let model = try #require(fit.gammaGamma)
    #expect([model.p, model.q, model.v] == maximum.parameters)
    // Its first two customers, who spent 29.73 + 14.96 and 11.77, and one without a repeat: refitted.
    for (x, spend, published) in [(2.0, 44.69, 24.6539), (1, 11.77, 18.9100), (0, 0, 35.1704)] {
      #expect(abs(model.expectedValue(purchases: x, spend: spend) - published) < 5e-5)
    }
  }

  @Test func `reproduces CDNOW's maximum and standard errors to eleven digits`() throws {
    // mpmath: fixtures/reference/models.tsv. Largest errors measured: 5e-13, and 3e-12 of
    // a standard error.
    let maximum = try #require(
      try SpendFit(to: Self.cdnow, baseMean: 1, threads: Threads(2)).maximum)
    let errors = try #require(maximum.standardErrors)
    let line = try #require(Reference.named("spendmaximum").first)
    for index in 0..<3 {
      #expect(relativeError(maximum.parameters[index], line.numbers[index]) < 1e-11)
      #expect(relativeError(errors[index], line.numbers[4 + index]) < 1e-11)
    }
    #expect(relativeError(maximum.logLikelihood, line.numbers[3]) < 1e-14)
  }

  @Test(.enabled(if: Fixtures.hasTestData("apparel/apparelTrans.csv"), "needs PATRON_TEST_DATA"))
  func `reproduces the published fit on an apparel shop`() throws {
    // CLVTools' apparelTrans up to 2006-12-31: p 3.09903863, q 5.65369295, v 56.5041874, LL -1670.6630443 on 387
    // customers, and what its customers 1 (6 purchases of 101.415) and 10 (2 of 43.9) and one without spend.
    let customers = TestData.customers(
      "apparel/apparelTrans.csv", Customer.Columns(id: 0, date: 1, amount: 2), asOf: "2006-12-31")
    let repeats = customers.filter { $0.x > 0 }
    let spends = RepeatSpends(
      repeats.map { (purchases: $0.x, spend: $0.repeatSpends.reduce(0, +)) })
    let fit = try SpendFit(to: spends, baseMean: 1, threads: Threads(2))
    let maximum = try #require(fit.maximum)
    #expect(fit.observations == 387)
    for (found, published) in zip(maximum.parameters, [3.09903863, 5.65369295, 56.5041874]) {
      #expect(relativeError(found, published) < 5e-5)
    }
    #expect(abs(maximum.logLikelihood + 1670.6630443) < 1e-6)
    for (id, published) in [("1", 88.64634), ("10", 41.21027)] {
      let customer = try #require(repeats.first { $0.id == id })
      let found = fit.model.expectedValue(
        CustomerSpends(
          repeats: Double(customer.x), repeatSpend: customer.repeatSpends.reduce(0, +), first: 50))
      #expect(abs(found - published) < 5e-4)
    }
    let base = fit.model.expectedValue(CustomerSpends(repeats: 0, repeatSpend: 0, first: 50))
    #expect(abs(base - 37.62791) < 5e-4)
  }

  @Test func `CDNOW's repeat spends are those of the papers`() {
    // Fader, Hardie and Lee, "RFM and CLV" (2005), table 1: mean 35, standard deviation 30, least 3,
    // median 27, most 300, n = 946. Further digits and the correlation: lifetimes and a refit.
    let means = Self.cdnow.pairs.map { $0.spend / Double($0.purchases) }.sorted()
    let mean = means.reduce(0, +) / 946
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 945
    #expect(means.count == 946)
    #expect(abs(mean - 35.0778) < 5e-5)
    #expect(abs(variance.squareRoot() - 30.2835) < 5e-5)
    #expect(abs(means[0] - 2.99) < 1e-9 && abs(means[945] - 299.6338) < 5e-5)
    #expect(abs((means[472] + means[473]) / 2 - 27.4975) < 1e-9)
    #expect(abs(Self.cdnow.correlation - 0.113888) < 5e-7)
  }

  @Test func `another currency unit is the same model`() throws {
    let cents = RepeatSpends(
      Self.cdnow.pairs.map { (purchases: $0.purchases, spend: $0.spend * 100) })
    let dollars = try #require(
      try SpendFit(to: Self.cdnow, baseMean: 1, threads: Threads(1)).gammaGamma)
    let found = try #require(try SpendFit(to: cents, baseMean: 1, threads: Threads(1)).gammaGamma)
    #expect(relativeError(found.p, dollars.p) < 1e-8)
    #expect(relativeError(found.q, dollars.q) < 1e-8)
    #expect(relativeError(found.v, 100 * dollars.v) < 1e-8)
  }

  @Test func `with fewer than ten buyers the base's mean stands in`() throws {
    for count in [0, 1, 9] {
      let fit = try SpendFit(
        to: RepeatSpends((0..<count).map { (purchases: 1 + $0, spend: 30) }), baseMean: 17.5,
        threads: Threads(1))
      #expect(fit.model == .baseMean(17.5) && fit.maximum == nil && fit.observations == count)
      #expect(fit.fallback?.contains("(\(count) of at least 10)") == true)
      #expect(
        fit.model.expectedValue(CustomerSpends(repeats: 3, repeatSpend: 1000, first: 9)) == 17.5)
    }
  }

  /// A base of 50 buyers who make x purchases of a mean spend.
  static func buyers(_ purchases: (Int) -> Int, _ mean: (Int) -> Double) -> [(Int, Double)] {
    (0..<50).map { (purchases($0), Double(purchases($0)) * mean($0)) }
  }

  /// Bases on which the likelihood has no top inside: each must end, and end with finite values.
  static let awkward: [String: [(Int, Double)]] = [
    "all alike": buyers({ _ in 3 }, { _ in 20 }),
    "the same mean for all": buyers({ 1 + $0 % 7 }, { _ in 20 }),
    "one purchase each": buyers({ _ in 1 }, { 5 + Double($0) }),
    "one a thousand times the others": buyers({ 1 + $0 % 3 }, { $0 == 0 ? 1e6 : 20 + Double($0) }),
    "from a cent to a million": buyers({ 1 + $0 % 5 }, { pow(10, Double($0) / 6 - 2) }),
    "a hundred thousand purchases": buyers({ $0 == 0 ? 100_000 : 2 }, { 30 + Double($0) }),
    "amounts in yen": buyers({ 1 + $0 % 4 }, { 1e6 * Double(1 + $0 % 9) }),
    "a tenth of a cent": buyers({ 1 + $0 % 4 }, { 1e-3 * Double(1 + $0 % 9) }),
  ]

  @Test(arguments: awkward.keys.sorted())
  func `awkward spends end in finite values`(name: String) throws {
    let pairs = try #require(Self.awkward[name]).map { (purchases: $0.0, spend: $0.1) }
    let fit = try SpendFit(to: RepeatSpends(pairs), baseMean: 25, threads: Threads(1))
    let maximum = try #require(fit.maximum)
    #expect(maximum.converged, "\(maximum)")
    #expect(maximum.parameters.allSatisfy { $0.isFinite && $0 > 0 })
    for pair in pairs + [(purchases: 0, spend: 0)] {
      let value = fit.model.expectedValue(
        CustomerSpends(repeats: Double(pair.purchases), repeatSpend: pair.spend, first: 0))
      #expect(value.isFinite && value > 0)
    }
  }
}
