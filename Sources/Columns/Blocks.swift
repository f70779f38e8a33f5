/// Rows cut into blocks of one size, the last of what is left: the tasks of parallel work.
///
/// The cut depends on the rows alone, never on threads.
public struct Blocks: Sendable, Equatable {
  /// All rows.
  public let rows: Int
  /// The rows of every block but the last.
  public let size: Int

  /// The customers of a block, and so of a row group of the score table.
  public static let customers = 65_536

  /// Cuts `rows` rows into blocks of `size`.
  ///
  /// - Precondition: `rows` is not negative, `size` at least 1.
  public init(_ rows: Int, of size: Int = Blocks.customers) {
    precondition(rows >= 0 && size >= 1, "blocks of at least one row")
    self.rows = rows
    self.size = size
  }

  /// The number of blocks.
  public var count: Int { rows / size + (rows % size == 0 ? 0 : 1) }

  /// The rows of a block.
  public subscript(_ block: Int) -> Range<Int> { block * size..<min((block + 1) * size, rows) }
}
