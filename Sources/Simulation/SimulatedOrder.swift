/// One order of the log.
package struct SimulatedOrder: Sendable, Equatable {
  /// Ticks from the start of the first day.
  package var time: UInt64
  /// Minor units.
  package var amount: Int64
  /// The customer's number.
  package var customer: UInt32
  /// Which of the customer's orders it is, from 0.
  package var ordinal: UInt32

  /// An order with all that is known of it.
  package init(time: UInt64, amount: Int64, customer: UInt32, ordinal: UInt32) {
    self.time = time
    self.amount = amount
    self.customer = customer
    self.ordinal = ordinal
  }

  /// Ticks in a day.
  static let ticksPerDay = 0x1p32
  /// The most that an order is worth: ten trillion.
  package static let greatestAmount = 1e15

  /// Whether it stands before another in the log: by time, and the few at one time by customer.
  package func precedes(_ other: SimulatedOrder) -> Bool {
    if time != other.time { return time < other.time }
    if customer != other.customer { return customer < other.customer }
    return ordinal < other.ordinal
  }
}

extension SimulatedOrder {
  /// Orders that are spread about evenly over a range of times, in order.
  ///
  /// Each goes to the place that its time says, about, and from there to the right one: linear in the number
  /// of orders.
  package static func sorted(
    _ parts: [[SimulatedOrder]], within times: Range<UInt64>
  ) -> [SimulatedOrder] {
    let count = parts.reduce(0) { $0 + $1.count }
    let none = SimulatedOrder(time: 0, amount: 0, customer: 0, ordinal: 0)
    var result = [SimulatedOrder](repeating: none, count: count)
    if count == 0 { return result }
    let scale = Double(count) / Double(times.upperBound - times.lowerBound)
    func place(_ order: SimulatedOrder) -> Int {
      min(Int(Double(Int64(order.time - times.lowerBound)) * scale), count - 1)
    }
    var starts = [UInt32](repeating: 0, count: count + 1)
    var free = starts.mutableSpan
    for part in parts {
      for order in part { free[place(order) + 1] += 1 }
    }
    for index in 1...count { free[index] += free[index - 1] }
    var sorted = result.mutableSpan
    for part in parts {
      for order in part {
        let place = place(order)
        sorted[Int(free[place])] = order
        free[place] += 1
      }
    }
    for index in 1..<count {
      let order = sorted[index]
      var hole = index
      while hole > 0 && order.precedes(sorted[hole - 1]) {
        sorted[hole] = sorted[hole - 1]
        hole -= 1
      }
      if hole < index { sorted[hole] = order }
    }
    return result
  }
}
