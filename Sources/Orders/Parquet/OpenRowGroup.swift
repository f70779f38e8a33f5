/// A row group that is being read, and how far.
struct OpenRowGroup: Sendable {
  /// Customers, dates and, if the file has them, amounts.
  var columns: [OpenColumn]
  /// The number of its first row in the file, from 1.
  private let firstRow: Int
  private let rowCount: Int
  /// The first row that is not judged.
  private var position = 0

  /// No piece has more rows.
  ///
  /// With half as many, the tables of known customers are visited so much more often that scoring ten
  /// million orders takes 6 % longer.
  private static let pieceRows = 1 << 17

  init(columns: [OpenColumn], firstRow: Int, rowCount: Int) {
    self.columns = columns
    self.firstRow = firstRow
    self.rowCount = rowCount
  }

  /// The number of rows that are not judged.
  var rowsLeft: Int { rowsLeft(from: position) }

  /// The number of rows from `row` on.
  func rowsLeft(from row: Int) -> Int { rowCount - row }

  /// The row up to which rows are judged next: at most `rows` of them, and few enough for the pages of
  /// all columns to stay within `budget` bytes, from which it takes them; at least a page of each.
  func end(rows: Int, budget: inout Int) -> Int {
    var end = position + min(rows, rowsLeft)
    let share = max(budget, 0) / columns.count
    for column in columns {
      var left = share
      end = column.end(from: position, to: end, budget: &left)
      budget -= share - left
    }
    return end
  }

  /// The rows that are not judged before `end`, in pieces.
  ///
  /// - Precondition: they are decoded in all columns.
  func pieces(before end: Int) -> [OrderPiece] {
    columns[0].blocks.flatMap { block in
      let rows = block.rows.clamped(to: position..<end)
      return stride(from: rows.lowerBound, to: rows.upperBound, by: Self.pieceRows).map { start in
        OrderPiece(
          rows: start..<min(start + Self.pieceRows, rows.upperBound),
          firstRow: firstRow + start, customers: block, dates: columns[1].blocks,
          amounts: columns.count > 2 ? columns[2].blocks : [])
      }
    }
  }

  /// Moves on after the rows before `end` are judged.
  mutating func advance(to end: Int) {
    position = end
    for index in columns.indices { columns[index].forget(before: end) }
  }
}
