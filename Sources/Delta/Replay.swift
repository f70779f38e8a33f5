/// A table's state while commits are replayed in the order of their versions: the newest word counts.
struct Replay {
  private var tableProtocol: TableProtocol?
  private var metadata: Metadata?
  private var files: [TablePath: Add] = [:]
  private var tombstones: [TablePath: Remove] = [:]
  private var transactions: [String: Int] = [:]
  private var tables: [String: Int] = [:]

  /// Applies a commit, or a checkpoint to the state before all commits.
  mutating func apply(_ commit: Commit) {
    // A commit's actions have no order. What is updated with deletion vectors is removed and added.
    for remove in commit.removes {
      files[remove.path] = nil
      tombstones[remove.path] = remove
    }
    for action in commit.actions {
      switch action {
      case .protocol(let it): tableProtocol = it
      case .metadata(let it): metadata = it
      case .transaction(let it): transactions[it.appId] = it.version
      case .remove: break
      case .add(let add):
        files[add.path] = add
        tombstones[add.path] = nil
      }
    }
    if let named = commit.info?.patronTables { tables = named }
  }

  /// The state as a snapshot.
  ///
  /// - Throws: `DeltaError` if it is not a table, or not one that is read here.
  func snapshot(version: Int) throws(DeltaError) -> Snapshot {
    guard let tableProtocol else { throw .corrupt("no commit so far has a protocol action") }
    guard let metadata else { throw .corrupt("no commit so far has a metaData action") }
    try tableProtocol.checkReading()
    let schema = try metadata.checkedSchema()
    let files = files.values.sorted { $0.path < $1.path }
    if let file = files.first(where: { $0.deletionVector != nil }) {
      throw .unsupported("rows of '\(file.path)' are deleted by a deletion vector")
    }
    return Snapshot(
      version: version, protocol: tableProtocol, metadata: metadata, schema: schema, files: files,
      tombstones: tombstones.values.sorted { $0.path < $1.path }, transactions: transactions,
      tables: tables)
  }
}
