import Columns
import Orders
import TestSupport
import Testing

@testable import Histories

/// What one customer's history comes to, by the definitions, with a dictionary and no eye to speed.
private struct Expected: Equatable {
  var orders: Int
  var purchaseDays: Int
  var firstDay: Int32
  var lastDay: Int32
  var revenue: Int64
  var recentOrders: Int
  var recentRevenue: Int64
  var repeatSpendDays: Int
  var repeatSpend: Int64
  var activeSince: Int32

  /// Of the orders of one customer, none after as-of.
  init?(_ orders: [Order], asOf: Int32, longestGap: Int32) {
    var spent: [Int32: Int64] = [:]
    for order in orders { spent[order.day, default: 0] += order.amount }
    let days = spent.keys.sorted()
    guard let first = days.first, let last = days.last else { return nil }
    self.orders = orders.count
    purchaseDays = days.count
    firstDay = first
    lastDay = last
    revenue = orders.reduce(0) { $0 + $1.amount }
    let recent = orders.filter { asOf - $0.day < 365 }
    recentOrders = recent.count
    recentRevenue = recent.reduce(0) { $0 + $1.amount }
    let repeats = spent.filter { $0.key != first && $0.value != 0 }
    repeatSpendDays = repeats.count
    repeatSpend = repeats.values.reduce(0, +)
    // The spell of activity that ends with the last purchase day, walked back from there.
    var since = last
    for day in days.reversed() where since - day <= longestGap { since = day }
    activeSince = since == first && days.count > 1 ? days[1] : since
  }

  init(_ histories: Histories, _ row: Int) {
    orders = Int(histories.orders[row])
    purchaseDays = Int(histories.purchaseDays[row])
    firstDay = histories.firstDay[row]
    lastDay = histories.lastDay[row]
    revenue = histories.revenue[row]
    recentOrders = Int(histories.recentOrders[row])
    recentRevenue = histories.recentRevenue[row]
    repeatSpendDays = Int(histories.repeatSpendDays[row])
    repeatSpend = histories.repeatSpend[row]
    activeSince = histories.activeSince[row]
  }
}

@Suite struct HistoryBuilderTests {
  private func build(
    _ orders: [Order], asOf: Int32, window: Int32 = 100, keepsZeros: Bool = true, threads: Int = 2
  ) throws -> HistoryBuilder.Result {
    try HistoryBuilder.build(
      from: OrderLog(orders),
      rules: HistoryBuilder.Rules(
        asOf: Day(rawValue: asOf), keepsZeroOrders: keepsZeros, longestGap: window),
      threads: Threads(threads))
  }

  @Test func `gaps are those between days with orders that count, of one customer each`() throws {
    var generator = Generator.seeded()
    for keepsZeros in [true, false] {
      let orders = (0..<3000).map { _ in
        Order(
          "c\(Int.random(in: 0..<300, using: &generator))",
          Int32.random(in: 0..<6000, using: &generator),
          Int64.random(in: 0..<3, using: &generator))
      }
      let found = try HistoryBuilder.build(
        from: OrderLog(orders),
        rules: HistoryBuilder.Rules(
          asOf: Day(rawValue: 5000), keepsZeroOrders: keepsZeros, longestGap: 90),
        observer: GapCounts(), threads: Threads(2))
      var expected = [Int](repeating: 0, count: GapCounts.longest + 1)
      let counted = orders.filter { $0.day <= 5000 && (keepsZeros || $0.amount != 0) }
      for own in Dictionary(grouping: counted, by: \.customer).values {
        let days = Set(own.map(\.day)).sorted()
        for (day, next) in zip(days, days.dropFirst()) {
          expected[min(Int(next - day), GapCounts.longest)] += 1
        }
      }
      #expect(found.observer.counts == expected)
    }
  }

