/// The values of a column as what the column is bound to.
enum Cells: Sendable {
  case customers(CustomerCells)
  case dates(DateCells)
  case amounts(AmountCells)
  case details(DetailCells)
}

/// Rows of one column of a row group that were decoded together.
struct Block: Sendable {
  /// The rows, counted from the row group's first.
  let rows: Range<Int>
  /// A cell for each row, or the cells of the dictionary, each read once for all rows that have it.
  let cells: Cells
  /// For each row its place among the cells of the dictionary, or one past the last if it is absent; nil
  /// if there is a cell for each row.
  let places: [UInt32]?
}

/// Cells of one kind with the rows that they are of.
struct Placed<Cells> {
  let cells: Cells
  /// The first row that has a place.
  let firstRow: Int
  /// The place of each row, counted from it; nil if they are the rows' own.
  let places: [UInt32]?

  init(_ cells: Cells, of block: Block) {
    self.cells = cells
    firstRow = block.rows.lowerBound
    places = block.places
  }

  /// The place of a row's cell.
  func place(of row: Int) -> Int {
    places.map { Int($0[row - firstRow]) } ?? row - firstRow
  }
}
