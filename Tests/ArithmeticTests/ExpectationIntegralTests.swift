import Arithmetic
import Testing

@Suite struct ExpectationIntegralTests {
  private static func value(_ reference: Reference) -> Double {
    let v = reference.arguments
    return ExpectationIntegral.value(A: v[0], a: v[1], B: v[2], tau: v[3])
  }

  @Test func `1,500 random arguments are right to 2e-13`() {
    let worst = Worst("integral") { $0.relativeError(Self.value($0)) }
    #expect(worst.count == 1500 && worst.error < 2e-13, "\(worst)")
  }

  @Test func `arguments of customer bases are right to 1e-13`() {
    let worst = Worst("integralTypical") { $0.relativeError(Self.value($0)) }
    #expect(worst.count == 300 && worst.error < 1e-13, "\(worst)")
  }

  /// a = 1, d = 0, a + B <= 1, and the published pathological fits.
  @Test func `arguments at and around the poles of the textbook form are right to 1e-13`() {
    let worst = Worst("integralNamed") { $0.relativeError(Self.value($0)) }
    #expect(worst.count >= 100 && worst.error < 1e-13, "\(worst)")
  }

  /// Cases B13 and B14: published inputs, values to twelve digits by quadrature.
  @Test func `fits that break other programs give their published values`() {
    let b13 = ExpectationIntegral.value(A: 0.11, a: 0.31, B: 0.50, tau: 30 / (2.24 + 1))
    #expect(abs(b13 / 0.564588615533 - 1) < 1e-10)
    let b14 = ExpectationIntegral.value(
      A: 0.5458741247391189, a: 0.0009994943799344323, B: 0.03899022143378801,
      tau: 30 / 13.409316394557274)
    #expect(abs(b14 / 1.20184224084 - 1) < 1e-10)
  }

  /// lifetimes 0.11 and Hardie's spreadsheet, case B3: E[X(t)] of a new customer.
  @Test func `a new customer of CDNOW is expected to order 1.0437 times in 32 weeks`() {
    let g = ExpectationIntegral.value(A: 0.243, a: 0.793, B: 2.426, tau: 78 / 4.414)
    #expect(abs(g - 1.8605190579) < 1e-10)
  }

  @Test func `the two series and the quadrature agree where they serve`() {
    var counts = [0, 0]
    for name in ["integral", "integralTypical", "integralNamed"] {
      for reference in Reference.named(name) {
        let v = reference.arguments
        let (A, B, tau) = (Lanes(repeating: v[0]), Lanes(repeating: v[2]), Lanes(repeating: v[3]))
        let exact = BetaQuadrature(a: v[1], B: v[2]).expectation(A: v[0], tau: v[3])
        #expect(reference.relativeError(exact) < 1e-13, "quadrature at \(v)")
        let results = [
          ExpectationIntegral.series(A: A, a: v[1], B: B, tau: tau)[0],
          ExpectationIntegral.countingSeries(A: A, a: v[1], B: B, tau: tau)[0],
        ]
        for (method, result) in results.enumerated() where result == result {
          counts[method] += 1
          #expect(abs(result / exact - 1) < 1e-12, "method \(method) at \(v)")
        }
      }
    }
    #expect(counts.allSatisfy { $0 > 500 }, "\(counts)")
  }

  /// Arguments that take each of the three methods, in an order that mixes them.
  private static let mixed: (A: [Double], B: [Double], tau: [Double]) = {
    var (A, B, tau): ([Double], [Double], [Double]) = ([], [], [])
    for i in 0..<61 {
      A.append(0.24 + Double((i * 7) % 40))
      B.append(i % 5 == 0 ? 900 : 2.4 + Double((i * 3) % 11))
      tau.append([0, 0.01, 0.7, 3, 12, 80, 5e3, 1e6][(i * 5) % 8])
    }
    A[4] = .nan
    B[9] = -1
    tau[11] = .infinity
    return (A, B, tau)
  }()

