internal import Columns

/// The orders of a slice of time as columns.
struct Slice {
  /// Those of `Simulation.fields`, after the orders' ids if they have some.
  let columns: [Column]
  /// The sum of the amounts, minor units.
  let revenue: Int128
  /// The days of the first and the last order, or nil without orders.
  let days: (first: Day, last: Day)?

  /// The columns of orders that stand in order of time; `number` orders come before them, if orders have ids.
  init(_ orders: [SimulatedOrder], firstDay: Day, from number: Int?) {
    var ids = TextColumn()
    ids.append { bytes, ends in
      bytes += repeatElement(0, count: orders.count * CustomerNumber.idLength)
      var text = bytes.mutableSpan
      ends.reserveCapacity(orders.count)
      for row in orders.indices {
        let start = row * CustomerNumber.idLength
        CustomerNumber.writeID(of: orders[row].customer, to: &text, at: start)
        ends.append(start + CustomerNumber.idLength)
      }
    }
    let dates = orders.map { firstDay.rawValue + Int32($0.time >> 32) }
    let amounts = orders.map(\.amount)
    let own = zip(Simulation.fields, [.text(ids), .int32(dates), .int64(amounts)]).map {
      Column($0, $1)
    }
    columns = (number.map { [Self.orderIDs(from: $0, count: orders.count)] } ?? []) + own
    revenue = amounts.reduce(Int128(0)) { $0 + Int128($1) }
    days =
      if let first = dates.first, let last = dates.last {
        (Day(rawValue: first), Day(rawValue: last))
      } else {
        nil
      }
  }

  /// Numbers of ten digits, as many as the most orders have: 1000000000 is the first.
  private static func orderIDs(from number: Int, count: Int) -> Column {
    var ids = TextColumn()
    for order in number..<number + count { ids.append("\(1_000_000_000 + order)".utf8) }
    return Column(Simulation.orderID, .text(ids))
  }
}
