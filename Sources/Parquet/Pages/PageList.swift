/// The pages of one column chunk before compression: their bodies end to end and what their headers say.
struct PageList {
  /// One page.
  struct Page {
    let kind: PageKind
    let encoding: Encoding
    /// Absent values included.
    let valueCount: Int
    /// Where in `bodies` the body stands.
    let body: Range<Int>
  }

  /// The bodies in order.
  private(set) var bodies: [UInt8] = []
  /// The pages in order, the dictionary first.
  private(set) var pages: [Page] = []

  /// Appends the page of dictionary entries, whose body `write` appends.
  mutating func appendDictionary(count: Int, _ write: (inout [UInt8]) -> Void) {
    append(.dictionary, .plain, count: count, write)
  }

  /// Appends a page of rows, levels first; `write` appends the encoded values.
  mutating func appendData(_ encoding: Encoding, _ cut: PageCut, _ write: (inout [UInt8]) -> Void) {
    append(.data, encoding, count: cut.rows.count) { bytes in
      bytes.append(contentsOf: cut.levels)
      write(&bytes)
    }
  }

  private mutating func append(
    _ kind: PageKind, _ encoding: Encoding, count: Int, _ write: (inout [UInt8]) -> Void
  ) {
    let start = bodies.count
    write(&bodies)
    pages.append(
      Page(kind: kind, encoding: encoding, valueCount: count, body: start..<bodies.count))
  }
}

/// The rows of one data page.
struct PageCut {
  /// The most rows of a page.
  static let rowLimit = 1 << 16
  /// The most bytes of texts in a page, unless a single text has more.
  static let byteLimit = 1 << 20

  /// The rows, absent values included.
  let rows: Range<Int>
  /// Where the present ones stand among all present ones of the column.
  let values: Range<Int>
  /// The definition levels as stored; empty in a column that is not nullable.
  let levels: [UInt8]

  /// The pages of a column whose rows are cut into `ranges`.
  static func cuts(_ ranges: [Range<Int>], isNullable: Bool, present: [Bool]?) -> [PageCut] {
    var encoder = RunLengthEncoder()
    var valueCount = 0
    return ranges.map { rows in
      var levels: [UInt8] = []
      if isNullable {
        DefinitionLevels.append(present, rows: rows, with: &encoder, to: &levels)
      }
      let start = valueCount
      valueCount += present.map { $0[rows].count(where: { $0 }) } ?? rows.count
      return PageCut(rows: rows, values: start..<valueCount, levels: levels)
    }
  }

  /// `count` rows cut at the row limit.
  static func ranges(count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: rowLimit).map { $0..<min($0 + rowLimit, count) }
  }
}