  @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 61])
  func `a result does not depend on its neighbours`(count: Int) {
    let (A, B, tau) = (Self.mixed.A, Self.mixed.B, Self.mixed.tau)
    for start in 0...(61 - count) {
      let rows = start..<(start + count)
      let (a1, b1, t1) = (Array(A[rows]), Array(B[rows]), Array(tau[rows]))
      var result = [Double](repeating: 7, count: count)
      var span = result.mutableSpan
      ExpectationIntegral.evaluate(A: a1.span, B: b1.span, tau: t1.span, a: 0.8, into: &span)
      for i in 0..<count {
        let alone = ExpectationIntegral.value(A: a1[i], a: 0.8, B: b1[i], tau: t1[i])
        #expect(same(result[i], alone), "row \(start + i)")
      }
    }
  }

  /// Neighbours with one B may share nodes, but only nodes that either would have built.
  @Test func `shared nodes change no bit`() {
    let tau: [Double] = [5e2, 1e7, 3e3, 2e4, 1e7, 7e2, 4e5, 5e2, 6e2, 1e6]
    let (A, B) = ([Double](repeating: 9, count: 10), [Double](repeating: 11, count: 10))
    var result = [Double](repeating: 7, count: 10)
    var span = result.mutableSpan
    ExpectationIntegral.evaluate(A: A.span, B: B.span, tau: tau.span, a: 0.05, into: &span)
    for i in 0..<10 {
      let alone = ExpectationIntegral.value(A: 9, a: 0.05, B: 11, tau: tau[i])
      #expect(same(result[i], alone), "row \(i)")
    }
  }

  @Test func `a lane of a series does not depend on the other lanes`() {
    let tau = Lanes(0.01, 12, 0.5, 3, 1e-9, 0, 8, 1)
    let A = Lanes(0.2, 3, 40, 7, 1e3, 2, 0.5, 19)
    let B = Lanes(0.5, 30, 4, 17, 1e2, 2, 5.5, 1)
    let both = ExpectationIntegral.series(A: A, a: 0.8, B: B, tau: tau)
    let counting = ExpectationIntegral.countingSeries(A: A, a: 0.8, B: B, tau: tau)
    for lane in 0..<8 {
      let alone = (
        Lanes(repeating: A[lane]), Lanes(repeating: B[lane]), Lanes(repeating: tau[lane])
      )
      let one = ExpectationIntegral.series(A: alone.0, a: 0.8, B: alone.1, tau: alone.2)
      #expect(same(both[lane], one[lane]))
      let two = ExpectationIntegral.countingSeries(A: alone.0, a: 0.8, B: alone.1, tau: alone.2)
      #expect(same(counting[lane], two[lane]))
    }
  }

  @Test(arguments: [0.001, 0.31, 1, 4.5, 300])
  func `G starts at 0, grows with tau, and stays below its bounds`(a: Double) {
    for (A, B) in [(0.2, 0.4), (1, 1), (17.5, 20), (400, 3), (0.5, 5e4)] {
      // E[1 / p], which G tends to, where it exists.
      let limit = a > 1 ? (a + B - 1) / (a - 1) : Double.infinity
      var last = 0.0
      #expect(ExpectationIntegral.value(A: A, a: a, B: B, tau: 0) == 0)
      var tau = 1e-9
      while tau < 1e7 {
        let g = ExpectationIntegral.value(A: A, a: a, B: B, tau: tau)
        #expect(g > 0 && g <= A * tau && g < limit * (1 + 1e-13), "A \(A) B \(B) tau \(tau)")
        #expect(g > (g < 0.999 * limit ? last : last * (1 - 1e-13)), "A \(A) B \(B) tau \(tau)")
        last = g
        tau *= 1.7
      }
      let small = ExpectationIntegral.value(A: A, a: a, B: B, tau: 1e-12)
      #expect(abs(small / (A * 1e-12) - 1) < 1e-9)
    }
  }

  /// A = 1: (1 - 1/(1 + p tau)) / p = tau / (1 + p tau), whose mean over p ~ Beta(1, 1) is
  /// ln(1 + tau).
  @Test func `a uniform dropout probability gives a logarithm`() {
    for tau in [1e-6, 0.3, 2, 50, 1e4, 1e7] {
      let g = ExpectationIntegral.value(A: 1, a: 1, B: 1, tau: tau)
      #expect(abs(g / Elementary.log(onePlus: tau) - 1) < 1e-14, "tau \(tau)")
    }
  }

  @Test func `wrong arguments give NaN`() {
    for bad in [-1, 0, .nan, .infinity] {
      #expect(ExpectationIntegral.value(A: bad, a: 1, B: 1, tau: 1).isNaN)
      #expect(ExpectationIntegral.value(A: 1, a: bad, B: 1, tau: 1).isNaN)
      #expect(ExpectationIntegral.value(A: 1, a: 1, B: bad, tau: 1).isNaN)
      #expect(bad == 0 || ExpectationIntegral.value(A: 1, a: 1, B: 1, tau: bad).isNaN)
    }
  }

  @Test func `spans of different lengths stop the process`() async {
    await #expect(processExitsWith: .failure) {
      var result = [0.0, 0]
      var span = result.mutableSpan
      let one = [1.0]
      ExpectationIntegral.evaluate(A: one.span, B: one.span, tau: one.span, a: 1, into: &span)
    }
  }
}
