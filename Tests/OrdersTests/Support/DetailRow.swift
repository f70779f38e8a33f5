@testable import Orders

/// What one record says: values by role, absent ones not there.
struct DetailRow: Sendable, Equatable {
  /// As in a record.
  var sequence: UInt64 = 0
  /// Texts, neither empty nor blank; e-mails and phones in their normal form.
  var texts: [Role: [UInt8]] = [:]
  /// Money in 10^-scale of its own currency, at the scale of the store's, and pieces under `quantity`.
  var money: [Role: ExactMoney] = [:]
  /// The order's stamp, as `DetailStamp`; nil if there is none.
  var day: Int32?
  var micros: Int64?
  var isUTC = false
  /// The day of the refund.
  var refundDay: Int32?
  /// As in a record.
  var digest: UInt64 = 0
}

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
    writer.endValues()
    writer.finish(keyHash: keyHash, sequence: row.sequence, digest: row.digest)
    bytes = writer.take()
  }

  /// The row that begins at a byte, and where the next one does; nil if there is none, whatever the bytes are.
  static func read(_ bytes: Span<UInt8>, at start: Int) -> (row: DetailRow, next: Int)? {
    guard let record = DetailRecord(bytes, at: start) else { return nil }
    var row = DetailRow(sequence: record.sequence, digest: record.digest)
    for role in Role.allCases where record.has(role) {
      switch role.form {
      case .text: row.texts[role] = record.text(role, in: bytes)?.map { bytes[$0] }
      case .exact: row.money[role] = record.exact(role, in: bytes)
      case .stamp:
        let stamp = record.stamp(in: bytes)
        (row.day, row.micros, row.isUTC) = (stamp?.day, stamp?.micros, stamp?.isUTC ?? false)
      case .day: row.refundDay = record.refundDay(in: bytes)
      }
    }
    return (row, record.range.upperBound)
  }
}

extension DetailRows {
  /// Rows as records, in any order.
  init(_ rows: [DetailRow]) throws(OrderError) {
    var bytes: [UInt8] = []
    for row in rows { DetailRecord.append(row, keyHash: 0, to: &bytes) }
    self = try DetailRecord.rows(of: bytes)
  }

  /// What they say.
  var all: [DetailRow] {
    let bytes = bytes.span
    return records.compactMap { DetailRecord.read(bytes, at: $0.range.lowerBound)?.row }
  }
}

extension OrderAssembler {
  /// Makes the orders of rows.
  func assemble(
    _ rows: [DetailRow], stored: [(state: OrderState, place: StoredPlace)] = []
  ) throws(OrderError) -> Assembled {
    try assemble(DetailRows(rows), stored: stored)
  }
}
