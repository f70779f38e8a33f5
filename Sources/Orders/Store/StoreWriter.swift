internal import Bytes
internal import Columns
internal import Delta

/// Writes sorted rows as files of a store, for a commit to name.
struct StoreWriter {
  /// Which of the store's tables it is.
  var kind = StoreTable.orders
  let table: DeltaTable
  /// The decimals of the amounts.
  let scale: Int
  /// In how many buckets.
  let buckets: Int
  let threads: Threads
  /// The time, in milliseconds since 1970-01-01 UTC.
  let now: Int

  /// Writes a file for each bucket that has orders, durable and under its name.
  ///
  /// If it fails, none of them is left.
  ///
  /// - Parameters:
  ///   - blocks: the orders.
  ///   - orders: how many there are in all. It is checked: what is not written is lost with the commit.
  ///   - wanted: the buckets to write.
  ///   - range: the blocks of a bucket.
  ///   - dataChange: false if the same rows are in the table already.
  ///   - progress: called with the number of orders written, on the calling thread.
  /// - Returns: the actions that put the files into the table.
  /// - Throws: errors of the blocks, and `FileError`.
  func write(
    _ blocks: any OrderBlocks, orders: Int, buckets wanted: [Int],
    range: (_ bucket: Int) -> Range<Int>, dataChange: Bool, progress: (Int) -> Void
  ) throws -> [Add] {
    // What counts is an estimate, but none is never an estimate.
    let there = wanted.filter { !range($0).allSatisfy { blocks.orderCount(of: $0) == 0 } }
    let (adds, done) = try writeFiles(there, dataChange) { bucket, file, done in
      try RunWriter(scale: scale, threads: threads).write(
        blocks, range(bucket), to: &file, progress: { progress(done + $0) })
    }
    precondition(done == orders, "every order is written once")
    return adds
  }

  /// Writes a file for each bucket that has rows of any table, as above.
  ///
  /// - Returns: the actions, and how many rows were written.
  func write(
    _ blocks: any TableBlocks, buckets wanted: [Int], range: (_ bucket: Int) -> Range<Int>,
    dataChange: Bool, progress: (Int) -> Void
  ) throws -> (adds: [Add], rows: Int) {
    let there = wanted.filter { !range($0).allSatisfy { blocks.rowCount(of: $0) == 0 } }
    return try writeFiles(there, dataChange) { bucket, file, done in
      try TableRunWriter(table: kind, scale: scale, threads: threads).write(
        blocks, range(bucket), to: &file, progress: { progress(done + $0) })
    }
  }

  /// Writes a file for each of the buckets by `write`, which gets the number of rows written before and says what
  /// it wrote.
  private func writeFiles(
    _ buckets: [Int], _ dataChange: Bool,
    by write: (_ bucket: Int, inout OutputFile, _ done: Int) throws -> RunWriter.Summary
  ) throws -> (adds: [Add], rows: Int) {
    var adds: [Add] = []
    var paths: [TablePath] = []
    var done = 0
    do {
      for bucket in buckets {
        let path = try TablePath(DataFile.uniquePath([RunFormat.bucketColumn: bucket]))
        try table.createFolders(of: path)
        var file = try OutputFile("\(table.path)/\(path)")
        let summary = try write(bucket, &file, done)
        if summary.orders == 0 { continue }
        done += summary.orders
        let synced = try file.sync()
        paths.append(path)
        try Publication.publish([synced])
        adds.append(add(path, synced, summary, bucket: bucket, dataChange: dataChange))
      }
    } catch {
      table.discard(paths)
      throw error
    }
    return (adds, done)
  }

  private func add(
    _ path: TablePath, _ file: SyncedFile, _ summary: RunWriter.Summary, bucket: Int,
    dataChange: Bool
  ) -> Add {
    let required = kind.fields(scale: scale).filter { !$0.isNullable }.map(\.name)
    var statistics = FileStatistics(
      numRecords: summary.orders,
      nullCount: Dictionary(uniqueKeysWithValues: required.map { ($0, 0) }))
    if kind.hasOrders {
      statistics.minValues = ["order_date": Day(rawValue: summary.firstDay).description]
      statistics.maxValues = ["order_date": Day(rawValue: summary.lastDay).description]
    }
    return Add(
      path: path, partitionValues: [RunFormat.bucketColumn: "\(bucket)"], size: file.size,
      modificationTime: now, dataChange: dataChange, stats: statistics.json,
      tags: RunTags(summary, buckets: buckets, sha256: file.sha256).tags(of: kind))
  }
}
