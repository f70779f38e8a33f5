// The bytes of a short field in two words, low byte first and 0 beyond its end: eight bytes are checked and
// read at once. Every function here gives what the reader of texts of any length gives, or nil where that must
// be asked.

internal import Columns

/// The bytes of a field of at most 16 bytes.
package struct FieldWords: Equatable {
  /// The first eight bytes.
  var low: UInt64 = 0
  /// The others.
  var high: UInt64 = 0
  /// The number of bytes; more than 16 if words cannot hold the field.
  var count = 0

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080
  private static let zeros: UInt64 = 0x3030_3030_3030_3030
  /// The powers of ten up to the most decimals that a currency has.
  private static let powers: InlineArray<5, Int64> = [1, 10, 100, 1000, 10_000]

  /// The first `count` bytes of two words.
  @inline(__always)
  package init(_ low: UInt64, _ high: UInt64, count: Int) {
    self.count = count
    self.low = count >= 8 ? low : low & ~(UInt64.max &<< UInt64(truncatingIfNeeded: 8 &* count))
    self.high =
      count >= 16
      ? high
      : count <= 8 ? 0 : high & ~(UInt64.max &<< UInt64(truncatingIfNeeded: 8 &* count &- 64))
  }

  /// No field: what equals no field of so few bytes.
  init() { count = .max }

  /// Whether no byte is NUL and all are ASCII.
  @inline(__always)
  var isPlainText: Bool {
    // A byte beyond the end counts as 1.
    let low = low | (count >= 8 ? 0 : Self.ones &<< UInt64(truncatingIfNeeded: 8 &* count))
    let high =
      high
      | (count >= 16
        ? 0 : count <= 8 ? Self.ones : Self.ones &<< UInt64(truncatingIfNeeded: 8 &* count &- 64))
    // The first byte that is 0 borrows, which sets its top bit; before it, top bits are those of the bytes.
    return (low | (low &- Self.ones) | high | (high &- Self.ones)) & Self.tops == 0
  }

  /// Whether any byte is a double quote.
  @inline(__always)
  var holdsQuote: Bool {
    let low = low ^ 0x2222_2222_2222_2222
    let high = high ^ 0x2222_2222_2222_2222
    return ((low &- Self.ones) & ~low | (high &- Self.ones) & ~high) & Self.tops != 0
  }

  /// Whether each of the bytes that `mask` has as 0xFF is a digit.
  @inline(__always)
  private static func areDigits(_ word: UInt64, _ mask: UInt64) -> Bool {
    let digits = (word & mask) | (zeros & ~mask)
    // The high half of each byte is 3, and stays 3 if 6 is added.
    let sixMore = digits &+ 0x0606_0606_0606_0606
    return (digits | sixMore) & 0xF0F0_F0F0_F0F0_F0F0 == zeros && digits & zeros == zeros
  }

  /// The number that eight digits make, the first in the lowest byte.
  @inline(__always)
  private static func number(_ digits: UInt64) -> UInt64 {
    let pairs = ((digits & 0x0F0F_0F0F_0F0F_0F0F) &* (1 + 10 << 8)) &>> 8 & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* (1 + 100 << 16)) &>> 16 & 0x0000_FFFF_0000_FFFF
    return (fours &* (1 + 10_000 << 32)) &>> 32
  }

  /// The day that a field `YYYY-MM-DD` names, the year within those that dates may lie in.
  package var isoDay: Int32? {
    let dashes: UInt64 = 0xFF00_00FF_0000_0000
    guard count == 10, low & dashes == 0x2D00_002D_0000_0000,
      Self.areDigits(low, ~dashes), Self.areDigits(high, 0xFFFF)
    else { return nil }
    let year = Self.number(low &<< 32 | Self.zeros &>> 32)
    let month = low &>> 40 & 15 &* 10 &+ low &>> 48 & 15
    let day = (high & 15) &* 10 &+ high &>> 8 & 15
    guard OrderOptions.years.contains(Int(year)) else { return nil }
    return Day(year: Int(year), month: Int(month), day: Int(day))?.rawValue
  }

  /// Whether the eight bytes `HH:MM:SS` are a time of day before the last second that a leap may add.
  @inline(__always)
  static func isTime(_ word: UInt64) -> Bool {
    let colons: UInt64 = 0x0000_FF00_00FF_0000
    guard word & colons == 0x0000_3A00_003A_0000, areDigits(word, ~colons) else { return false }
    let hours = (word & 15) &* 10 &+ word &>> 8 & 15
    return hours < 24 && word &>> 24 & 15 < 6 && word &>> 48 & 15 < 6
  }

  /// The amount in minor units of a number of at most eight digits and `scale` decimals: digits, or digits
  /// around a point.
  @inline(__always)
  package func minorUnits(scale: Int) -> Int64? {
    if count == 0 || count > 9 { return nil }
    // A byte equal to the point becomes 0; the first such byte borrows.
    let points = low ^ 0x2E2E_2E2E_2E2E_2E2E
    let found = (points &- Self.ones) & ~points & Self.tops
    var digits = low
    var digitCount = count
    var decimals = 0
    if found != 0 {
      // The bytes behind the point move to where it stands, with the ninth byte behind them.
      let before = ((found & (0 &- found)) &- 1) &>> 7
      digits = low & before | (low &>> 8 | high &<< 56) & ~before
      digitCount &-= 1
      decimals = digitCount &- found.trailingZeroBitCount &>> 3
    }
    if digitCount == 0 || digitCount > 8 || decimals > scale { return nil }
    // Zeros before the first digit.
    let room = UInt64(truncatingIfNeeded: 64 &- 8 &* digitCount)
    digits = room == 0 ? digits : digits &<< room | Self.zeros &>> (64 &- room)
    guard Self.areDigits(digits, .max) else { return nil }
    return Int64(Self.number(digits)) &* Self.powers[scale &- decimals]
  }
}
