internal import Columns

/// A place in a score file, whose order is checked on the way.
struct ScoreCursor {
  private let file: ScoreFile
  private let reader: any ScoreReader
  /// The rows at hand; nil behind the last.
  private(set) var block: ScoreBlock?
  /// Among them.
  private(set) var row = 0
  /// The rows up to the last of the block at hand.
  private(set) var customers = 0

  /// The place of the first row.
  init(_ file: ScoreFile) throws {
    self.file = file
    reader = file.reader()
    try load()
  }

  /// Moves on by some rows of the block at hand.
  mutating func advance(_ rows: Int = 1) throws {
    row += rows
    if let block, row == block.count { try load() }
  }

  /// Reads the next rows.
  private mutating func load() throws {
    let last = block
    block = try reader.next()
    row = 0
    guard let block else { return }
    customers += block.count
    if block.asOf != file.asOf {
      throw ScoreBlock.ofAnotherDay(block.asOf, than: file.asOf, file.path, block.place(0))
    }
    if let last, !last.isBefore(last.count - 1, block, 0) {
      throw disorder(last, last.count - 1, block, 0)
    }
    for row in 1..<block.count where !block.isBefore(row - 1, block, row) {
      throw disorder(block, row - 1, block, row)
    }
  }

  /// The error of a row that does not stand after the one before.
  private func disorder(
    _ last: ScoreBlock, _ lastRow: Int, _ block: ScoreBlock, _ row: Int
  ) -> ScoreFileError {
    ScoreFileError(
      file.path, block.place(row),
      last.ids[lastRow] == block.ids[row]
        ? "this customer stands in the row before too; \(ScoreBlock.remedy)"
        : "the row is not in the order in which scores are written, by the hash of the id; "
          + "leave them unsorted, or \(ScoreBlock.remedy)")
  }
}
