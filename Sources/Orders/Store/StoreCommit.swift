internal import Bytes
internal import Columns
internal import Delta

// Several tables change together though each has a log of its own: `orders` is committed last, and its commit names
// the versions of the others that it goes with, which are the ones that count.
//
//   lines       version 7 ── 8          8 is written first
//   orders      version 4 ──── 5        5 says lines = 8, set_aside = 3
//
// Where `orders` is not committed, for somebody was faster or the process was killed, 8 is an orphan: nobody reads it.
// So that no later version builds upon it, a commit of a table makes its newest version what the change makes of the
// named one, and takes out what an orphan had put in.

/// What changes in one table of a store.
struct TableChange: Sendable {
  /// The new files.
  var adds: [Add] = []
  /// The files that go.
  var removes: [Add] = []
  /// The columns of the new files.
  var columns: Set<String> = []
  /// False if the same rows are in the table before and after.
  var isDataChange = true

  /// Nothing.
  init() {}

  /// New files beside, or in place of, others.
  init(adding adds: [Add], columns: Set<String>, removing removes: [Add] = []) {
    self.adds = adds
    self.columns = columns
    self.removes = removes
  }

  /// Both.
  mutating func add(_ other: TableChange) {
    adds += other.adds
    removes += other.removes
    columns.formUnion(other.columns)
  }

  /// Whether nothing changes.
  var isEmpty: Bool { adds.isEmpty && removes.isEmpty }
}

/// A change of a store that becomes visible in all of its tables together, or in none.
struct StoreCommit {
  /// The store's folder.
  let path: String
  /// What the change was made from; nil if it makes the store.
  private(set) var base: OrderStore?
  /// What is fixed with the store.
  let settings: StoreSettings
  /// The time, in milliseconds since 1970-01-01 UTC.
  let now: Int
  /// What changes in each table.
  var changes: [StoreTable: TableChange] = [:]
  /// Files that were imported.
  var transactions: [ApplicationTransaction] = []
  /// What the commit says of itself.
  var operation = "WRITE"
  var parameters: [String: String] = [:]
  /// What else the metadata of the orders say.
  ///
  /// A change of it ends whatever else is being made from the same base.
  var marks: [String: String] = [:]

  /// A change that does nothing yet.
  init(path: String, base: OrderStore?, settings: StoreSettings, now: Int) {
    self.path = path
    self.base = base
    self.settings = settings
    self.now = now
  }

  /// Writes sorted rows as new files of a table, for the commit to name.
  ///
  /// - Parameters:
  ///   - blocks: the rows.
  ///   - buckets: in how many buckets.
  ///   - range: the blocks of a bucket.
  ///   - threads: who works.
  ///   - progress: called with the number of rows written, on the calling thread.
  /// - Returns: the number of rows.
  /// - Throws: errors of the blocks, and `FileError`; then no new file of the change is left.
  @discardableResult
  mutating func add(
    _ blocks: any TableBlocks, buckets: Int, range: (_ bucket: Int) -> Range<Int>,
    threads: Threads, progress: (Int) -> Void
  ) throws -> Int {
    do {
      let table = try DeltaTable.create("\(path)/\(blocks.table.rawValue)")
      let written = try StoreWriter(
        kind: blocks.table, table: table, scale: settings.currency.scale, buckets: buckets,
        threads: threads, now: now
      ).write(
        blocks, buckets: Array(0..<buckets), range: range, dataChange: true, progress: progress)
      changes[blocks.table, default: TableChange()].add(
        TableChange(adding: written.adds, columns: blocks.columns(of: 0..<blocks.blockCount)))
      return written.rows
    } catch {
      abandon()
      throw error
    }
  }

  /// Removes all new files, for the change is not to be made.
  func abandon() {
    for (kind, change) in changes {
      (try? DeltaTable("\(path)/\(kind.rawValue)"))?.discard(change.adds.map(\.path))
    }
  }

