/// Rows of a table of a store that were looked for.
struct FoundRows: Sendable {
  /// The table; nil if the store has none of the kind.
  var table: StoredTable?
  /// By file and row group, ascending in each.
  var rows: [Int: [Int: [Int]]] = [:]
  /// The customers that have some.
  var customers: Set<[UInt8]> = []

  /// Passes the rows group by group, in the order of the table.
  ///
  /// - Parameters:
  ///   - columns: the columns that are read beside the first; nil for all.
  ///   - body: gets the places of the file and of the group, the group's block, and which of its rows were found.
  /// - Throws: errors of the files, and what the call throws.
  func forEachGroup(
    only columns: Set<String>? = nil,
    _ body: (_ file: Int, _ group: Int, TableBlock, _ rows: [Int]) throws -> Void
  ) throws {
    guard let table else { return }
    let files = try table.files()
    for (file, groups) in rows.sorted(by: { $0.key < $1.key }) {
      guard let tags = files[file].tags else { continue }
      let run = try table.open(files[file], tags)
      for (group, rows) in groups.sorted(by: { $0.key < $1.key }) {
        try body(file, group, try run.rows(of: group, only: columns), rows)
      }
    }
  }
}
