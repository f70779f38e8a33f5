import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

@Suite("What spend models take for granted")
struct SpendChecksTests {
  private static let model = GammaGamma(p: 1, q: 3, v: 100)

  private func checks(_ histories: Histories, threads: Int = 2) throws -> SpendChecks {
    try SpendChecks(histories, threads: Threads(threads))
  }

  @Test func `nothing is found where Gamma-Gamma holds`() throws {
    // Logarithms of the means would correlate by 0.17 here.
    let found = try checks(SpendBases.gammaGamma(Self.model, 30_000, seed: 1))
    #expect(abs(found.correlation) < 0.03 && !found.isCorrelated)
    let trend = try #require(found.trend)
    #expect(abs(trend.perYear) < 3 * trend.standardError && trend.standardError < 0.02)
    #expect(!trend.isMarked)
  }

  @Test func `a correlation is found, and one whale makes none`() throws {
    var generator = Generator(seed: 2)
    func base(_ value: (Int) -> Int) -> [[(day: Int, cents: Int)]] {
      (0..<2000).map { index in
        let n = 1 + index % 9
        return (0...n).map {
          (18_500 + 100 * $0, value(n) + Int.random(in: 0..<500, using: &generator))
        }
      }
    }
    let rising = try checks(SpendBases.made(base { 1000 + 200 * $0 }))
    #expect(rising.correlation > 0.8 && rising.isCorrelated)
    let falling = try checks(SpendBases.made(base { 4000 - 200 * $0 }))
    #expect(falling.correlation < -0.8 && falling.isCorrelated)
    let whale = (0..<1400).map { (day: 18_500 + $0, cents: 50_000_000) }
    let level = SpendBases.made(base { _ in 1000 } + [whale])
    let found = try checks(level)
    #expect(abs(found.correlation) < 0.1 && !found.isCorrelated)
    // What the plain correlation says of it.
    #expect(try RepeatSpends(level, scale: 2).correlation > 0.9)
  }

  @Test func `few buyers make no correlation`() throws {
    let found = try checks(
      SpendBases.made([
        [(1, 100), (2, 100)], [(1, 100), (2, 200), (3, 200)],
        [(1, 100), (2, 190), (3, 210), (4, 500)],
      ]))
    #expect(found.correlation > 0.8 && found.buyers == 3 && !found.isCorrelated)
    let alike = try checks(
      SpendBases.made([[(1, 100), (2, 100)], [(1, 100), (2, 100), (3, 100)]]))
    #expect(alike.correlation == 0)
  }

  @Test(arguments: [-0.1, 0.25])
  func `a trend of order values is found`(perYear: Double) throws {
    let found = try checks(SpendBases.gammaGamma(Self.model, 30_000, seed: 3, perYear: perYear))
    let trend = try #require(found.trend)
    // Of the mean of four years, not of the first day's.
    let expected = perYear / (1 + 2.5 * perYear)
    #expect(abs(trend.perYear - expected) < 0.03, "\(trend), expected \(expected)")
    #expect(trend.isMarked)
    #expect(!found.isCorrelated)
  }

  @Test func `that other customers come is no trend`() throws {
    // Who comes late spends ten times as much; nobody changes.
    var generator = Generator(seed: 4)
    let found = try checks(
      SpendBases.made(
        (0..<3000).map { index in
          let start = Int.random(in: 18_000...19_500, using: &generator)
          let level = start > 19_000 ? 10_000 : 1000
          return (0..<6).map { _ in
            (
              Int.random(in: start...20_000, using: &generator),
              level + Int.random(in: 0..<900, using: &generator)
            )
          }
        }))
    let trend = try #require(found.trend)
    #expect(abs(trend.perYear) < 3 * trend.standardError && !trend.isMarked)
  }

  @Test func `the slope of ten customers, worked out by hand`() throws {
    // Each with one order of 10.00 on the day 730 days before as-of, and one of 30.00 on as-of: y = 20/20 = 1 over
    // 730 days.
    let histories = SpendBases.made((0..<10).map { _ in [(19_270, 1000), (20_000, 3000)] })
    let trend = try #require(try checks(histories).trend)
    #expect(relativeError(trend.perYear, 365.25 / 730) < 1e-14)
    #expect(trend.customers == 10 && trend.standardError < 1e-7)
  }

  @Test func `without orders of both times there is no trend`() throws {
    #expect(
      try checks(SpendBases.made((0..<50).map { _ in [(19_800, 900), (19_900, 100)] })).trend == nil
    )
    #expect(
      try checks(SpendBases.made((0..<9).map { _ in [(19_000, 900), (19_900, 100)] })).trend == nil)
    #expect(try checks(SpendBases.made([])).trend == nil)
  }

  @Test func `it is the same on any number of threads`() throws {
    let histories = SpendBases.gammaGamma(Self.model, 70_000, seed: 5)
    #expect(try checks(histories, threads: 1) == checks(histories, threads: 4))
  }
}
