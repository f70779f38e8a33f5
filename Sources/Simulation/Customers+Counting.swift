internal import Arithmetic

// The unit of a customer's time is its own mean wait between orders, alpha / rate, where the rate is
// Gamma(r, 1). In it the waits w of an order process are exponential, whatever alpha is, and order k falls
// into the customer's span (up to its dropout or the end of the log, in days) if
//
//   w_0 + … + w_(k-1)  <=  span rate / alpha
//
// So how many orders there are depends on alpha alone, and grows as it falls.

extension Customers {
  /// A repeat order, and the largest alpha with which it falls into its customer's span.
  struct Candidate: Sendable {
    let alpha: Double
    let customer: UInt32
  }

  /// Counts the orders that come with every alpha of a range, and lists those that come with some.
  ///
  /// - Returns: the number of repeat orders with the upper end of the range, and those that come with a
  ///   smaller one.
  mutating func countOrders(alpha range: ClosedRange<Double>) -> (sure: Int, open: [Candidate]) {
    var sure = 0
    var open: [Candidate] = []
    for index in 0..<count {
      let least = exposure[index] / range.upperBound
      let most = exposure[index] / range.lowerBound
      let customer = first + UInt32(index)
      var sum = 0.0
      var inside = 0
      var group = 0
      while sum <= most {
        let waits = draws.waits(
          customers: Philox.Words(repeating: UInt64(customer)),
          ordinals: Philox.Words(repeating: UInt64(group) * 8) &+ Self.lanes)
        for lane in 0..<8 {
          sum += waits[lane]
          if sum <= least {
            inside += 1
          } else if sum <= most {
            open.append(Candidate(alpha: exposure[index] / sum, customer: customer))
          } else {
            break
          }
        }
        group += 1
      }
      orders[index] = 1 + UInt32(inside)
      sure += inside
    }
    return (sure, open)
  }

  /// Adds an order of one customer to those counted.
  mutating func addOrder(of customer: UInt32) { orders[Int(customer - first)] += 1 }

  /// Ends counting.
  mutating func begin(alpha: Double) {
    self.alpha = alpha
    exposure = []
  }
}
