internal import Bytes
internal import Columns

/// The columns that are read of a score file: who it is, the day, and what may change.
enum ScoreColumns {
  /// Name and form of each.
  static let all: [(name: String, form: CellForm)] =
    [("customer_id", .text), ("as_of", .day)] + ChangeKind.compared.map { ($0.column, $0.form) }
  /// The number of those without which there is nothing to compare.
  static let required = 2
}

/// Some neighbouring rows of a score file.
final class ScoreBlock: Sendable {
  /// How the rows are called in messages.
  enum Numbers: Sendable {
    /// The first is row so-and-so, from 1.
    case rows(from: Int)
    /// The line of each.
    case lines([Int])
  }

  /// Who each row is about.
  let ids: TextColumn
  /// By which, and then by the id, rows are in order.
  let hashes: [UInt64]
  /// The one day of all rows.
  let asOf: Day
  /// One for each of `ChangeKind.compared`; nil where the file has no such column.
  let columns: [Cells?]
  private let numbers: Numbers

  /// The rows of one of the blocks that a file is read in.
  ///
  /// - Parameters:
  ///   - cells: one for each of `ScoreColumns.all`, all of one number of rows above zero.
  ///   - numbers: how the rows are called.
  ///   - path: the file.
  /// - Throws: `ScoreFileError` if a row has no id or no day, or another day than the first.
  init(_ cells: [Cells?], _ numbers: Numbers, of path: String) throws(ScoreFileError) {
    guard let ids = cells[0], let days = cells[1], let first = days.numbers.first else {
      preconditionFailure("rows with the columns that are required")
    }
    self.ids = ids.texts
    self.numbers = numbers
    columns = Array(cells[ScoreColumns.required...])
    asOf = Day(rawValue: Int32(truncatingIfNeeded: first))
    var hashes: [UInt64] = []
    hashes.reserveCapacity(ids.count)
    XXH64.append(hashesOf: ids.texts.bytes.span, ends: ids.texts.ends.span, to: &hashes)
    self.hashes = hashes
    for row in 0..<ids.count {
      if !ids.validity[row] || ids.texts.range(row).isEmpty {
        throw ScoreFileError(
          path, place(row), "there is no customer_id; \(Self.remedy)")
      }
      if !days.validity[row] {
        throw ScoreFileError(path, place(row), "as_of is empty; \(Self.remedy)")
      }
      if days.numbers[row] != first {
        let day = Day(rawValue: Int32(truncatingIfNeeded: days.numbers[row]))
        throw Self.ofAnotherDay(day, than: asOf, path, place(row))
      }
    }
    try checkText(cells, of: path)
  }

  /// What to do with a file that is not as it was written.
  static let remedy = "write it anew with patron score"

  /// The error of a row that has another day than those before.
  static func ofAnotherDay(
    _ day: Day, than first: Day, _ path: String, _ place: ScoreFileError.Place
  ) -> ScoreFileError {
    ScoreFileError(
      path, place,
      "as_of is \(day), and \(first) in rows before; a score file is of one day; \(remedy)")
  }

  /// The number of rows.
  var count: Int { ids.count }

  /// The number of rows from `row` on that are about the same customers as those of another block from `start` on.
  func customersShared(from row: Int, with other: ScoreBlock, from start: Int) -> Int {
    let most = min(count - row, other.count - start)
    let (hashes, otherHashes) = (hashes, other.hashes)
    let (ids, otherIDs) = (ids, other.ids)
    let own = hashes.span
    let others = otherHashes.span
    let bytes = ids.bytes.span
    let otherBytes = otherIDs.bytes.span
    var shared = 0
    while shared < most, own[row + shared] == others[start + shared],
      TextColumn.isSame(
        bytes, ids.range(row + shared), otherBytes, otherIDs.range(start + shared))
    { shared += 1 }
    return shared
  }

  /// Whether a row stands before one of another block.
  func isBefore(_ row: Int, _ other: ScoreBlock, _ otherRow: Int) -> Bool {
    let (hash, otherHash) = (hashes[row], other.hashes[otherRow])
    return hash != otherHash
      ? hash < otherHash : ids[row].lexicographicallyPrecedes(other.ids[otherRow])
  }

  /// What a row is called.
  func place(_ row: Int) -> ScoreFileError.Place {
    switch numbers {
    case .rows(let first): .row(first + row)
    case .lines(let lines): .line(lines[row])
    }
  }

  /// Refuses texts that readers of what is written could not read.
  private func checkText(_ cells: [Cells?], of path: String) throws(ScoreFileError) {
    for (column, cells) in zip(ScoreColumns.all, cells) {
      guard let cells, cells.form == .text,
        String(validating: cells.texts.bytes, as: UTF8.self) == nil
      else { continue }
      for row in 0..<cells.count
      where String(validating: cells.texts[row], as: UTF8.self) == nil {
        throw ScoreFileError(path, place(row), "\(column.name) is not UTF-8; \(Self.remedy)")
      }
    }
  }
}

/// A score file from its first row to its last, as its reader asks for them.
protocol ScoreReader: AnyObject {
  /// The next rows, at least one; nil after the last.
  func next() throws -> ScoreBlock?
}
