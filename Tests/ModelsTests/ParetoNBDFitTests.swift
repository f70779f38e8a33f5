import Columns
import TestSupport
import Testing

@testable import Models

/// Maximum likelihood estimates that papers and packages print; α and β are in weeks there.
///
/// The digits beyond the printed ones are of an independent maximum (Nelder and Mead from several
/// starts). β is weakly known: at CDNOW its standard error is half of itself.
@Suite("Fits of Pareto/NBD")
struct ParetoNBDFitTests {
  /// Fits customers in days, then compares in weeks.
  static func check(
    _ customers: [Customer], _ parameters: [Double], logLikelihood: Double, tolerance: Double,
    logTolerance: Double
  ) throws -> PurchaseFit {
    let fit = try PurchaseFit(
      .pareto, to: RepeatPatterns(customers.map(\.pattern)), threads: Threads(2))
    let model = fit.maximum.parameters
    #expect(fit.fallback == nil && fit.maximum.converged && fit.maximum.gradientNorm < 1e-4)
    #expect(fit.maximum.atLimit == [false, false, false, false])
    for (found, published) in zip([model[0], model[1] / 7, model[2], model[3] / 7], parameters) {
      #expect(abs(found / published - 1) < tolerance, "\(found)")
    }
    let found = fit.maximum.logLikelihood + Double(fit.repeats) * 1.9459101490553132
    #expect(abs(found - logLikelihood) < logTolerance, "\(found)")
    return fit
  }

  @Test func `reproduce the published fit on CDNOW, with its standard errors`() throws {
    // Fader, Hardie and Lee (2005) print .553 10.578 .606 11.669, LL −9595.0; BTYD .553 10.580 .606
    // 11.656, LL −9594.976; CLVTools .55315 10.57633 .60625 11.67150.
    let fit = try Self.check(
      CDNOW.customers, [0.5532770914, 10.5776834488, 0.6062398251, 11.6687285977],
      logLikelihood: -9594.9761789395, tolerance: 1e-6, logTolerance: 1e-8)
    // CLVTools prints .0476264 .8427222 .1872594 6.2105448.
    let errors = try #require(fit.maximum.standardErrors)
    for (found, published) in zip(
      [errors[0], errors[1] / 7, errors[2], errors[3] / 7],
      [0.0476282, 0.8427238, 0.1872828, 6.2111703])
    {
      #expect(relativeError(found, published) < 2e-5)
    }
  }

  @Test func `reproduce CDNOW's maximum and standard errors to ten digits`() throws {
    // mpmath: fixtures/reference/pareto.tsv.
    let lines = ParetoReference.named("maximum")
    #expect(lines.count == 1)
    for line in lines {
      let fit = try PurchaseFit(
        .pareto, to: RepeatPatterns(CDNOW.customers.map(\.pattern)), threads: Threads(2))
      let errors = try #require(fit.maximum.standardErrors)
      for index in 0..<4 {
        #expect(relativeError(fit.maximum.parameters[index], line.numbers[index]) < 1e-10)
        #expect(relativeError(errors[index], line.numbers[5 + index]) < 1e-10)
      }
      #expect(relativeError(fit.maximum.logLikelihood, line.numbers[4]) < 1e-13)
    }
  }

  @Test(.enabled(if: Fixtures.hasTestData("grocery/groceryElog.csv"), "needs PATRON_TEST_DATA"))
  func `reproduce the published fit on a grocer`() throws {
    // BTYDplus' vignette: .786 5.679 .386 5.717, LL −15782.39.
    let customers = TestData.customers(
      "grocery/groceryElog.csv", Customer.Columns(id: 0, date: 1), asOf: "2006-12-31")
    _ = try Self.check(
      customers, [0.7864368, 5.67904053, 0.38623913, 5.71778864], logLikelihood: -15782.3921378,
      tolerance: 5e-7, logTolerance: 1e-7)
  }

  @Test(.enabled(if: Fixtures.hasTestData("apparel/apparelTrans.csv"), "needs PATRON_TEST_DATA"))
  func `reproduce CLVTools' fit on an apparel shop`() throws {
    let customers = TestData.customers(
      "apparel/apparelTrans.csv", Customer.Columns(id: 0, date: 1), asOf: "2006-12-31")
    _ = try Self.check(
      customers, [1.4489768, 48.6360845, 0.5612598, 46.8843633], logLikelihood: -5848.0978269,
      tolerance: 1e-4, logTolerance: 1e-6)
  }

  @Test func `the bits of a fit do not depend on threads`() throws {
    let patterns = RepeatPatterns(CDNOW.customers.map(\.pattern))
    let one = try PurchaseFit(.pareto, to: patterns, threads: Threads(1))
    for threads in [2, 5] {
      let other = try PurchaseFit(.pareto, to: patterns, threads: Threads(threads))
      #expect(one.model == other.model)
      #expect(one.maximum.standardErrors == other.maximum.standardErrors)
    }
  }

  @Test func `another unit of time is the same model`() throws {
    let days = try PurchaseFit(
      .pareto, to: RepeatPatterns(CDNOW.customers.map(\.pattern)), threads: Threads(2))
    let thirds = try PurchaseFit(
      .pareto, to: RepeatPatterns(CDNOW.customers.map { ($0.x, 3 * $0.tx, 3 * $0.T) }),
      threads: Threads(2))
    for (index, isTime) in ModelFamily.pareto.isTime.enumerated() {
      let ratio = thirds.model.parameters[index] / days.model.parameters[index]
      #expect(abs(ratio / (isTime ? 3 : 1) - 1) < 1e-7)
    }
  }
}
