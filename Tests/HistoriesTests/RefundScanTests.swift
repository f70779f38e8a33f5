import Bytes
import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Orders

/// Refunds count from their day on: histories are those of orders from which they were taken before.
@Suite struct RefundScanTests {
  /// An order with what was paid back of it.
  private struct Refunded {
    var order: Order
    var refunds: [OrderRefund]
  }

  private static func random(_ count: Int, using generator: inout Generator) -> [Refunded] {
    (0..<count).map { _ in
      let day = Int32.random(in: 0...400, using: &generator)
      let amount = Int64.random(in: 0...300, using: &generator)
      let isRefunded = Int.random(in: 0..<4, using: &generator) == 0
      let refunds = (0..<(isRefunded ? Int.random(in: 1...3, using: &generator) : 0)).map { _ in
        OrderRefund(
          day: day + Int32.random(in: -5...90, using: &generator),
          // All of it, more than it, or a part.
          amount: Bool.random(using: &generator)
            ? max(1, amount) : Int64.random(in: 1...400, using: &generator))
      }
      let customer = Int.random(in: 0..<60, using: &generator)
      return Refunded(
        order: Order("c\(customer)", day, amount),
        refunds: refunds.sorted { ($0.day, $0.amount) < ($1.day, $1.amount) })
    }
  }

  /// The slow way: what was paid back is taken off first.
  private static func filtered(
    _ orders: [Refunded], asOf: Int32
  ) -> (orders: [Order], refunded: Tally, refunds: Int128) {
    var kept: [Order] = []
    var refunded = Tally()
    var refunds: Int128 = 0
    for one in orders {
      let paidBack = one.refunds.filter { $0.day <= asOf }.reduce(0) { $0 + $1.amount }
      let taken = min(paidBack, one.order.amount)
      if one.order.day > asOf || taken == 0 {
        kept.append(one.order)
      } else if taken == one.order.amount {
        refunded.add(minor: one.order.amount)
      } else {
        kept.append(Order(one.order.customer, one.order.day, one.order.amount - taken))
        refunds += Int128(taken)
      }
    }
    return (kept, refunded, refunds)
  }

  /// The orders in a log, clustered as those of a store.
  private static func log(_ orders: [Refunded]) -> OrderLog {
    let states = orders.map { one in
      var state = OrderState()
      state.customer = Array(one.order.customer.utf8)
      state.day = one.order.day
      state.amount = Amount(minor: one.order.amount, residual: 0)
      state.refunds = one.refunds
      return state
    }
    let all = OrderBlock(TableBlock(orders: states, scale: 2)) ?? OrderBlock()
    let plain = OrderLog([])
    let blocks = plain.blocks.indices.map { index in
      var block = OrderBlock()
      for customer in 0..<all.customers
      where OrderGatherer.block(of: all.hashes[customer]) == index {
        block.append(all, customers: customer..<customer + 1)
      }
      return block
    }
    return OrderLog(
      blocks: blocks, account: Account(), hasAmounts: true, currency: .unnamed, inputs: [],
      notes: [], datedRefunds: 0, setAsideDays: SetAsideDays(), costDays: nil, basis: nil)
  }

