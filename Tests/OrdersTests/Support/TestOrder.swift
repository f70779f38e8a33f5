import Bytes
import Columns
import TestSupport

@testable import Orders

/// One order, with the hash that its customer stands under.
struct TestOrder: Hashable, Comparable, Sendable {
  var hash: UInt64
  var id: String
  var day: Int32
  var amount: Int64

  /// An order; no two texts of one hash are known, so a hash may be given as if there were.
  init(_ id: String, hash: UInt64? = nil, day: Int32, amount: Int64) {
    let bytes = Array(id.utf8)
    self.hash = hash ?? XXH64.hash(bytes, bytes.indices)
    self.id = id
    self.day = day
    self.amount = amount
  }

  /// The order of the store: hash, id by its bytes, day, amount.
  static func < (left: TestOrder, right: TestOrder) -> Bool {
    if left.hash != right.hash { return left.hash < right.hash }
    if left.id != right.id { return left.id.utf8.lexicographicallyPrecedes(right.id.utf8) }
    return (left.day, left.amount) < (right.day, right.amount)
  }

  /// Orders of random customers; the fewer hashes, the more ids share one.
  static func random(
    _ count: Int, customers: Int, hashes: Int? = nil, using generator: inout Generator
  ) -> [TestOrder] {
    (0..<count).map { _ in
      let customer = Int.random(in: 0..<customers, using: &generator)
      return TestOrder(
        "c\(customer)",
        hash: hashes.map { UInt64(customer % $0) &* (.max / UInt64(max(1, $0 - 1))) },
        day: Int32.random(in: -3...3, using: &generator),
        amount: Int64.random(in: 0...3, using: &generator))
    }
  }
}

extension GatheredOrders {
  /// Some orders, gathered in the given order.
  init(of orders: [TestOrder], capacity: Int = OrderColumns.most) {
    self.init()
    var ids: [UInt8] = []
    let rows = orders.map { order in
      let start = ids.count
      ids += order.id.utf8
      return OrderChunk.Row(
        hash: order.hash, amount: order.amount, idStart: start, idCount: UInt32(ids.count - start),
        day: order.day)
    }
    var columns = OrderColumns(capacity: capacity)
    add(rows.span, ids: ids.span, order: nil, through: &columns)
    pack(&columns)
  }
}

extension OrderBlock {
  /// The block of some orders in any order.
  init(of orders: [TestOrder]) {
    self.init(clustering: [GatheredOrders(of: orders)])
  }

  /// Its orders, as they stand.
  var orders: [TestOrder] {
    (0..<customers).flatMap { customer in
      (starts[customer]..<starts[customer + 1]).map { order in
        TestOrder(
          String(decoding: ids[customer], as: UTF8.self), hash: hashes[customer],
          day: days[order], amount: amounts[order])
      }
    }
  }

  /// The block cut into so many neighbouring parts at most.
  func cut(into count: Int) -> [OrderBlock] {
    (0..<count).map { part(customers * $0 / count..<customers * ($0 + 1) / count) }
      .filter { $0.customers > 0 }
  }

  /// Adds orders that were passed, their ids and hashes aside.
  mutating func append(_ orders: CustomerOrders) {
    let before = days.count
    for index in 0..<orders.customers.count {
      starts.append(before + orders.starts[index + 1] - orders.starts[0])
    }
    for row in 0..<orders.days.count {
      days.append(orders.days[row])
      amounts.append(orders.amounts[row])
    }
  }

  /// Whether all of its columns are those of another block.
  func isSame(as other: OrderBlock) -> Bool {
    ids == other.ids && hashes == other.hashes && starts == other.starts && days == other.days
      && amounts == other.amounts
  }
}

/// Blocks in memory.
struct TestBlocks: OrderBlocks {
  var blocks: [OrderBlock]

  var blockCount: Int { blocks.count }

  func orderCount(of index: Int) -> Int { blocks[index].days.count }

  func block(_ index: Int) -> OrderBlock { blocks[index] }
}