  /// Makes the changes a version of the store.
  ///
  /// All data files must be durable before. If it fails the new files are removed, unless it is not known whether
  /// the commit holds.
  ///
  /// - Returns: the version of the orders; nil if all of the imported files had been imported meanwhile.
  /// - Throws: `FileError`, `DeltaError`; `OrderError` if something else was committed meanwhile.
  func run() throws -> Int? {
    do {
      let table = try DeltaTable.create("\(path)/\(OrderStore.ordersFolder)")
      var named = base?.snapshot.tables ?? [:]
      for kind in StoreTable.allCases where kind != .orders {
        guard let change = changes[kind], !change.isEmpty else { continue }
        do {
          named[kind.rawValue] = try commit(change, of: kind)
        } catch let error as DeltaError where error.kind == .unconfirmed {
          throw Unnamed(kind: kind, finding: error.finding)
        }
      }
      let transaction = ordersTransaction(named)
      if case .committed(let version) = try transaction.commit(to: table) { return version }
      let done = try table.snapshot().transactions
      discard(of: table)
      if transactions.allSatisfy({ done[$0.appId] != nil }) { return nil }
      throw OrderError(
        path: path,
        problem: "another import had some of these files and was faster; nothing was imported, "
          + "run again")
    } catch let error as DeltaError where error.kind == .unconfirmed {
      // That of `orders`, which makes all the others count.
      throw error
    } catch let error as Unnamed {
      try? discard(of: DeltaTable("\(path)/\(OrderStore.ordersFolder)"), but: error.kind)
      throw FileError(
        path: "\(path)/\(error.kind.rawValue)", action: "be written",
        reason: "\(error.finding); nothing of this was kept")
    } catch let error as DeltaError where error.kind == .conflict {
      if let onTop = try onTopOfAnother() { return try onTop.run() }
      try? discard(of: DeltaTable("\(path)/\(OrderStore.ordersFolder)"))
      throw OrderError(
        path: path,
        problem: "the store was changed meanwhile (\(error.finding)); nothing of this was kept: "
          + "run again")
    } catch {
      try? discard(of: DeltaTable("\(path)/\(OrderStore.ordersFolder)"))
      throw error
    }
  }

  /// The same orders on top of a store that another import made meanwhile; nil if they cannot go there.
  private func onTopOfAnother() throws -> StoreCommit? {
    guard base == nil, changes.allSatisfy({ $0.key == .orders || $0.value.isEmpty }) else {
      return nil
    }
    let made = try OrderStore(path)
    guard made.settings.agrees(with: settings) else { return nil }
    var commit = self
    commit.base = made
    return commit
  }

  /// A version of another table that may not be durable: as no orders name it, it is none.
  private struct Unnamed: Error {
    let kind: StoreTable
    let finding: String
  }

  /// Takes the new files out again, but for those of a table that cannot be written.
  ///
  /// Nothing is synced that may have failed to be: what follows is no promise.
  private func discard(of orders: DeltaTable, but unwritable: StoreTable? = nil) {
    if let change = changes[.orders] { orders.discard(change.adds.map(\.path)) }
    for kind in StoreTable.allCases where kind != .orders && kind != unwritable {
      guard let change = changes[kind], !change.adds.isEmpty else { continue }
      // A version that names files must not be the newest when they go. Where that cannot be had now they stay
      // for a later commit, or vacuum.
      guard (try? StoreTables.settle(kind, of: path, now: now) { try DeltaTable($0) }) != nil,
        let table = try? DeltaTable("\(path)/\(kind.rawValue)")
      else { continue }
      table.discard(change.adds.map(\.path))
    }
  }

  private func ordersTransaction(_ named: [String: Int]) -> Transaction {
    let change = changes[.orders] ?? TableChange()
    let scale = settings.currency.scale
    let columns = (base?.orders.columns ?? []).union(change.columns)
    let schema = StoreTable.orders.schema(scale: scale, columns: columns)
    // Tables that did not change go on as they are, whatever somebody else makes of them meanwhile.
    let changed = changes.contains { $0.key != .orders && !$0.value.isEmpty }
    // What was looked up in the store must hold still; plain rows that are only added depend on nothing.
    let dependsOnAll = change.isDataChange && (changed || !change.removes.isEmpty)
    var transaction = Transaction(
      on: base?.snapshot, isolation: dependsOnAll ? .serializable : .snapshot,
      info: CommitInfo(
        operation: base == nil ? "CREATE TABLE AS SELECT" : operation, timestamp: now,
        parameters: parameters, tables: changed ? named : nil))
    transaction.actions =
      StoreTables.metadata(
        schema, settings.configuration.merging(marks) { $1 }, on: base?.snapshot, now: now)
      + change.removes.map { .remove($0.removed(at: now, dataChange: change.isDataChange)) }
      + change.adds.map { .add($0) } + transactions.map { .transaction($0) }
    return transaction
  }

  /// Makes a version of another table that has the change; returns its number.
  private func commit(_ change: TableChange, of kind: StoreTable) throws -> Int {
    let table = try DeltaTable.create("\(path)/\(kind.rawValue)")
    let stored = try base?.stored(kind)
    let removed = Set(change.removes.map(\.path))
    let files = (stored?.snapshot.files ?? []).filter { !removed.contains($0.path) } + change.adds
    let schema = kind.schema(
      scale: settings.currency.scale, columns: (stored?.columns ?? []).union(change.columns))
    return try StoreTables.commit(
      files, schema: schema, of: kind, to: table, now: now, isDataChange: change.isDataChange)
  }
}
