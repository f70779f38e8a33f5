internal import Columns
internal import Delta

// Tables that are read whole: `merges` and `forgotten` have a row for each person who was merged or forgotten.

extension StoredTable {
  /// All rows: of a table that is small.
  ///
  /// - Parameter columns: the columns to read beside the first; nil for all.
  /// - Returns: a block for each row group.
  /// - Throws: errors of the files; `OrderError` if another program wrote one.
  func blocks(only columns: Set<String>? = nil) throws -> [TableBlock] {
    try runs().flatMap { run in
      try run.groups.indices.map { try run.rows(of: $0, only: columns) }
    }
  }

  /// The files of a table that imports alone write.
  ///
  /// - Throws: errors of the files; `OrderError` if another program wrote one.
  func runs() throws -> [RunFile] {
    try files().map { file in
      guard let tags = file.tags else {
        throw OrderError(
          path: "\(table.path)/\(file.add.path)",
          problem:
            "another program wrote it, and only orders are taken from other programs: take it "
            + "out")
      }
      return try open(file, tags)
    }
  }
}

extension StoreCommit {
  /// Writes few rows of a table, for the commit to name.
  ///
  /// - Throws: `FileError`; then no new file of the change is left.
  mutating func add(_ block: TableBlock, threads: Threads) throws {
    if block.rows == 0 { return }
    try add(
      TableParts(
        table: block.table, counts: [block.rows], names: Set(block.columns.map(\.field.name)),
        make: { _ in block }),
      buckets: 1, range: { _ in 0..<1 }, threads: threads, progress: { _ in })
  }
}
