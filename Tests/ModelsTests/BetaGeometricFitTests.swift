import Columns
import TestSupport
import Testing

@testable import Models

/// Maximum likelihood estimates that papers and packages print.
///
/// α and likelihoods are in weeks there.
///
/// The digits beyond the printed ones are of an independent maximum (Nelder and Mead from several
/// starts): good to 1e-9 in the likelihood and 2e-7 in the parameters, which the likelihood leaves
/// open that far. CDNOW's maximum to 15 digits is in fixtures/reference/models.tsv.
@Suite("Fits of BG/NBD and MBG/NBD")
struct BetaGeometricFitTests {
  struct Published: Sendable {
    let family: ModelFamily
    /// r, α, a, b.
    let parameters: [Double]
    let logLikelihood: Double
  }

  /// Fits customers in days, then compares with what is published in units of `unit` days.
  static func check(
    _ customers: [Customer], _ expected: Published, unit: Double, tolerance: Double,
    logTolerance: Double
  ) throws -> PurchaseFit {
    let fit = try PurchaseFit(
      expected.family, to: RepeatPatterns(customers.map(\.pattern)), threads: Threads(2))
    let model = fit.model
    #expect(fit.maximum.converged && fit.maximum.gradientNorm < 1e-4)
    #expect(fit.maximum.atLimit == [false, false, false, false])
    #expect(fit.observations == customers.count)
    for (found, published) in zip(
      zip(model.parameters, model.family.isTime).map { $1 ? $0 / unit : $0 }, expected.parameters)
    {
      #expect(abs(found / published - 1) < tolerance)
    }
    // A density per day is `unit` times smaller than one per unit, for each repeat purchase.
    let logUnit = unit == 7 ? 1.9459101490553132 : 0
    let found = fit.maximum.logLikelihood + Double(fit.repeats) * logUnit
    #expect(abs(found - expected.logLikelihood) < logTolerance)
    return fit
  }

  // Fader, Hardie and Lee (2005) print .243, 4.414, .793, 2.426, LL −9582.4; BTYD's vignette .2425982
  // 4.4136842 .7929899 2.4261667, LL −9582.429; BTYDplus for MBG .525 6.183 .891 1.614.
  static let cdnow = [
    Published(
      family: .bg, parameters: [0.2425945211, 4.4136022565, 0.7929221105, 2.4259071280],
      logLikelihood: -9582.4292066739),
    Published(
      family: .mbg, parameters: [0.5248431732, 6.1830850661, 0.8913593597, 1.6140020736],
      logLikelihood: -9582.1357155537),
  ]

  @Test(arguments: cdnow)
  func `reproduce the published fits on CDNOW`(_ expected: Published) throws {
    // Counts of the paper, table 1.
    #expect(CDNOW.customers.count == 2357)
    #expect(CDNOW.customers.filter { $0.x > 0 }.count == 946)
    let fit = try Self.check(
      CDNOW.customers, expected, unit: 7, tolerance: 2e-7, logTolerance: 1e-9)
    #expect(fit.repeats == 2457)
  }

  @Test func `the likelihood at the published maximum is the published one`() throws {
    for expected in Self.cdnow {
      var parameters = expected.parameters
      parameters[1] *= 7
      let likelihood = BetaGeometricLikelihood(
        family: expected.family == .bg ? .bg : .mbg,
        patterns: RepeatPatterns(CDNOW.customers.map(\.pattern)),
        threads: Threads(2))
      let found = try likelihood.evaluate(parameters).value + 2457 * 1.9459101490553132
      #expect(abs(found - expected.logLikelihood) < 1e-9)
    }
  }

  @Test func `reproduce the standard errors on CDNOW`() throws {
    // Observed information, natural parameters, α in weeks. lifetimes' Quickstart, on rounded weeks,
    // prints .012557 .378221 .185719 .705345; these are of the exact days.
    let fit = try PurchaseFit(
      .bg, to: RepeatPatterns(CDNOW.customers.map(\.pattern)), threads: Threads(2))
    let errors = try #require(fit.maximum.standardErrors)
    // The last two by finite differences, so good to five digits.
    #expect(abs(errors[0] - 0.012557) < 5e-7)
    #expect(abs(errors[1] / 7 - 0.378224) < 5e-7)
    #expect(abs(errors[2] - 0.185732) < 2e-6)
    #expect(abs(errors[3] - 0.705406) < 1e-5)
  }

  @Test func `reproduce CDNOW's maximum and standard errors to twelve digits`() throws {
    // mpmath: fixtures/reference/models.tsv. Largest error measured: 8e-14.
    for line in Reference.named("maximum") {
      let family = try #require(ModelFamily(rawValue: line.family))
      let fit = try PurchaseFit(
        family, to: RepeatPatterns(CDNOW.customers.map(\.pattern)), threads: Threads(2))
      let errors = try #require(fit.maximum.standardErrors)
      for index in 0..<4 {
        #expect(relativeError(fit.maximum.parameters[index], line.numbers[index]) < 1e-12)
        #expect(relativeError(errors[index], line.numbers[5 + index]) < 1e-12)
      }
      #expect(relativeError(fit.maximum.logLikelihood, line.numbers[4]) < 1e-14)
    }
    #expect(Reference.named("maximum").count == 2)
  }

