internal import Bytes
internal import Columns
internal import Parquet

/// Sorted rows of a table in blocks, whose customers ascend from one to the next.
protocol TableBlocks: Sendable {
  /// The table.
  var table: StoreTable { get }
  /// The number of blocks.
  var blockCount: Int { get }
  /// About how many rows a block has; none only if it has none.
  func rowCount(of index: Int) -> Int
  /// The columns of which some of the blocks may have a value.
  func columns(of range: Range<Int>) -> Set<String>
  /// The rows of one block; may be asked for on any thread.
  func block(_ index: Int) throws -> TableBlock
}

/// Blocks that are made one by one as they are asked for.
struct TableParts: TableBlocks {
  let table: StoreTable
  /// The rows of each block, about.
  let counts: [Int]
  /// The columns of which some of them may have a value.
  let names: Set<String>
  /// Makes a block, on any thread.
  let make: @Sendable (Int) throws -> TableBlock

  var blockCount: Int { counts.count }

  func rowCount(of index: Int) -> Int { counts[index] }

  func columns(of range: Range<Int>) -> Set<String> { names }

  func block(_ index: Int) throws -> TableBlock { try make(index) }
}

/// Writes sorted rows of any table as runs.
struct TableRunWriter {
  /// The rows of a row group, about: few enough that one with all its columns is held for each thread.
  static let rowGroupRows = 1 << 17

  /// The table.
  let table: StoreTable
  /// The decimals of the store's amounts.
  let scale: Int
  /// Who sorts and encodes.
  let threads: Threads

  /// A row group on its way into the file.
  private struct Piece: Sendable {
    let encoded: EncodedRowGroup
    let group: RunGroup
    let summary: RunWriter.Summary
  }

  /// Writes some of the blocks as one run.
  ///
  /// Row groups end with a customer where the customer is not larger than half of one.
  ///
  /// - Parameters:
  ///   - blocks: where the rows are; each of the blocks is asked for once.
  ///   - range: which of them.
  ///   - file: where they go.
  ///   - progress: called with the number of rows written, now and then, on the calling thread.
  /// - Returns: what was written; no rows, and no file worth keeping, if there are none.
  /// - Throws: errors of the blocks, and `FileError`.
  func write(
    _ blocks: any TableBlocks, _ range: Range<Int>, to file: inout OutputFile,
    progress: (Int) -> Void
  ) throws -> RunWriter.Summary {
    let columns = blocks.columns(of: range)
    let fields = table.fields(scale: scale).filter { !$0.isNullable || columns.contains($0.name) }
    var encoder = Self.encoder(fields)
    var summary = RunWriter.Summary()
    summary.columns = Set(fields.map(\.name))
    var groups: [RunGroup] = []
    let tasks = RowGroupShare.shares(
      of: range, rows: Self.rowGroupRows, count: blocks.rowCount)
    try file.write(encoder.begin())
    try threads.forEach(tasks.count) { [encoder] index in
      try readPieces(of: blocks, tasks[index], fields, encoder)
    } inOrder: { pieces in
      for piece in pieces {
        try file.write(encoder.place(piece.encoded))
        groups.append(piece.group)
        summary.add(piece.summary)
      }
      progress(summary.orders)
    }
    let lines = groups.map(\.line).joined(separator: "\n")
    try file.write(encoder.finish(adding: [(RunFormat.rowGroupsKey, lines)]))
    summary.footerChecksum = encoder.footerChecksum ?? 0
    return summary
  }

  /// A writer of the given columns, the first of which is clustered, with no text in the statistics.
  private static func encoder(_ fields: [Field]) -> ParquetEncoder {
    var options: [String: ColumnOptions] = [:]
    for field in fields where field.type == .text {
      options[field.name] = ColumnOptions(hasBounds: false)
    }
    options[fields[0].name] = ColumnOptions(
      isClustered: true, leastClusteredRows: RunFormat.dictionaryOrders, hasBounds: false)
    return ParquetEncoder(fields: fields, options: options)
  }

  /// The rows of some blocks as one row group, or as several if they are many.
  private func readPieces(
    of blocks: any TableBlocks, _ range: Range<Int>, _ fields: [Field], _ encoder: ParquetEncoder
  ) throws -> [Piece] {
    let all = TableBlock.joining(try range.map { try blocks.block($0) })
    precondition(all.table == table, "rows of the table")
    return try Self.cuts(of: all).map { try encode(all.part($0), fields, encoder) }
  }

  /// The rows of each row group.
  private static func cuts(of block: TableBlock) -> [Range<Int>] {
    let count = max(1, block.rows / rowGroupRows)
    var cuts: [Range<Int>] = []
    var start = 0
    var customer = 0
    for piece in 1...count where block.rows > 0 {
      let goal = block.rows * piece / count
      while customer < block.customers && block.starts[customer + 1] <= goal { customer += 1 }
      // A customer who would leave less than half of the row group, or nothing, is cut.
      let border = block.starts[customer]
      let end = 2 * (border - start) >= goal - start ? border : goal
      if end > start { cuts.append(start..<end) }
      start = end
    }
    return cuts
  }

  private func encode(
    _ block: TableBlock, _ fields: [Field], _ encoder: ParquetEncoder
  ) throws -> Piece {
    let columns = fields.dropFirst().map { field in
      block.column(field.name) ?? Column.absent(field, count: block.rows)
    }
    let ids = Column(fields[0], .textRuns(block.ids, ends: Array(block.starts.dropFirst())))
    let encoded = try encoder.encode([ids] + columns)
    return Piece(
      encoded: encoded,
      group: RunGroup(
        first: block.hashes[0], last: block.hashes[block.customers - 1],
        customers: block.customers, orders: block.rows, checksums: encoded.chunkChecksums),
      summary: RunWriter.Summary(block))
  }
}