  @Test func `agrees with the definitions on random orders`() throws {
    var generator = Generator.seeded()
    for _ in 0..<40 {
      let asOf = Int32.random(in: 400...900, using: &generator)
      let window = Int32.random(in: 1...200, using: &generator)
      let span = Int32.random(in: 1...1000, using: &generator)
      let orders = (0..<600).map { _ in
        Order(
          "c\(Int.random(in: 0..<100, using: &generator))",
          Int32.random(in: 0..<span, using: &generator),
          Bool.random(using: &generator) ? 0 : Int64.random(in: 1...9999, using: &generator))
      }
      let result = try build(orders, asOf: asOf, window: window)
      let (histories, later) = (result.histories, result.later)
      let counted = orders.filter { $0.day <= asOf }
      #expect(later.rows == orders.count - counted.count)
      #expect(later.revenue == orders.reduce(0) { $0 + ($1.day > asOf ? Int128($1.amount) : 0) })
      let byCustomer = Dictionary(grouping: counted, by: \.customer)
      try #require(histories.count == byCustomer.count)
      for row in 0..<histories.count {
        let id = String(decoding: histories.ids[row], as: UTF8.self)
        let expected = Expected(byCustomer[id] ?? [], asOf: asOf, longestGap: window)
        try #require(Expected(histories, row) == expected, "\(id) as of \(asOf), window \(window)")
      }
    }
  }

