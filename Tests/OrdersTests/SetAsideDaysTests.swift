import Columns
import Testing

@testable import Orders

@Suite struct SetAsideDaysTests {
  private func sums(_ days: SetAsideDays) -> [String] {
    days.sums.map { "\($0.reason) \(Day(rawValue: $0.day)) \($0.tally.rows) \($0.tally.revenue)" }
  }

  @Test func `sums by reason and day, whatever the order of the rows`() {
    var one = SetAsideDays()
    one.add(.negativeAmount, day: 5, Amount(minor: -7, residual: 0))
    one.add(.guest, day: 3, Amount(minor: 10, residual: 0))
    var other = SetAsideDays()
    other.add(.guest, day: 2, Amount(minor: 1, residual: 0))
    other.add(.guest, day: 3, Amount(minor: 5, residual: 0))
    var both = one
    both += other
    #expect(
      sums(both) == [
        "guest 1970-01-03 1 1", "guest 1970-01-04 2 15", "negativeAmount 1970-01-06 1 -7",
      ])
    other += one
    #expect(both == other)
  }

  @Test func `open days become those of the column's order, and are summed with them`() {
    var days = SetAsideDays()
    let open = UndecidedDate(first: 3, second: 1, year: 1970)
    days.add(.guest, day: open.packed, Amount(minor: 4, residual: 0))
    days.add(.guest, day: 2, Amount(minor: 1, residual: 0))
    var other = days
    days.decide(.dayFirst)
    #expect(sums(days) == ["guest 1970-01-03 2 5"])
    other.decide(.monthFirst)
    #expect(sums(other) == ["guest 1970-01-03 1 1", "guest 1970-03-01 1 4"])
  }
}
