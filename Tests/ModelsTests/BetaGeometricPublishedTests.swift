import Testing

@testable import Models

/// Points that papers, their spreadsheets and other packages print.
///
/// Times are weeks.
///
/// Hardie: Bruce Hardie's notes and spreadsheets for Fader, Hardie and Lee (2005), as tests of the
/// Python package lifetimes repeat them. BTYD: vignette and manual of the R package. pymc: tests of
/// pymc-marketing. A tolerance is that of the printed digits.
///
/// Not here: probabilities of n purchases in a span (BTYD's pmf), which the engine does not have.
@Suite("Published points of BG/NBD and MBG/NBD")
struct BetaGeometricPublishedTests {
  /// Hardie's parameters, three digits.
  static let hardie = BetaGeometric(.bg, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
  /// BG/NBD's maximum on CDNOW, see BetaGeometricFitTests.
  static let bg = BetaGeometric(
    .bg, r: 0.2425945211, alpha: 4.4136022565, a: 0.7929221105, b: 2.4259071280)
  /// BTYD's estimates as its vignette prints them.
  static let btyd = BetaGeometric(
    .bg, r: 0.2425982, alpha: 4.4136842, a: 0.7929899, b: 2.4261667)

  @Test func `Hardie's first customer: 1.226 orders in 39 weeks`() {
    // Note 004: 1.226. Further digits: 30-digit mpmath.
    let found = Self.hardie.expectedPurchases(x: 2, tx: 30.43, T: 38.86, t: 39)
    #expect(abs(found - 1.226) < 5e-4)
    #expect(relativeError(found, 1.22602817477) < 1e-11)
    let alive = Self.hardie.probabilityAlive(x: 2, tx: 30.43, T: 38.86)
    #expect(relativeError(alive, 0.726578570081) < 1e-12)
    let exact = Self.bg.expectedPurchases(x: 2, tx: 213.0 / 7, T: 272.0 / 7, t: 39)
    #expect(relativeError(exact, 1.22599443612) < 1e-11)
  }

  @Test(
    arguments: [
      // Hardie's spreadsheet prints four digits (lifetimes); the others are mpmath at these parameters.
      (1.0 / 7, 0.0078, 0.00781), (1, 0.0532, 0.0531842885), (3, 0.1506, 0.1506308311),
      (223.0 / 7, 1.0405, 1.0404900652), (32, 1.0437, 1.0437319931), (78, 1.8576, 1.8579582911),
    ] as [(Double, Double, Double)])
  func `a new customer's orders`(t: Double, published: Double, precise: Double) {
    let found = Self.bg.expectedPurchasesOfNewCustomer(t: t)
    // The sheet's last value carries its own rounded parameters: three digits of it hold.
    #expect(abs(found - published) < (t == 78 ? 5e-4 : 6e-5))
    #expect(relativeError(found, precise) < (t < 1 ? 1e-3 : 1e-8))
  }

  @Test func `BTYD's vignette: 1.444004 orders in a year`() {
    let found = Self.btyd.expectedPurchasesOfNewCustomer(t: 52)
    #expect(abs(found - 1.444004) < 1e-6)
    #expect(relativeError(found, 1.44400480104) < 1e-11)
  }

  @Test func `BTYD's vignette: customer 1516`() {
    // Prints 25.75659 and 0.9688523, from parameters of more digits than it prints.
    let found = Self.btyd.expectedPurchases(x: 26, tx: 216.0 / 7, T: 31, t: 52)
    #expect(abs(found - 25.75659) < 1e-4)
    #expect(abs(found - 25.7565377) < 1e-7)
    let alive = Self.btyd.probabilityAlive(x: 26, tx: 216.0 / 7, T: 31)
    #expect(abs(alive - 0.9688523) < 5e-7)
    #expect(abs(alive - 0.968852151) < 1e-9)
  }

  @Test func `BTYD's vignette: more orders long ago promise fewer`() {
    // "The increasing frequency paradox."
    let model = BetaGeometric(
      .bg, r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164)
    for (x, published) in [
      (10, 0.3474606), (15, 0.04283391), (20, 0.004158973), (25, 0.0003583685),
    ] {
      let found = model.expectedPurchases(x: Double(x), tx: 20, T: 39, t: 52)
      #expect(relativeError(found, published) < 1e-6)
    }
  }

  @Test func `lifetimes' quickstart: the best customers of next week`() {
    // Fit to rounded weeks: r, alpha, a, b as refitted to ten digits.
    let model = BetaGeometric(
      .bg, r: 0.2425929066, alpha: 4.4135314533, a: 0.7928860554, b: 2.4257529559)
    for (x, tx, T, published) in [
      (18.0, 35.14, 35.86, 0.424877), (19, 34.00, 34.14, 0.474738), (17, 28.43, 28.86, 0.486526),
      (29, 37.71, 38.00, 0.662396), (26, 30.86, 31.00, 0.710623),
    ] {
      let found = model.expectedPurchases(x: x, tx: tx, T: T, t: 1)
      #expect(abs(found - published) < 1e-6)
    }
  }

  @Test func `pymc's tests: the log-likelihood of one customer`() {
    // tests/clv/models/test_beta_geo.py (after Hardie's note 027) and test_modified_beta_geo.py.
    let bg = BetaGeometric(.bg, r: 0.25, alpha: 4, a: 0.8, b: 2.5)
    #expect(abs(bg.logLikelihood(x: 0, tx: 0, T: 40) + 0.59947382) < 1e-8)
    #expect(abs(bg.logLikelihood(x: 200, tx: 38, T: 40) - 100.7957) < 1e-5)
    #expect(abs(bg.logLikelihood(x: 200, tx: 38, T: 40) - 100.795693093) < 1e-9)
    let mbg = BetaGeometric(.mbg, r: 0.25, alpha: 4, a: 0.8, b: 2.5)
    #expect(abs(mbg.logLikelihood(x: 0, tx: 0, T: 40) + 0.41792826) < 1e-8)
    #expect(abs(mbg.logLikelihood(x: 0, tx: 0, T: 40) + 0.417928262045) < 1e-12)
    #expect(abs(mbg.logLikelihood(x: 200, tx: 38, T: 40) - 100.7869) < 1e-4)
    #expect(abs(mbg.logLikelihood(x: 200, tx: 38, T: 40) - 100.786909761) < 1e-9)
  }

  @Test(arguments: [
    (2, 30.43, -9.4586063), (1, 1.71, -4.4690933), (0, 0, -0.5547133), (7, 29.43, -21.8632763),
    (1, 5.00, -4.8639231), (2, 35.71, -9.5356766), (5, 24.43, -17.3581024),
    (10, 34.14, -27.3131996), (1, 4.86, -4.8511243),
  ])
  func `Hardie's spreadsheet: log-likelihoods`(x: Double, tx: Double, precise: Double) {
    // The sheet's column, from unrounded parameters, agrees to 2e-3 (−9.4596, −4.4711, −.5538, …); the
    // values here are mpmath's at the rounded ones.
    #expect(abs(Self.hardie.logLikelihood(x: x, tx: tx, T: 38.86) - precise) < 1e-7)
  }

  @Test func `lifetimes' issue 302: a + b below 1`() {
    // lifetimes returns NaN. Value: mpmath.
    let model = BetaGeometric(.bg, r: 0.11, alpha: 2.24, a: 0.31, b: 0.50)
    let found = model.expectedPurchases(x: 0, tx: 0, T: 1, t: 30)
    #expect(relativeError(found, 0.564588615533) < 1e-12)
  }

  @Test func `lifetimes' pull request 206: a close to zero`() {
    let model = BetaGeometric(
      .bg, r: 0.5458741247391189, alpha: 13.409316394557274, a: 0.0009994943799344323,
      b: 0.03899022143378801)
    let new = model.expectedPurchasesOfNewCustomer(t: 30)
    #expect(relativeError(new, 1.20184224084) < 1e-11)
    let once = model.expectedPurchases(x: 0, tx: 0, T: 100, t: 30)
    #expect(relativeError(once, 0.143791136173) < 1e-11)
    let five = model.expectedPurchases(x: 5, tx: 50, T: 100, t: 30)
    #expect(relativeError(five, 1.45774633677) < 1e-11)
  }

  @Test func `the probability of an order within 39 weeks`() {
    // The closed form at Hardie's parameters, mpmath.
    for (x, tx, published) in [(2.0, 30.43, 0.554627137917), (0, 0, 0.144550540783)] {
      let found =
        Self.hardie.probabilityAlive(x: x, tx: tx, T: 38.86)
        * Self.hardie.orderProbabilityIfAlive(x: x, T: 38.86, t: 39)
      #expect(relativeError(found, published) < 1e-11)
    }
  }

  @Test func `MBG-NBD's customers`() {
    // No package prints these right (lifetimes' test repeats BG's numbers); mpmath at the parameters
    // that BTYDplus prints for CDNOW.
    let mbg = BetaGeometric(.mbg, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614)
    for (x, tx, orders, alive) in [
      (2.0, 30.43, 1.26296062327, 0.706202265118), (0, 0, 0.154012746675, 0.389735080919),
    ] {
      let found = mbg.expectedPurchases(x: x, tx: tx, T: 38.86, t: 39)
      #expect(relativeError(found, orders) < 1e-11)
      let probability = mbg.probabilityAlive(x: x, tx: tx, T: 38.86)
      #expect(relativeError(probability, alive) < 1e-11)
    }
    for (t, orders) in [
      (1.0, 0.0530847953), (39, 1.1829536656), (52, 1.4197237577), (78, 1.8047575775),
    ] {
      let found = mbg.expectedPurchasesOfNewCustomer(t: t)
      #expect(relativeError(found, orders) < 1e-9)
    }
  }

  @Test func `MBG-NBD on a grocer: more orders long ago promise fewer`() {
    // MBG/NBD's maximum on BTYDplus' groceryElog (see BetaGeometricFitTests); mpmath.
    let model = BetaGeometric(
      .mbg, r: 1.25692134, alpha: 6.0391425, a: 0.36827662, b: 0.71576367)
    for (x, alive, orders) in [
      (1, 0.250002369, 0.442111157), (2, 0.140885052, 0.360087904),
      (3, 0.0651909854, 0.217980004), (4, 0.026771837, 0.110613141),
      (5, 0.0102565961, 0.0504601606),
    ] {
      let probability = model.probabilityAlive(x: Double(x), tx: 12, T: 52)
      #expect(relativeError(probability, alive) < 1e-7)
      let found = model.expectedPurchases(x: Double(x), tx: 12, T: 52, t: 52)
      #expect(relativeError(found, orders) < 1e-7)
    }
  }
}
