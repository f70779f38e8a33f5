// Money is 10^-15 minor units in an Int128, a quantity 10^-15 pieces: what a file says of up to 10^15 minor units
// takes 100 of the 127 bits. Sums and products that leave the rest of them are nil, never wrong.

/// Sums, products and shares of exact money.
enum MoneyArithmetic {
  /// One minor unit, or one piece.
  static let unit = ExactMoney.unit
  /// No row and no order is of more.
  static let largest = Int128(Amount.largest) * unit

  /// The sum, or nil if it is too large.
  static func sum(_ left: Int128, _ right: Int128) -> Int128? {
    let (sum, isTooLarge) = left.addingReportingOverflow(right)
    return isTooLarge ? nil : sum
  }

  /// The price of so many pieces, rounded half to even to 10^-15 minor units; nil if no row may be of so much.
  static func product(price: Int128, quantity: Int128) -> Int128? {
    let (high, low) = price.magnitude.multipliedFullWidth(by: quantity.magnitude)
    // The quotient is within the largest amount only if the product is far below 2^128 × 10^15.
    if high >= unit.magnitude { return nil }
    let (quotient, remainder) = unit.magnitude.dividingFullWidth((high, low))
    let rounded = half(quotient, remainder, of: unit.magnitude)
    if rounded > largest.magnitude { return nil }
    let isNegative = (price < 0) != (quantity < 0)
    return isNegative ? -Int128(rounded) : Int128(rounded)
  }

  /// `whole × part ÷ of`, rounded half to even: the share of an order that a part of its total stands for.
  ///
  /// - Parameters:
  ///   - whole: minor units, not negative.
  ///   - part: exact money, not negative.
  ///   - total: exact money above zero.
  /// - Returns: nil if it is more than any order may be.
  static func share(of whole: Int64, _ part: Int128, of total: Int128) -> Int64? {
    let (high, low) = part.magnitude.multipliedFullWidth(by: UInt128(whole.magnitude))
    if high >= total.magnitude { return nil }
    let (quotient, remainder) = total.magnitude.dividingFullWidth((high, low))
    let rounded = half(quotient, remainder, of: total.magnitude)
    return rounded > UInt128(Amount.largest) ? nil : Int64(rounded)
  }

  /// What `numerator ÷ denominator` is in steps of one `scale`-th of a minor unit, rounded half to even; nil if
  /// it does not fit.
  static func ratio(_ numerator: Int128, _ denominator: Int128, scale: Int128) -> Int64? {
    if denominator == 0 { return nil }
    let (high, low) = numerator.magnitude.multipliedFullWidth(by: scale.magnitude)
    if high >= denominator.magnitude { return nil }
    let (quotient, remainder) = denominator.magnitude.dividingFullWidth((high, low))
    guard let value = Int64(exactly: half(quotient, remainder, of: denominator.magnitude)) else {
      return nil
    }
    return (numerator < 0) != (denominator < 0) ? -value : value
  }

  /// The quotient, rounded half to even by its remainder.
  private static func half(
    _ quotient: UInt128, _ remainder: UInt128, of divisor: UInt128
  ) -> UInt128 {
    // Twice the remainder may not fit; the divisor without it does.
    let rest = divisor - remainder
    let isUp = remainder > rest || (remainder == rest && quotient % 2 == 1)
    return isUp && quotient < .max ? quotient + 1 : quotient
  }
}

extension Amount {
  /// Exact money, rounded once, half to even; nil if it is more than any order may be.
  init?(rounding exact: Int128) {
    let unit = ExactMoney.unit
    var (minor, rest) = exact.quotientAndRemainder(dividingBy: unit)
    if rest.magnitude * 2 > unit.magnitude
      || (rest.magnitude * 2 == unit.magnitude && minor % 2 != 0)
    {
      let step: Int128 = exact < 0 ? -1 : 1
      minor += step
      rest -= step * unit
    }
    guard minor.magnitude <= Amount.largest.magnitude else { return nil }
    self.init(minor: Int64(minor), residual: Int64(rest))
  }
}
