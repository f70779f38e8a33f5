// x = n ln 2 + r with |r| <= ln 2 / 2, so e^x - b = 2^n ((1 - b 2^-n) + (e^r - 1)).
// e^r - 1 = r + r^2 P(r), P of degree 10, truncation error below .01 ulp. The leading part
// (1 - b 2^-n) + r is added exactly, as a sum and its rounding error; what the subtraction of
// n ln 2 lost is carried along too. 2^n is applied as two factors, so that results below 2^-1022
// are rounded once.

extension Elementary {
  /// e^x - b for b = 0 or 1, without the special values.
  @inlinable @inline(__always)
  static func scaledExponential(_ x: Lanes, minusOne: Bool) -> Lanes {
    let shift = Lanes(repeating: 0x1.8p52)
    let shifted = shift.addingProduct(x, Lanes(repeating: 1.4426950408889634))
    let n = shifted - shift
    let high = x.addingProduct(-n, Lanes(repeating: ln2High))
    let low = n * ln2Low
    let r = high - low
    let lost = (high - r) - low

    let r2 = r * r
    let r4 = r2 * r2
    let p01 = Lanes(repeating: 0.5)
      .addingProduct(r, Lanes(repeating: 0.1666666666666667))
    let p23 = Lanes(repeating: 0.04166666666666667)
      .addingProduct(r, Lanes(repeating: 0.008333333333326136))
    let p45 = Lanes(repeating: 0.0013888888888883748)
      .addingProduct(r, Lanes(repeating: 0.00019841269874820627))
    let p67 = Lanes(repeating: 2.4801587325547743e-05)
      .addingProduct(r, Lanes(repeating: 2.7557255400206422e-06))
    let p89 = Lanes(repeating: 2.75572736431103e-07)
      .addingProduct(r, Lanes(repeating: 2.5105217004720745e-08))
    let p810 = p89.addingProduct(r2, Lanes(repeating: 2.0914686968086876e-09))
    let p03 = p01.addingProduct(r2, p23)
    let p47 = p45.addingProduct(r2, p67)
    let p = p03.addingProduct(r4, p47.addingProduct(r4, p810))

    let exponent = shifted.bits &- shift.bits
    var leading = Lanes(repeating: 1)
    if minusOne {
      // 2^-n, taken as 2^-64 for larger n, where it no longer counts.
      let capped = exponent.replacing(with: 64, where: n .> 64)
      leading -= Lanes(bits: (1023 &- capped) &<< 52)
    }
    let sum = leading + r
    let error = r - (sum - leading)
    let y = sum + (error + lost.addingProduct(r2, p))

    // n = half + rest, biased so that the shift works on positive numbers.
    let biased = exponent &+ 2048
    let half = biased &>> 1
    let factor1 = Lanes(bits: (half &- 1) &<< 52)
    let factor2 = Lanes(bits: (biased &- half &- 1) &<< 52)
    return y * factor1 * factor2
  }

  /// e^x.
  ///
  /// Error below 0.6 ulp. **Edge cases**: e^-inf = 0, e^inf = inf; results below 2^-1022 are
  /// subnormal, as they should be; NaN stays NaN.
  @inlinable @inline(__always)
  public static func exp(_ x: Lanes) -> Lanes {
    scaledExponential(x, minusOne: false)
      .replacing(with: .infinity, where: x .> 709.782712893384)
      .replacing(with: 0, where: x .< -745.1332191019412)
  }

  /// e^x - 1, also where e^x is close to 1.
  ///
  /// Error below 1 ulp, mostly below 0.6. **Edge cases**: -0 stays -0; -inf gives -1, inf gives inf;
  /// NaN stays NaN.
  @inlinable
  public static func expMinusOne(_ x: Lanes) -> Lanes {
    scaledExponential(x, minusOne: true)
      .replacing(with: x, where: x.absolute .< 0x1p-54)
      .replacing(with: .infinity, where: x .> 709.782712893384)
      .replacing(with: -1, where: x .< -40)
  }

  /// e^x, the same bits as a lane of the vector form.
  public static func exp(_ x: Double) -> Double { exp(Lanes(repeating: x))[0] }

  /// e^x - 1, the same bits as a lane of the vector form.
  public static func expMinusOne(_ x: Double) -> Double { expMinusOne(Lanes(repeating: x))[0] }

  /// base^exponent for a positive base, as e^(exponent ln base).
  ///
  /// The relative error is about (|exponent ln base| + 1) 2^-53: exact to 1 ulp near 1, to
  /// 700 ulp at the ends of the range. **Edge cases**: a negative base gives NaN; 0^0 and inf^0 too.
  @inlinable
  public static func power(_ base: Lanes, _ exponent: Lanes) -> Lanes {
    exp(exponent * log(base))
  }

  /// base^exponent for a positive base, the same bits as a lane of the vector form.
  public static func power(_ base: Double, _ exponent: Double) -> Double {
    power(Lanes(repeating: base), Lanes(repeating: exponent))[0]
  }
}
