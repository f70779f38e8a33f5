public import Bytes
internal import CSV
public import Columns
internal import Parquet

/// A file that `patron score` wrote, in Parquet or CSV.
///
/// Its rows are in the order of the ids' hash (XXH64, seed 42) and then of the ids, which is what lets two of them be
/// compared row by row. Nothing in the file is trusted.
public struct ScoreFile: Sendable {
  private enum Table: Sendable {
    case parquet(ParquetFile, [ParquetColumn?])
    case csv(CSVFile, [Int?])
  }

  /// The path it was opened by.
  public let path: String
  /// The day of its scores.
  public let asOf: Day
  /// Of which kinds of change it says something: those whose column has a value in some row.
  let kinds: [ChangeKind]
  private let input: InputFile
  private let table: Table

  /// Opens a file, and looks for what it says.
  ///
  /// - Parameter path: the file; its first bytes say what it is.
  /// - Throws: `FileError`, `ParquetError` or `CSVError` if it cannot be read; `ScoreFileError` if it is no score file.
  public init(_ path: String) throws {
    self.path = path
    input = try InputFile(path)
    let start = try input.read(at: 0, count: min(4, input.size))
    if start.first == UInt8(ascii: "{") {
      throw ScoreFileError(
        path, nil,
        "these are JSON lines, which are written and not read; score with -o NAME.parquet or NAME.csv"
      )
    }
    if start == Array("PAR1".utf8) {
      let file = try ParquetFile(input, limits: ParquetScores.limits)
      let columns = try ScoreColumns.all.map { column in
        file.columns.contains { $0.name == column.name } ? try file.column(column.name) : nil
      }
      table = .parquet(file, columns)
      try Self.check(columns, of: path)
    } else {
      let file = try CSVFile(input)
      let places = try ScoreColumns.all.map { column in
        let places = file.header.indices.filter { file.header[$0] == column.name }
        if places.count > 1 {
          throw ScoreFileError(
            path, nil, "\(places.count) columns have the name \(column.name); \(ScoreBlock.remedy)")
        }
        return places.first
      }
      table = .csv(file, places)
      try Self.check(places, of: path)
    }
    (asOf, kinds) = try Self.contents(table, of: path)
  }

  /// Refuses a file without a column that it must have.
  private static func check(_ columns: [Any?], of path: String) throws(ScoreFileError) {
    for index in 0..<ScoreColumns.required where columns[index] == nil {
      throw ScoreFileError(
        path, nil, "there is no column \(ScoreColumns.all[index].name); name a file of patron score"
      )
    }
  }

  /// The day of the first row, and what there are values of: the first rows say it, unless a column is empty.
  private static func contents(_ table: Table, of path: String) throws -> (Day, [ChangeKind]) {
    let reader = reader(of: table)
    var asOf: Day?
    var found = Array(repeating: false, count: ChangeKind.compared.count)
    while let block = try reader.next() {
      asOf = asOf ?? block.asOf
      var isOpen = false
      for (index, cells) in block.columns.enumerated() where !found[index] {
        guard let cells else { continue }
        found[index] = cells.validity.contains(true)
        isOpen = isOpen || !found[index]
      }
      if !isOpen { break }
    }
    guard let asOf else {
      throw ScoreFileError(path, nil, "there is no row in it; \(ScoreBlock.remedy)")
    }
    return (asOf, zip(ChangeKind.compared, found).filter(\.1).map(\.0))
  }

  private static func reader(of table: Table) -> any ScoreReader {
    switch table {
    case .parquet(let file, let columns): ParquetScores(file, columns: columns)
    case .csv(let file, let places): CSVScores(file, places: places)
    }
  }

  /// Its rows from the first on.
  func reader() -> any ScoreReader { Self.reader(of: table) }

  /// The SHA-256 of the file, in hexadecimal, of which nothing was changed since it was opened.
  ///
  /// - Throws: `FileError`.
  public func sha256() throws(FileError) -> String {
    let digest = try input.sha256()
    try input.checkUnchanged()
    return digest
  }
}
