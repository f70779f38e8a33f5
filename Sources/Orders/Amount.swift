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
    if number.isPrintedBinary {
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
