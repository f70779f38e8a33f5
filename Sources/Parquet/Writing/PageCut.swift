internal import Columns

/// The rows of one data page.
struct PageCut {
  /// The rows, absent values included.
  let rows: Range<Int>
  /// Where the present ones stand among all present ones of the column.
  let values: Range<Int>
  /// The definition levels as stored; empty in a column that is not nullable.
  let levels: [UInt8]

  /// The pages of a column whose rows are cut into `ranges`.
  static func cuts(_ ranges: [Range<Int>], isNullable: Bool, present: [Bool]?) -> [PageCut] {
    var valueCount = 0
    return ranges.map { rows in
      var levels: [UInt8] = []
      if isNullable {
        Levels.append(present, rows: rows, to: &levels)
      }
      let start = valueCount
      valueCount += present.map { $0[rows].count(where: { $0 }) } ?? rows.count
      return PageCut(rows: rows, values: start..<valueCount, levels: levels)
    }
  }
}

/// Where pages end, alike in all columns of a row group.
enum PageRows {
  /// The most rows of a page.
  static let rowLimit = 1 << 16
  /// The most bytes of texts in a page, unless a single row has more.
  static let byteLimit = 1 << 20

  /// The rows of each page, which end where the caller says.
  ///
  /// - Precondition: the ends rise from above 0 to the number of rows.
  static func ranges(endingAt ends: [Int], count: Int) -> [Range<Int>] {
    precondition(ends.last == count, "the last page ends with the last row")
    return zip([0] + ends, ends).map { start, end in
      precondition(start < end, "pages end at rising rows")
      return start..<end
    }
  }

  /// The rows of each page, cut at the limits of rows and bytes, whichever comes first in any column.
  static func ranges(of columns: [Column]) -> [Range<Int>] {
    let count = columns[0].count
    let texts = columns.compactMap { column in
      if case .text(let texts) = column.values { texts } else { nil }
    }
    var ranges: [Range<Int>] = []
    var start = 0
    while start < count {
      let limit = min(start + rowLimit, count)
      let end = texts.reduce(limit) { Self.end(of: $1, from: start, upTo: $0) }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// The row up to which the texts from `start` on fit in a page, `limit` at most.
  ///
  /// What stands at absent rows is counted: then the size rises with every row and can be searched.
  private static func end(of texts: TextColumn, from start: Int, upTo limit: Int) -> Int {
    let first = texts.range(start).lowerBound
    var fits = start + 1
    var ends = limit + 1
    while ends - fits > 1 {
      let middle = (fits + ends) / 2
      let size = texts.ends[middle - 1] - first + 4 * (middle - start)
      if size <= byteLimit { fits = middle } else { ends = middle }
    }
    return fits
  }
}
