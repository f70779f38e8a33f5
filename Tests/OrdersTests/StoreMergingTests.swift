import Columns
import TestSupport
import Testing

@testable import Orders

/// Blocks cut and merged, against the same orders sorted at once.
@Suite struct StoreMergingTests {
  /// Few hashes make many ids share one; nil takes the ids' own.
  @Test(arguments: [nil, 1, 2, 5])
  func `blocks of any cut merge into the orders sorted at once`(hashes: Int?) {
    var generator = Generator.seeded()
    for count in 0...9 {
      for size in [0, 1, 2, 10, 200] {
        let all = TestOrder.random(
          size, customers: max(1, size / 3), hashes: hashes, using: &generator)
        // Some blocks have no orders, most customers are in several.
        var cut = [[TestOrder]](repeating: [], count: count)
        for order in all where count > 0 {
          cut[Int.random(in: 0..<count, using: &generator)].append(order)
        }
        let merged = OrderBlock.merging(cut.map { OrderBlock(of: $0) })
        let whole = OrderBlock(of: cut.flatMap { $0 })
        #expect(merged.orders == cut.flatMap { $0 }.sorted())
        #expect(merged.isSame(as: whole), "each customer once")
        #expect(merged.customers == Set(cut.flatMap { $0 }.map(\.id)).count)
      }
    }
  }

  @Test func `merging neither drops nor unites equal orders`() {
    let order = TestOrder("a", day: 7, amount: 100)
    let merged = OrderBlock.merging([
      OrderBlock(of: [order, order]), OrderBlock(), OrderBlock(of: [order]),
    ])
    #expect(merged.orders == [order, order, order])
    #expect(merged.starts == [0, 3])
  }

  @Test func `ids of one hash stay apart and in the order of their bytes`() {
    let ids = ["z", "a", "é", "aa", "Z"]
    let blocks = ids.map { id in OrderBlock(of: [TestOrder(id, hash: 7, day: 1, amount: 1)]) }
    let merged = OrderBlock.merging(blocks + blocks)
    #expect(merged.orders.map(\.id) == ["Z", "Z", "a", "a", "aa", "aa", "z", "z", "é", "é"])
    #expect(merged.hashes == [7, 7, 7, 7, 7])
  }

  @Test func `the customers of a range of hashes are those in it, its ends included`() {
    let hashes: [UInt64] = [0, 0, 1, 5, 5, 5, 9, .max - 1, .max, .max]
    let orders = hashes.enumerated().map {
      TestOrder("c\($0)", hash: $1, day: Int32($0), amount: 1)
    }
    let block = OrderBlock(of: orders)
    let ends: [UInt64] = [0, 1, 2, 4, 5, 6, 9, 10, .max - 2, .max - 1, .max]
    for first in ends {
      for last in ends where first <= last {
        let part = block.part(block.customers(in: first...last))
        #expect(part.orders == orders.filter { (first...last).contains($0.hash) })
        #expect(part.isSame(as: OrderBlock(of: part.orders)))
      }
    }
    #expect(OrderBlock().customers(in: 0 ... .max).isEmpty)
  }

  @Test func `parts one after the other are the block again`() {
    var generator = Generator.seeded()
    let block = OrderBlock(of: TestOrder.random(500, customers: 90, using: &generator))
    for count in [1, 2, 7, 90] {
      var joined = OrderBlock()
      for part in block.cut(into: count) { joined.append(part, customers: 0..<part.customers) }
      #expect(joined.isSame(as: block))
    }
    #expect(block.part(3..<3).customers == 0)
  }
}
