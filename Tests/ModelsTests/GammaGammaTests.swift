import Testing

@testable import Models

/// Published spends: Hardie's spreadsheet to note 025 as lifetimes' tests and documentation repeat it.
@Suite("Gamma-Gamma of one customer")
struct GammaGammaTests {
  @Test(arguments: [
    // Purchases, mean spend, expected value at p 6.25, q 3.74, v 15.44; the sheet, from unrounded
    // parameters, prints 24.65, 18.91, 35.17, 71.46, 27.28.
    (2, 22.35, 24.6637139, 24.65), (1, 11.77, 18.9168521, 18.91), (0, 0, 35.2189781, 35.17),
    (7, 73.74, 71.4696709, 71.46), (2, 25.55, 27.2883858, 27.28),
  ])
  func `Hardie's spreadsheet`(x: Double, mean: Double, precise: Double, printed: Double) {
    let model = GammaGamma(p: 6.25, q: 3.74, v: 15.44)
    let found = model.expectedValue(purchases: x, spend: x * mean)
    #expect(abs(found - precise) < 5e-8)
    #expect(abs(found - printed) < 0.1)
  }

  @Test(arguments: [
    // lifetimes' documentation, fitted to CDNOW rounded to cents.
    (2, 22.35, 24.658619), (1, 11.77, 18.911489), (0, 0, 35.170981), (7, 73.74, 71.462843),
    (2, 25.55, 27.282408),
  ])
  func `lifetimes' documentation`(x: Double, mean: Double, published: Double) {
    let model = GammaGamma(p: 6.2488033206, q: 3.7445880281, v: 15.4477441931)
    #expect(abs(model.expectedValue(purchases: x, spend: x * mean) - published) < 1e-2)
  }

  @Test func `a customer worked out by hand`() {
    // p (v + x m) / (p x + q − 1) = 6 (16 + 105) / (18 + 3) with the parameters of BTYD's manual.
    let model = GammaGamma(p: 6, q: 4, v: 16)
    #expect(abs(model.expectedValue(purchases: 3, spend: 105) - 34.5714285714) < 1e-10)
  }

  @Test func `without purchases it is the base's mean, with many the customer's`() {
    let model = GammaGamma(p: 6, q: 4, v: 16)
    #expect(model.expectedValue(purchases: 0, spend: 0) == 32)
    #expect(abs(model.expectedValue(purchases: 1e9, spend: 5e10) - 50) < 1e-6)
  }

  @Test func `it lies between the customer's mean and the base's`() {
    let model = GammaGamma(p: 6.25, q: 3.74, v: 15.44)
    let base = model.expectedValue(purchases: 0, spend: 0)
    for x in [1.0, 2, 7, 40] {
      for mean in [0.01, 5, 35, 36, 500, 1e6] {
        let found = model.expectedValue(purchases: x, spend: x * mean)
        #expect(found >= min(mean, base) && found <= max(mean, base))
      }
    }
  }
}
