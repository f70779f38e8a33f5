internal import Bytes
internal import Delta

extension OrderStore {
  /// Removes files that no version within the retention needs, of all tables.
  ///
  /// What imports that were killed have committed to other tables than the orders is undone first.
  ///
  /// - Parameters:
  ///   - retention: how long files are kept, in milliseconds.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - isDryRun: whether nothing is removed.
  /// - Returns: the files that were, or would be, removed, and their bytes.
  /// - Throws: `FileError` or `DeltaError`.
  public func vacuum(
    retention: Int, now: Int, isDryRun: Bool
  ) throws -> (files: [String], bytes: Int) {
    var files: [String] = []
    var bytes = 0
    for kind in StoreTable.allCases where try Folder(path).status(kind.rawValue) != nil {
      let table = try DeltaTable.create("\(path)/\(kind.rawValue)")
      var kept: Set<TablePath> = []
      if kind != .orders {
        guard try table.hasVersion() else { continue }
        if !isDryRun { try StoreTables.settle(kind, of: path, now: now) }
        kept = Set(try stored(kind)?.snapshot.files.map(\.path) ?? [])
      }
      let vacuum = try Vacuum(table, retention: retention, now: now, keeping: kept)
      if !isDryRun { try vacuum.run() }
      files += vacuum.candidates.map { "\(table.path)/\($0.path)" }
      bytes += vacuum.candidates.reduce(0) { $0 + $1.size }
    }
    let rejects = try vacuumRejects(retention: retention, now: now, isDryRun: isDryRun)
    return (files + rejects.files, bytes + rejects.bytes)
  }

  /// Removes what killed imports have left among the rejected rows; those handed back are the user's.
  private func vacuumRejects(
    retention: Int, now: Int, isDryRun: Bool
  ) throws -> (files: [String], bytes: Int) {
    let (limit, isBeforeAllTime) = now.subtractingReportingOverflow(retention)
    let root = try Folder(path)
    let isThere = try root.status(Self.rejectsFolder)?.kind == .folder
    guard isThere && !isBeforeAllTime else { return ([], 0) }
    let folder = try root.folder(Self.rejectsFolder)
    let names = try folder.names().filter { OutputFile.target(ofTemporary: $0) != nil }
    var bytes = 0
    var files: [String] = []
    for name in names {
      guard let status = try folder.status(name), status.modified <= limit else { continue }
      if !isDryRun { try folder.remove(name) }
      files.append("\(folder.path)/\(name)")
      bytes += status.size
    }
    return (files, bytes)
  }
}
