import Columns
import TestSupport
import Testing

@testable import Segments

@Suite struct RanksTests {
  @Test func `no values have no cuts and no top`() throws {
    let ranks = try Ranks([Int64](), tops: [10], threads: Threads(2))
    #expect(ranks.scoreCuts == [] && ranks.tops == [])
  }

  @Test(arguments: [1, 2, 3, 10, 19, 20, 21, 99, 100, 101, 199, 201, 400])
  func `the top percent are those of whom fewer than that lie above`(count: Int) throws {
    var generator = Generator.seeded()
    for range in [Int64(0)...1, 0...9, -5...1000] {
      let values = (0..<count).map { _ in Int64.random(in: range, using: &generator) }
      let shares = [1, 5, 10, 25, 50, 100]
      let tops = try Ranks(values, tops: shares, threads: Threads(2)).tops
      for (percent, least) in zip(shares, tops) {
        for value in values {
          let above = values.filter { $0 > value }.count
          #expect((value >= least) == (100 * above < percent * count))
        }
      }
    }
  }

  @Test(arguments: [1, 2, 10, 99, 100, 101, 250])
  func `tiers are those of the smallest rank`(count: Int) throws {
    var generator = Generator.seeded()
    for range in [Int64(0)...3, 0...1_000_000, -2...2] {
      let values = (0..<count).map { _ in Int64.random(in: range, using: &generator) }
      let bounds = try Ranks(values, tops: ValueTier.shares, threads: Threads(2)).tops
      let indices = ValueTier.indices(values.span, bounds: bounds)
      for (value, index) in zip(values, indices) {
        let above = 100 * values.filter { $0 > value }.count
        let expected: ValueTier =
          if value <= 0 {
            .low
          } else if above < count {
            .platinum
          } else if above < 5 * count {
            .gold
          } else if above < 10 * count {
            .silver
          } else if above < 25 * count {
            .bronze
          } else if above < 50 * count {
            .medium
          } else {
            .low
          }
        #expect(ValueTier.allCases[Int(index)] == expected)
      }
    }
  }

  @Test func `a hundred different values fill the tiers to the percent`() throws {
    let values = (1...100).map { Int64($0) }
    let bounds = try Ranks(values, tops: ValueTier.shares, threads: Threads(2)).tops
    #expect(bounds == [100, 96, 91, 76, 51])
    let names = ValueTier.indices(values.span, bounds: bounds).map { ValueTier.allCases[Int($0)] }
    #expect(names.filter { $0 == .platinum }.count == 1)
    #expect(names.filter { $0 == .gold }.count == 4)
    #expect(names.filter { $0 == .silver }.count == 5)
    #expect(names.filter { $0 == .bronze }.count == 15)
    #expect(names.filter { $0 == .medium }.count == 25)
    #expect(names.filter { $0 == .low }.count == 50)
  }
}
