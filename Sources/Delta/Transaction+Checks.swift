/// What a commit may do: by itself, on its snapshot, and beside the commits of others.
extension Transaction {
  private var commit: Commit { Commit(version: 0, actions: actions, info: nil) }

  /// Whether the changes depend on nothing that was read.
  var isBlindAppend: Bool {
    !commit.changesTable && commit.removes.isEmpty && isolation == .snapshot
  }

  /// Checks the changes against each other and against the snapshot.
  ///
  /// - Throws: `DeltaError`, a bad request or unsupported.
  func check() throws(DeltaError) {
    if let fault = commit.fault { throw .badRequest(fault) }
    var tableProtocol = base?.protocol
    var metadata = base?.metadata
    for action in actions {
      switch action {
      case .protocol(let it): tableProtocol = it
      case .metadata(let it): metadata = it
      case .add, .remove, .transaction: break
      }
    }
    guard let tableProtocol, let metadata else {
      throw .badRequest("the first commit of a table sets its protocol and its metadata")
    }
    try base?.protocol.checkWriting()
    try tableProtocol.checkWriting()
    let schema: Schema
    do throws(DeltaError) {
      schema = try metadata.checkedSchema()
    } catch {
      throw error.kind == .corrupt ? .badRequest(error.finding) : error
    }
    // Conditions on rows are not evaluated here, so a table that has some is not written.
    let conditions = ["delta.invariants", "delta.generationExpression"]
    if let field = schema.fields.first(where: { !Set(conditions).isDisjoint(with: $0.metadata) }) {
      throw .unsupported("the column '\(field.name)' has a condition that is not checked here")
    }
    try checkFiles(metadata)
  }

  private func checkFiles(_ metadata: Metadata) throws(DeltaError) {
    let files = Dictionary((base?.files ?? []).map { ($0.path, $0) }) { $1 }
    for add in commit.adds {
      if Set(add.partitionValues.keys) != Set(metadata.partitionColumns) {
        throw .badRequest(
          "the file '\(add.path)' has values for the partition columns "
            + "\(add.partitionValues.keys.sorted()), the table has \(metadata.partitionColumns)")
      }
      // A data file is never written over; what may change is what the log says of it.
      if let known = files[add.path], add.dataChange || add.size != known.size {
        throw .badRequest("the file '\(add.path)' is in the table already")
      }
    }
    for remove in commit.removes {
      if files[remove.path] == nil {
        throw .badRequest("the file '\(remove.path)' is to be removed and not in the table")
      }
      if remove.dataChange && metadata.setting("delta.appendOnly") == "true" {
        throw .unsupported("the table is append-only (delta.appendOnly): no rows may be removed")
      }
    }
  }

  /// Why the changes cannot follow those of another commit that the snapshot does not have, or nil.
  func conflict(with other: Commit) -> String? {
    if base == nil { return "the table was created meanwhile" }
    if other.changesTable { return "the table's protocol or metadata were changed meanwhile" }
    if commit.changesTable {
      return "the table got a new version meanwhile, and its protocol or metadata are to change"
    }
    let ours = Set(commit.removes.map(\.path))
    for remove in other.removes where ours.contains(remove.path) {
      return "the file '\(remove.path)' was removed meanwhile"
    }
    let touched = ours.union(commit.adds.map(\.path))
    for add in other.adds where touched.contains(add.path) {
      return "the file '\(add.path)' was added anew meanwhile"
    }
    if info.patronTables != nil && other.info?.patronTables != nil {
      return "the tables that go with this one were changed meanwhile"
    }
    if isolation == .serializable,
      other.adds.contains(where: \.dataChange) || other.removes.contains(where: \.dataChange)
    {
      return "rows of the table were changed meanwhile"
    }
    return nil
  }
}
