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

extension [SimulatedOrder] {
  /// Sorts orders that are spread about evenly over a range of times.
  ///
  /// Each goes to the place that its time says, about, and from there to the right one: linear in the number
  /// of orders.
  package mutating func sort(within times: Range<UInt64>) {
    if count < 2 { return }
    let scale = Double(count) / Double(times.upperBound - times.lowerBound)
    let last = count - 1
    func place(_ order: SimulatedOrder) -> Int {
      Swift.min(Int(Double(order.time - times.lowerBound) * scale), last)
    }
    var ends = [Int](repeating: 0, count: count + 1)
    for order in self { ends[place(order) + 1] += 1 }
    for index in 1...count { ends[index] += ends[index - 1] }
    var sorted = self
    for order in self {
      let place = place(order)
      sorted[ends[place]] = order
      ends[place] += 1
    }
    for index in 1..<count {
      let order = sorted[index]
      var free = index
      while free > 0 && order.precedes(sorted[free - 1]) {
        sorted[free] = sorted[free - 1]
        free -= 1
      }
      sorted[free] = order
    }
    self = sorted
  }
}
