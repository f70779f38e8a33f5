internal import Columns

/// Rows of a table of a store whose customers' hashes lie in one range, sorted, clustered by customer.
struct TableBlock: Sendable {
  /// Which table.
  let table: StoreTable
  /// The customers' ids.
  var ids: TextColumn
  /// The customers' hashes, ascending.
  var hashes: [UInt64]
  /// The rows of customer c are `starts[c]..<starts[c + 1]`.
  var starts: [Int]
  /// The other columns that have a value in any row, in the table's order.
  var columns: [Column]
}
