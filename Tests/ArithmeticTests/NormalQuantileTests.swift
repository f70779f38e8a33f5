import Arithmetic
import Testing

@Suite struct NormalQuantileTests {
  @Test func `it is right to 2e-15 from 1e-300 to the last number before 1`() {
    let worst = Worst("normalQuantile") {
      $0.relativeError(normalQuantile(Lanes(repeating: $0.arguments[0]))[0])
    }
    #expect(worst.count >= 400 && worst.error < 2e-15, "\(worst)")
  }

  @Test func `it is odd around one half`() {
    for p in [0.5, 0.499, 0.25, 0x1p-4, 0x1p-20, 0x1p-50] {
      let low = normalQuantile(Lanes(repeating: p))[0]
      #expect(normalQuantile(Lanes(repeating: 1 - p))[0] == -low)
    }
    #expect(normalQuantile(Lanes(repeating: 0.5))[0] == 0)
  }

  @Test func `a lane does not depend on its neighbours`() {
    let p = Lanes(0.5, 1e-300, 0.9, 0.07, 1e-10, 1 - 0x1p-53, 0.925, 0.3)
    let together = normalQuantile(p)
    for lane in 0..<8 {
      #expect(normalQuantile(Lanes(repeating: p[lane]))[0] == together[lane])
    }
  }

  @Test func `what is no probability has no quantile`() {
    for p in [-0.1, 1.1, .nan, .infinity] {
      #expect(normalQuantile(Lanes(repeating: p))[0].isNaN, "\(p)")
    }
  }
}
