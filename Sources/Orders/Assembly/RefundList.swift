// What takes from an order comes from rows that name it, in any export and as often as it is exported. Rows have no
// ids of their own: a refund of the same day and amount is the same one, as often as one file has it. So the list is
// the same whatever the order in which files arrive, and whether they come in one import or in thirty.
//
//   count of (day, amount) = the most that one file has, or the store
//
// The list may be of more than the order: an order that comes again may be of more. Who takes refunds off an amount
// stops at zero.

/// What was paid back of one order, by rows that say so and by the store.
struct RefundList: Sendable {
  /// The refunds that hold, with no limit yet.
  private(set) var refunds: [OrderRefund] = []
  /// Rows that are new.
  private(set) var taken: [RefundRow] = []
  /// Rows that say what is known.
  private(set) var repeated: [RefundRow] = []

  private struct Key: Hashable {
    let day: Int32
    let amount: Int64
  }

  /// No refunds but those that are known otherwise, which rows say again.
  init(repeating rows: [RefundRow]) { repeated = rows }

  /// The refunds that a store knows, and those of rows, which come sorted by file.
  init(stored: [OrderRefund], rows: [RefundRow]) {
    refunds = stored
    var known: [Key: Int] = [:]
    for refund in stored { known[Key(day: refund.day, amount: refund.amount), default: 0] += 1 }
    var inFile: [Key: Int] = [:]
    var file = -1
    for row in rows {
      if row.file != file {
        inFile = [:]
        file = row.file
      }
      let key = Key(day: row.day, amount: row.amount)
      inFile[key, default: 0] += 1
      if inFile[key, default: 0] > known[key, default: 0] {
        known[key, default: 0] += 1
        taken.append(row)
        refunds.append(OrderRefund(day: row.day, amount: row.amount))
      } else {
        repeated.append(row)
      }
    }
  }

  /// Refunds in order.
  static func sorted(_ refunds: [OrderRefund]) -> [OrderRefund] {
    refunds.sorted { ($0.day, $0.amount) < ($1.day, $1.amount) }
  }
}
