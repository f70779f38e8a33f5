/// The sum of the logarithms of many positive numbers, taken as the logarithm of their product, in each
/// of eight lanes.
///
/// A factor costs one multiplication where its logarithm costs 25 operations. The product is kept as
/// significand and exponent, and so never overflows as long as the caller settles it in time.
///
/// Error of the sum: below 2^-53 for each factor, absolute, plus 1 ulp.
public struct LogProduct: Sendable {
  /// The factors since the last `settle`, times a significand from 1 to 2.
  @usableFromInline var product = Lanes(repeating: 1)
  /// The exponents taken out so far.
  @usableFromInline var exponents = SIMD8<UInt64>()

  /// The product of no factors.
  @inlinable
  public init() {}

  /// Multiplies by a factor in each lane.
  ///
  /// - Precondition: the product of the factors since the last `settle` lies between 2^-1021 and
  ///   2^1022.
  @inlinable @inline(__always)
  public mutating func multiply(by factors: Lanes) { product *= factors }

  /// Takes the exponents out of the product.
  @inlinable @inline(__always)
  public mutating func settle() {
    let bits = product.bits
    // Modulo 2^64: negative exponents are sums like any other.
    exponents &+= (bits &>> 52) &- 1023
    product = Lanes(bits: (bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000)
  }

  /// The logarithm of each lane's product.
  @inlinable
  public var logarithm: Lanes {
    // An exponent, below 2^51 in size, becomes a double by way of the significand of 1.5 2^52.
    let whole = Lanes(bits: exponents &+ 0x4338_0000_0000_0000) - 0x1.8p52
    return whole * Elementary.ln2High + (whole * Elementary.ln2Low + Elementary.log(product))
  }
}
