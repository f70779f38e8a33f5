/// A file format that a table is written in, block by block.
///
/// Encoding a block is pure and may run on any thread; placing it happens in row order, so a format
/// that records offsets (Parquet) learns them there.
public protocol TableEncoder: Sendable {
  /// What one block of rows becomes.
  associatedtype Block: Sendable
  /// What a thread keeps from block to block: memory, compressors. No byte depends on it.
  associatedtype Workspace

  /// A workspace for one thread.
  func workspace() throws -> Workspace

  /// The bytes before the first block.
  mutating func begin() -> [UInt8]

  /// Encodes the columns of one block, all of the same number of rows, in the table's order.
  func encode(_ columns: [Column], in workspace: Workspace) throws -> Block

  /// The bytes of the next block, in row order.
  mutating func place(_ block: consuming Block) -> [UInt8]

  /// The bytes after the last block.
  mutating func finish() throws -> [UInt8]
}

extension TableEncoder {
  /// Writes a whole table: blocks are made and encoded on all threads, and written in order meanwhile.
  ///
  /// - Parameters:
  ///   - blocks: the number of blocks.
  ///   - threads: who makes and encodes them; see `Threads.forEach` for how many wait at a time.
  ///   - columns: the columns of a block, called on any thread.
  ///   - progress: called on the calling thread with the number of blocks written.
  ///   - write: takes the file's bytes, in order, on the calling thread.
  /// - Throws: what the encoder or `write` throws.
  public consuming func writeTable(
    blocks: Int, threads: Threads, columns: @Sendable (Int) throws -> [Column],
    progress: (Int) -> Void, to write: ([UInt8]) throws -> Void
  ) throws {
    var encoder = self
    try write(encoder.begin())
    var written = 0
    try threads.forEach(
      blocks, worker: { [encoder] in try encoder.workspace() },
      make: { [encoder] workspace, block in try encoder.encode(columns(block), in: workspace) },
      inOrder: { block in
        try write(encoder.place(block))
        written += 1
        progress(written)
      })
    try write(encoder.finish())
  }

  /// Writes a whole table whose blocks come one after the other, nobody knows how many.
  ///
  /// - Parameters:
  ///   - next: the columns of the next block; nil after the last.
  ///   - write: takes the file's bytes, in order.
  /// - Throws: what the encoder, `next` or `write` throws.
  public consuming func writeTable(
    next: () throws -> [Column]?, to write: ([UInt8]) throws -> Void
  ) throws {
    var encoder = self
    let workspace = try encoder.workspace()
    try write(encoder.begin())
    while let columns = try next() {
      try write(encoder.place(encoder.encode(columns, in: workspace)))
    }
    try write(encoder.finish())
  }
}
