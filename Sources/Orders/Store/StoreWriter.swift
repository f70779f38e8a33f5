internal import Bytes
internal import Columns
internal import Delta

/// Writes sorted orders as files of a store, for a commit to name.
struct StoreWriter {
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
    var adds: [Add] = []
    var paths: [TablePath] = []
    do {
      var done = 0
      for bucket in wanted {
        let range = range(bucket)
        // What counts is an estimate, but none is never an estimate.
        if range.allSatisfy({ blocks.orderCount(of: $0) == 0 }) { continue }
        let path = try TablePath(DataFile.uniquePath([RunFormat.bucketColumn: bucket]))
        try table.createFolders(of: path)
        var file = try OutputFile("\(table.path)/\(path)")
        let summary = try RunWriter(scale: scale, threads: threads).write(
          blocks, range, to: &file, progress: { progress(done + $0) })
        if summary.orders == 0 { continue }
        done += summary.orders
        let synced = try file.sync()
        paths.append(path)
        try Publication.publish([synced])
        adds.append(
          add(path, synced, summary, bucket: bucket, dataChange: dataChange))
      }
      precondition(done == orders, "every order is written once")
    } catch {
      table.discard(paths)
      throw error
    }
    return adds
  }

  private func add(
    _ path: TablePath, _ file: SyncedFile, _ summary: RunWriter.Summary, bucket: Int,
    dataChange: Bool
  ) -> Add {
    let statistics = FileStatistics(
      numRecords: summary.orders,
      minValues: ["order_date": Day(rawValue: summary.firstDay).description],
      maxValues: ["order_date": Day(rawValue: summary.lastDay).description],
      nullCount: ["customer_id": 0, "order_date": 0, "amount": 0])
    return Add(
      path: path, partitionValues: [RunFormat.bucketColumn: "\(bucket)"], size: file.size,
      modificationTime: now, dataChange: dataChange, stats: statistics.json,
      tags: RunTags(summary, buckets: buckets, sha256: file.sha256).tags)
  }
}
