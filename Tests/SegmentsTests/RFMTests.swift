import Columns
import Histories
import TestSupport
import Testing

@testable import Segments

@Suite struct RFMTests {
  /// 1 + floor(5 × customers strictly worse / customers), by comparing everybody with everybody.
  private static func scores<Value>(_ values: [Value], worse: (Value, Value) -> Bool) -> [Int32] {
    values.map { value in
      Int32(1 + 5 * values.filter { worse($0, value) }.count / values.count)
    }
  }

  private static func rfm(_ histories: Histories) throws -> RFM {

    try RFM(histories, threads: Threads(2))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 9, 10, 11, 99, 250, 401])
  func `scores are those of comparing everybody with everybody`(count: Int) throws {
    var generator = Generator.seeded()
    for _ in 0..<5 {
      let histories = Base.random(count, using: &generator).histories()
      let rfm = try Self.rfm(histories)
      let (last, orders, revenue) = (histories.lastDay, histories.orders, histories.revenue)
      #expect(rfm.r(last.span) == Self.scores(last, worse: <))
      #expect(rfm.f(orders.span) == Self.scores(orders, worse: <))
      #expect(rfm.m(revenue.span) == Self.scores(revenue, worse: <))
    }
  }

  @Test func `five different values get the five scores`() throws {
    let base = Base(customers: (1...5).map { n in (0..<n).map { (Int32(50 - 10 * n + $0), 100) } })
    let histories = base.histories()
    let rfm = try Self.rfm(histories)
    let (last, orders) = (histories.lastDay, histories.orders)
    #expect(rfm.f(orders.span) == [1, 2, 3, 4, 5])
    #expect(rfm.r(last.span) == [1, 2, 3, 4, 5])
    #expect(rfm.frequencyCuts == [1, 2, 3, 4])
    #expect(rfm.recencyCuts == [40, 30, 20, 10])
  }

  @Test func `equal customers all get the lowest score`() throws {
    let histories = Base(customers: Array(repeating: [(3, 100)], count: 7)).histories()
    let rfm = try Self.rfm(histories)
    let ones = [Int32](repeating: 1, count: 7)
    let (last, orders, revenue) = (histories.lastDay, histories.orders, histories.revenue)
    #expect(rfm.r(last.span) == ones && rfm.f(orders.span) == ones && rfm.m(revenue.span) == ones)
  }

  @Test func `a score stays empty where most are equal`() throws {
    // 7 of 10 bought once: the next is better than 70 %, so it scores 1 + floor(3.5) = 4.
    var customers = Array(repeating: [(ago: Int32(3), amount: Int64(1))], count: 7)
    for n in 2...4 { customers.append(Array(repeating: (3, 1), count: n)) }
    let histories = Base(customers: customers).histories()
    let orders = histories.orders
    #expect(try Self.rfm(histories).f(orders.span) == [1, 1, 1, 1, 1, 1, 1, 4, 5, 5])
  }

  @Test
  func `a base scored by its own cut points has its own scores, a later one compares with them`()
    throws
  {
    var generator = Generator.seeded()
    let base = Base.random(200, using: &generator)
    let histories = base.histories()
    let own = try Self.rfm(histories)
    let cuts = try #require(
      RFM.Cuts(
        recency: own.recencyCuts, frequency: own.frequencyCuts, monetary: own.monetaryCuts))
    let given = RFM(cuts, for: histories)
    let (last, orders, revenue) = (histories.lastDay, histories.orders, histories.revenue)
    #expect(given.r(last.span) == own.r(last.span))
    #expect(given.f(orders.span) == own.f(orders.span))
    #expect(given.m(revenue.span) == own.m(revenue.span))

    // Half the customers of the same base keep their scores, whoever else there is.
    let half = Base(customers: Array(base.customers.prefix(100))).histories()
    let scores = RFM(cuts, for: half)
    let (halfLast, halfOrders) = (half.lastDay, half.orders)
    #expect(scores.r(halfLast.span) == Array(own.r(last.span).prefix(100)))
    #expect(scores.f(halfOrders.span) == Array(own.f(orders.span).prefix(100)))
  }

  @Test(
    arguments: [
      ([4, 3, 2], [1, 2, 3, 4], []), ([4, 3, 2, 1, 0], [1, 2, 3, 4], []),
      ([1, 2, 3, 4], [1, 2, 3, 4], []), ([4, 3, 2, 1], [2, 1, 3, 4], []),
      ([4, 3, 2, 1], [1, 2, 3, 4], [5, 4, 3, 2]), ([4, 3, 2, 1], [1, 2, 3, 4], [5]),
      ([4, 3, 2, 1], [1, 2, 3, 1 << 40], []),
    ] as [([Int64], [Int64], [Int64])])
  func `cut points that are not four, or out of order, are none`(
    _ recency: [Int64], _ frequency: [Int64], _ monetary: [Int64]
  ) {
    #expect(RFM.Cuts(recency: recency, frequency: frequency, monetary: monetary) == nil)
  }

  @Test func `without amounts there are no monetary cuts`() throws {
    let histories = Base(customers: [[(1, 0)], [(2, 0)]]).histories(hasAmounts: false)
    #expect(try Self.rfm(histories).monetaryCuts == [])
  }
}
