import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

@Suite("Repeat patterns")
struct RepeatPatternsTests {
  @Test func `customers who are alike become one row, sorted by x, T and t_x`() {
    let patterns = RepeatPatterns([
      (2, 9, 30), (0, 0, 5), (2, 9, 30), (2, 7, 30), (0, 0, 5), (0, 0, 4),
    ])
    #expect(patterns.x == [0, 0, 2, 2])
    #expect(patterns.T == [4, 5, 30, 30])
    #expect(patterns.tx == [0, 0, 7, 9])
    #expect(patterns.customers == [1, 2, 1, 2])
    #expect(patterns.byX == [3, 0, 3])
    #expect(patterns.count == 6 && patterns.repeats == 6 && patterns.exposure == 104)
  }

  @Test func `no customers are no rows`() {
    let patterns = RepeatPatterns([])
    #expect(patterns.x.isEmpty && patterns.byX.isEmpty)
    #expect(patterns.count == 0 && patterns.repeats == 0)
  }

  @Test func `the widest history fits`() {
    // Days from year 1900 to 2999 and a purchase on each.
    let patterns = RepeatPatterns([(401_766, 401_766, 401_766), (1, 401_766, 401_766)])
    #expect(patterns.x == [1, 401_766])
    #expect(patterns.tx == [401_766, 401_766] && patterns.T == [401_766, 401_766])
  }

  @Test(arguments: [1, 65_535, 65_536, 65_537])
  func `histories collapse like their triples, on any number of threads`(count: Int) throws {
    var random = Generator(seed: UInt64(count))
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: false)
    var triples: [(x: Int, tx: Int, T: Int)] = []
    for _ in 0..<count {
      let first = Int32.random(in: 19_990...20_000, using: &random)
      let days = (first...20_000).filter { $0 == first || Bool.random(using: &random) }
      _ = histories.append(
        [], days: days[...], amounts: days.map { _ in 0 }[...], activeWindow: 90)
      triples.append((days.count - 1, Int(days[days.count - 1] - first), Int(20_000 - first)))
    }
    let expected = RepeatPatterns(triples)
    for threads in [1, 2, 5] {
      let found = try RepeatPatterns(histories, threads: Threads(threads))
      #expect(found.x == expected.x && found.tx == expected.tx && found.T == expected.T)
      #expect(found.customers == expected.customers && found.byX == expected.byX)
      #expect(found.count == count && found.repeats == expected.repeats)
    }
  }
}
