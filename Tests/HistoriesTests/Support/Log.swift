import Bytes
import Columns

@testable import Orders

/// One order of a test.
struct Order {
  var customer: String
  var day: Int32
  var amount: Int64 = 100

  init(_ customer: String, _ day: Int32, _ amount: Int64 = 100) {
    self.customer = customer
    self.day = day
    self.amount = amount
  }
}

extension OrderLog {
  /// The orders as the reader would have clustered them.
  init(_ orders: [Order], hasAmounts: Bool = true) {
    var states = (0..<OrderGatherer.partitions).map { _ in PartitionBuilder.State() }
    for order in orders {
      let id = Array(order.customer.utf8)
      let hash = XXH64.hash(id, id.indices)
      states[OrderGatherer.partition(of: hash)].add(
        id, id.indices, hash: hash, day: order.day, amount: order.amount)
    }
    self.init(
      blocks: states.map { OrderBlock($0) }, account: Account(),
      hasAmounts: hasAmounts, currency: .unnamed, inputs: [], notes: [])
  }
}