  @Test(arguments: [1, 3, 5])
  func `is the same on any number of threads`(threads: Int) throws {
    var generator = Generator.seeded()
    let orders = (0..<2000).map { _ in
      Order(
        "c\(Int.random(in: 0..<300, using: &generator))",
        Int32.random(in: 0..<900, using: &generator))
    }
    let one = try build(orders, asOf: 800)
    let other = try build(orders, asOf: 800, threads: threads)
    #expect(one.later == other.later)
    #expect(
      one.histories.ids[0..<one.histories.count] == other.histories.ids[0..<other.histories.count])
    #expect(
      (0..<one.histories.count).map { Expected(one.histories, $0) }
        == (0..<other.histories.count).map { Expected(other.histories, $0) })
  }

  @Test func `customers stay in the order of the log`() throws {
    let orders = (0..<500).map { Order("c\($0)", $0 % 3 == 0 ? 20 : 5) }
    let log = OrderLog(orders)
    let histories = try build(orders, asOf: 10).histories
    let ids = log.blocks.flatMap { partition in
      (0..<partition.customers).map { String(decoding: partition.ids[$0], as: UTF8.self) }
    }
    let kept = ids.filter { (Int($0.dropFirst()) ?? 0) % 3 != 0 }
    #expect(
      (0..<histories.count).map { String(decoding: histories.ids[$0], as: UTF8.self) } == kept)
  }

  @Test func `as-of counts whole and later orders are tallied`() throws {
    let orders = [Order("a", 10, 1), Order("a", 11, 20), Order("b", 11, 300)]
    let result = try build(orders, asOf: 10)
    let (histories, later) = (result.histories, result.later)
    #expect(histories.count == 1)
    #expect(histories.revenue == [1])
    #expect(later.rows == 2 && later.revenue == 320)
    #expect(try build(orders, asOf: 11).later == Tally())
    #expect(try build(orders, asOf: 9).histories.count == 0)
  }

  @Test func `orders of amount zero are tallied before anything else unless they are kept`() throws
  {
    let orders = [
      Order("a", 5, 0), Order("a", 7, 3), Order("a", 99, 0), Order("b", 6, 0), Order("c", 99, 4),
    ]
    let without = try build(orders, asOf: 10, keepsZeros: false)
    #expect(without.histories.count == 1 && without.histories.firstDay == [7])
    #expect(without.zeroValue.rows == 3 && without.later.rows == 1)
    let with = try build(orders, asOf: 10)
    #expect(with.histories.count == 2 && with.zeroValue.rows == 0 && with.later.rows == 2)
    // Without amounts a zero means nothing.
    let bare = try HistoryBuilder.build(
      from: OrderLog(orders, hasAmounts: false),
      rules: HistoryBuilder.Rules(
        asOf: Day(rawValue: 10), keepsZeroOrders: false, longestGap: 100), threads: Threads(2))
    #expect(bare.histories.count == 2 && bare.zeroValue.rows == 0)
  }

  @Test func `counts the orders of the last 57 days`() throws {
    var generator = Generator.seeded()
    let orders = (0..<2000).map { index in
      Order("c\(index % 70)", Int32.random(in: 900...1010, using: &generator), Int64(index % 5))
    }
    let counted = orders.filter { $0.amount != 0 }
    #expect(
      try build(orders, asOf: 1000, keepsZeros: false).ordersPerDay
        == (944...1000).map { day in counted.count { $0.day == day } })
  }

  @Test func `the recent year is the 365 days that end with as-of`() throws {
    let orders = [
      Order("a", 1000, 1), Order("a", 636, 10), Order("a", 635, 100), Order("a", 634, 7),
    ]
    let histories = try build(orders, asOf: 1000).histories
    #expect(histories.recentOrders == [2])
    #expect(histories.recentRevenue == [11])
  }

  @Test func `repeat spend leaves out the first day and days without spending`() throws {
    let orders = [
      Order("a", 1, 500), Order("a", 1, 700), Order("a", 5, 0), Order("a", 9, 30), Order("a", 9, 0),
      Order("a", 12, 0), Order("a", 20, 4),
    ]
    let histories = try build(orders, asOf: 30).histories
    #expect(histories.purchaseDays == [5])
    #expect(histories.repeatSpendDays == [2])
    #expect(histories.repeatSpend == [34])
    #expect(histories.revenue == [1234])
  }

  @Test(
    arguments: [
      // One purchase day: it is the only one there is.
      ([7], 7), ([7, 7], 7),
      // The second purchase makes a customer active.
      ([0, 10], 10), ([0, 10, 20], 10),
      // A gap of the window is none, one day more is.
      ([0, 10, 110], 10), ([0, 10, 111], 111), ([0, 10, 111, 120], 111), ([0, 101], 101),
      ([0, 10, 200, 400, 450], 400),
    ] as [([Int32], Int32)])
  func `activity begins anew after a gap`(days: [Int32], since: Int32) throws {
    let histories = try build(days.map { Order("a", $0) }, asOf: 500).histories
    #expect(histories.activeSince == [since])
  }

  @Test func `gives the models their x, t_x and T`() throws {
    let orders = [Order("a", 10), Order("a", 10), Order("a", 24), Order("a", 30), Order("a", 99)]
    let histories = try build(orders, asOf: 40).histories
    #expect(histories.x(0) == 2)
    #expect(histories.tx(0) == 20)
    #expect(histories.T(0) == 30)
    #expect(histories.asOf == Day(rawValue: 40))
  }

  @Test func `revenue of more than 18 digits is an error that names the customer`() throws {
    let half = Int64(500_000_000_000_000_000)
    let most = [Order("whale", 1, half), Order("whale", 2, half - 1)]
    #expect(try build(most, asOf: 5).histories.revenue == [999_999_999_999_999_999])
    let error = #expect(throws: HistoryError.self) {
      _ = try build(most + [Order("whale", 3, 1), Order("b", 1)], asOf: 5)
    }
    #expect(error?.customer == "whale")
    #expect(error?.description.contains("999999999999999999") == true)
    // What as-of cuts off is not summed.
    #expect(try build(most + [Order("whale", 6, 1)], asOf: 5).histories.count == 1)
  }

  @Test func `sums that would overflow 64 bits are an error too`() {
    let orders = (0..<20).map { Order("whale", Int32($0 / 2), .max) }
    #expect(throws: HistoryError.self) { _ = try build(orders, asOf: 50) }
  }

  @Test func `no orders make no histories`() throws {
    let result = try build([], asOf: 5)
    let (histories, later) = (result.histories, result.later)
    #expect(histories.count == 0)
    #expect(later == Tally())
  }

  @Test func `days before 1970 are days like others`() throws {
    let histories = try build([Order("a", -400), Order("a", -20)], asOf: -10).histories
    #expect(histories.recentOrders == [1])
    #expect(histories.T(0) == 390)
  }
}
