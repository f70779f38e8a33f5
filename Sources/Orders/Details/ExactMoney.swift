/// Money or a quantity before it is rounded.
struct ExactMoney: Sendable, Equatable {
  /// 10^-15 minor units; of a quantity 10^-15 pieces.
  var femto: Int128

  /// One minor unit, or one piece.
  static let unit: Int128 = 1_000_000_000_000_000
  /// One piece, or one minor unit.
  static let one = ExactMoney(femto: unit)
  /// Nothing.
  static let zero = ExactMoney(femto: 0)
  /// No money is more than so much, as no amount is: 10^15 minor units.
  private static let largest: UInt128 = 1_000_000_000_000_000_000_000_000_000_000
}

extension ExactMoney {
  /// An amount with what was left over when it was rounded.
  init(_ amount: Amount) {
    femto = Int128(amount.minor) * Self.unit + Int128(amount.residual)
  }

  /// A quotient of a division with the sign of its remainder; nil if it is too large.
  ///
  /// The remainder is dropped, but never so that what lies beside the middle of two minor units comes to lie
  /// in it: whoever rounds this rounds the exact number.
  init?(_ quotient: Int128, rest: Int128) {
    guard quotient.magnitude <= Self.largest else { return nil }
    femto = quotient
    if rest != 0 && quotient % Self.unit == rest * (Self.unit / 2) { femto += rest }
  }

  /// Reads a decimal number with a point, as `Amount.parse` does but without rounding it; nil if it is none or
  /// exceeds 10^15.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>, scale: Int) -> ExactMoney? {
    var text = range
    while let first = text.first, bytes[first] == 0x20 { text.removeFirst() }
    while let last = text.last, bytes[last] == 0x20 { text.removeLast() }
    guard let number = DecimalText(bytes, text) else { return nil }
    // Of a long text that is a binary number, the amount is that number or its shortest decimal.
    if number.isPrintedBinary {
      return Amount.parse(bytes, text, scale: scale).map { ExactMoney($0) }
    }
    return number.exact(scale: scale)
  }

  /// Rounded half to even to minor units, with what that leaves over; nil if it is more than an order can be.
  func rounded() -> Amount? {
    var (minor, rest) = femto.quotientAndRemainder(dividingBy: Self.unit)
    let twice = rest.magnitude * 2
    if twice > Self.unit.magnitude || (twice == Self.unit.magnitude && minor % 2 != 0) {
      let step: Int128 = femto < 0 ? -1 : 1
      minor += step
      rest -= step * Self.unit
    }
    guard minor.magnitude <= UInt128(Amount.largest) else { return nil }
    return Amount(minor: Int64(minor), residual: Int64(rest))
  }

  /// This many times as much, exactly as far as rounding can see; nil if it is too large.
  func times(_ quantity: ExactMoney) -> ExactMoney? { times(quantity.femto, decimals: 15) }

  /// `factor` × 10^-`decimals` times as much, exactly as far as rounding can see; nil if it is too large.
  ///
  /// - Precondition: `decimals` is 0 to 38.
  func times(_ factor: Int128, decimals: Int) -> ExactMoney? {
    let divisor = Int128.powersOfTen[decimals]
    let (product, isLong) = femto.multipliedReportingOverflow(by: factor)
    if !isLong {
      let (quotient, rest) = product.quotientAndRemainder(dividingBy: divisor)
      return ExactMoney(quotient, rest: rest.signum())
    }
    let sign: Int128 = (femto < 0) == (factor < 0) ? 1 : -1
    let wide = femto.magnitude.multipliedFullWidth(by: factor.magnitude)
    guard wide.high < divisor.magnitude else { return nil }
    let (quotient, rest) = divisor.magnitude.dividingFullWidth(wide)
    guard quotient <= Self.largest else { return nil }
    return ExactMoney(sign * Int128(quotient), rest: rest == 0 ? 0 : sign)
  }
}
