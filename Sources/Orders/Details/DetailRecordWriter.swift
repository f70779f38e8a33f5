internal import Bytes

/// Writes records one after the other, the values of each in the order of the roles.
struct DetailRecordWriter {
  /// All records so far, and the exact values of the next.
  private var bytes: [UInt8]
  private var start: Int
  private var present: UInt64 = 0
  /// The texts of the next record.
  private(set) var texts: [UInt8] = []
  private var ends: [UInt32] = []
  private var stamp = DetailStamp(day: 0, isUTC: false)
  private var refundDay: Int32 = 0

  /// A writer that goes on behind some bytes.
  init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
    start = bytes.count
    begin()
  }

  /// A writer with room for so many bytes.
  init(capacity: Int) {
    bytes = []
    start = 0
    bytes.reserveCapacity(capacity)
    begin()
  }

  private mutating func begin() {
    start = bytes.count
    present = 0
    texts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    bytes.append(addingCapacity: DetailRecord.headerSize) { output in
      for _ in 0..<DetailRecord.headerSize { output.append(0) }
    }
  }

  /// Appends the text in a range of other bytes, and says where it stands in `texts`.
  @discardableResult
  mutating func append(_ place: Int, _ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    present |= 1 << UInt64(place)
    let before = texts.count
    Words.append(text.span.extracting(range), to: &texts)
    ends.append(UInt32(texts.count))
    return before..<texts.count
  }

  /// Appends money or a quantity.
  mutating func append(_ place: Int, _ money: ExactMoney) {
    present |= 1 << UInt64(place)
    append(UInt64(truncatingIfNeeded: money.femto))
    append(UInt64(truncatingIfNeeded: money.femto >> 64))
  }

  /// Appends a day and a time.
  mutating func append(_ place: Int, day: Int32, micros: Int64?, isUTC: Bool) {
    present |= 1 << UInt64(place)
    stamp = DetailStamp(day: day, micros: micros, isUTC: isUTC)
  }

  /// Appends the day of the refund.
  mutating func append(_ place: Int, day: Int32) {
    present |= 1 << UInt64(place)
    refundDay = day
  }

  /// Ends the values of the record, and returns their hash.
  @discardableResult
  mutating func endValues() -> UInt64 {
    if present & Role.stamp.bit != 0 {
      append(UInt32(bitPattern: stamp.day))
      append(UInt64(bitPattern: stamp.micros ?? .min))
      bytes.append(stamp.isUTC ? 1 : 0)
    }
    if present & Role.refundDate.bit != 0 { append(UInt32(bitPattern: refundDay)) }
    for end in ends { append(end) }
    let texts = texts
    Words.append(texts.span, to: &bytes)
    return XXH64.hash(bytes, start + DetailRecord.headerSize..<bytes.count)
      &+ present &* 0x9E37_79B9_7F4A_7C15
  }

  /// Ends the record, whose values were ended.
  mutating func finish(keyHash: UInt64, sequence: UInt64, digest: UInt64) {
    let (start, present) = (start, present)
    let size = bytes.count - start
    var header = bytes.mutableSpan
    for byte in 0..<4 {
      header[start + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte))
    }
    Words.set(keyHash, in: &header, at: start + 4)
    Words.set(sequence, in: &header, at: start + DetailRecord.sequenceOffset)
    Words.set(present, in: &header, at: start + 20)
    Words.set(digest, in: &header, at: start + 28)
    begin()
  }

  /// Forgets the values of the record that is being written.
  mutating func drop() {
    bytes.removeLast(bytes.count - start)
    begin()
  }

  /// All records, without the one that is being written; none is left here.
  mutating func take() -> [UInt8] {
    bytes.removeLast(bytes.count - start)
    defer { self = DetailRecordWriter() }
    return bytes
  }

  private mutating func append(_ value: UInt32) {
    bytes.append(addingCapacity: 4) { output in
      for byte in 0..<4 { output.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
    }
  }

  private mutating func append(_ value: UInt64) {
    bytes.append(addingCapacity: 8) { output in
      for byte in 0..<8 { output.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
    }
  }
}
