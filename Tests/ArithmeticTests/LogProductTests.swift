import Arithmetic
import TestSupport
import Testing

@Suite struct LogProductTests {
  @Test(arguments: [0, 1, 7, 8, 1000])
  func `the logarithm of a product is the sum of the logarithms`(count: Int) {
    var random = Generator(seed: UInt64(count))
    var product = LogProduct()
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: 8)
    for index in 0..<count {
      // Factors from 2^-60 to 2^60, and eight of them between two settlings.
      var factors = Lanes()
      for lane in 0..<8 {
        factors[lane] = Elementary.exp((random.uniform() - 0.5) * 83)
        sums[lane].add(Elementary.log(factors[lane]))
      }
      product.multiply(by: factors)
      if index % 8 == 7 { product.settle() }
    }
    product.settle()
    // The promise of the error, and the errors of the logarithms that it is compared with.
    let allowed = Double(count) * 0x1p-53 * 42 + 1e-15
    for lane in 0..<8 { #expect(abs(product.logarithm[lane] - sums[lane].value) <= allowed) }
  }

  @Test func `powers of two are exact and never overflow`() {
    var product = LogProduct()
    for power in [1000, -1000, 1000, 1000, -7] {
      product.multiply(
        by: Lanes(repeating: Double(sign: .plus, exponent: power, significand: 1)))
      product.settle()
    }
    #expect(product.logarithm[3] == 1993 * 0.6931471805599453)
    #expect(LogProduct().logarithm == Lanes())
  }

  @Test func `small excesses over 1 are not lost`() {
    // A million factors of 1 + 1e-6 in 1,000 portions: 1e6 log1p(1e-6) = 0.9999995000003333.
    var product = LogProduct()
    for index in 0..<1_000_000 {
      product.multiply(by: Lanes(repeating: 1 + 1e-6))
      if index % 1000 == 999 { product.settle() }
    }
    #expect(abs(product.logarithm[0] - 0.9999995000003333) < 1e-9)
  }
}
