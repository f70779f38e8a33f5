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
    let revenue = try Ranks(histories.hasAmounts ? histories.revenue : [], threads: Threads(2))
    return try RFM(histories, revenue: revenue, threads: Threads(2))
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

  @Test func `without amounts there are no monetary cuts`() throws {
    let histories = Base(customers: [[(1, 0)], [(2, 0)]]).histories(hasAmounts: false)
    #expect(try Self.rfm(histories).monetaryCuts == [])
  }
}

@Suite struct RFMSegmentTests {
  /// The community's map as product.md 5b has it, recency in rows from 1 to 5, frequency across.
  private static let map = [
    ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
    ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
    ["about_to_sleep", "about_to_sleep", "need_attention", "loyal_customers", "loyal_customers"],
    [
      "promising", "potential_loyalists", "potential_loyalists", "loyal_customers",
      "loyal_customers",
    ],
    ["new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"],
  ]

  @Test(arguments: 1...5, 1...5)
  func `every cell has its segment`(r: Int, f: Int) {
    #expect(RFMSegment(r: Int32(r), f: Int32(f)).rawValue == Self.map[r - 1][f - 1])
  }

  @Test func `a column of segments holds that of each cell`() {
    let r = (0..<50).map { (row: Int) -> Int32 in Int32(row / 5 % 5 + 1) }
    let f = (0..<50).map { (row: Int) -> Int32 in Int32(row % 5 + 1) }
    let found = RFMSegment.indices(r: r, f: f).map { RFMSegment.allCases[Int($0)] }
    #expect(found == zip(r, f).map { RFMSegment(r: $0, f: $1) })
  }

  @Test func `all ten segments occur`() {
    #expect(Set(Self.map.joined()) == Set(RFMSegment.allCases.map(\.rawValue)))
  }
}
