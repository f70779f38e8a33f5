import Testing

@testable import Models

/// Points that papers and other packages print.
///
/// Times are weeks.
///
/// BTYD: vignette and manual of the R package. lifetimes, CLVTools: tests and bug reports of theirs. A
/// tolerance is that of the printed digits; further digits are 30-digit mpmath at the same parameters.
@Suite("Published points of Pareto/NBD")
struct ParetoNBDPublishedTests {
  /// CDNOW's maximum, see ParetoNBDFitTests.
  static let cdnow = ParetoNBD(
    r: 0.5532770914, alpha: 10.5776834488, s: 0.6062398251, beta: 11.6687285977)
  /// BTYD's estimates as lifetimes' tests round them.
  static let btyd = ParetoNBD(r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562)

  @Test func `BTYD's vignette: customer 1516`() {
    // Prints 25.45647 and .997874 from its own stop of the fit.
    let found = Self.cdnow.expectedPurchases(x: 26, tx: 216.0 / 7, T: 31, t: 52)
    #expect(abs(found - 25.45647) < 2e-3)
    let alive = Self.cdnow.probabilityAlive(x: 26, tx: 216.0 / 7, T: 31)
    #expect(abs(alive - 0.997874) < 1e-5)
    #expect(abs(alive - 0.997873404956) < 1e-12)
    #expect(abs(Self.btyd.probabilityAlive(x: 26, tx: 30.86, T: 31) - 0.9979) < 1e-4)
  }

  @Test func `BTYD's vignette: 1.473434 orders in a year`() {
    let found = Self.cdnow.expectedPurchasesOfNewCustomer(t: 52)
    #expect(abs(found - 1.473434) < 1e-5)
    #expect(relativeError(found, 1.473434349269397) < 1e-14)
  }

  @Test func `BTYD's manual: a customer who bought once`() {
    let found = Self.btyd.probabilityAlive(x: 0, tx: 0, T: 39)
    #expect(abs(found - 0.2941633) < 1e-4)
    #expect(abs(found - 0.2941422392515329) < 1e-14)
  }

  @Test func `BTYD's vignette: more orders long ago promise fewer`() {
    for (x, published) in [(10, 0.7062289), (15, 0.1442396), (20, 0.02250658), (25, 0.00309267)] {
      let found = Self.btyd.expectedPurchases(x: Double(x), tx: 20, T: 39, t: 52)
      #expect(relativeError(found, published) < 5e-4)
    }
  }

  @Test func `lifetimes' tests: no underflow at 132 orders`() {
    // test_conditional_expectation_underflow.
    let model = ParetoNBD(r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67)
    for (x, published) in [(132.0, 6.2060517889632418), (133, 6.2528722475748113)] {
      let found = model.expectedPurchases(x: x, tx: 200, T: 200, t: 10)
      #expect(relativeError(found, published) < 1e-12)
    }
  }

  @Test func `CLVTools' issue 100: finite with many orders`() {
    let model = ParetoNBD(r: 0.5143, alpha: 2.8845, s: 0.2856, beta: 14.1087)
    for (x, tx, T, published) in [
      (221.0, 103.42857, 103.57143, 0.999596052318), (254, 97.14286, 97.28571, 0.999558226123),
      (161, 94.71429, 98, 0.749487752258), (204, 98.57143, 99.42857, 0.994255079638),
    ] {
      #expect(abs(model.probabilityAlive(x: x, tx: tx, T: T) - published) < 1e-11)
    }
  }

  @Test func `lifetimes' tests: no overflow far from any base`() {
    let model = ParetoNBD(r: 10.465, alpha: 0.00798565181, s: 3.0516, beta: 2.820)
    for (x, tx, T, published) in [
      (40.0, 5.0, 6.0, 0.00188512818736), (50, 1, 37, 1.417144e-96), (50, 4, 37, 6.732975e-60),
    ] {
      #expect(relativeError(model.probabilityAlive(x: x, tx: tx, T: T), published) < 1e-6)
    }
    for (x, tx, T, published) in [
      (400.0, 5.0, 6.0, 1323.18893097), (500, 1, 37, 2594.40445462), (500, 4, 37, 1888.82124974),
    ] {
      #expect(relativeError(model.logLikelihood(x: x, tx: tx, T: T), published) < 1e-11)
    }
  }

