internal import Bytes

/// A customer id as found: its hash and where it stands.
struct Identity: Sendable {
  /// The hash of its bytes.
  var hash: UInt64
  /// Where it starts, as in `OrderChunk.Row`.
  var start: Int
  /// Its length in bytes.
  var count: Int
  /// Whether it is of blanks alone, or empty: a guest.
  var isBlank: Bool

  /// The id of a row that has none.
  static let absent = Identity(hash: 0, start: 0, count: 0, isBlank: true)

  private init(hash: UInt64, start: Int, count: Int, isBlank: Bool) {
    self.hash = hash
    self.start = start
    self.count = count
    self.isBlank = isBlank
  }

  /// The id in `bytes[range]`, or nil if it is not UTF-8 or holds a NUL.
  init?(_ bytes: [UInt8], _ range: Range<Int>, start: Int) {
    var seen: UInt8 = 0
    var isBlank = true
    for index in range {
      if bytes[index] == 0 { return nil }
      seen |= bytes[index]
      isBlank = isBlank && bytes[index] == 0x20
    }
    if seen >= 0x80 && String(validating: bytes[range], as: UTF8.self) == nil { return nil }
    self.init(
      hash: XXH64.hash(bytes, range), start: start, count: range.count, isBlank: isBlank)
  }
}
