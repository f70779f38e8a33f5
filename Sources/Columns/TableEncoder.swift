/// A file format that a table is written in, block by block.
///
/// Encoding a block is pure and may run on any thread; placing it happens in row order, so a format
/// that records offsets (Parquet) learns them there.
public protocol TableEncoder: Sendable {
  /// What one block of rows becomes.
  associatedtype Block: Sendable

  /// The bytes before the first block.
  mutating func begin() -> [UInt8]

  /// Encodes the columns of one block, all of the same number of rows, in the table's order.
  func encode(_ columns: [Column]) throws -> Block

  /// The bytes of the next block, in row order.
  mutating func place(_ block: consuming Block) -> [UInt8]

  /// The bytes after the last block.
  mutating func finish() throws -> [UInt8]
}

extension TableEncoder {
  /// Writes a whole table: blocks are made and encoded in parallel, and written in order.
  ///
  /// At most as many blocks as threads are held at a time.
  ///
  /// - Parameters:
  ///   - blocks: the number of blocks.
  ///   - threads: who makes and encodes them.
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
    for first in stride(from: 0, to: blocks, by: threads.count) {
      let count = min(threads.count, blocks - first)
      let encoded = try threads.map(count) { [encoder] task in
        try encoder.encode(columns(first + task))
      }
      for block in encoded { try write(encoder.place(block)) }
      progress(first + count)
    }
    try write(encoder.finish())
  }
}
