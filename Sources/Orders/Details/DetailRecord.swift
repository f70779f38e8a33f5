internal import Bytes

// One row as bytes:
//
//   record   size u32 | key hash u64 | sequence u64 | roles present u64 | digest u64 | values in the order of the roles
//   text     length u32, bytes                    UTF-8
//   exact    Int128                               money, quantity: as `ExactMoney`
//   stamp    day Int32, micros Int64, offset u8   no time: the least micros; offset: 1 if it is known
//   day      Int32                                or a packed `UndecidedDate`
//
// Numbers have their low byte first. The key is the order's id, or else what keeps the rows of an order together;
// for the second shuffle the customer's.

/// Where the values of one record stand.
struct DetailRecord: Sendable {
  /// How a value is held.
  enum Form: Sendable {
    case text, exact, stamp, day
  }

  /// Its bytes.
  let range: Range<Int>
  /// The hash of what records are gathered by.
  let keyHash: UInt64
  /// As `DetailRow.sequence`.
  let sequence: UInt64
  /// A bit for every role that has a value, at the role's place.
  let present: UInt64
  /// As `DetailRow.digest`.
  let digest: UInt64
  /// Where the value of each role stands; of one that has none it means nothing.
  private var places = InlineArray<64, UInt32>(repeating: 0)

  /// The bytes before the first value.
  static let headerSize = 36
  /// The offset of the sequence.
  static let sequenceOffset = 12
  /// No record has more bytes.
  static let largest = 1 << 30
  private static let forms = Role.allCases.map(\.form)

  /// The record that begins at a byte; nil if there is none, whatever the bytes are.
  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard start >= 0, start <= bytes.count - Self.headerSize else { return nil }
    let size = Int(Self.uint32(bytes, start))
    guard size >= Self.headerSize, size <= bytes.count - start else { return nil }
    range = start..<start + size
    keyHash = Words.word(bytes, start + 4)
    sequence = Words.word(bytes, start + Self.sequenceOffset)
    present = Words.word(bytes, start + 20)
    digest = Words.word(bytes, start + 28)
    guard present >> UInt64(Self.forms.count) == 0 else { return nil }
    var at = start + Self.headerSize
    var rest = present
    while rest != 0 {
      let role = rest.trailingZeroBitCount
      rest &= rest &- 1
      let left = range.upperBound - at
      var size = 0
      switch Self.forms[role] {
      case .text:
        guard left >= 4 else { return nil }
        size = 4 + Int(Self.uint32(bytes, at))
      case .exact: size = 16
      case .stamp: size = 13
      case .day: size = 4
      }
      guard size <= left else { return nil }
      // A record has less than 2^32 bytes.
      places[role] = UInt32(at - start)
      at += size
    }
    guard at == range.upperBound else { return nil }
  }

  private static func uint32(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
    let bytes = bytes.extracting(at..<at + 4)
    var value: UInt32 = 0
    for byte in 0..<4 { value |= UInt32(bytes[byte]) << UInt32(8 * byte) }
    return value
  }

  /// Where the value of a role begins, or nil if there is none.
  @inline(__always)
  private func start(_ role: Role) -> Int? {
    let place = role.place
    return present >> UInt64(place) & 1 == 0 ? nil : range.lowerBound + Int(places[place])
  }

  /// The bytes of a text.
  ///
  /// - Precondition: `bytes` are those that the record was found in; so below.
  func text(_ role: Role, in bytes: Span<UInt8>) -> Range<Int>? {
    guard let start = start(role) else { return nil }
    return start + 4..<start + 4 + Int(Self.uint32(bytes, start))
  }

  /// Money or a quantity.
  func exact(_ role: Role, in bytes: Span<UInt8>) -> ExactMoney? {
    guard let start = start(role) else { return nil }
    let high = Int128(Int64(bitPattern: Words.word(bytes, start + 8)))
    return ExactMoney(femto: high << 64 | Int128(Words.word(bytes, start)))
  }

  /// The order's day, and its time if it has one, as in `DetailRow`.
  func stamp(in bytes: Span<UInt8>) -> (day: Int32, micros: Int64?, isUTC: Bool)? {
    guard let start = start(.stamp) else { return nil }
    let micros = Int64(bitPattern: Words.word(bytes, start + 4))
    return (
      Int32(bitPattern: Self.uint32(bytes, start)), micros == .min ? nil : micros,
      bytes[start + 12] != 0
    )
  }

  /// The day of the refund, as in `DetailRow`.
  func refundDay(in bytes: Span<UInt8>) -> Int32? {
    start(.refundDate).map { Int32(bitPattern: Self.uint32(bytes, $0)) }
  }
}

// Records as rows, for those who need not be quick.
extension DetailRecord {
  /// Appends a row.
  static func append(_ row: DetailRow, keyHash: UInt64, to bytes: inout [UInt8]) {
    var writer = DetailRecordWriter(bytes)
    for role in Role.allCases {
      switch role.form {
      case .text: if let text = row.texts[role] { writer.append(role.place, text, text.indices) }
      case .exact: if let money = row.money[role] { writer.append(role.place, money) }
      case .stamp:
        guard let day = row.day else { continue }
        writer.append(role.place, day: day, micros: row.micros, isUTC: row.isUTC)
      case .day: if let day = row.refundDay { writer.append(role.place, day: day) }
      }
    }
    writer.finish(keyHash: keyHash, sequence: row.sequence, digest: row.digest)
    bytes = writer.take()
  }

  /// The rows of records that stand end to end.
  ///
  /// - Throws: `OrderError` if the bytes are anything else.
  static func rows(of bytes: [UInt8]) throws(OrderError) -> [DetailRow] {
    let all = bytes.span
    var rows: [DetailRow] = []
    var at = 0
    while at < all.count {
      guard let (row, next) = read(all, at: at) else {
        throw OrderError(
          problem: "byte \(at) of the rows that were gathered begins none: the disk or the memory "
            + "is faulty")
      }
      rows.append(row)
      at = next
    }
    return rows
  }

  /// The row that begins at a byte, and where the next one does; nil if there is none, whatever the bytes are.
  static func read(_ bytes: Span<UInt8>, at start: Int) -> (row: DetailRow, next: Int)? {
    guard let record = DetailRecord(bytes, at: start) else { return nil }
    var row = DetailRow(sequence: record.sequence, digest: record.digest)
    for role in Role.allCases where record.start(role) != nil {
      switch role.form {
      case .text:
        guard let range = record.text(role, in: bytes) else { continue }
        row.texts[role] = range.map { bytes[$0] }
      case .exact: row.money[role] = record.exact(role, in: bytes)
      case .stamp:
        guard let stamp = record.stamp(in: bytes) else { continue }
        (row.day, row.micros, row.isUTC) = stamp
      case .day: row.refundDay = record.refundDay(in: bytes)
      }
    }
    return (row, record.range.upperBound)
  }
}
