import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Scores

@Suite struct PurchasePairsTests {
  /// Customers of few or many different x and T.
  static func random(_ count: Int, x: ClosedRange<Int>, T: Int, seed: UInt64) -> Histories {
    var generator = Generator(seed: seed)
    return Bases.made(
      (0..<count).map { _ in
        let first = Int.random(in: 0...T, using: &generator)
        let repeats = min(first, Int.random(in: x, using: &generator))
        return [first] + (0..<repeats).map { $0 }
      })
  }

  @Test(
    arguments: [
      (1, 0...0, 0), (9, 0...0, 0), (500, 0...3, 10), (700, 0...200, 400), (300, 60...70, 5000),
    ] as [(Int, ClosedRange<Int>, Int)])
  func `numbers the pairs of a base by T, then x`(
    count: Int, x: ClosedRange<Int>, T: Int
  ) throws {
    let histories = Self.random(count, x: x, T: T, seed: UInt64(count))
    let expected = Set((0..<count).map { [histories.T($0), histories.x($0)] })
      .sorted { $0.lexicographicallyPrecedes($1) }
    for threads in [1, 2, 5] {
      let pairs = try PurchasePairs(histories, threads: Threads(threads))
      #expect(pairs.count == expected.count)
      #expect(expected.map { pairs.number(x: $0[1], T: $0[0]) } == Array(expected.indices))
      let listed = (0..<pairs.lengthOfT).flatMap { index in
        pairs.places(ofT: index).map { [Int32(pairs.firstT + index), pairs.xs[$0]] }
      }
      #expect(listed == expected)
    }
  }

  @Test func `locates the customers of any range`() throws {
    let histories = Self.random(100, x: 0...80, T: 300, seed: 7)
    let pairs = try PurchasePairs(histories, threads: Threads(2))
    for range in [0..<0, 0..<1, 3..<100, 50..<58] {
      var rows = [Int](repeating: -1, count: range.count)
      var repeats = rows
      var rowSpan = rows.mutableSpan
      var repeatSpan = repeats.mutableSpan
      pairs.locate(range, of: histories, width: 10, into: &rowSpan, depth: 4, into: &repeatSpan)
      #expect(rows == range.map { 10 * pairs.number(x: histories.x($0), T: histories.T($0)) })
      #expect(repeats == range.map { 4 * Int(histories.x($0)) })
    }
  }

  @Test func `an empty base has no pairs`() throws {
    let pairs = try PurchasePairs(Bases.made([]), threads: Threads(2))
    #expect(pairs.count == 0 && pairs.lengthOfT == 0 && pairs.xs == [])
  }

  @Test func `a pair of no customer stops the process`() async {
    await #expect(processExitsWith: .failure) {
      let pairs = try PurchasePairs(Bases.made([[5], [9, 3]]), threads: Threads(1))
      _ = pairs.number(x: 1, T: 5)
    }
  }
}
