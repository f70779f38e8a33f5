import CKernels
import Columns
import TestSupport
import Testing

@testable import Histories

extension patron_order_marks {
  fileprivate var words: [UInt64] { [new_days, spells, recent, latest] }
}

@Suite struct MarkedOrdersTests {
  /// What a kernel makes of orders: the marks of the last word as far as there are orders, the sums, the facts.
  private struct Marked: Equatable {
    var marks: [[UInt64]]
    var sums: [Int64]
    var facts: [Int64]

    init(
      _ days: [Int32], _ amounts: [Int64], _ limits: patron_mark_limits,
      by kernel: (
        UnsafePointer<Int32>, UnsafePointer<Int64>, Int, patron_mark_limits,
        UnsafeMutablePointer<patron_order_marks>, UnsafeMutablePointer<Int64>
      ) -> patron_order_facts
    ) {
      var marks = [patron_order_marks](
        repeating: patron_order_marks(), count: days.count / 64 + 2)
      sums = Array(repeating: -1, count: days.count + 2)
      let found = unsafe kernel(days, amounts, days.count, limits, &marks, &sums)
      let rest = days.count % 64
      self.marks = marks.prefix(days.count / 64 + (rest > 0 ? 1 : 0)).map(\.words)
      if rest > 0, let last = self.marks.popLast() {
        self.marks.append(last.map { $0 & ((1 << UInt64(rest)) - 1) })
      }
      facts = [found.amount_bits, Int64(found.last_day), Int64(found.has_zeros)]
    }
  }

