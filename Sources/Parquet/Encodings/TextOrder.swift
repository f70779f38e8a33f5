// Byte strings compared eight bytes at a time:
//
//   equal     the same length, and the same words; the last word overlaps the one before
//   less      by the first bytes as a number, high byte first; byte by byte where those are equal

/// Byte strings compared as unsigned bytes.
enum TextOrder {
  /// Whether two byte strings are equal.
  @inline(__always)
  static func areEqual(
    _ left: Span<UInt8>, _ leftRange: Range<Int>, _ right: Span<UInt8>, _ rightRange: Range<Int>
  ) -> Bool {
    let count = leftRange.count
    if count != rightRange.count { return false }
    let leftStart = leftRange.lowerBound
    let rightStart = rightRange.lowerBound
    if count < 8 {
      for byte in 0..<count where left[leftStart + byte] != right[rightStart + byte] {
        return false
      }
      return true
    }
    var byte = 0
    while byte + 8 < count {
      if word(left, leftStart + byte) != word(right, rightStart + byte) { return false }
      byte += 8
    }
    return word(left, leftStart + count - 8) == word(right, rightStart + count - 8)
  }

  /// The first eight bytes as a number, high byte first; shorter byte strings are filled up with zeros.
  @inline(__always)
  static func key(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    if range.count >= 8 { return word(bytes, range.lowerBound).byteSwapped }
    var key: UInt64 = 0
    for byte in range { key = key << 8 | UInt64(bytes[byte]) }
    return range.isEmpty ? 0 : key << UInt64(64 - 8 * range.count)
  }

  /// Whether one range of `bytes` stands before another, byte by byte.
  static func isLess(_ bytes: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    for (first, second) in zip(left, right) where bytes[first] != bytes[second] {
      return bytes[first] < bytes[second]
    }
    return left.count < right.count
  }

  /// The eight bytes from `start` on, low byte first.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
    let bytes = bytes.extracting(start..<start + 8)
    var word: UInt64 = 0
    for byte in 0..<8 { word |= UInt64(bytes[byte]) << UInt64(8 * byte) }
    return word
  }
}