  @Test(
    .enabled(
      if: Fixtures.hasTestData("lifetimes_example/example_transactions.csv"),
      "needs PATRON_TEST_DATA"))
  func `reproduce lifetimes' example of 5,000 customers`() throws {
    let customers = TestData.customers(
      "lifetimes_example/example_transactions.csv", Customer.Columns(id: 1, date: 0),
      asOf: "2014-12-31")
    #expect(customers.count == 5000)
    // lifetimes' test_utils, in days; digits refitted.
    let fit = try Self.check(
      customers,
      Published(
        family: .bg, parameters: [0.16385089, 1.8642803, 1.85034335, 3.18105925],
        logLikelihood: -39248.6261206),
      unit: 1, tolerance: 2e-7, logTolerance: 1e-7)
    // Expected orders in the next 30 days of customers 0 to 4: lifetimes prints six digits.
    for (id, published) in [0.01605301, 0.02117106, 0.03046131, 0.03168615, 0.00160676].enumerated()
    {
      let customer = try #require(customers.first { $0.id == "\(id)" })
      let found = fit.model.expectedPurchases(
        x: Double(customer.x), tx: Double(customer.tx), T: Double(customer.T), t: 30)
      #expect(abs(found - published) < 1e-8)
    }
  }

  @Test(
    .enabled(if: Fixtures.hasTestData("grocery/groceryElog.csv"), "needs PATRON_TEST_DATA"),
    arguments: [
      // BTYDplus' vignette: .349 2.581 .504 3.644, LL −15837, and 1.257 6.038 .368 .716, LL −15782.
      Published(
        family: .bg, parameters: [0.34864586, 2.58167093, 0.50384537, 3.64438528],
        logLikelihood: -15836.5662306),
      Published(
        family: .mbg, parameters: [1.25692134, 6.0391425, 0.36827662, 0.71576367],
        logLikelihood: -15781.9393749),
    ])
  func `reproduce the published fits on a grocer`(_ expected: Published) throws {
    let customers = TestData.customers(
      "grocery/groceryElog.csv", Customer.Columns(id: 0, date: 1), asOf: "2006-12-31")
    #expect(customers.count == 1525)
    let fit = try Self.check(customers, expected, unit: 7, tolerance: 2e-7, logTolerance: 1e-7)
    #expect(fit.repeats == 5569)
  }

  @Test(
    .enabled(if: Fixtures.hasTestData("apparel/apparelTrans.csv"), "needs PATRON_TEST_DATA"),
    arguments: [
      // CLVTools' apparelTrans, 600 customers; an independent fit, CLVTools prints Pareto/NBD's only.
      Published(
        family: .bg, parameters: [0.60731136, 20.9567543, 1.27556127, 8.86094792],
        logLikelihood: -5857.0197489),
      Published(
        family: .mbg, parameters: [1.89138019, 45.8272006, 0.60236903, 1.58237097],
        logLikelihood: -5848.0452781),
    ])
  func `reproduce independent fits on an apparel shop`(_ expected: Published) throws {
    let customers = TestData.customers(
      "apparel/apparelTrans.csv", Customer.Columns(id: 0, date: 1), asOf: "2006-12-31")
    #expect(customers.count == 600)
    #expect(customers.filter { $0.x == 0 }.count == 213)
    _ = try Self.check(customers, expected, unit: 7, tolerance: 1e-6, logTolerance: 2e-7)
  }

  @Test func `the bits of a fit do not depend on threads`() throws {
    let patterns = RepeatPatterns(CDNOW.customers.map(\.pattern))
    let one = try PurchaseFit(.mbg, to: patterns, threads: Threads(1))
    for threads in [2, 5] {
      let other = try PurchaseFit(.mbg, to: patterns, threads: Threads(threads))
      #expect(one.model == other.model)
      #expect(one.maximum.standardErrors == other.maximum.standardErrors)
    }
  }

  @Test(arguments: [ModelFamily.bg, .mbg])
  func `another unit of time is the same model`(family: ModelFamily) throws {
    // Every day counted as three: α is three times as large and nothing else moves.
    let days = try PurchaseFit(
      family, to: RepeatPatterns(CDNOW.customers.map(\.pattern)), threads: Threads(2))
    let thirds = try PurchaseFit(
      family, to: RepeatPatterns(CDNOW.customers.map { ($0.x, 3 * $0.tx, 3 * $0.T) }),
      threads: Threads(2))
    for (index, isTime) in family.isTime.enumerated() {
      let ratio = thirds.model.parameters[index] / days.model.parameters[index]
      #expect(abs(ratio / (isTime ? 3 : 1) - 1) < 1e-8)
    }
  }
}
