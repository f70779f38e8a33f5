internal import Bytes
internal import Delta

extension OrderStore {
  /// Removes files that no version within the retention needs.
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
    let vacuum = try Vacuum(table, retention: retention, now: now)
    if !isDryRun { try vacuum.run() }
    let files = vacuum.candidates.map { "\(table.path)/\($0.path)" }
    let bytes = vacuum.candidates.reduce(0) { $0 + $1.size }
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
