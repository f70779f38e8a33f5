/// A decimal number: `significand × 10^exponent`.
struct DecimalText {
  /// Its digits, at most 38 of them.
  var significand: Int128 = 0
  /// How many places its point is right of them.
  var exponent = 0
  /// The number of digits from the first that is not 0.
  private(set) var significantDigits = 0

  /// The number of some digits with the point so many places right of them.
  init(significand: Int128, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// Zero, to add digits to.
  init() {}

  /// Adds a digit at the end; false if the number has more digits before its point than any amount.
  @inline(__always)
  mutating func append(_ digit: UInt8, isDecimal: Bool) -> Bool {
    if significantDigits < 36 {
      significand = significand * 10 + Int128(digit)
      if significand != 0 { significantDigits += 1 }
      if isDecimal { exponent -= 1 }
      return true
    }
    return isDecimal
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
        guard append(byte &- 48, isDecimal: hasPoint) else { return nil }
      } else {
        break
      }
      at += 1
    }
    if digits == 0 { return nil }
    if at < end { guard multiply(byPower: bytes, at..<end) else { return nil } }
    if isNegative { significand = -significand }
  }

  /// Reads `e`, a sign and digits; false if they are anything else, or the power is beyond 400.
  mutating func multiply(byPower bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard bytes[range.lowerBound] | 0x20 == UInt8(ascii: "e"), range.count > 1,
      let power = Int(String(decoding: bytes[range.dropFirst()], as: UTF8.self)),
      power.magnitude <= 400
    else { return false }
    exponent += power
    return true
  }

  /// Whether it is how programs print binary floating-point.
  var isPrintedBinary: Bool { significantDigits >= 16 && exponent < 0 }

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

  /// The number at `scale` digits as it is, or nil if it is too large.
  func exact(scale: Int) -> ExactMoney? {
    let shift = exponent + scale + 15
    if significand == 0 || shift < -38 { return .zero }
    if shift < 0 {
      let (quotient, rest) = significand.quotientAndRemainder(
        dividingBy: Int128.powersOfTen[-shift])
      return ExactMoney(quotient, rest: rest.signum())
    }
    // A number of one digit that is multiplied by more is too large.
    guard shift <= 30 else { return nil }
    let (femto, isTooLarge) = significand.multipliedReportingOverflow(
      by: Int128.powersOfTen[shift])
    return isTooLarge ? nil : ExactMoney(femto, rest: 0)
  }
}

extension Int128 {
  /// The powers of ten from 0 to 38.
  static let powersOfTen = (0...38).reduce(into: [Int128]()) { powers, _ in
    powers.append(powers.last.map { $0 * 10 } ?? 1)
  }
}
