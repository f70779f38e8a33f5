internal import Bytes
internal import Columns
internal import Parquet

/// Writes sorted orders as runs.
struct RunWriter {
  /// What was written.
  struct Summary: Sendable {
    /// The number of orders; of another table, of rows.
    var orders = 0
    /// The number of customers.
    var customers = 0
    /// The sum of all amounts in minor units.
    var revenue: Int128 = 0
    /// The first and the last order day.
    var firstDay = Int32.max
    var lastDay = Int32.min
    /// The last day with an order of an amount other than zero.
    var lastPaidDay: Int32?
    /// The orders that something was paid back of on a day.
    var refunded = 0
    /// Of orders that do not count, how many there are for each reason.
    var reasons: [String: ReasonSum] = [:]
    /// The file's columns.
    var columns: Set<String> = []
    /// The CRC-32 of the file's end, from the footer's first byte on.
    var footerChecksum: UInt32 = 0
  }

  /// The decimals of the amounts.
  let scale: Int
  /// Who sorts and encodes.
  let threads: Threads

  /// A row group on its way into the file.
  private struct Piece: Sendable {
    let encoded: EncodedRowGroup
    let group: RunGroup
    let revenue: Int128
    let days: ClosedRange<Int32>
    let lastPaidDay: Int32?
  }

  /// Writes some of the blocks as one run.
  ///
  /// - Parameters:
  ///   - blocks: where the orders are; each of the blocks is asked for once.
  ///   - range: which of them; with at least one order.
  ///   - file: where they go.
  ///   - progress: called with the number of orders written, now and then, on the calling thread.
  /// - Returns: what was written.
  /// - Throws: errors of the blocks, and `FileError`.
  func write(
    _ blocks: any OrderBlocks, _ range: Range<Int>, to file: inout OutputFile,
    progress: (Int) -> Void
  ) throws -> Summary {
    var encoder = RunFormat.encoder(scale: scale)
    var summary = Summary()
    var groups: [RunGroup] = []
    let tasks = RowGroupShare.shares(
      of: range, rows: RunFormat.rowGroupOrders, count: blocks.orderCount)
    try file.write(encoder.begin())
    try threads.forEach(tasks.count) { [encoder] index in
      try readPieces(of: blocks, tasks[index], encoder)
    } inOrder: { pieces in
      for piece in pieces {
        try file.write(encoder.place(piece.encoded))
        groups.append(piece.group)
        summary.orders += piece.group.orders
        summary.customers += piece.group.customers
        summary.revenue += piece.revenue
        summary.firstDay = min(summary.firstDay, piece.days.lowerBound)
        summary.lastDay = max(summary.lastDay, piece.days.upperBound)
        summary.lastPaidDay = [summary.lastPaidDay, piece.lastPaidDay].compactMap { $0 }.max()
      }
      progress(summary.orders)
    }
    let lines = groups.map(\.line).joined(separator: "\n")
    try file.write(encoder.finish(adding: [(RunFormat.rowGroupsKey, lines)]))
    summary.footerChecksum = encoder.footerChecksum ?? 0
    return summary
  }

  /// The orders of some blocks as one row group, or as several if they are many.
  private func readPieces(
    of blocks: any OrderBlocks, _ range: Range<Int>, _ encoder: ParquetEncoder
  ) throws -> [Piece] {
    let all = try blocks.joined(range)
    let count = max(1, all.days.count / RunFormat.rowGroupOrders)
    var pieces: [Piece] = []
    var start = 0
    for piece in 1...count {
      let goal = all.days.count * piece / count
      var end = start
      while end < all.customers && (piece == count || all.starts[end + 1] <= goal) { end += 1 }
      if end > start { pieces.append(try encode(all.part(start..<end), encoder)) }
      start = end
    }
    return pieces
  }

  private func encode(_ block: OrderBlock, _ encoder: ParquetEncoder) throws -> Piece {
    let fields = RunFormat.fields(scale: scale)
    let orders = block.days.count
    let pageEnds = stride(from: RunFormat.pageOrders, to: orders, by: RunFormat.pageOrders)
    let encoded = try encoder.encode(
      [
        Column(fields[0], .textRuns(block.ids, ends: Array(block.starts.dropFirst()))),
        Column(fields[1], .int32(block.days)), Column(fields[2], .int64(block.amounts)),
      ], pageEnds: Array(pageEnds) + [orders])
    return Piece(
      encoded: encoded,
      group: RunGroup(
        first: block.hashes[0], last: block.hashes[block.customers - 1],
        customers: block.customers, orders: orders, checksums: encoded.chunkChecksums),
      revenue: block.amounts.reduce(0) { $0 + Int128($1) },
      days: (block.days.min() ?? 0)...(block.days.max() ?? 0),
      lastPaidDay: block.lastDay(notAfter: .max, countsZeros: false))
  }
}
