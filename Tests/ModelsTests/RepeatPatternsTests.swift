import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

@Suite("Repeat patterns")
struct RepeatPatternsTests {
  @Test func `customers who came back stand by x, the others are counted by T`() {
    let patterns = RepeatPatterns([
      (2, 9, 30), (0, 0, 5), (2, 9, 30), (1, 7, 30), (0, 0, 5), (0, 0, 4),
    ])
    #expect(patterns.triples.map(\.x) == [1, 2, 2])
    #expect(patterns.triples.map(\.tx) == [7, 9, 9])
    #expect(patterns.triples.map(\.T) == [30, 30, 30])
    #expect(patterns.byX == [3, 1, 2])
    let ages = patterns.byAge
    #expect(ages.once[4] == 1 && ages.once[5] == 2 && ages.once.reduce(0, +) == 3)
    #expect(ages.customers[4] == 1 && ages.customers[5] == 2 && ages.customers[30] == 3)
    #expect(ages.repeats[30] == 5 && ages.repeats.reduce(0, +) == 5)
    #expect(ages.customers.count == 31)
    #expect(patterns.count == 6 && patterns.repeats == 5 && patterns.exposure == 104)
  }

  @Test func `no customers are no rows`() {
    let patterns = RepeatPatterns([])
    #expect(patterns.triples.isEmpty && patterns.byX.isEmpty)
    #expect(patterns.count == 0 && patterns.repeats == 0)
  }

  @Test func `the widest history fits`() {
    // Days from year 1900 to 2999 and a purchase on each.
    let patterns = RepeatPatterns([(401_766, 401_766, 401_766), (1, 401_766, 401_766)])
    #expect(patterns.triples.map(\.x) == [1, 401_766])
    #expect(patterns.triples.map(\.tx) == [401_766, 401_766])
    #expect(patterns.triples.map(\.T) == [401_766, 401_766])
  }

  @Test(arguments: [1, 32_767, 32_768, 32_769, 100_000])
  func `histories give their triples block by block, on any number of threads`(
    count: Int
  ) throws {
    var random = Generator(seed: UInt64(count))
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: false)
    var triples: [(x: Int, tx: Int, T: Int)] = []
    for _ in 0..<count {
      let first = Int32.random(in: 19_990...20_000, using: &random)
      let days = (first...20_000).filter { $0 == first || Bool.random(using: &random) }
      _ = histories.append(
        [], days: days[...], amounts: days.map { _ in 0 }[...], longestGap: 90)
      triples.append((days.count - 1, Int(days[days.count - 1] - first), Int(20_000 - first)))
    }
    let expected = stride(from: 0, to: count, by: 32_768).flatMap { start in
      // Swift's sort is stable.
      triples[start..<min(start + 32_768, count)].filter { $0.x > 0 }.sorted { $0.x < $1.x }
    }
    let once = triples.filter { $0.x == 0 }
    for threads in [1, 2, 5] {
      let found = try RepeatPatterns(histories, threads: Threads(threads))
      #expect(found.triples.elementsEqual(expected, by: ==))
      #expect(found.byX == (0..<found.byX.count).map { x in triples.count { $0.x == x } })
      for T in 0..<found.byAge.customers.count {
        let alike = triples.filter { $0.T == T }
        #expect(found.byAge.customers[T] == Double(alike.count))
        #expect(found.byAge.repeats[T] == Double(alike.reduce(0) { $0 + $1.x }))
        #expect(found.byAge.once[T] == Double(once.count { $0.T == T }))
      }
      #expect(found.count == count && found.repeats == triples.reduce(0) { $0 + $1.x })
      #expect(found.exposure == triples.reduce(0) { $0 + $1.T })
    }
    let part = count / 8..<count - count / 9
    let some = try RepeatPatterns(histories, customers: part, threads: Threads(2))
    #expect(some.count == part.count)
    #expect(some.repeats == triples[part].reduce(0) { $0 + $1.x })
  }

  @Test func `large bases have a sample of their first customers`() {
    #expect(RepeatPatterns.sample(of: 524_287) == nil)
    #expect(RepeatPatterns.sample(of: 524_288) == 0..<131_072)
    #expect(RepeatPatterns.sample(of: 1 << 40) == 0..<131_072)
  }
}
