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
