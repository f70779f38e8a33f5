// Bytes eight at a time. A word that would reach beyond the last byte overlaps the one before instead, so that
// nothing but the bytes asked for is touched.

/// Bytes compared, copied, read and written by words of eight.
enum Words {
  /// Whether two ranges of bytes are equal.
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

  /// Whether one byte string stands before another, byte by byte.
  static func isLess(
    _ left: Span<UInt8>, _ leftRange: Range<Int>, _ right: Span<UInt8>, _ rightRange: Range<Int>
  ) -> Bool {
    for (one, other) in zip(leftRange, rightRange) where left[one] != right[other] {
      return left[one] < right[other]
    }
    return leftRange.count < rightRange.count
  }

  /// Appends bytes.
  @inline(__always)
  static func append(_ source: Span<UInt8>, to target: inout [UInt8]) {
    // SAFETY: bytes are copied as they stand; the span outlives the call.
    unsafe source.withUnsafeBufferPointer { source in unsafe target.append(contentsOf: source) }
  }

  /// The eight bytes from `start` on, low byte first.
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
    let bytes = bytes.extracting(start..<start + 8)
    var word: UInt64 = 0
    for byte in 0..<8 { word |= UInt64(bytes[byte]) << UInt64(8 * byte) }
    return word
  }

  /// Sets the eight bytes from `start` on, low byte first.
  @inline(__always)
  static func set(_ word: UInt64, in bytes: inout MutableSpan<UInt8>, at start: Int) {
    // SAFETY: bytes of any value are bytes; `storeBytes` checks that all eight stand in the span.
    var bytes = unsafe bytes.mutableBytes
    bytes.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self)
  }
}
