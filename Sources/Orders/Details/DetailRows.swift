internal import Bytes

/// Records, and the bytes that they stand in.
struct DetailRows: Sendable {
  /// The bytes of these records, and perhaps of others.
  let bytes: [UInt8]
  /// The records.
  var records: ArraySlice<DetailRecord>

  /// No rows.
  static let none = DetailRows(bytes: [], records: [])

  /// Some of the records.
  @inline(__always)
  subscript(_ range: Range<Int>) -> DetailRows {
    DetailRows(bytes: bytes, records: records[range])
  }

  /// Those of the records for which something holds.
  func filter(_ isKept: (DetailRecord) -> Bool) -> DetailRows {
    DetailRows(bytes: bytes, records: records.filter(isKept)[...])
  }

  /// Where a text stands among the bytes; nil if it is absent.
  @inline(__always)
  func text(_ role: Role, of record: DetailRecord) -> Range<Int>? {
    record.text(role, in: bytes.span)
  }

  /// Money or a quantity of a row.
  @inline(__always)
  func exact(_ role: Role, of record: DetailRecord) -> Int128? {
    record.exact(role, in: bytes.span)?.femto
  }
}

extension DetailRecord {
  /// The rows of records that stand end to end.
  ///
  /// - Throws: `OrderError` if the bytes are anything else.
  static func rows(of bytes: [UInt8]) throws(OrderError) -> DetailRows {
    let all = bytes.span
    var records: [DetailRecord] = []
    var at = 0
    while at < all.count {
      guard let record = DetailRecord(all, at: at) else {
        throw OrderError(
          problem: "byte \(at) of the rows that were gathered begins none: the disk or the memory "
            + "is faulty")
      }
      records.append(record)
      at = record.range.upperBound
    }
    return DetailRows(bytes: bytes, records: records[...])
  }
}
