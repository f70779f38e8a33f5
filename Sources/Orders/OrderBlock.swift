public import Columns

/// The orders of the customers whose hashes lie in one range, clustered by customer.
///
/// Customers stand in the order of (hash, id), their orders in the order of (day, amount), so that
/// the blocks of all ranges one after the other are in the order of the score table.
public struct OrderBlock: Sendable {
  /// The customers' ids.
  public internal(set) var ids = TextColumn()
  /// The customers' hashes, ascending.
  public internal(set) var hashes: [UInt64] = []
  /// The orders of customer c are `starts[c]..<starts[c + 1]`.
  public internal(set) var starts = [0]
  /// The day of each order.
  public internal(set) var days: [Int32] = []
  /// The amount of each order in minor units.
  public internal(set) var amounts: [Int64] = []
  /// What was paid back of the orders, which is not taken off yet: in the order of (order, day, amount).
  public internal(set) var refunds: [OrderRefund] = []

  /// A block without orders.
  init() {}

  /// The number of customers.
  public var customers: Int { hashes.count }

  /// Passes all orders to `body` as one, if there are any, and returns the ids of the customers.
  func pass(to body: (CustomerOrders) throws -> Void) rethrows -> TextColumn {
    if customers > 0 {
      try body(
        CustomerOrders(
          customers: 0..<customers, starts: starts.span, days: days.span, amounts: amounts.span,
          refunds: refunds.span))
    }
    return ids
  }

  /// The last day up to a limit with an order, or with one of an amount other than zero.
  func lastDay(notAfter limit: Int32, countsZeros: Bool) -> Int32? {
    var last: Int32?
    _ = pass { last = $0.lastDay(notAfter: limit, countsZeros: countsZeros) }
    return last
  }

  /// The place of a customer, or nil if the partition has none of that id.
  func place(of id: [UInt8], hash: UInt64) -> Int? {
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    while low < hashes.count && hashes[low] == hash {
      if ids[low].elementsEqual(id) { return low }
      low += 1
    }
    return nil
  }
}