  private func expectTwin(
    _ orders: [Refunded], _ source: any OrderSource, asOf: Int32, keepsZeros: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rules = HistoryBuilder.Rules(
      asOf: Day(rawValue: asOf), keepsZeroOrders: keepsZeros, longestGap: 60)
    let twin = Self.filtered(orders, asOf: asOf)
    let expected = try HistoryBuilder.build(
      from: OrderLog(twin.orders), rules: rules, threads: Threads(1))
    let found = try HistoryBuilder.build(from: source, rules: rules, threads: Threads(2))
    #expect(found.histories.isSame(as: expected.histories), sourceLocation: sourceLocation)
    #expect(
      found.zeroValue == expected.zeroValue && found.later == expected.later,
      sourceLocation: sourceLocation)
    #expect(found.ordersPerDay == expected.ordersPerDay, sourceLocation: sourceLocation)
    #expect(
      found.refunded == twin.refunded && found.refunds == twin.refunds,
      sourceLocation: sourceLocation)
  }

  @Test func `histories are those of the orders without what was paid back by as-of`() throws {
    var generator = Generator.seeded()
    for _ in 0..<20 {
      let orders = Self.random(900, using: &generator)
      let log = Self.log(orders)
      #expect(log.blocks.contains { !$0.refunds.isEmpty })
      for asOf in [Int32(-10), 0, 150, 300, 400, 495, 1000] {
        try expectTwin(orders, log, asOf: asOf, keepsZeros: Bool.random(using: &generator))
      }
    }
  }

  /// Notes what was paid back of each history's orders, and of those of customers without one.
  private struct RefundNotes: OrderObserver {
    var notes: [CustomerRefunds?] = []
    var without: [CustomerRefunds] = []
    private var pending: [CustomerRefunds] = []

    mutating func addRefunds(_ refunds: Span<CustomerRefunds>) {
      #expect(pending.isEmpty && refunds.count > 0)
      for index in 0..<refunds.count { pending.append(refunds[index]) }
    }

    mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
      for customer in 0..<starts.count - 1 {
        let own = pending.first { $0.customer == customer }
        if starts[customer] < starts[customer + 1] {
          notes.append(own)
        } else if let own {
          without.append(own)
        }
      }
      pending = []
    }

    static func += (left: inout RefundNotes, right: RefundNotes) {
      left.notes += right.notes
      left.without += right.without
    }
  }

  @Test(arguments: [Int32(-10), 150, 300, 495])
  func `observers are told what was paid back of each customer's orders by as-of`(asOf: Int32)
    throws
  {
    var generator = Generator.seeded()
    let orders = Self.random(900, using: &generator)
    let rules = HistoryBuilder.Rules(
      asOf: Day(rawValue: asOf), keepsZeroOrders: true, longestGap: 60)
    let (found, seen) = try HistoryBuilder.build(
      from: Self.log(orders), rules: rules, observer: RefundNotes(), threads: Threads(2))
    let own = Dictionary(grouping: orders.filter { $0.order.day <= asOf }, by: \.order.customer)
      .mapValues { orders in
        orders.reduce(into: CustomerRefunds(customer: 0)) { sum, one in
          let paidBack = one.refunds.filter { $0.day <= asOf }.reduce(0) { $0 + $1.amount }
          let taken = min(paidBack, one.order.amount)
          sum.orders += taken > 0 ? 1 : 0
          sum.whole += taken > 0 && taken == one.order.amount ? 1 : 0
          sum.amount += Int128(taken)
        }
      }
    #expect(seen.notes.count == found.histories.count)
    for (row, note) in seen.notes.enumerated() {
      let sums = try #require(own[String(decoding: found.histories.ids[row], as: UTF8.self)])
      #expect(
        (note?.orders ?? 0, note?.whole ?? 0, note?.amount ?? 0)
          == (sums.orders, sums.whole, sums.amount))
    }
    let all = (seen.notes.compactMap { $0 } + seen.without).reduce(Int128(0)) { $0 + $1.amount }
    #expect(all == found.refunds + found.refunded.revenue)
  }

  @Test func `a customer of whom all is paid back is none`() throws {
    let orders = [
      Refunded(order: Order("a", 10, 50), refunds: [OrderRefund(day: 20, amount: 50)]),
      Refunded(order: Order("b", 10, 50), refunds: []),
    ]
    let log = Self.log(orders)
    for (asOf, customers) in [(Int32(19), 2), (20, 1)] {
      let rules = HistoryBuilder.Rules(
        asOf: Day(rawValue: asOf), keepsZeroOrders: true, longestGap: 60)
      let found = try HistoryBuilder.build(from: log, rules: rules, threads: Threads(1))
      #expect(found.histories.count == customers)
    }
    #expect(try log.orders(of: "a")?.map(\.amount) == [50])
    #expect(try log.orders(of: "a", asOf: Day(rawValue: 20))?.map(\.amount) == [])
  }

  @Test func `one customer's orders are those that the history is made of`() throws {
    var generator = Generator.seeded()
    let orders = Self.random(400, using: &generator)
    let log = Self.log(orders)
    for asOf in [Int32(100), 300] {
      let kept = Self.filtered(orders, asOf: asOf).orders
      for customer in 0..<60 {
        let expected = kept.filter { $0.customer == "c\(customer)" }.map { ($0.day, $0.amount) }
          .sorted { $0 < $1 }
        let found = try log.orders(of: "c\(customer)", asOf: Day(rawValue: asOf)) ?? []
        #expect(
          found.map { "\($0.day.rawValue) \($0.amount)" } == expected.map { "\($0.0) \($0.1)" })
      }
    }
  }

  @Test func `stores of many runs, and one of another basis, say what they should`() throws {
    var generator = Generator.seeded()
    let orders = Self.random(3000, using: &generator)
    for basis in [RevenueBasis.net, .gross] {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/shop"
      var options = OrderOptions()
      options.revenue = basis
      for part in 0..<3 {
        let own = stride(from: part, to: orders.count, by: 3).map { orders[$0] }
        try Self.commit(own, to: path, StoreSettings(options))
      }
      for _ in 0..<2 {
        let stored = try StoredOrders(OrderStore(path), threads: Threads(2))
        #expect(stored.orders == 3000)
        let counted = basis == .net ? orders : orders.map { Refunded(order: $0.order, refunds: []) }
        for asOf in [Int32(150), 300, 500] {
          try expectTwin(counted, stored, asOf: asOf, keepsZeros: false)
        }
        _ = try OrderStore(path).compact(
          buckets: 2, threads: Threads(2), now: 0, progress: { _, _ in })
      }
    }
  }

  /// Adds orders to a store.
  private static func commit(
    _ orders: [Refunded], to path: String, _ settings: StoreSettings
  ) throws {
    let states = orders.enumerated().map { index, one in
      var state = OrderState()
      state.customer = Array(one.order.customer.utf8)
      state.orderID = Array("#\(index)".utf8)
      state.day = one.order.day
      state.amount = Amount(minor: one.order.amount, residual: 0)
      state.refunds = one.refunds
      return state
    }
    let block = TableBlock(orders: states, scale: 2)
    _ = try Folder.create(path)
    var commit = StoreCommit(
      path: path, base: try? OrderStore(path), settings: settings, now: 0)
    try commit.add(
      TableParts(
        table: .orders, counts: [block.rows], names: Set(block.columns.map(\.field.name))
      ) { _ in block }, buckets: 1, range: { _ in 0..<1 }, threads: Threads(2), progress: { _ in })
    _ = try commit.run()
  }
}
