import Testing

@testable import Models

@Suite struct PurchaseCountTests {
  @Test func `equal the BTYD manual`() {
    // BTYD manual, bgnbd.pmf, via the tests of lifetimes.
    let model = BetaGeometric(.bg, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
    #expect(abs(model.probability(ofPurchases: 10, byNewCustomerWithin: 2) - 1.07869e-07) < 1e-12)
    #expect(abs(model.probability(ofPurchases: 0, byNewCustomerWithin: 39) - 0.5737864) < 1e-7)
    let published = [
      0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638, 0.0005517902,
      0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260,
    ]
    for (n, expected) in zip(11...20, published) {
      let found = model.probability(ofPurchases: n, byNewCustomerWithin: 30)
      #expect(abs(found - expected) < 1e-9, "n = \(n): \(found)")
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `sum to one, and their mean is the expected number`(_ family: BetaGeometric.Family) {
    let model = BetaGeometric(family, r: 0.7, alpha: 3, a: 1.3, b: 2.1)
    for t in [0.5, 5, 20] {
      let masses = (0...600).map { model.probability(ofPurchases: $0, byNewCustomerWithin: t) }
      #expect(abs(masses.reduce(0, +) - 1) < 1e-12)
      let mean = masses.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      #expect(relativeError(mean, model.expectedPurchasesOfNewCustomer(t: t)) < 1e-11)
      #expect(masses.allSatisfy { $0 >= -1e-16 })
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `of a customer with a history sum to one, and their mean is the expected number`(
    _ family: BetaGeometric.Family
  ) {
    let model = BetaGeometric(family, r: 0.7, alpha: 3, a: 1.3, b: 2.1)
    for (x, tx, T, t) in [(0.0, 0.0, 5.0, 10.0), (2, 4, 5, 10), (9, 3, 8, 2)] {
      let masses = (0...600).map {
        model.probability(ofPurchases: $0, within: t, x: x, tx: tx, T: T)
      }
      #expect(abs(masses.reduce(0, +) - 1) < 1e-12)
      let mean = masses.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      #expect(relativeError(mean, model.expectedPurchases(x: x, tx: tx, T: T, t: t)) < 1e-11)
      let order =
        model.probabilityAlive(x: x, tx: tx, T: T)
        * model.orderProbabilityIfAlive(x: x, T: T, t: t)
      #expect(abs(masses[0] + order - 1) < 1e-14)
    }
  }
}
