internal import Columns

/// Which rows of a block of stored orders count as of a day, and what is left of them: the rules by which histories
/// are made.
///
/// Earlier and later orders do not count, nor do those of amount zero unless they are kept, nor those of which everything was paid
/// back by then.
struct CountedRows: Sendable {
  /// The columns that the rules read.
  static let columns = StoredRefunds.columns.union(["order_date", "amount"])

  /// The orders' days.
  let days: [Int32]
  /// Their amounts less what was paid back.
  private(set) var left: [Int64]
  /// Whether they count.
  let counts: [Bool]

  /// The rows of a block, with refunds taken off if it has their columns.
  ///
  /// - Returns: nil if the columns contradict each other.
  init?(_ block: TableBlock, _ counting: ClosedRange<Day>, leavesZerosOut: Bool) {
    guard let orders = OrderBlock(block) else { return nil }
    var left = orders.amounts
    for refund in orders.refunds where refund.day <= counting.upperBound.rawValue {
      left[refund.order] -= min(max(0, left[refund.order]), refund.amount)
    }
    days = orders.days
    counts = orders.days.indices.map { row in
      let amount = orders.amounts[row]
      return counting.contains(Day(rawValue: orders.days[row])) && !(leavesZerosOut && amount == 0)
        && (left[row] != 0 || amount == 0)
    }
    self.left = left
  }
}
