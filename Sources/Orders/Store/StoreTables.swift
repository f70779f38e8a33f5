internal import Bytes
internal import Delta

/// Versions of the tables beside `orders`.
enum StoreTables {
  /// Makes the newest version of a table have just the given files.
  ///
  /// - Returns: its version.
  /// - Throws: `FileError`; `DeltaError`, a conflict if somebody else commits to the table.
  static func commit(
    _ files: [Add], schema: Schema, of kind: StoreTable, to table: DeltaTable, now: Int,
    isDataChange: Bool
  ) throws -> Int {
    let newest = try table.hasVersion() ? table.snapshot() : nil
    let wanted = Set(files.map(\.path))
    let there = Set((newest?.files ?? []).map(\.path))
    var actions = metadata(
      schema, [StoreSettings.boundedColumnsKey: kind.boundedColumns.joined(separator: ",")],
      on: newest, now: now)
    for file in newest?.files ?? [] where !wanted.contains(file.path) {
      actions.append(.remove(file.removed(at: now, dataChange: isDataChange)))
    }
    for file in files where !there.contains(file.path) { actions.append(.add(file)) }
    if let newest, actions.isEmpty { return newest.version }
    var transaction = Transaction(
      on: newest, isolation: .serializable,
      info: CommitInfo(operation: isDataChange ? "WRITE" : "OPTIMIZE", timestamp: now))
    transaction.actions = actions
    guard case .committed(let version) = try transaction.commit(to: table) else {
      preconditionFailure("a commit that records no application")
    }
    return version
  }

  /// What gives a table its columns and settings, or other ones; nothing if it has them.
  static func metadata(
    _ schema: Schema, _ settings: [String: String?], on base: Snapshot?, now: Int
  ) -> [Action] {
    guard let base else {
      let metadata = Metadata(
        id: DataFile.uniqueID(), schema: schema, partitionColumns: [RunFormat.bucketColumn],
        createdTime: now, configuration: settings)
      return [.protocol(.own), .metadata(metadata)]
    }
    var metadata = base.schema == schema ? base.metadata : base.metadata.with(schema)
    metadata.configuration.merge(settings) { $1 }
    return metadata == base.metadata ? [] : [.metadata(metadata)]
  }

  /// Makes the newest version of a table the one that the store's newest version names, if it is not.
  ///
  /// - Parameters:
  ///   - kind: which table.
  ///   - path: the store.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - open: opens a table; by default what a run that was killed has left is made durable first.
  /// - Returns: the files that count; nil if there is no such table.
  /// - Throws: `FileError` or `DeltaError`.
  @discardableResult
  static func settle(
    _ kind: StoreTable, of path: String, now: Int,
    open: (String) throws -> DeltaTable = { try DeltaTable.create($0) }
  ) throws -> Set<TablePath>? {
    guard try Folder(path).status(kind.rawValue) != nil else { return nil }
    let table = try open("\(path)/\(kind.rawValue)")
    guard try table.hasVersion() else { return nil }
    let orders = try open("\(path)/\(OrderStore.ordersFolder)")
    let store = try orders.hasVersion() ? OrderStore(path, table: orders) : nil
    let counting = try store?.stored(kind)?.snapshot
    let files = counting?.files ?? []
    _ = try commit(
      files, schema: try counting?.schema ?? table.snapshot().schema, of: kind, to: table,
      now: now, isDataChange: true)
    return Set(files.map(\.path))
  }
}
