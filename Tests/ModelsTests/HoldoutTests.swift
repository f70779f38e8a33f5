import Testing

@testable import Models

/// What BG/NBD, fitted to CDNOW up to 1997-09-30, expects of the 39 weeks after, and what happened.
///
/// From the vignette of the R package BTYD, section "BG/NBD". Times are weeks.
@Suite("Holdout of BG/NBD on CDNOW")
struct HoldoutTests {
  @Test func `expected and actual orders by number of repeat orders`() {
    let model = BetaGeometricPublishedTests.bg
    var expected = [Double](repeating: 0, count: 8)
    var actual = [Double](repeating: 0, count: 8)
    var customers = [Int](repeating: 0, count: 8)
    for customer in CDNOW.customers {
      // Seven stands for seven and more.
      let bin = min(customer.x, 7)
      customers[bin] += 1
      expected[bin] += model.expectedPurchases(
        x: Double(customer.x), tx: Double(customer.tx) / 7, T: Double(customer.T) / 7, t: 39)
      actual[bin] += Double(customer.later.filter { $0 <= 39 * 7 }.count)
    }
    #expect(customers == [1411, 439, 214, 100, 62, 38, 29, 64])
    for (bin, published) in [
      (0.2250893, 0.2367116), (0.5231364, 0.6970387), (1.044126, 1.392523), (1.520256, 1.56),
      (2.163824, 2.532258), (2.653789, 2.947368), (3.503957, 3.862069), (6.157036, 6.359375),
    ].enumerated() {
      let n = Double(customers[bin])
      // BTYD stopped its own fit at parameters that differ in the fifth digit.
      #expect(relativeError(expected[bin] / n, published.0) < 5e-5)
      #expect(relativeError(actual[bin] / n, published.1) < 5e-7)
    }
    #expect(abs(expected.reduce(0, +) - 1653.4087) < 1e-4)
    // Fader, Hardie and Lee (2005): 1,882 repeat orders in the holdout.
    #expect(actual.reduce(0, +) == 1882)
  }

  @Test func `cumulative orders of the whole cohort, weeks 20 to 25`() {
    // Each customer counts from the first order; the cohort's clock starts with its first customer.
    let model = BetaGeometricPublishedTests.btyd
    let eldest = Double(CDNOW.customers.map(\.T).max() ?? 0) / 7
    for (week, published) in zip(20..., [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6])
    {
      let expected = CDNOW.customers.reduce(0) { sum, customer in
        let time = Double(week) - (eldest - Double(customer.T) / 7)
        return sum + (time > 0 ? model.expectedPurchasesOfNewCustomer(t: time) : 0)
      }
      #expect(abs(expected - published) < 0.01)
    }
  }
}
