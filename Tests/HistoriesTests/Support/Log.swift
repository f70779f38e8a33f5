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
    var rows = (0..<OrderGatherer.blocks).map { _ in [OrderChunk.Row]() }
    var ids: [UInt8] = []
    for order in orders {
      let id = Array(order.customer.utf8)
      let hash = XXH64.hash(id, id.indices)
      rows[OrderGatherer.block(of: hash)].append(
        OrderChunk.Row(
          hash: hash, amount: order.amount, idStart: ids.count, idCount: UInt32(id.count),
          day: order.day))
      ids += id
    }
    let blocks = rows.map { rows in
      var gathered = GatheredOrders()
      var columns = OrderColumns(capacity: OrderColumns.most)
      gathered.add(rows.span, ids: ids.span, order: nil, through: &columns)
      gathered.pack(&columns)
      return OrderBlock(clustering: [gathered])
    }
    self.init(
      blocks: blocks, account: Account(),
      hasAmounts: hasAmounts, currency: .unnamed, inputs: [], notes: [], datedRefunds: 0,
      setAsideDays: SetAsideDays(), costDays: nil, basis: nil
    )
  }
}
