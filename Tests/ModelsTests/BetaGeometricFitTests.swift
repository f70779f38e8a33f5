import Columns
import Testing

@testable import Models

/// Published fits on CDNOW as of 1997-09-30, 2,357 customers: Fader, Hardie and Lee (2005) print four
/// digits, CLVTools and lifetimes agree; the further digits are from an independent 30-digit maximum.
@Suite("Fits of BG/NBD and MBG/NBD")
struct BetaGeometricFitTests {
  struct Published: Sendable {
    let family: BetaGeometric.Family
    /// r, α in weeks, a, b.
    let weekly: [Double]
    let logLikelihood: Double
  }

  static let published = [
    Published(
      family: .bg, weekly: [0.2425945211, 4.4136022565, 0.7929221105, 2.4259071280],
      logLikelihood: -9582.4292066739),
    Published(
      family: .mbg, weekly: [0.5248431732, 6.1830850661, 0.8913593597, 1.6140020736],
      logLikelihood: -9582.1357155537),
  ]

  @Test(arguments: published)
  func `reproduce the published fits on CDNOW`(_ expected: Published) throws {
    let customers = CDNOW.customers
    #expect(customers.count == 2357)
    let fit = try BetaGeometricFit(
      expected.family, to: RepeatPatterns(customers.map { ($0.x, $0.tx, $0.T) }),
      threads: Threads(2))
    let model = fit.model
    #expect(fit.maximum.converged)
    for (found, published) in zip([model.r, model.alpha / 7, model.a, model.b], expected.weekly) {
      #expect(abs(found / published - 1) < 1e-6)
    }
    // A density per day is 7 times smaller than one per week, for each repeat purchase.
    let perWeek = fit.maximum.logLikelihood + Double(fit.repeats) * 1.9459101490553132
    #expect(abs(perWeek - expected.logLikelihood) < 1e-7)
  }
}