  @Test func `BTYD's manual: discounted purchases`() {
    // The inputs of pnbd.DERT; δ = .0027 per week is 15 % a year.
    let model = ParetoNBD(r: 0.5629966, alpha: 12.5590370, s: 0.4081095, beta: 10.5148048)
    func found(_ x: Double, _ tx: Double) -> Double {
      model.probabilityAlive(x: x, tx: tx, T: 77.86) * (model.r + x)
        * model.purchasesPerRateIfAlive(T: 77.86, t: .infinity, delta: 0.0027)
    }
    #expect(relativeError(found(7, 35), 1.86418332807) < 1e-11)
    for (x, published) in [
      2.1991554497, 2.84353440607, 2.86712839121, 2.44541007861, 1.84050192448, 1.26241647174,
      0.809618119454, 0.494803619375, 0.29202470157, 0.167927508566,
    ].enumerated() {
      #expect(relativeError(found(Double(x + 1), 30), published) < 1e-10)
    }
  }

  @Test func `a year from now fewer are alive`() {
    let now = Self.btyd.probabilityAlive(x: 2, tx: 30.43, T: 38.86)
    #expect(abs(now - 0.869110643968) < 1e-12)
    let later = Self.btyd.probabilityAlive(x: 2, tx: 30.43, T: 38.86, after: 52)
    #expect(abs(later - 0.565956518316) < 1e-12)
  }

  @Test func `BTYDplus' grocer: more repeats, longer gone`() {
    // Times t_x = 12, T = 52; prints three and four digits.
    let model = ParetoNBD(r: 0.7864368, alpha: 5.67904053, s: 0.38623913, beta: 5.71778864)
    for (x, alive, orders) in [
      (1.0, 0.3186, 0.448), (2, 0.1652, 0.363), (3, 0.0728, 0.217), (4, 0.0288, 0.109),
      (5, 0.0107, 0.049),
    ] {
      #expect(abs(model.probabilityAlive(x: x, tx: 12, T: 52) - alive) < 6e-5)
      #expect(abs(model.expectedPurchases(x: x, tx: 12, T: 52, t: 52) - orders) < 6e-4)
    }
  }

  @Test func `CLVTools' vignette: customers of an apparel shop`() {
    // apparelTrans at 104 weeks, 1450 days ahead; α and β known to 1e-6.
    let model = ParetoNBD(r: 1.4489768, alpha: 48.6360845, s: 0.5612598, beta: 46.8843633)
    for (x, tx, alive, orders) in [
      (0.0, 0.0, 0.2784686, 0.4190901), (6, 653.0 / 7, 0.9468478, 7.3256573),
      (2, 697.0 / 7, 0.9825606, 3.5198114), (1, 32, 0.4739762, 1.2056215),
      (1, 309.0 / 7, 0.6024098, 1.5323094), (3, 639.0 / 7, 0.9416701, 4.3513967),
    ] {
      #expect(abs(model.probabilityAlive(x: x, tx: tx, T: 104) - alive) < 1e-6)
      #expect(abs(model.expectedPurchases(x: x, tx: tx, T: 104, t: 1450.0 / 7) - orders) < 1e-5)
    }
  }

  @Test func `BTYD's vignette: expected orders by number of repeat orders`() {
    var expected = [Double](repeating: 0, count: 8)
    var customers = [Double](repeating: 0, count: 8)
    for customer in CDNOW.customers {
      let bin = min(customer.x, 7)
      customers[bin] += 1
      expected[bin] += Self.cdnow.expectedPurchases(
        x: Double(customer.x), tx: Double(customer.tx) / 7, T: Double(customer.T) / 7, t: 39)
    }
    for (bin, published) in [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403].enumerated() {
      #expect(abs(expected[bin] / customers[bin] - published) < 1e-3)
    }
  }

  @Test func `BTYD's vignette: cumulative orders of the whole cohort, weeks 20 to 25`() {
    let eldest = Double(CDNOW.customers.map(\.T).max() ?? 0) / 7
    for (week, published) in zip(
      20..., [1308.856, 1385.275, 1459.923, 1532.906, 1604.32, 1674.253])
    {
      let expected = CDNOW.customers.reduce(0) { sum, customer in
        let time = Double(week) - (eldest - Double(customer.T) / 7)
        return sum + (time > 0 ? Self.cdnow.expectedPurchasesOfNewCustomer(t: time) : 0)
      }
      // From BTYD's own stop of the fit: it differs by 1e-4 of the value.
      #expect(abs(expected - published) < 0.3)
    }
  }
}
