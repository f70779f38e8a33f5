import Arithmetic
import Testing

@Suite struct LogGammaTests {
  @Test func `logGamma is right to 2e-15, close to its zeros too`() {
    let worst = Worst("logGamma") { $0.relativeError(logGamma($0.arguments[0])) }
    #expect(worst.count >= 300 && worst.error < 2e-15, "\(worst)")
  }

  @Test func `digamma is right to 1e-14, close to its zero to 4e-15 absolute`() {
    let worst = Worst("digamma") {
      $0.absoluteError(digamma($0.arguments[0])) / max(abs($0.high), 0.25)
    }
    #expect(worst.count >= 300 && worst.error < 1e-14, "\(worst)")
  }

  @Test func `trigamma is right to 2e-15`() {
    let worst = Worst("trigamma") { $0.relativeError(trigamma($0.arguments[0])) }
    #expect(worst.count >= 300 && worst.error < 2e-15, "\(worst)")
  }

  @Test func `the difference of two large values of logGamma keeps its digits`() {
    let worst = Worst("logGammaDifference") {
      let result = logGammaDifference($0.arguments[0], plus: $0.arguments[1])
      return $0.absoluteError(result) / max(abs($0.high), $0.arguments[0] < 1 ? 0.5 : 0)
    }
    #expect(worst.count >= 200 && worst.error < 1e-14, "\(worst)")
  }

  @Test func `zeros, ends and wrong arguments`() {
    #expect(logGamma(1) == 0 && logGamma(2) == 0)
    #expect(logGamma(0) == .infinity && logGamma(.infinity) == .infinity)
    #expect(logGamma(-1).isNaN && logGamma(.nan).isNaN)
    #expect(digamma(0) == -.infinity && digamma(.infinity) == .infinity && digamma(-2).isNaN)
    #expect(trigamma(0) == .infinity && trigamma(.infinity) == 0 && trigamma(-2).isNaN)
    #expect(logGammaDifference(3, plus: 0) == 0 && logGammaDifference(0, plus: 1).isNaN)
    #expect(logGammaDifference(3, plus: -1).isNaN)
  }

  @Test func `the recurrence holds`() {
    for i in 1..<400 {
      let x = 0.031 * Double(i)
      let step = logGamma(x + 1) - logGamma(x)
      #expect(abs(step - Elementary.log(x)) < 2e-14, "x = \(x)")
      #expect(abs(digamma(x + 1) - digamma(x) - 1 / x) < 1e-13 / min(x, 1), "x = \(x)")
      #expect(abs(trigamma(x + 1) - trigamma(x) + 1 / (x * x)) < 1e-12 / min(x * x, 1), "x = \(x)")
      #expect(abs(logGammaDifference(x, plus: 1) - Elementary.log(x)) < 1e-14, "x = \(x)")
    }
  }

  /// Gamma(x) Gamma(1 - x) sin(pi x) = pi at x = 1/2, 1/4, 1/6.
  @Test func `the reflection formula holds`() {
    let logPi = 1.1447298858494002
    for (x, sine) in [(0.5, 1.0), (0.25, 0.5.squareRoot()), (1.0 / 6, 0.5)] {
      #expect(abs(logGamma(x) + logGamma(1 - x) + Elementary.log(sine) - logPi) < 1e-15, "\(x)")
    }
  }

  /// Gamma(x) Gamma(x + 1/2) = 2^(1 - 2x) sqrt(pi) Gamma(2x), across the pieces of the definition.
  @Test func `the duplication formula holds`() {
    for i in 1..<300 {
      let x = 0.05 * Double(i)
      let left = logGamma(x) + logGamma(x + 0.5)
      let right = (1 - 2 * x) * 0.6931471805599453 + 0.5723649429247001 + logGamma(2 * x)
      #expect(abs(left - right) < 3e-14 * max(1, abs(right)), "x = \(x)")
    }
  }
}
