// Forecasts as the places that they are ranked by: a double's exponent and the first 14 bits behind it, rounded.
//
//     forecast       at most 2^-20   …   2^-20 (1 + 2^-14)   …   2^-19   …
//     key            0               …   2                   …   16385   …
//
// Two forecasts that differ by less than one part in 32,768 may tie. In turn customers are ranked by counting them: no
// sort, and a table of the keys holds all that is to be known of those who tie.

/// How forecasts are ranked.
enum RankKey {
  /// The bits behind the exponent that tell keys apart.
  private static let precision: UInt64 = 14
  private static let shift = 52 - precision
  /// Forecasts below it rank as nothing: scores have six decimals.
  private static let least = 0x1p-20
  /// Those above it as it does.
  private static let most = 0x1p63
  /// The key before that of the least.
  private static let base = least.bitPattern >> shift - 1

  /// The key of a forecast; what is below zero, or no number, ranks as zero.
  @inline(__always)
  static func of(_ value: Double) -> UInt32 {
    let rounded = (min(value, most).bitPattern &+ 1 << (shift - 1)) >> shift
    return value >= least ? UInt32(truncatingIfNeeded: rounded &- base) : 0
  }

  /// The forecast that a key stands for.
  static func value(_ key: Int) -> Double {
    key == 0 ? 0 : Double(bitPattern: (UInt64(key) + base) << shift)
  }

  /// Writes the keys of forecasts from row `start` on.
  static func fill(_ values: Span<Double>, into keys: inout MutableSpan<UInt32>, at start: Int) {
    precondition(start >= 0 && start + values.count <= keys.count, "room for the keys")
    for index in 0..<values.count { keys[start &+ index] = of(values[index]) }
  }

  /// The same for amounts of minor units.
  static func fill(_ values: Span<Int64>, into keys: inout MutableSpan<UInt32>, at start: Int) {
    precondition(start >= 0 && start + values.count <= keys.count, "room for the keys")
    for index in 0..<values.count { keys[start &+ index] = of(Double(values[index])) }
  }

  /// One more than the greatest of some keys.
  static func limit(_ keys: Span<UInt32>) -> Int {
    var greatest: UInt32 = 0
    for index in 0..<keys.count { greatest = max(greatest, keys[index]) }
    return Int(greatest) + 1
  }
}
