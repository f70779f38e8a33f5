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

  /// Merges the runs of each bucket into one, sorts files of other writers, and cuts buckets that have grown.
  ///
  /// Readers see the same rows before and after. The old files stay until they are vacuumed.
  ///
  /// - Parameters:
  ///   - wanted: in how many buckets, a power of two up to 64; nil for as many as the orders call for, and
  ///     not fewer than there are.
  ///   - threads: who works.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - progress: called with orders written and orders in all, on the calling thread.
  /// - Returns: what was done; with the store's own version if nothing was to do.
  /// - Throws: errors of the files; `DeltaError`, a conflict, if another compaction came first.
  public func compact(
    buckets wanted: Int?, threads: Threads, now: Int,
    progress: (_ done: Int, _ of: Int) -> Void
  ) throws -> CompactionOutcome {
    let files = try files()
    let orders = files.reduce(0) { $0 + ($1.add.numRecords ?? 0) }
    let count = try wanted ?? max(bucketCount(), Bucket.count(forOrders: orders))
    let untidy = (0..<count).filter { index in
      let bucket = Bucket(index: index, count: count)
      let there = files.filter { $0.bucket.overlaps(bucket) }
      return there.contains { $0.tags == nil || $0.bucket != bucket } || there.count > 1
    }
    let merged = files.filter { file in
      untidy.contains { file.bucket.overlaps(Bucket(index: $0, count: count)) }
    }
    var outcome = CompactionOutcome(version: snapshot.version)
    if merged.isEmpty { return outcome }

    var runs: [any SortedRun] = try merged.compactMap { file in
      try file.tags.map { try open(file, $0) }
    }
    let foreign = try ForeignFiles.orders(of: self, merged.filter { $0.tags == nil }, threads)
    if let foreign { runs.append(MemoryRun(foreign)) }
    let blocks = try MergedRuns(runs, buckets: count, threads: threads)
    let total = (0..<blocks.blockCount).reduce(0) { $0 + blocks.orderCount(of: $1) }
    let writer = StoreWriter(
      table: table, scale: settings.currency.scale, buckets: count, threads: threads, now: now)
    let adds = try writer.write(
      blocks, buckets: untidy, range: { blocks.blocks(ofBucket: $0, of: count) },
      dataChange: false, progress: { progress($0, total) })
    var transaction = Transaction(
      on: snapshot, info: CommitInfo(operation: "OPTIMIZE", timestamp: now))
    transaction.actions =
      merged.map { .remove($0.add.removed(at: now, dataChange: false)) } + adds.map { .add($0) }
    do {
      if case .committed(let version) = try transaction.commit(to: table) {
        outcome.version = version
      }
    } catch let error as DeltaError where error.kind == .unconfirmed {
      throw error
    } catch {
      table.discard(adds.map(\.path))
      throw error
    }
    outcome.filesBefore = merged.count
    outcome.filesAfter = adds.count
    outcome.bytesBefore = merged.reduce(0) { $0 + $1.add.size }
    outcome.bytesAfter = adds.reduce(0) { $0 + $1.size }
    return outcome
  }
}
