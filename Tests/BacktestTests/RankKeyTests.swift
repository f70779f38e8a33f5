import TestSupport
import Testing

@testable import Backtest

@Suite struct RankKeyTests {
  @Test func `keys ascend with what they stand for`() {
    var generator = Generator.seeded()
    let values = (0..<4000).map { _ in
      var value = generator.uniform()
      for _ in 0..<Int.random(in: 0...60, using: &generator) { value *= 2 }
      return value
    }.sorted()
    for (one, next) in zip(values, values.dropFirst()) {
      #expect(RankKey.of(one) <= RankKey.of(next))
    }
    for value in values where value >= 0x1p-20 {
      let rounded = RankKey.value(Int(RankKey.of(value)))
      #expect(abs(rounded / value - 1) <= 0x1p-15)
      #expect(RankKey.of(rounded) == RankKey.of(value))
    }
  }

  @Test func `whole numbers up to 32,768 are told apart`() {
    let numbers = (0...32_768).map(Double.init)
    #expect(numbers.map { RankKey.value(Int(RankKey.of($0))) } == numbers)
  }

  @Test(arguments: [0, -0.0, -1, -.infinity, .nan, 9e-7, 1e-300])
  func `nothing, and less, ranks as nothing`(value: Double) { #expect(RankKey.of(value) == 0) }

  @Test func `the least and the greatest have keys of a small table`() {
    #expect(RankKey.of(0x1p-20) == 1)
    #expect(RankKey.of(0x1p-19) == 1 << 14 + 1)
    #expect(RankKey.of(.infinity) == RankKey.of(1e300))
    #expect(RankKey.of(.infinity) == 83 << 14 + 1)
  }
}
