internal import Bytes

/// Files that no snapshot within the retention needs, and how they are removed.
///
/// A file may go if the newest version does not name it and it has been out of the table, or was never in,
/// for the retention: readers of old snapshots and imports that have not committed yet need the others.
public struct Vacuum: Sendable {
  /// A file that may go.
  public struct Candidate: Sendable, Equatable {
    /// Where it is.
    public let path: TablePath
    /// Its length in bytes.
    public let size: Int
    /// Since when nothing needs it, in milliseconds since 1970-01-01 UTC.
    public let since: Int
  }

  /// Folders of data files are not deeper than partition columns, and tables have few.
  private static let greatestDepth = 16

  private let table: DeltaTable
  /// The files that may go, in the order of their paths.
  public private(set) var candidates: [Candidate] = []

  /// Looks for files that may go; nothing is removed yet.
  ///
  /// Of files that no tombstone names, only those with a name of ours do: others may belong to a
  /// writer that is at work, or to nobody.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - retention: how long a file is kept, in milliseconds.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - kept: files that stay though the newest version does not name them.
  /// - Throws: `FileError`, or `DeltaError` if the table cannot be read or may not be written here.
  public init(
    _ table: DeltaTable, retention: Int, now: Int, keeping kept: Set<TablePath> = []
  ) throws {
    if retention < 0 { throw DeltaError.badRequest("a retention of \(retention) ms") }
    self.table = table
    let (limit, isBeforeAllTime) = now.subtractingReportingOverflow(retention)
    if isBeforeAllTime { return }
    // Listed before the snapshot is taken: what is committed in between is in the snapshot.
    var found: [TablePath: Folder.Status] = [:]
    try Self.list(table.root, [], into: &found)
    let commits = try Self.unfinishedCommits(in: table.log)
    let snapshot = try table.snapshot()
    try snapshot.protocol.checkWriting()
    let needed = kept.union(snapshot.files.map(\.path))
    let tombstones = Dictionary(snapshot.tombstones.map { ($0.path, $0) }) { $1 }
    for (path, status) in found where !needed.contains(path) {
      let tombstone = tombstones[path]
      if tombstone == nil && !DataFile.isOurs(path.components.last ?? "") { continue }
      let since = tombstone?.deletionTimestamp ?? status.modified
      if since <= limit {
        candidates.append(Candidate(path: path, size: status.size, since: since))
      }
    }
    for (name, status) in commits where status.modified <= limit {
      let path = TablePath(unfinishedCommit: name)
      candidates.append(Candidate(path: path, size: status.size, since: status.modified))
    }
    candidates.sort { $0.path < $1.path }
  }

  /// Finds the regular files below a folder, without links and without hidden folders.
  private static func list(
    _ folder: Folder, _ above: [String], into found: inout [TablePath: Folder.Status]
  ) throws {
    for name in try folder.names() {
      // A name that is not UTF-8 is repaired in the listing and so not found.
      guard let status = try folder.status(name) else { continue }
      switch status.kind {
      case .file:
        guard let path = try? TablePath((above + [name]).joined(separator: "/")) else { continue }
        found[path] = status
      case .folder:
        // The log and what other tools keep beside the data, as the protocol has it.
        if name.hasPrefix("_") || name.hasPrefix(".") || above.count == greatestDepth { continue }
        try list(try folder.folder(name), above + [name], into: &found)
      case .link, .other: continue
      }
    }
  }

  /// What killed writers of ours have left in the log.
  private static func unfinishedCommits(in log: Folder) throws -> [(String, Folder.Status)] {
    try log.names().filter(CommitFile.isUnfinished).compactMap { name in
      guard let status = try log.status(name), status.kind == .file else { return nil }
      return (name, status)
    }
  }

  /// Removes the candidates, durably.
  ///
  /// - Throws: `FileError`; files removed before it stay removed.
  public func run() throws {
    // Else a power failure could bring back the version that needs them.
    try table.confirm()
    var folders: [String: Folder] = [:]
    for candidate in candidates {
      let folder = try table.folder(of: candidate.path)
      try folder.remove(candidate.path.components.last ?? "")
      folders[folder.path] = folder
    }
    for folder in folders.values { try folder.sync() }
  }
}
