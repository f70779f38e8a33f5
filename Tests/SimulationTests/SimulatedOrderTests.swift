import Simulation
import TestSupport
import Testing

@Suite struct SimulatedOrderTests {
  private static func order(
    _ time: UInt64, _ generator: inout Generator
  ) -> SimulatedOrder {
    SimulatedOrder(
      time: time, amount: 1, customer: UInt32.random(in: 0..<5, using: &generator),
      ordinal: UInt32.random(in: .min ... .max, using: &generator))
  }

  @Test(arguments: [0, 1, 2, 3, 100, 5000])
  func `sorting is that of the standard library`(count: Int) {
    var generator = Generator.seeded()
    let start: UInt64 = 1 << 40
    // Spread evenly, with many at one time, all at one end, and all at one time.
    for range in [start..<start + 1_000_000_007, start..<start + 50, start..<start + 1] {
      for times in [range, range.upperBound - 1..<range.upperBound] {
        let orders = (0..<count).map { _ in
          Self.order(UInt64.random(in: times, using: &generator), &generator)
        }
        let middle = count / 3
        let parts = [Array(orders[..<middle]), [], Array(orders[middle...])]
        let sorted = orders.sorted { $0.precedes($1) }
        #expect(SimulatedOrder.sorted(parts, within: range) == sorted)
      }
    }
  }

  @Test func `order is by time, then customer, then ordinal`() {
    func order(_ time: UInt64, _ customer: UInt32, _ ordinal: UInt32) -> SimulatedOrder {
      SimulatedOrder(time: time, amount: 1, customer: customer, ordinal: ordinal)
    }
    let rising = [order(1, 9, 9), order(2, 1, 9), order(2, 2, 1), order(2, 2, 2)]
    for (index, first) in rising.enumerated() {
      for (other, second) in rising.enumerated() {
        #expect(first.precedes(second) == (index < other))
      }
    }
  }
}
