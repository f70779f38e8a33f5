import Histories
import Testing

@Suite struct LastDayTests {
  /// 57 days, the weekdays before the last with the given orders, the others with many.
  private func counts(_ weekdays: [Int], last: Int) -> [Int] {
    var counts = [Int](repeating: 1_000_000, count: 57)
    for (week, orders) in weekdays.enumerated() { counts[week * 7] = orders }
    counts[56] = last
    return counts
  }

  @Test func `less than half of the usual is not a whole day`() {
    let partial = LastDay(partial: counts([100, 100, 100, 100, 100, 100, 100, 100], last: 49))
    #expect(partial?.orders == 49)
    #expect(partial?.usual == 100)
    #expect(LastDay(partial: counts(Array(repeating: 100, count: 8), last: 50)) == nil)
    #expect(LastDay(partial: counts(Array(repeating: 101, count: 8), last: 50))?.usual == 101)
    #expect(LastDay(partial: counts(Array(repeating: 100, count: 8), last: 0))?.orders == 0)
  }

  @Test func `the usual is the median of the same weekday`() {
    let partial = LastDay(partial: counts([1, 900, 20, 800, 40, 700, 60, 2], last: 5))
    #expect(partial?.usual == 50)
  }

  @Test func `few orders say nothing`() {
    #expect(LastDay(partial: counts(Array(repeating: 9, count: 8), last: 0)) == nil)
    #expect(LastDay(partial: counts(Array(repeating: 10, count: 8), last: 0)) != nil)
    #expect(LastDay(partial: counts([0, 0, 0, 0, 0, 500, 500, 500], last: 0)) == nil)
  }

  @Test func `needs eight weeks and a day`() async {
    await #expect(processExitsWith: .failure) {
      _ = LastDay(partial: [Int](repeating: 1, count: 56))
    }
  }
}
