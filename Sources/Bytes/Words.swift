// Bytes eight at a time. A word that would reach beyond the last byte overlaps the one before instead, so that
// nothing but the bytes asked for is touched.

/// Byte strings compared, copied, read and written by words of eight bytes.
public enum Words {
  /// Whether two ranges of bytes are equal.
  @inlinable @inline(__always)
  public static func areEqual(
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

  /// Whether one byte string stands before another, byte by byte.
  @inlinable
  public static func isLess(
    _ left: Span<UInt8>, _ leftRange: Range<Int>, _ right: Span<UInt8>, _ rightRange: Range<Int>
  ) -> Bool {
    for (one, other) in zip(leftRange, rightRange) where left[one] != right[other] {
      return left[one] < right[other]
    }
    return leftRange.count < rightRange.count
  }

  /// The first eight bytes as a number, high byte first; shorter byte strings are filled up with zeros.
  @inlinable @inline(__always)
  public static func key(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    if range.count >= 8 { return word(bytes, range.lowerBound).byteSwapped }
    var key: UInt64 = 0
    for byte in range { key = key << 8 | UInt64(bytes[byte]) }
    return range.isEmpty ? 0 : key << UInt64(64 - 8 * range.count)
  }

  /// Appends bytes.
  @inlinable @inline(__always)
  public static func append(_ source: Span<UInt8>, to target: inout [UInt8]) {
    // SAFETY: bytes are copied as they stand; the span outlives the call.
    unsafe source.withUnsafeBufferPointer { source in unsafe target.append(contentsOf: source) }
  }

  /// The eight bytes from `start` on, low byte first.
  @inlinable @inline(__always)
  public static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
    let bytes = bytes.extracting(start..<start + 8)
    var word: UInt64 = 0
    for byte in 0..<8 { word |= UInt64(bytes[byte]) << UInt64(8 * byte) }
    return word
  }

  /// Sets the eight bytes from `start` on, low byte first.
  @inlinable @inline(__always)
  public static func set(_ word: UInt64, in bytes: inout MutableSpan<UInt8>, at start: Int) {
    // SAFETY: bytes of any value are bytes; `storeBytes` checks that all eight stand in the span.
    var bytes = unsafe bytes.mutableBytes
    bytes.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self)
  }
}
