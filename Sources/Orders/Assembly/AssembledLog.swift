internal import Bytes
internal import Columns
internal import Synchronization

// Orders come by order id and are read by customer. They wait in blocks of equal shares of the customers' hashes,
// as columns, and are sorted when all are there.

/// Gathers the orders that count, to be scored as they are.
final class AssembledLog: Sendable {
  /// The orders of a block as they came.
  private struct Part {
    var ids = TextColumn()
    var hashes: [UInt64] = []
    var days: [Int32] = []
    var amounts: [Int64] = []
    /// By order, ascending.
    var refunds: [OrderRefund] = []
  }

  private let parts: Mutex<[Part]>
  private let dated = Mutex<Int128>(0)

  /// A log without orders.
  init() { parts = Mutex(Array(repeating: Part(), count: OrderGatherer.blocks)) }

  /// What refunds take from orders on days that are known.
  var datedRefunds: Int128 { dated.withLock { $0 } }

  /// Adds orders; may be called on any thread, as blocks are sorted.
  func add(_ orders: [OrderState]) {
    let taken = orders.reduce(Int128(0)) { $0 + $1.taken - Int128($1.undatedRefund) }
    dated.withLock { $0 += taken }
    let hashes = orders.map { XXH64.hash($0.customer, $0.customer.indices) }
    parts.withLock { parts in
      for (order, hash) in zip(orders, hashes) {
        let block = OrderGatherer.block(of: hash)
        let row = parts[block].days.count
        parts[block].ids.append(order.customer)
        parts[block].hashes.append(hash)
        parts[block].days.append(order.day)
        parts[block].amounts.append(order.amount.minor)
        for refund in order.refunds {
          parts[block].refunds.append(
            OrderRefund(order: row, day: refund.day, amount: refund.amount))
        }
      }
    }
  }

  /// Hands over all orders in blocks, sorted; none is left here.
  func blocks(threads: Threads) throws -> [OrderBlock] {
    let taken = parts.withLock { parts in
      defer { parts = [] }
      return parts
    }
    return try threads.map(taken.count) { Self.block(taken[$0]) }
  }

  private static func block(_ part: Part) -> OrderBlock {
    var refunds: [Int: [OrderRefund]] = [:]
    for refund in part.refunds { refunds[refund.order, default: []].append(refund) }
    let ids = part.ids.bytes.span
    let rows = part.days.indices.sorted { left, right in
      if part.hashes[left] != part.hashes[right] { return part.hashes[left] < part.hashes[right] }
      let (one, other) = (part.ids.range(left), part.ids.range(right))
      if Words.isLess(ids, one, ids, other) { return true }
      if Words.isLess(ids, other, ids, one) { return false }
      if part.days[left] != part.days[right] { return part.days[left] < part.days[right] }
      if part.amounts[left] != part.amounts[right] {
        return part.amounts[left] < part.amounts[right]
      }
      // Orders of the same customer, day and amount differ by what was paid back of them.
      let pairs = (refunds[left] ?? [], refunds[right] ?? [])
      return pairs.0.lexicographicallyPrecedes(pairs.1) {
        ($0.day, $0.amount) < ($1.day, $1.amount)
      }
    }
    var block = OrderBlock()
    for row in rows {
      let id = part.ids[row]
      if block.hashes.last != part.hashes[row] || block.ids[block.customers - 1] != id {
        if block.customers > 0 { block.starts.append(block.days.count) }
        block.hashes.append(part.hashes[row])
        block.ids.append(id)
      }
      for refund in refunds[row] ?? [] {
        block.refunds.append(
          OrderRefund(order: block.days.count, day: refund.day, amount: refund.amount))
      }
      block.days.append(part.days[row])
      block.amounts.append(part.amounts[row])
    }
    if block.customers > 0 { block.starts.append(block.days.count) }
    return block
  }
}
