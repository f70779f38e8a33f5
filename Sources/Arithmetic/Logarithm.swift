// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2). With s = f / (2 + f)
//
//   ln(1 + f) = 2 s + s R(s^2) = f - (f^2/2 - s (f^2/2 + R))
//
// where the last form keeps f exact (fdlibm, e_log.c, Sun Microsystems 1993). For ln(1 + x) the
// rounding error c of 1 + x is exact by two-sum and enters as c 2^-k / (1 + f), a correction of at
// most an ulp or two, for which 1 / (1 + f) to four digits is enough.

extension Elementary {
  /// k ln 2 + ln(1 + f) + correction.
  @inlinable @inline(__always)
  static func logarithm(k: Lanes, f: Lanes, correction: Lanes) -> Lanes {
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let r01 = Lanes(repeating: 0.666666666666667)
      .addingProduct(z, Lanes(repeating: 0.39999999999899444))
    let r23 = Lanes(repeating: 0.2857142862600327)
      .addingProduct(z, Lanes(repeating: 0.22222211130259878))
    let r45 = Lanes(repeating: 0.18182889455674947)
      .addingProduct(z, Lanes(repeating: 0.15331710618210773))
    let r46 = r45.addingProduct(z2, Lanes(repeating: 0.14616585424888623))
    let r = z * r01.addingProduct(z2, r23.addingProduct(z2, r46))
    let half = f * f * 0.5
    let small = correction.addingProduct(k, Lanes(repeating: ln2Low))
    return (k * ln2High) - ((half - small.addingProduct(s, half + r)) - f)
  }

  /// The bits of positive normal x, moved so that their exponent field is k + 1023.
  @inlinable @inline(__always)
  static func centred(_ x: Lanes) -> SIMD8<UInt64> {
    x.bits &+ SIMD8(repeating: 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd)
  }

  /// 1 + f from centred bits.
  @inlinable @inline(__always)
  static func significand(_ centred: SIMD8<UInt64>) -> Lanes {
    Lanes(bits: (centred & 0x000f_ffff_ffff_ffff) &+ SIMD8(repeating: 0x3fe6_a09e_667f_3bcd))
  }

  /// k from centred bits.
  @inlinable @inline(__always)
  static func exponent(_ centred: SIMD8<UInt64>) -> Lanes {
    Lanes(bits: (centred &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
  }

  /// ln x.
  ///
  /// Error below 0.9 ulp. **Edge cases**: ln 0 = -inf (also -0), ln inf = inf, a negative x gives
  /// NaN, NaN stays NaN; subnormal x are exact inputs like any other.
  @inlinable
  public static func log(_ x: Lanes) -> Lanes {
    let bits = centred(x)
    let y = logarithm(k: exponent(bits), f: significand(bits) - 1, correction: Lanes(repeating: 0))
    let isNormal = (x .>= 0x1p-1022) .& (x .< .infinity)
    return anyLane(.!isNormal) ? repairedLog(x, y) : y
  }

  /// `y` with the right values where x is not a positive normal number.
  @inline(never) @usableFromInline
  static func repairedLog(_ x: Lanes, _ y: Lanes) -> Lanes {
    let bits = centred(x * 0x1p54)
    let subnormal = logarithm(
      k: exponent(bits) - 54, f: significand(bits) - 1, correction: Lanes(repeating: 0))
    return y.replacing(with: subnormal, where: x .< 0x1p-1022)
      .replacing(with: -.infinity, where: x .== 0)
      .replacing(with: x, where: x .== .infinity)
      .replacing(with: .nan, where: .!(x .>= 0))
  }

  /// ln(1 + x), also where x is small.
  ///
  /// Error below 0.9 ulp. **Edge cases**: x = -1 gives -inf, x < -1 gives NaN; -0 stays -0; inf
  /// stays inf and NaN stays NaN.
  @inlinable @inline(__always)
  public static func log(onePlus x: Lanes) -> Lanes {
    let u = 1 + x
    let one = u - x
    let rounded = (x - (u - one)) + (1 - one)
    let bits = centred(u)
    let k = exponent(bits)
    let f = significand(bits) - 1
    let inverse = Lanes(repeating: 1.000026065388144).addingProduct(
      f,
      Lanes(repeating: -0.999270589524006).addingProduct(
        f,
        Lanes(repeating: 0.9952144632388238).addingProduct(
          f,
          Lanes(repeating: -1.0295112439888676).addingProduct(
            f,
            Lanes(repeating: 1.1401019094252105).addingProduct(
              f, Lanes(repeating: -0.8358757206264986))))))
    let scale = Lanes(bits: (2046 &- (bits &>> 52)) &<< 52)
    let near = k .== 0
    let correction = (rounded * scale * inverse)
      .replacing(with: 0, where: near .| (x .> 0x1p60))
    let y = logarithm(k: k, f: f.replacing(with: x, where: near), correction: correction)
    let isRegular = (x .> -1) .& (x .< .infinity) .& (x .!= 0)
    return anyLane(.!isRegular) ? repairedLogOnePlus(x, y) : y
  }

  /// `y` with the right values where x is 0, -1, below, infinite or NaN.
  @inline(never) @usableFromInline
  static func repairedLogOnePlus(_ x: Lanes, _ y: Lanes) -> Lanes {
    y.replacing(with: -.infinity, where: x .== -1)
      .replacing(with: x, where: (x .== .infinity) .| (x .== 0))
      .replacing(with: .nan, where: .!(x .>= -1))
  }

  /// ln x, the same bits as a lane of the vector form.
  public static func log(_ x: Double) -> Double { log(Lanes(repeating: x))[0] }

  /// ln(1 + x), the same bits as a lane of the vector form.
  public static func log(onePlus x: Double) -> Double { log(onePlus: Lanes(repeating: x))[0] }
}
