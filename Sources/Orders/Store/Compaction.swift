public import Columns
internal import Delta

extension OrderStore {
  /// What a compaction did.
  public struct CompactionOutcome: Sendable {
    /// The version after it.
    public var version: Int
    /// Files that were merged.
    public var filesBefore = 0
    /// Files that have their orders now.
    public var filesAfter = 0
    /// The bytes of the files that were merged.
    public var bytesBefore = 0
    /// The bytes of the files that have their orders now.
    public var bytesAfter = 0
  }

  /// Merges the runs of each bucket into one, sorts files of other writers, and cuts buckets that have grown: in all
  /// tables of the store.
  ///
  /// Readers see the same rows before and after. The old files stay until they are vacuumed.
  ///
  /// - Parameters:
  ///   - wanted: in how many buckets, a power of two up to 64; nil for as many as the rows call for, and
  ///     not fewer than there are.
  ///   - threads: who works.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - progress: called with rows written and rows in all, on the calling thread.
  /// - Returns: what was done; with the store's own version if nothing was to do.
  /// - Throws: errors of the files; `OrderError` if another compaction came first.
  public func compact(
    buckets wanted: Int?, threads: Threads, now: Int,
    progress: (_ done: Int, _ of: Int) -> Void
  ) throws -> CompactionOutcome {
    let plans = try StoreTable.allCases.compactMap { kind in
      try stored(kind).map { try CompactionPlan($0, buckets: wanted) }
    }
    let total = plans.reduce(0) { $0 + $1.rows }
    var outcome = CompactionOutcome(version: snapshot.version)
    var commit = StoreCommit(path: path, base: self, settings: settings, now: now)
    commit.operation = "OPTIMIZE"
    var done = 0
    do {
      for plan in plans where !plan.merged.isEmpty {
        let change = try plan.run(of: self, threads, now: now) { progress(done + $0, total) }
        done += plan.rows
        commit.changes[plan.table.kind] = change
        outcome.filesBefore += change.removes.count
        outcome.filesAfter += change.adds.count
        outcome.bytesBefore += change.removes.reduce(0) { $0 + $1.size }
        outcome.bytesAfter += change.adds.reduce(0) { $0 + $1.size }
      }
    } catch {
      commit.abandon()
      throw error
    }
    if commit.changes.isEmpty { return outcome }
    if let version = try commit.run() { outcome.version = version }
    return outcome
  }
}

/// What is to be merged in one table.
private struct CompactionPlan {
  let table: StoredTable
  /// In how many buckets.
  let count: Int
  /// The buckets that are not one run.
  let untidy: [Int]
  /// The files that have rows of them.
  let merged: [StoredTable.DataFile]

  init(_ table: StoredTable, buckets wanted: Int?) throws {
    self.table = table
    let files = try table.files()
    let rows = files.reduce(0) { $0 + ($1.add.numRecords ?? 0) }
    let there = files.reduce(1) { max($0, $1.bucket.count) }
    let count = wanted ?? max(there, Bucket.count(forOrders: rows))
    let untidy = (0..<count).filter { index in
      let bucket = Bucket(index: index, count: count)
      let there = files.filter { $0.bucket.overlaps(bucket) }
      return there.contains { $0.tags == nil || $0.bucket != bucket } || there.count > 1
    }
    self.count = count
    self.untidy = untidy
    merged = files.filter { file in
      untidy.contains { file.bucket.overlaps(Bucket(index: $0, count: count)) }
    }
  }

  /// The rows of the files.
  var rows: Int { merged.reduce(0) { $0 + ($1.add.numRecords ?? 0) } }

  /// Writes the merged files.
  func run(
    of store: OrderStore, _ threads: Threads, now: Int, _ progress: (Int) -> Void
  ) throws -> TableChange {
    let runs = try merged.compactMap { file in try file.tags.map { try table.open(file, $0) } }
    let others = merged.filter { $0.tags == nil }
    if let other = others.first, table.kind != .orders {
      throw OrderError(
        path: "\(table.table.path)/\(other.add.path)",
        problem: "another program wrote it; only orders are taken from other programs: take it out")
    }
    let foreign = try ForeignFiles.orders(of: store, others, threads).map { MemoryRun($0) }
    let writer = StoreWriter(
      kind: table.kind, table: table.table, scale: table.scale, buckets: count, threads: threads,
      now: now)
    var change = TableChange()
    change.isDataChange = false
    change.removes = merged.map(\.add)
    if table.kind == .orders && runs.allSatisfy({ $0.fields.count == RunFormat.plainColumns }) {
      let all: [any SortedRun] = runs + (foreign.map { [$0] } ?? [])
      let blocks = try MergedRuns(all, buckets: count, threads: threads)
      change.adds = try writer.write(
        blocks, orders: all.flatMap(\.groups).reduce(0) { $0 + $1.orders }, buckets: untidy,
        range: { blocks.blocks(ofBucket: $0, of: count) }, dataChange: false, progress: progress)
      return change
    }
    let all: [any TableRun] = runs + (foreign.map { [$0] } ?? [])
    let blocks = try MergedTables(table.kind, all, buckets: count, threads: threads)
    let written = try writer.write(
      blocks, buckets: untidy, range: { blocks.blocks(ofBucket: $0, of: count) },
      dataChange: false, progress: progress)
    precondition(
      written.rows == all.flatMap(\.groups).reduce(0) { $0 + $1.orders },
      "every row is written once")
    change.adds = written.adds
    change.columns = runs.reduce(into: []) { $0.formUnion($1.columnNames) }
    return change
  }
}
