internal import Columns

/// An amount as read: minor units, and what rounding to them left over.
public struct Amount: Sendable, Equatable {
  /// Minor units, rounded half to even.
  public var minor: Int64
  /// Written minus rounded, in 10^-15 minor units.
  public var residual: Int64

  /// That of an order in a file without amounts.
  static let nothing = Amount(minor: 0, residual: 0)

  /// No order is larger than this many minor units; larger amounts are rejected.
  static let largest: Int64 = 1_000_000_000_000_000

  /// Reads a decimal number: sign, digits, point, digits, exponent, with blanks around.
  ///
  /// The text is an exact decimal, rounded once, half to even, to `scale` digits. A text with 16 or
  /// more significant digits and decimals is how programs print binary floating-point: it is taken as
  /// that number, which is exact if rounding to `scale` digits gives the same number back, else it is
  /// the shortest decimal that does.
  ///
  /// - Returns: nil if the text is not a number or exceeds 10^15 minor units.
  package static func parse(_ bytes: [UInt8], _ range: Range<Int>, scale: Int) -> Amount? {
    var text = range
    while let first = text.first, bytes[first] == 0x20 { text.removeFirst() }
    while let last = text.last, bytes[last] == 0x20 { text.removeLast() }
    guard let number = DecimalText(bytes, text) else { return nil }
    if number.significantDigits >= 16 && number.exponent < 0 {
      return Double(String(decoding: bytes[text], as: UTF8.self))
        .flatMap { Amount(binary: $0, scale: scale) }
    }
    return number.rounded(scale: scale)
  }
}

// Amounts that are no texts.
extension Amount {
  /// The amount of a binary floating-point number: that number if rounding to `scale` digits gives it
  /// back, else the shortest decimal that does, rounded once; nil if it is no number or too large.
  init?(binary value: Double, scale: Int) {
    guard value.isFinite else { return nil }
    let unit = minorUnits(perMajorAt: scale)
    let minor = (value * unit).rounded(.toNearestOrEven)
    guard minor.magnitude <= Double(Self.largest) else { return nil }
    // Both operands are exact below 2^53, so the division rounds once, as parsing a decimal does.
    if minor / unit == value {
      self.init(minor: Int64(minor), residual: 0)
    } else {
      self.init(shortest: value.description, scale: scale)
    }
  }

  /// The amount of a number of 32 bits: of its shortest decimal.
  init?(binary value: Float, scale: Int) { self.init(shortest: value.description, scale: scale) }

  private init?(shortest text: String, scale: Int) {
    let bytes = Array(text.utf8)
    guard let amount = DecimalText(bytes, bytes.indices)?.rounded(scale: scale) else { return nil }
    self = amount
  }

  /// The amount of `significand` with its decimal point `decimals` digits from the right, 0 to 38; nil
  /// if it is too large.
  init?(_ significand: Int128, decimals: Int, scale: Int) {
    // Twice as much would leave no room for the arithmetic of rounding.
    guard significand.magnitude < Self.longestDecimal,
      let amount = DecimalText(significand: significand, exponent: -decimals).rounded(scale: scale)
    else { return nil }
    self = amount
  }

  /// 10^38: decimals have at most 38 digits.
  private static let longestDecimal: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000_000
}

/// A decimal number: `significand × 10^exponent`.
private struct DecimalText {
  var significand: Int128 = 0
  var exponent = 0
  var significantDigits = 0

  init(significand: Int128, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// Parses a whole range, or returns nil.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var at = range.lowerBound
    let end = range.upperBound
    var isNegative = false
    if at < end && (bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+")) {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    var digits = 0
    var hasPoint = false
    while at < end {
      let byte = bytes[at]
      if byte == UInt8(ascii: ".") && !hasPoint {
        hasPoint = true
      } else if byte &- 48 <= 9 {
        digits += 1
        if significantDigits < 36 {
          significand = significand * 10 + Int128(byte &- 48)
          if significand != 0 { significantDigits += 1 }
          if hasPoint { exponent -= 1 }
        } else if !hasPoint {
          return nil
        }
      } else {
        break
      }
      at += 1
    }
    if digits == 0 { return nil }
    if at < end {
      guard bytes[at] | 0x20 == UInt8(ascii: "e"), at + 1 < end,
        let power = Int(String(decoding: bytes[(at + 1)..<end], as: UTF8.self)),
        power.magnitude <= 400
      else { return nil }
      exponent += power
    }
    if isNegative { significand = -significand }
  }

  /// The number at `scale` digits, rounded half to even, or nil if it is too large.
  func rounded(scale: Int) -> Amount? {
    var minor = significand
    var residual: Int128 = 0
    let shift = exponent + scale
    if shift >= 0 {
      for _ in 0..<shift where minor != 0 {
        if minor.magnitude > Amount.largest { return nil }
        minor *= 10
      }
    } else if shift < -38 {
      // A text has at most 17 significant digits if it comes here, a decimal of 38 digits never does:
      // the number is below 10^-20 minor units, less than what is accounted.
      minor = 0
    } else {
      var divisor: Int128 = 1
      for _ in 0..<(-shift) { divisor *= 10 }
      let (quotient, remainder) = minor.quotientAndRemainder(dividingBy: divisor)
      minor = quotient
      let twice = remainder.magnitude * 2
      if twice > divisor.magnitude || (twice == divisor.magnitude && quotient % 2 != 0) {
        minor += remainder < 0 ? -1 : 1
      }
      let rest = significand - minor * divisor
      // At most 15 digits of the rest count.
      let unit: Int128 = 1_000_000_000_000_000
      residual = divisor <= unit ? rest * (unit / divisor) : rest / (divisor / unit)
    }
    guard minor.magnitude <= Amount.largest else { return nil }
    return Amount(minor: Int64(minor), residual: Int64(residual))
  }
}
