import Columns
import Histories
import Testing

@testable import Segments

@Suite struct HistoryStartTests {
  /// Every day one new customer, and in the first days `more`; all come again after 40 days.
  private func base(more: Int, until last: Int32 = 1) -> Base {
    var base = Base()
    for ago in stride(from: Int32(400), through: last, by: -1) {
      for _ in 0..<(ago > 360 ? 1 + more : 1) {
        base.customers.append([(ago, 100)] + (ago > 41 ? [(ago - 40, Int64(100))] : []))
      }
    }
    return base
  }

  @Test func `many new customers in the first gap are old ones`() throws {
    let start = HistoryStart(base(more: 2).histories())
    #expect(start.firstDay == Base.asOf - 400 && start.days == 401)
    let found = try #require(start.midLife)
    #expect(found.gap == 40 && found.early == 3 && found.later == 1)
    #expect(found.reliableFrom == Base.asOf - 360)
  }

  @Test func `a start like any other time is that of the shop`() {
    #expect(HistoryStart(base(more: 0).histories()).midLife == nil)
    #expect(HistoryStart(base(more: 1).histories()).midLife == nil)
  }

  @Test func `a cohort that was closed long ago is no rush`() {
    #expect(HistoryStart(base(more: 0, until: 350).histories()).midLife == nil)
    #expect(HistoryStart(base(more: 9, until: 361).histories()).midLife == nil)
  }

  @Test func `nothing is told of a history of hardly a gap, or of none`() {
    #expect(
      HistoryStart(Base(customers: [[(30, 1), (3, 1)], [(30, 1)]]).histories()).midLife == nil)
    #expect(HistoryStart(Base(customers: [[(0, 1)]]).histories()).days == 1)
    #expect(HistoryStart(Base().histories()).midLife == nil)
  }
}
