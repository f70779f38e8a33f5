internal import Columns

/// Some columns of a run as one of its table.
struct ChosenColumns: TableRun {
  private let run: RunFile
  private let wanted: Set<String>

  /// The columns of a run that have one of the names, and the first.
  init(_ wanted: Set<String>, of run: RunFile) {
    self.run = run
    self.wanted = wanted
  }

  var groups: [RunGroup] { run.groups }

  var columnNames: Set<String> { run.columnNames.intersection(wanted) }

  func tableRows(of group: Int) throws -> TableBlock { try run.rows(of: group, only: wanted) }
}
