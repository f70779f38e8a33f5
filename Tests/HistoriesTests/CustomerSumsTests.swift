import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Orders

/// A log that passes its orders some customers at a time, and says that it may have more of them.
private struct CutLog: OrderSource {
  let log: OrderLog
  /// So many customers are passed at a time, at most.
  let customers: Int
  let additionalRoom: Int

  var account: Account { log.account }
  var orders: Int { log.orders }
  var hasAmounts: Bool { log.hasAmounts }
  var currency: Currency { log.currency }
  var revenueBasis: String { log.revenueBasis }
  var inputs: [OrderInput] { log.inputs }
  var notes: [String] { log.notes }
  var blockCount: Int { log.blockCount }

  func orderCount(of index: Int) -> Int { log.orderCount(of: index) }
  func block(_ index: Int) -> OrderBlock { log.block(index) }
  func blockIndex(of hash: UInt64) -> Int { log.blockIndex(of: hash) }
  func customerLimit(of index: Int) -> Int { log.customerLimit(of: index) + additionalRoom }
  func guestRevenue() -> GuestRevenue { log.guestRevenue() }

  func lastDay(notAfter limit: Day, keepsZeroOrders: Bool, threads: Threads) throws -> Day? {
    try log.lastDay(notAfter: limit, keepsZeroOrders: keepsZeroOrders, threads: threads)
  }

  func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    let block = log.block(index)
    for first in stride(from: 0, to: block.customers, by: customers) {
      let end = min(first + customers, block.customers)
      let rows = block.starts[first]..<block.starts[end]
      let (starts, days, amounts) = (block.starts, block.days, block.amounts)
      try body(
        CustomerOrders(
          customers: first..<end, starts: starts.span.extracting(first...end),
          days: days.span.extracting(rows), amounts: amounts.span.extracting(rows)))
    }
    return block.ids
  }
}

/// The orders of a base, by a dictionary of customers and days, with no eye to speed.
private struct Twin {
  var rows: [String: [Int64]] = [:]
  var zeroValue = Tally()
  var later = Tally()

  /// Numbers in the order of `Histories.numbers`; nil if a revenue exceeds 18 digits.
  init?(_ orders: [Order], _ rules: HistoryBuilder.Rules, hasAmounts: Bool) {
    var byCustomer: [String: [Order]] = [:]
    for order in orders {
      if order.amount == 0 && hasAmounts && !rules.keepsZeroOrders {
        zeroValue.add(minor: 0)
      } else if order.day > rules.asOf.rawValue {
        later.add(minor: order.amount)
      } else {
        byCustomer[order.customer, default: []].append(order)
      }
    }
    let asOf = Int64(rules.asOf.rawValue)
    for (customer, orders) in byCustomer {
      let days = Dictionary(grouping: orders, by: \.day).mapValues { orders in
        orders.reduce(Int128(0)) { $0 + Int128($1.amount) }
      }
      let purchases = days.keys.sorted().map { Int64($0) }
      let revenue = days.values.reduce(0, +)
      if revenue > 999_999_999_999_999_999 { return nil }
      let recent = orders.filter { asOf - Int64($0.day) < 365 }
      let repeats = days.filter { Int64($0.key) != purchases[0] && $0.value > 0 }.values
      var since = purchases.count > 1 ? purchases[1] : purchases[0]
      for (before, day) in zip(purchases, purchases.dropFirst())
      where day - before > Int64(rules.longestGap) { since = day }
      rows[customer] = [
        Int64(orders.count), Int64(days.count), purchases[0], purchases[purchases.count - 1],
        Int64(recent.count), Int64(repeats.count), since, Int64(revenue),
        Int64(recent.reduce(Int128(0)) { $0 + Int128($1.amount) }), Int64(repeats.reduce(0, +)),
      ]
    }
  }
}

@Suite struct CustomerSumsTests {
  /// What amounts a base has.
  enum Amounts: CaseIterable {
    case none, small, someZero, someNegative, large, rarelyHuge, tooLarge

    func random(using generator: inout Generator) -> Int64 {
      switch self {
      case .none: 0
      case .small: Int64.random(in: 1...20_000, using: &generator)
      case .someZero: Int64.random(in: 0...3, using: &generator)
      case .someNegative: Int64.random(in: -3...30, using: &generator)
      case .large: Int64.random(in: 1...(1 << 48), using: &generator)
      case .rarelyHuge:
        Int.random(in: 0..<800, using: &generator) == 0 ? 500_000_000_000_000_000 : 1
      case .tooLarge: Int64.random(in: 1...(1 << 58), using: &generator)
      }
    }
  }

  @Test(arguments: Amounts.allCases)
  func `agrees with its twin on any base, however it is cut`(amounts: Amounts) throws {
    var generator = Generator.seeded()
    var refused = 0
    for round in 0..<60 {
      let customers = [1, 7, 300].randomElement(using: &generator) ?? 1
      let span = [1, 3, 1500].randomElement(using: &generator) ?? 1
      let orders = (0..<[1, 40, 900][round % 3]).map { _ in
        Order(
          "c\(Int.random(in: 0..<customers, using: &generator))",
          Int32.random(in: 0..<Int32(span), using: &generator) - 200,
          amounts.random(using: &generator))
      }
      // As-of before, in and after the orders' days.
      let rules = HistoryBuilder.Rules(
        asOf: Day(rawValue: Int32.random(in: -210...1500, using: &generator)),
        keepsZeroOrders: Bool.random(using: &generator),
        longestGap: Int32.random(in: 1...300, using: &generator))
      let log = OrderLog(orders, hasAmounts: amounts != .none)
      let source = CutLog(
        log: log, customers: Int.random(in: 1...9, using: &generator),
        additionalRoom: Int.random(in: 0...2, using: &generator))
      guard let twin = Twin(orders, rules, hasAmounts: amounts != .none) else {
        refused += 1
        #expect(throws: HistoryError.self) {
          _ = try HistoryBuilder.build(from: source, rules: rules, threads: Threads(2))
        }
        continue
      }
      for source in [source, log] as [any OrderSource] {
        let result = try HistoryBuilder.build(from: source, rules: rules, threads: Threads(2))
        let histories = result.histories
        #expect(result.zeroValue == twin.zeroValue && result.later == twin.later)
        try #require(histories.count == twin.rows.count && histories.ids.count == histories.count)
        for row in 0..<histories.count {
          let id = String(decoding: histories.ids[row], as: UTF8.self)
          try #require(histories.numbers(row) == twin.rows[id], "\(id), \(rules)")
        }
      }
    }
    #expect(amounts == .rarelyHuge || (refused > 0) == (amounts == .tooLarge))
  }

  @Test func `orders of a day in any order, on the first and the last day that there can be`()
    throws
  {
    let days = [Int32.min, .min + 1, -1, 0, .max]
    let orders = days.flatMap { [Order("a", $0, 3), Order("a", $0, 1)] }
    for asOf in days {
      let rules = HistoryBuilder.Rules(
        asOf: Day(rawValue: asOf), keepsZeroOrders: false, longestGap: 100)
      let twin = try #require(Twin(orders, rules, hasAmounts: true))
      let histories = try HistoryBuilder.build(
        from: OrderLog(orders), rules: rules, threads: Threads(1)
      ).histories
      try #require(histories.count == 1)
      // The recent year begins with the first day that there is, if it would begin before.
      let recentColumns = [4, 8]
      for (column, value) in histories.numbers(0).enumerated()
      where asOf > .min + 365 || !recentColumns.contains(column) {
        #expect(value == twin.rows["a"]?[column], "column \(column) as of \(asOf)")
      }
    }
  }
}
