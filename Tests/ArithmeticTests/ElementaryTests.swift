import Arithmetic
import Testing

@Suite struct ElementaryTests {
  @Test func `exp is right to 0.6 ulp`() {
    let worst = Worst("exp") { $0.ulps(Elementary.exp($0.arguments[0])) }
    #expect(worst.count >= 500 && worst.error < 0.6, "\(worst)")
  }

  @Test func `expMinusOne is right to 1 ulp`() {
    let worst = Worst("expm1") { $0.ulps(Elementary.expMinusOne($0.arguments[0])) }
    #expect(worst.count >= 500 && worst.error < 1, "\(worst)")
  }

  @Test func `log is right to 0.8 ulp`() {
    let worst = Worst("log") { $0.ulps(Elementary.log($0.arguments[0])) }
    #expect(worst.count >= 500 && worst.error < 0.8, "\(worst)")
  }

  @Test func `log of one plus x is right to 0.8 ulp`() {
    let worst = Worst("log1p") { $0.ulps(Elementary.log(onePlus: $0.arguments[0])) }
    #expect(worst.count >= 500 && worst.error < 0.8, "\(worst)")
  }

  @Test func `the error of power grows with the logarithm of the result`() {
    let worst = Worst("power") {
      let result = Elementary.power($0.arguments[0], $0.arguments[1])
      return $0.relativeError(result) / ((abs(Elementary.log($0.high)) + 1) * 0x1p-53)
    }
    #expect(worst.count >= 100 && worst.error < 1.5, "\(worst)")
  }

  /// Results that are known without rounding, -0 told from 0.
  @Test func `special values come out exactly`() {
    let infinity = Double.infinity
    let expected: [(String, (Double) -> Double, [(Double, Double)])] = [
      (
        "exp", { Elementary.exp($0) },
        [
          (0, 1), (-0.0, 1), (infinity, infinity), (-infinity, 0), (.nan, .nan), (710, infinity),
          (-746, 0), (-745.1332191019411, .leastNonzeroMagnitude),
          (-708.3964185322641, 2.2250738585072626e-308),
          (709.782712893384, 1.7976931348622732e308), (1e-300, 1), (-1e300, 0), (1e300, infinity),
        ]
      ),
      (
        "expm1", { Elementary.expMinusOne($0) },
        [
          (0, 0), (-0.0, -0.0), (infinity, infinity), (-infinity, -1), (.nan, .nan),
          (.leastNonzeroMagnitude, .leastNonzeroMagnitude), (-1e-300, -1e-300), (-50, -1),
          (-1e300, -1), (710, infinity),
        ]
      ),
      (
        "log", { Elementary.log($0) },
        [
          (0, -infinity), (-0.0, -infinity), (1, 0), (infinity, infinity), (-1, .nan),
          (-infinity, .nan), (.nan, .nan), (.leastNonzeroMagnitude, -744.4400719213812),
          (2, 0.6931471805599453),
          (-Double.leastNonzeroMagnitude, .nan),
        ]
      ),
      (
        "log1p", { Elementary.log(onePlus: $0) },
        [
          (0, 0), (-0.0, -0.0), (-1, -infinity), (-1.5, .nan), (infinity, infinity),
          (-infinity, .nan), (.nan, .nan), (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
          (-1e-300, -1e-300),
          (1e300, 690.7755278982137), (1.7976931348623157e308, 709.782712893384),
        ]
      ),
    ]
    for (name, function, pairs) in expected {
      for (x, y) in pairs { #expect(same(function(x), y), "\(name)(\(x)) = \(function(x))") }
    }
  }

  @Test func `results below the normal range are rounded to the nearest subnormal`() {
    // The nearest doubles, by mpmath.
    #expect(
      abs(Elementary.exp(-720.0) - Double(bitPattern: 0x993_b4dc95)) <= .leastNonzeroMagnitude)
    #expect(abs(Elementary.exp(-740.0) - Double(bitPattern: 0x55)) <= .leastNonzeroMagnitude)
  }

  /// Values of every kind, so that each lane has a neighbour of another kind.
  static let mixed: [Double] = [
    0.3, -0.0, .infinity, -7, .nan, .leastNonzeroMagnitude, 1e300, -1, 1, -745, 2.5, -.infinity,
    0.99999, 40,
    -1e-17, 0x1p-1030, 710, 1e-9, -0.4, 6,
  ]

  @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 20])
  func `a lane equals its scalar twin bit for bit`(count: Int) {
    let values = Array(Self.mixed.prefix(count))
    let pairs: [((Lanes) -> Lanes, (Double) -> Double)] = [
      ({ Elementary.exp($0) }, { Elementary.exp($0) }),
      ({ Elementary.expMinusOne($0) }, { Elementary.expMinusOne($0) }),
      ({ Elementary.log($0) }, { Elementary.log($0) }),
      ({ Elementary.log(onePlus: $0) }, { Elementary.log(onePlus: $0) }),
      ({ Elementary.power($0, Lanes(repeating: 1.5)) }, { Elementary.power($0, 1.5) }),
    ]
    for (vector, scalar) in pairs {
      var result = [Double](repeating: 9, count: count)
      var index = 0
      while index < count {
        var span = result.mutableSpan
        vector(Lanes(loading: values.span, at: index, padding: 0)).store(into: &span, at: index)
        index += 8
      }
      for i in 0..<count { #expect(same(result[i], scalar(values[i])), "\(values[i])") }
    }
  }
}
