import Testing

@testable import Models

/// Against mpmath: fixtures/reference/models.tsv.
///
/// The first 126 customers and 16 newcomers are
/// published models at published points, the others are parameters that break other packages.
@Suite("BG/NBD and MBG/NBD of one customer")
struct BetaGeometricTests {
  /// x, t_x, T, t of a customer line, then P(alive), expected purchases, log-likelihood.
  static func each(_ body: (BetaGeometric, [Double], [Double]) -> Void) -> Int {
    let lines = Reference.named("customer")
    for line in lines {
      body(line.model, Array(line.numbers[4..<8]), Array(line.numbers[8...]))
    }
    return lines.count
  }

  // Largest errors measured: P(alive) 4e-15, expected purchases 3.4e-14, log-likelihood 2.5e-15,
  // newcomers 5e-15.

  @Test func `P(alive) has fourteen digits`() {
    var worst = Worst()
    let count = Self.each { model, at, values in
      let found = model.probabilityAlive(x: at[0], tx: at[1], T: at[2])
      worst.see(relativeError(found, values[0]), at: at)
    }
    #expect(count == 266)
    #expect(worst.error < 2e-14, "\(worst)")
  }

  @Test func `expected purchases have thirteen digits`() {
    var worst = Worst()
    _ = Self.each { model, at, values in
      let found = model.expectedPurchases(x: at[0], tx: at[1], T: at[2], t: at[3])
      worst.see(relativeError(found, values[1]), at: at)
    }
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test func `the log-likelihood has fourteen digits`() {
    var worst = Worst()
    _ = Self.each { model, at, values in
      let found = model.logLikelihood(x: at[0], tx: at[1], T: at[2])
      worst.see(abs(found - values[2]) / max(1, abs(values[2])), at: at)
    }
    #expect(worst.error < 1e-14, "\(worst)")
  }

  @Test func `expected purchases of a new customer have thirteen digits`() {
    var worst = Worst()
    let lines = Reference.named("newcomer")
    #expect(lines.count == 44)
    for line in lines {
      let found = line.model.expectedPurchasesOfNewCustomer(t: line.numbers[4])
      worst.see(relativeError(found, line.numbers[5]), at: line.numbers)
    }
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `a customer whom nobody can have lost is alive`(family: BetaGeometric.Family) {
    let model = BetaGeometric(family, r: 0.5, alpha: 40, a: 0.8, b: 2.5)
    let fresh = model.probabilityAlive(x: 0, tx: 0, T: 0)
    // MBG: the first purchase may have been the last, with probability a / (a + b).
    let expected = family == .bg ? 1 : 2.5 / 3.3
    #expect(abs(fresh - expected) < 1e-15)
  }

  @Test func `a one-time buyer of BG-NBD never drops out, of MBG-NBD does`() {
    let bg = BetaGeometric(.bg, r: 0.5, alpha: 40, a: 0.8, b: 2.5)
    let mbg = BetaGeometric(.mbg, r: 0.5, alpha: 40, a: 0.8, b: 2.5)
    #expect(bg.probabilityAlive(x: 0, tx: 0, T: 5000) == 1)
    #expect(bg.logDropoutOdds(x: 0, tx: 0, T: 5000) == -.infinity)
    #expect(mbg.probabilityAlive(x: 0, tx: 0, T: 5000) < 0.3)
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `without dropout both are the NBD`(family: BetaGeometric.Family) {
    // a -> 0: nobody drops out, and purchases are Poisson with a Gamma rate (Ehrenberg 1959), of mean
    // (r + x) / (alpha + T) per day.
    let model = BetaGeometric(family, r: 0.7, alpha: 30, a: 1e-12, b: 4)
    #expect(abs(model.expectedPurchases(x: 3, tx: 50, T: 60, t: 90) / (3.7 / 90 * 90) - 1) < 1e-9)
    #expect(abs(model.probabilityAlive(x: 3, tx: 50, T: 60) - 1) < 1e-11)
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `the wait's share is the probability of an order by then`(family: BetaGeometric.Family) {
    let model = BetaGeometric(family, r: 0.25, alpha: 31, a: 0.8, b: 2.5)
    for x in [0.0, 1, 7, 200, 100_000] {
      for share in [0.25, 0.5, 0.75] {
        let wait = model.wait(share: share, x: x, tx: 200)
        // At the time of the last order the customer is alive and T = t_x.
        let found = model.orderProbabilityIfAlive(x: x, T: 200, t: wait)
        #expect(abs(found - share) < 1e-14)
      }
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `the median wait is the closed form of the due date`(family: BetaGeometric.Family) {
    let model = BetaGeometric(family, r: 0.5, alpha: 40, a: 0.8, b: 2.5)
    // (40 + 60) (2^(1/2.5) - 1); 2^0.4 = 1.3195079107728942.
    #expect(abs(model.wait(share: 0.5, x: 2, tx: 60) - 31.95079107728942) < 1e-12)
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `nothing is expected in no time, and more in more`(family: BetaGeometric.Family) {
    let model = BetaGeometric(family, r: 0.5, alpha: 40, a: 0.8, b: 2.5)
    #expect(model.expectedPurchasesIfAlive(x: 2, T: 60, t: 0) == 0)
    #expect(model.orderProbabilityIfAlive(x: 2, T: 60, t: 0) == 0)
    var last = (0.0, 0.0)
    for t in stride(from: 1.0, through: 2000, by: 1) {
      let next = (
        model.expectedPurchasesIfAlive(x: 2, T: 60, t: t),
        model.orderProbabilityIfAlive(x: 2, T: 60, t: t)
      )
      #expect(next.0 > last.0 && next.1 > last.1 && next.0 > next.1)
      last = next
    }
  }

  @Test func `extreme histories underflow without NaN`() {
    // lifetimes, test_no_runtime_warnings_high_frequency: P(alive) of x = 1000 within the first tenth
    // of the time is zero to any double, and nothing on the way to it overflows.
    let model = BetaGeometric(
      .bg, r: 0.2425929066, alpha: 4.4135314533, a: 0.7928860554, b: 2.4257529559)
    #expect(model.probabilityAlive(x: 1000, tx: 10, T: 100) == 0)
    #expect(model.expectedPurchases(x: 1000, tx: 10, T: 100, t: 39) == 0)
    #expect(model.logLikelihood(x: 100_000, tx: 10, T: 1e6).isFinite)
  }
}
