import CKernels
import TestSupport
import Testing

@testable import Histories

extension patron_customer_sums {
  fileprivate var numbers: [Int64] {
    [
      revenue, recent_revenue, first_day_revenue, Int64(day_changes), Int64(recent_orders),
      Int64(active_since),
    ]
  }
}

@Suite struct CustomerKernelTests {
  /// The sums of the kernel and of its twin that is the same on every CPU.
  private func sums(
    _ starts: [Int], _ days: [Int32], _ amounts: [Int64], recentAfter: Int32, window: Int32
  ) -> (kernel: [[Int64]], twin: [[Int64]]) {
    var kernel = CustomerKernel()
    kernel.sum(
      starts.span, from: starts[0], days.span, amounts.span, recentAfter: recentAfter,
      window: window)
    var twin = [patron_customer_sums](repeating: patron_customer_sums(), count: starts.count - 1)
    unsafe patron_sum_customers_portable(
      starts, starts.count - 1, days, amounts, recentAfter, UInt32(window), &twin)
    return ((0..<starts.count - 1).map { kernel[$0].numbers }, twin.map(\.numbers))
  }

  @Test func `agrees with its twin on customers of any number of orders`() throws {
    var generator = Generator.seeded()
    for round in 0..<300 {
      // Around the eight orders that are summed up at a time.
      let counts = (0...40).shuffled(using: &generator).prefix(30)
      var starts = [Int.random(in: 0...9, using: &generator)]
      var days: [Int32] = []
      var amounts: [Int64] = []
      let span = [0, 1, 20, 400][round % 4]
      for count in counts {
        days += (0..<count).map { _ in Int32.random(in: 0...Int32(span), using: &generator) - 10 }
          .sorted()
        amounts += (0..<count).map { _ in Int64.random(in: -9...(1 << 56), using: &generator) }
        starts.append(starts[0] + days.count)
      }
      let found = sums(
        starts, days, amounts, recentAfter: Int32.random(in: -12...400, using: &generator),
        window: Int32.random(in: 0...100, using: &generator))
      for (index, count) in counts.enumerated() where count > 0 {
        try #require(found.kernel[index] == found.twin[index], "\(count) orders")
      }
    }
  }

  @Test func `takes the first and the last day that there can be`() {
    let days: [Int32] = [.min, .min, -1, 0, .max - 1, .max, .max]
    let amounts: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
    for window in [0, 1, 100, Int32.max - 1, .max] {
      for recentAfter in [Int32.min, -2, 0, .max] {
        let found = sums([0, 7], days, amounts, recentAfter: recentAfter, window: window)
        #expect(found.kernel == found.twin)
        #expect(found.kernel[0][3] == 4)
      }
    }
  }

  @Test func `refuses customers whose orders are not there`() async {
    await #expect(processExitsWith: .failure) { Self.sum([0, 2], from: 0, orders: 1) }
    await #expect(processExitsWith: .failure) { Self.sum([0, 2, 1], from: 0, orders: 2) }
    await #expect(processExitsWith: .failure) { Self.sum([0, 1], from: 1, orders: 1) }
    await #expect(processExitsWith: .failure) { Self.sum([], from: 0, orders: 1) }
    await #expect(processExitsWith: .failure) {
      Self.sum(Array(0...CustomerKernel.most + 1), from: 0, orders: 1 << 20)
    }
  }

  private static func sum(_ starts: [Int], from base: Int, orders: Int) {
    let days = [Int32](repeating: 1, count: orders)
    let amounts = [Int64](repeating: 1, count: orders)
    var kernel = CustomerKernel()
    kernel.sum(
      starts.span, from: base, days.span, amounts.span, recentAfter: 0, window: 0)
  }
}
