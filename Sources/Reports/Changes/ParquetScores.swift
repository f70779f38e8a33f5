internal import Columns
internal import Parquet

/// The rows of a score file in Parquet: in memory are one page of each column, and a row group's bytes as stored.
final class ParquetScores: ScoreReader {
  /// A column of a row group that is being read.
  private struct OpenColumn {
    let chunk: ChunkPages
    var nextPage = 0
    /// The page at hand.
    var rows = 0..<0
    var cells: Cells
  }

  private let file: ParquetFile
  /// One for each of `ScoreColumns.all`.
  private let columns: [ParquetColumn?]
  private var decoder = PageDecoder()
  private var open: [OpenColumn?] = []
  private var nextRowGroup = 0
  /// Of the row group that is being read.
  private var rowCount = 0
  private var position = 0
  /// The rows of the row groups before it.
  private var rowsBefore = 0

  init(_ file: ParquetFile, columns: [ParquetColumn?]) {
    self.file = file
    self.columns = columns
  }

  /// Pages of scores have fewer values and bytes than this by far.
  static let limits: ParquetLimits = {
    var limits = ParquetLimits()
    limits.pageBytes = 1 << 28
    limits.pageValues = 1 << 22
    return limits
  }()

  func next() throws -> ScoreBlock? {
    while position == rowCount {
      guard nextRowGroup < file.rowGroupRows.count else { return nil }
      rowsBefore += rowCount
      rowCount = file.rowGroupRows[nextRowGroup]
      position = 0
      open = []
      for (column, place) in zip(ScoreColumns.all, columns) {
        open.append(
          try place.map {
            OpenColumn(
              chunk: try file.chunk(of: $0, rowGroup: nextRowGroup, using: &decoder),
              cells: Cells(column.form))
          })
      }
      nextRowGroup += 1
    }
    var end = min(rowCount, position + Blocks.customers)
    for index in open.indices {
      try load(index)
      end = min(end, open[index]?.rows.upperBound ?? end)
    }
    let rows = position..<end
    let cells = open.map { column in
      column.map {
        $0.cells[rows.lowerBound - $0.rows.lowerBound..<rows.upperBound - $0.rows.lowerBound]
      }
    }
    position = end
    return try ScoreBlock(
      cells, .rows(from: rowsBefore + rows.lowerBound + 1), of: file.path)
  }

  /// Decodes the page of a column that the position is on, unless it is at hand.
  private func load(_ index: Int) throws {
    guard var column = open[index], !column.rows.contains(position) else { return }
    // There is one: pages cover all rows of a row group.
    while !column.chunk.pages[column.nextPage].rows.contains(position) { column.nextPage += 1 }
    let page = column.chunk.pages[column.nextPage]
    var stored = PhysicalValues(emptyOf: column.chunk.column)
    let validity = try decoder.decode(page, of: column.chunk, into: &stored)
    let (name, form) = ScoreColumns.all[index]
    do {
      let values = try LogicalValues(stored, validity: validity, of: column.chunk.column)
      column.cells = try Cells(
        values, validity: validity ?? Array(repeating: true, count: page.rows.count), form)
    } catch let error as ParquetError {
      throw error.at(file: file.path, rowGroup: column.chunk.rowGroup)
    } catch let flaw as Cells.Flaw {
      throw ScoreFileError(
        file.path, flaw.row.map { .row(rowsBefore + page.rows.lowerBound + $0 + 1) },
        "\(name) is not \(form.rawValue); \(ScoreBlock.remedy)")
    }
    column.rows = page.rows
    open[index] = column
  }
}
