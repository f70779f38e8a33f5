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

  @Test(arguments: [1, 2, 3, 4, 5, 6, 9, 10, 11, 99, 250, 401])
  func `scores are those of comparing everybody with everybody`(count: Int) {
    var generator = Generator.seeded()
    for _ in 0..<5 {
      let histories = Base.random(count, using: &generator).histories()
      let rfm = RFM(histories)
      let ago = histories.lastDay.map { Base.asOf.rawValue - $0 }
      #expect(ago.map(rfm.r) == Self.scores(ago, worse: >))
      #expect(histories.orders.map(rfm.f) == Self.scores(histories.orders, worse: <))
      #expect(histories.revenue.map(rfm.m) == Self.scores(histories.revenue, worse: <))
    }
  }

  @Test func `five different values get the five scores`() {
    let base = Base(customers: (1...5).map { n in (0..<n).map { (Int32(50 - 10 * n + $0), 100) } })
    let histories = base.histories()
    let rfm = RFM(histories)
    #expect(histories.orders.map(rfm.f) == [1, 2, 3, 4, 5])
    #expect(histories.lastDay.map { rfm.r(Base.asOf.rawValue - $0) } == [1, 2, 3, 4, 5])
    #expect(rfm.frequencyCuts == [1, 2, 3, 4])
    #expect(rfm.recencyCuts == [40, 30, 20, 10])
  }

  @Test func `equal customers all get the lowest score`() {
    let histories = Base(customers: Array(repeating: [(3, 100)], count: 7)).histories()
    let rfm = RFM(histories)
    #expect(rfm.r(3) == 1 && rfm.f(1) == 1 && rfm.m(100) == 1)
  }

  @Test func `a score stays empty where most are equal`() {
    // 7 of 10 bought once: the next is better than 70 %, so it scores 1 + floor(3.5) = 4.
    var customers = Array(repeating: [(ago: Int32(3), amount: Int64(1))], count: 7)
    for n in 2...4 { customers.append(Array(repeating: (3, 1), count: n)) }
    let histories = Base(customers: customers).histories()
    #expect(histories.orders.map(RFM(histories).f) == [1, 1, 1, 1, 1, 1, 1, 4, 5, 5])
  }

  @Test func `without amounts there are no monetary cuts`() {
    let histories = Base(customers: [[(1, 0)], [(2, 0)]]).histories(hasAmounts: false)
    #expect(RFM(histories).monetaryCuts == [])
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

  @Test func `all ten segments occur`() {
    #expect(Set(Self.map.joined()) == Set(RFMSegment.allCases.map(\.rawValue)))
  }
}
