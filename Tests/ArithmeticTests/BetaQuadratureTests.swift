import Arithmetic
import Testing

@Suite struct BetaQuadratureTests {
  @Test func `a larger reach changes nothing but the last digits`() {
    for (a, B) in [(1e-5, 1e6), (0.001, 0.04), (0.8, 2.4), (4, 1e3), (1e5, 1e-3), (1e5, 1e6)] {
      let wide = BetaQuadrature(a: a, B: B)
      for (A, tau) in [(0.2, 1e-3), (3, 10), (50, 40)] {
        let narrow = BetaQuadrature(a: a, B: B, reach: (A + 1) * tau)
        let ratio = narrow.expectation(A: A, tau: tau) / wide.expectation(A: A, tau: tau)
        #expect(abs(ratio - 1) < 2e-14, "a \(a) B \(B) A \(A) tau \(tau)")
      }
    }
  }

  /// At A tau -> 0 the integrand is A tau everywhere, whatever the weights.
  @Test func `constants are integrated exactly`() {
    for (a, B) in [(1e-5, 1e6), (1e-5, 1e-3), (0.8, 2.4), (1e5, 1e-3), (1e5, 1e6)] {
      let g = BetaQuadrature(a: a, B: B).expectation(A: 1e-3, tau: 1e-17)
      #expect(abs(g / 1e-20 - 1) < 1e-14, "a \(a) B \(B)")
    }
  }

  /// All weight sits at p = 1, whose odds dwarf those of the leftmost nodes.
  @Test func `a vanishing B leaves p = 1`() {
    let g = BetaQuadrature(a: 0.01, B: 1e-20).expectation(A: 2, tau: 3)
    #expect(abs(g / (15.0 / 16) - 1) < 1e-14)
  }

  @Test func `no dropout parameter of zero`() async {
    await #expect(processExitsWith: .failure) { _ = BetaQuadrature(a: 0, B: 1) }
  }
}
