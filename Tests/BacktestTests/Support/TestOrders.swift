import Columns
import TestSupport

@testable import Orders

/// One order of a test, with what was paid back of it.
struct Order {
  var customer: Int
  var day: Int32
  var amount: Int64 = 100
  var refunds: [OrderRefund] = []
}

/// The orders of a base, and the slow way to everything that is asked of them.
struct TestOrders {
  var orders: [Order]

  /// `count` orders of some customers over days 0 to 399: every tenth is free, and what was paid back of every
  /// fourth is all of it, a part, or more than it.
  static func random(
    _ count: Int = 900, customers: Int = 60, refunds: Bool = true,
    using generator: inout Generator
  ) -> TestOrders {
    TestOrders(
      orders: (0..<count).map { _ in
        let day = Int32.random(in: 0..<400, using: &generator)
        let isFree = Int.random(in: 0..<10, using: &generator) == 0
        let amount = isFree ? 0 : Int64.random(in: 1...900, using: &generator)
        let isRefunded = refunds && Int.random(in: 0..<4, using: &generator) == 0
        let paidBack = (0..<(isRefunded ? Int.random(in: 1...2, using: &generator) : 0)).map { _ in
          OrderRefund(
            day: day + Int32.random(in: -3...120, using: &generator),
            amount: Bool.random(using: &generator)
              ? max(1, amount) : Int64.random(in: 1...500, using: &generator))
        }
        return Order(
          customer: Int.random(in: 0..<customers, using: &generator), day: day, amount: amount,
          refunds: paidBack.sorted { ($0.day, $0.amount) < ($1.day, $1.amount) })
      })
  }

  /// The orders as a source has them, in so many blocks.
  func log(blocks count: Int = 3) -> OrderLog {
    let all = Dictionary(grouping: orders, by: \.customer).sorted { $0.key < $1.key }
    let blocks = (0..<count).map { index in
      var block = OrderBlock()
      for (customer, own) in all where customer % count == index {
        block.ids.append(Array("c\(customer)".utf8)[...])
        block.hashes.append(UInt64(customer))
        for order in own.sorted(by: { ($0.day, $0.amount) < ($1.day, $1.amount) }) {
          for var refund in order.refunds {
            refund.order = block.days.count
            block.refunds.append(refund)
          }
          block.days.append(order.day)
          block.amounts.append(order.amount)
        }
        block.starts.append(block.days.count)
      }
      return block
    }
    return OrderLog(
      blocks: blocks, account: Account(), hasAmounts: true, currency: .unnamed, inputs: [],
      notes: [], datedRefunds: 0, setAsideDays: SetAsideDays(), costDays: nil, basis: nil)
  }

  /// A customer's orders that count as of a day, net of what was paid back by then.
  func counted(_ customer: Int, asOf: Int32, keepsZeros: Bool) -> [(day: Int32, amount: Int64)] {
    orders.filter { $0.customer == customer && $0.day <= asOf }.compactMap { order in
      let paidBack = order.refunds.filter { $0.day <= asOf }.reduce(0) { $0 + $1.amount }
      let left = order.amount - min(order.amount, paidBack)
      if order.amount == 0 ? !keepsZeros : left == 0 { return nil }
      return (order.day, left)
    }
  }
}
