internal import Bytes

// One row as bytes, numbers with their low byte first:
//
//   record   size u32 | key hash u64 | sequence u64 | roles present u64 | digest u64 | values
//   values   exact ones | stamp | day of the refund | ends of texts | texts; what is absent takes no bytes
//
//   exact    Int128                               money, quantity: as `ExactMoney`; in the order of the roles
//   stamp    day Int32, micros Int64, offset u8   no time: the least micros; offset: 1 if it is known
//   day      Int32                                or a packed `UndecidedDate`
//   end      u32                                  of a text, counted from the first one's beginning
//   texts    UTF-8                                end to end, in the order of the roles
//
// So the place of a value follows from the roles that are present. The key is the order's id, or else what keeps the
// rows of an order together; for the second shuffle the customer's.

/// Where one record stands, and what is in its head.
struct DetailRecord: Sendable, BitwiseCopyable {
  /// How a value is held.
  enum Form: Sendable {
    case text, exact, stamp, day
  }

  /// Its first byte.
  private let start: Int
  /// The number of its bytes.
  private let size: UInt32
  /// The hash of what records are gathered by.
  let keyHash: UInt64
  /// The file's place in the import times 2^40, and the row's in the file: later rows have higher ones.
  let sequence: UInt64
  /// A bit for every role that has a value, at the role's place.
  let present: UInt64
  /// Of all values, and of columns that tell lines apart: the same in rows that are the same.
  let digest: UInt64

  /// The bytes before the first value.
  static let headerSize = 36
  /// The offset of the sequence.
  static let sequenceOffset = 12
  /// No record has more bytes.
  static let largest = 1 << 30
  private static let stampSize = 13

  /// Its bytes.
  var range: Range<Int> { start..<start + Int(size) }

  /// The record that begins at a byte; nil if there is none, whatever the bytes are.
  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard start >= 0, start <= bytes.count - Self.headerSize else { return nil }
    size = Self.uint32(bytes, start)
    guard size >= Self.headerSize, size <= bytes.count - start else { return nil }
    self.start = start
    keyHash = Words.word(bytes, start + 4)
    sequence = Words.word(bytes, start + Self.sequenceOffset)
    present = Words.word(bytes, start + 20)
    digest = Words.word(bytes, start + 28)
    guard present & ~Role.all == 0 else { return nil }
    let count = (present & Role.texts).nonzeroBitCount
    let room = range.upperBound - ends - 4 * count
    guard room >= 0 else { return nil }
    var end: UInt32 = 0
    for text in 0..<count {
      let next = Self.uint32(bytes, ends + 4 * text)
      guard next >= end else { return nil }
      end = next
    }
    guard end == room else { return nil }
  }

  private static func uint32(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
    let bytes = bytes.extracting(at..<at + 4)
    var value: UInt32 = 0
    for byte in 0..<4 { value |= UInt32(bytes[byte]) << UInt32(8 * byte) }
    return value
  }

  /// Where the stamp stands, if there is one, behind the exact values.
  private var stampStart: Int {
    start + Self.headerSize + 16 * (present & Role.exact).nonzeroBitCount
  }

  /// Where the day of the refund stands, if there is one.
  private var dayStart: Int { stampStart + (has(.stamp) ? Self.stampSize : 0) }

  /// Where the ends of the texts stand.
  private var ends: Int { dayStart + (has(.refundDate) ? 4 : 0) }

  /// Whether a role has a value.
  @inline(__always)
  func has(_ role: Role) -> Bool { present & role.bit != 0 }

  /// The bytes of a text; nil if it is absent.
  ///
  /// - Precondition: `bytes` are those that the record was found in; so below.
  func text(_ role: Role, in bytes: Span<UInt8>) -> Range<Int>? {
    guard present & Role.texts & role.bit != 0 else { return nil }
    let ends = ends
    let texts = present & Role.texts
    let before = (texts & (role.bit &- 1)).nonzeroBitCount
    let first = ends + 4 * texts.nonzeroBitCount
    let lower = before == 0 ? 0 : Int(Self.uint32(bytes, ends + 4 * (before - 1)))
    return first + lower..<first + Int(Self.uint32(bytes, ends + 4 * before))
  }

  /// Money or a quantity.
  func exact(_ role: Role, in bytes: Span<UInt8>) -> ExactMoney? {
    let values = present & Role.exact
    guard values & role.bit != 0 else { return nil }
    let at = start + Self.headerSize + 16 * (values & (role.bit &- 1)).nonzeroBitCount
    let high = Int128(Int64(bitPattern: Words.word(bytes, at + 8)))
    return ExactMoney(femto: high << 64 | Int128(Words.word(bytes, at)))
  }

  /// The order's day, and its time if it has one.
  func stamp(in bytes: Span<UInt8>) -> DetailStamp? {
    guard has(.stamp) else { return nil }
    let at = stampStart
    let micros = Int64(bitPattern: Words.word(bytes, at + 4))
    return DetailStamp(
      day: Int32(bitPattern: Self.uint32(bytes, at)), micros: micros == .min ? nil : micros,
      isUTC: bytes[at + 12] != 0)
  }

  /// The day of the refund, or a packed `UndecidedDate`.
  func refundDay(in bytes: Span<UInt8>) -> Int32? {
    has(.refundDate) ? Int32(bitPattern: Self.uint32(bytes, dayStart)) : nil
  }
}
