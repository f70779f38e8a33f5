internal import Columns

/// The orders of a slice of time as columns.
struct Slice {
  /// `Simulation.fields`.
  let columns: [Column]
  /// The sum of the amounts, minor units.
  let revenue: Int128
  /// The days of the first and the last order, or nil without orders.
  let days: (first: Day, last: Day)?

  /// The columns of orders that stand in order of time.
  init(_ orders: [SimulatedOrder], firstDay: Day) {
    var ids = TextColumn()
    ids.reserve(rows: orders.count, bytes: orders.count * CustomerNumber.idLength)
    ids.append { bytes, ends in
      for order in orders {
        CustomerNumber.appendID(of: order.customer, to: &bytes)
        ends.append(bytes.count)
      }
    }
    let dates = orders.map { firstDay.rawValue + Int32($0.time >> 32) }
    let amounts = orders.map(\.amount)
    columns = zip(Simulation.fields, [.text(ids), .int32(dates), .int64(amounts)]).map {
      Column($0, $1)
    }
    revenue = amounts.reduce(Int128(0)) { $0 + Int128($1) }
    days =
      if let first = dates.first, let last = dates.last {
        (Day(rawValue: first), Day(rawValue: last))
      } else {
        nil
      }
  }
}