  /// Marks by the kernel, which its twin must agree with.
  private func marked(
    _ days: [Int32], _ amounts: [Int64], recentAfter: Int32 = 0, latestAfter: Int32 = 0,
    window: UInt32 = 0
  ) -> Marked {
    let limits = patron_mark_limits(
      recent_after: recentAfter, latest_after: latestAfter, window: window)
    let marked = unsafe Marked(days, amounts, limits, by: patron_mark_orders)
    #expect(
      unsafe marked == Marked(days, amounts, limits, by: patron_mark_orders_portable),
      "\(days.count) orders")
    return marked
  }

  @Test func `the kernel agrees with its twin and the definitions on any number of orders`() {
    var generator = Generator.seeded()
    for count in Array(0...200) + [1000, 4096] {
      let span = [1, 3, 40, 2000].randomElement(using: &generator) ?? 1
      let days = (0..<count).map { _ in Int32.random(in: 0..<Int32(span), using: &generator) - 9 }
      let amounts = (0..<count).map { _ in
        Int64.random(in: 0...4, using: &generator) == 0 ? 0 : Int64(bitPattern: generator.next())
      }
      let (recent, latest) = (Int32(span / 3) - 9, Int32(span / 2) - 9)
      let window = UInt32.random(in: 0...100, using: &generator)
      let marked = marked(
        days, amounts, recentAfter: recent, latestAfter: latest, window: window)
      func bits(_ word: Int) -> [Bool] {
        (0..<count).map { marked.marks[$0 / 64][word] >> UInt64($0 % 64) & 1 == 1 }
      }
      for order in 1..<max(1, count) {
        let gap = days[order] - days[order - 1]
        #expect(bits(0)[order] == (gap != 0))
        if gap >= 0 { #expect(bits(1)[order] == (gap > window)) }
      }
      #expect(bits(2) == days.map { $0 > recent } && bits(3) == days.map { $0 > latest })
      var sums: [Int64] = [0]
      for amount in amounts { sums.append(sums[sums.count - 1] &+ amount) }
      // Nothing is written behind the last sum.
      #expect(marked.sums == sums + [-1])
      #expect(
        marked.facts == [
          amounts.reduce(0, |), Int64(days.max() ?? .min), amounts.contains(0) ? 1 : 0,
        ])
    }
  }

  @Test func `the kernel takes the first and the last day that there can be`() {
    let days: [Int32] = [.min, .min, -1, 0, .max - 1, .max, .max]
    let amounts: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, .max]
    for window in [0, 1, 100, UInt32(Int32.max), .max - 1, .max] {
      for after in [Int32.min, -2, 0, .max] {
        let marked = marked(
          days, amounts, recentAfter: after, latestAfter: after, window: window)
        #expect(marked.marks[0][0] == 0b011_1100)
        #expect(marked.facts[1] == Int64(Int32.max))
      }
    }
  }

  /// The histories of one customer, by the marks and without them.
  private static func histories(
    before: Int, _ days: [Int32], _ amounts: [Int64], window: Int32
  ) throws -> (marked: [Int64], exact: [Int64]) {
    let rules = HistoryBuilder.Rules(
      asOf: Day(rawValue: 1000), keepsZeroOrders: true, longestGap: window)
    // Another customer's orders put those that are looked at anywhere in a word.
    let allDays = Array(repeating: 2000, count: before) + days
    let allAmounts = Array(repeating: 7, count: before) + amounts
    var marked = MarkedOrders(recentAfter: 635, latestAfter: 943, window: window)
    marked.mark(allDays.span, allAmounts.span)
    let histories = Histories(asOf: rules.asOf, hasAmounts: true, capacity: 2) { columns in
      var rows = HistoryRows(0..<2, of: columns)
      marked.append([9, 9 + before, 9 + allDays.count].span, allDays.span, to: &rows)
      return [(count: rows.count, idBytes: [])]
    }
    let sums = CustomerSums(rules, hasAmounts: true)
    let found = sums.exact(days.span, amounts.span)
    let exact = try #require(found)
    let row = histories.count - 1
    return (
      histories.numbers(row),
      [
        Int64(exact.orders), Int64(exact.purchaseDays), Int64(exact.firstDay),
        Int64(exact.lastDay), Int64(exact.recentOrders), Int64(exact.repeatSpendDays),
        Int64(exact.activeSince), exact.revenue, exact.recentRevenue, exact.repeatSpend,
      ]
    )
  }

  @Test func `customers of any number of orders, anywhere in a word, get the sums of each order`()
    throws
  {
    var generator = Generator.seeded()
    for count in Array(1...140) + [255, 256, 257, 1000] {
      for before in [0, 1, 31, 63, 64, Int.random(in: 0...200, using: &generator)] {
        let span = [1, 2, 60, 1000].randomElement(using: &generator) ?? 1
        let days = (0..<count).map { _ in
          1000 - Int32.random(in: 0..<Int32(span), using: &generator)
        }.sorted()
        let amounts = (0..<count).map { _ in Int64.random(in: 1...9999, using: &generator) }
        let found = try Self.histories(
          before: before, days, amounts, window: Int32.random(in: 0...90, using: &generator))
        try #require(found.marked == found.exact, "\(count) orders behind \(before)")
      }
    }
  }

  @Test func `what is not simple is known`() {
    var marked = MarkedOrders(recentAfter: 0, latestAfter: 0, window: 0)
    let most: Int64 = 999_999_999_999_999_999
    let cases: [([Int64], Bool)] = [
      ([], true), ([0], true), ([0, 0], true), ([1], true), ([1, 0], false), ([-1], false),
      ([-1, 1], false), ([.min], false), ([most], true), ([most + 1], false),
      ([most - 1, 1], true), ([most - 1, 2], false), ([.max, .max, 3], false),
      (Array(repeating: .max / 2 + 1, count: 64), false),
    ]
    for (amounts, isSimple) in cases {
      marked.mark(Array(repeating: 1, count: amounts.count).span, amounts.span)
      #expect(marked.isSimple == isSimple, "\(amounts)")
    }
  }

  @Test func `refuses customers whose orders were not marked`() async {
    await #expect(processExitsWith: .failure) { Self.append([0, 2], orders: 1) }
    await #expect(processExitsWith: .failure) { Self.append([0, 1], orders: 2) }
    await #expect(processExitsWith: .failure) { Self.append([0, 2, 1], orders: 1) }
    await #expect(processExitsWith: .failure) { Self.append([0, -1, 1], orders: 1) }
    await #expect(processExitsWith: .failure) { Self.append([0, 3, 2], orders: 2) }
    await #expect(processExitsWith: .failure) { Self.append([], orders: 0) }
    await #expect(processExitsWith: .failure) { Self.append([0, 1, 2, 3], orders: 3) }
  }

  /// Appends customers to two rows.
  private static func append(_ starts: [Int], orders: Int) {
    let days = [Int32](repeating: 1, count: orders)
    let amounts = [Int64](repeating: 1, count: orders)
    var marked = MarkedOrders(recentAfter: 0, latestAfter: 0, window: 0)
    marked.mark(days.span, amounts.span)
    _ = Histories(asOf: Day(rawValue: 1), hasAmounts: true, capacity: 2) { columns in
      var rows = HistoryRows(0..<2, of: columns)
      marked.append(starts.span, days.span, to: &rows)
      return [(count: rows.count, idBytes: [])]
    }
  }
}
