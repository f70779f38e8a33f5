// Text is written eight, sixteen or more bytes at a time, of which the last may not count: what comes next overwrites
// them. So there are always `slack` bytes more than the text takes.

/// A place in memory that text is written to.
///
/// - Precondition: of all that append: there is room, which is checked.
@safe struct TextCursor: ~Copyable {
  /// The most bytes that are written and do not count.
  static let slack = 64

  private var next: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  fileprivate init(_ buffer: UnsafeMutableBufferPointer<UInt8>, from start: Int) {
    guard let base = buffer.baseAddress else { preconditionFailure("memory to write to") }
    // SAFETY: the caller passes a buffer and a place in it.
    unsafe next = base + start
    unsafe end = base + buffer.count
  }

  /// How many bytes there are from `buffer`'s start.
  fileprivate func count(in buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    // SAFETY: both point into the buffer.
    return unsafe next - base
  }

  /// Appends the first `count` bytes of a word, low byte first.
  @inline(__always)
  mutating func append(_ word: UInt64, count: Int) {
    // SAFETY: there is room for the whole word, and no more than that counts.
    precondition(unsafe end - next >= 8 && (0...8).contains(count), "room for a word")
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: word, as: UInt64.self)
    unsafe next += count
  }

  /// Appends the first `count` bytes of some.
  @inline(__always)
  mutating func append(_ bytes: SIMD16<UInt8>, count: Int) {
    // SAFETY: there is room for all of them, and no more than that counts.
    precondition(unsafe end - next >= 16 && (0...16).contains(count), "room for sixteen bytes")
    unsafe UnsafeMutableRawPointer(next).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
    unsafe next += count
  }

  /// Appends `count` bytes of `source` from `start` on.
  @inline(__always)
  mutating func append(_ source: Span<UInt8>, from start: Int, count: Int) {
    precondition(start >= 0 && count >= 0 && start <= source.count - count, "bytes of the source")
    // SAFETY: the bytes are within the source; a short text is copied as 32 bytes where both sides have them.
    unsafe source.withUnsafeBytes { source in
      guard let base = source.baseAddress else { return }
      let room = unsafe end - next
      precondition(count <= room, "room for the bytes")
      if count <= 32 && room >= 32 && source.count - start >= 32 {
        let wide = unsafe base.loadUnaligned(fromByteOffset: start, as: SIMD32<UInt8>.self)
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: wide, as: SIMD32<UInt8>.self)
      } else {
        unsafe UnsafeMutableRawPointer(next).copyMemory(from: base + start, byteCount: count)
      }
    }
    unsafe next += count
  }
}

// Digits, eight at a time.
extension TextCursor {
  /// Appends an integer in decimal.
  @inline(__always)
  mutating func append(integer: Int64) {
    if integer < 0 { append(0x2D, count: 1) }
    append(digits: integer.magnitude)
  }

  /// Appends units of 10^-`scale`: -5 at scale 2 is -0.05.
  ///
  /// `power` is 10^`scale`.
  ///
  /// - Precondition: `scale` is 0 to 7.
  @inline(__always)
  mutating func append(fixed: Int64, scale: Int, power: UInt64) {
    if fixed < 0 { append(0x2D, count: 1) }
    let whole: UInt64
    let rest: UInt64
    // A division by a constant takes a tenth of the time of another.
    switch scale {
    case 0: return append(digits: fixed.magnitude)
    case 2: (whole, rest) = fixed.magnitude.quotientAndRemainder(dividingBy: 100)
    case 6: (whole, rest) = fixed.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    default: (whole, rest) = fixed.magnitude.quotientAndRemainder(dividingBy: power)
    }
    append(digits: whole)
    let digits = Self.eightDigits(rest) &>> UInt64(8 * (7 - scale))
    append(digits & ~0xFF | 0x2E, count: scale + 1)
  }

  @inline(__always)
  private mutating func append(digits: UInt64) {
    if digits < 10 { return append(0x30 + digits, count: 1) }
    if digits < 100_000_000 { return append(upToEight: digits) }
    let (high, low) = digits.quotientAndRemainder(dividingBy: 100_000_000)
    if high < 100_000_000 {
      append(upToEight: high)
    } else {
      let (highest, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
      append(upToEight: highest)
      append(Self.eightDigits(middle), count: 8)
    }
    append(Self.eightDigits(low), count: 8)
  }

  @inline(__always)
  private mutating func append(upToEight digits: UInt64) {
    let text = Self.eightDigits(digits)
    // The last digit stays, be it zero.
    let zeros = min((text & 0x0F0F_0F0F_0F0F_0F0F).trailingZeroBitCount / 8, 7)
    append(text &>> UInt64(8 * zeros), count: 8 - zeros)
  }

  /// Eight decimal digits, zeros in front, the first one in the low byte.
  ///
  /// Halves the digits three times, all halves at once, by multiplication with the reciprocals of 100 and 10.
  @inline(__always)
  private static func eightDigits(_ number: UInt64) -> UInt64 {
    let (high, low) = number.quotientAndRemainder(dividingBy: 10_000)
    let fours = high | low << 32
    let hundreds = (fours &* 10_486) &>> 20 & 0x7F_0000_007F
    let twos = hundreds | (fours &- 100 &* hundreds) &<< 16
    let tens = (twos &* 103) &>> 10 & 0x000F_000F_000F_000F
    return (tens | (twos &- 10 &* tens) &<< 8) + 0x3030_3030_3030_3030
  }
}

extension [UInt8] {
  /// Appends what `write` appends to the cursor, at most `bound` bytes.
  mutating func append(atMost bound: Int, _ write: (inout TextCursor) -> Void) {
    append(addingCapacity: bound + TextCursor.slack) { (output: inout OutputSpan<UInt8>) in
      // SAFETY: the cursor begins behind what is initialized, and does not outlive the buffer; it has set all bytes
      // that it has passed.
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        var cursor = unsafe TextCursor(buffer, from: initialized)
        write(&cursor)
        initialized = unsafe cursor.count(in: buffer)
      }
    }
  }
}
