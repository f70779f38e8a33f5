import Columns
import TestSupport
import Testing

@testable import Models

@Suite("The likelihood of a base under BG/NBD and MBG/NBD")
struct BetaGeometricLikelihoodTests {
  static func likelihood(
    _ family: BetaGeometric.Family, _ patterns: RepeatPatterns, threads: Int = 1
  ) -> BetaGeometricLikelihood {
    BetaGeometricLikelihood(family: family, patterns: patterns, threads: Threads(threads))
  }

  static let cdnow = RepeatPatterns(CDNOW.customers.map(\.pattern))

  /// Around the maxima, and far from them.
  static let places: [[Double]] = [
    [0.2426, 30.9, 0.793, 2.426], [0.525, 43.3, 0.891, 1.614], [3, 200, 0.1, 9],
    [0.05, 2, 0.01, 0.2], [40, 1500, 20, 5],
  ]

  @Test func `value, gradient and Hessian have fourteen digits`() throws {
    // mpmath: fixtures/reference/models.tsv. Largest error measured: 1.5e-15.
    var worst = Worst()
    let lines = Reference.named("derivatives")
    #expect(lines.count == 10)
    for line in lines {
      let place = Array(line.numbers[..<4])
      let found = try Self.likelihood(line.model.family, Bases.reference).evaluate(place)
      worst.see(worstError(found, line.numbers[4...], at: place), at: place)
    }
    #expect(worst.error < 1e-14, "\(worst)")
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `derivatives are those of the value, on CDNOW`(family: BetaGeometric.Family) throws {
    let likelihood = Self.likelihood(family, Self.cdnow)
    for place in Self.places {
      let error = try Differences(at: place, likelihood.evaluate)
        .worstError(likelihood.evaluate(place), at: place)
      #expect(error < 1e-8, "at \(place)")
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `derivatives are those of the value, on random bases`(
    family: BetaGeometric.Family
  ) throws {
    for seed in UInt64(1)...20 {
      var random = Generator(seed: seed)
      let likelihood = Self.likelihood(
        family, Bases.random(Int.random(in: 1...20, using: &random), seed: seed))
      let place = [
        Double.random(in: 0.05...5, using: &random), Double.random(in: 1...300, using: &random),
        Double.random(in: 0.05...5, using: &random), Double.random(in: 0.05...5, using: &random),
      ]
      let error = try Differences(at: place, likelihood.evaluate)
        .worstError(likelihood.evaluate(place), at: place)
      #expect(error < 1e-8, "seed \(seed), at \(place)")
    }
  }

  @Test(arguments: [1, 7, 8, 9, 4095, 32_767, 32_768, 32_769])
  func `the value is the sum over customers, at any number of rows`(rows: Int) throws {
    // Distinct rows, so that the base has that many.
    let triples = (0..<rows).map { row in
      let T = 20 + row % 97
      return (x: row % 3 == 0 ? 0 : 1 + row % 5, tx: row % 3 == 0 ? 0 : 6 + row % 13, T: T + row)
    }
    let patterns = RepeatPatterns(triples)
    #expect(patterns.count == rows)
    for family in BetaGeometric.Family.allCases {
      let model = BetaGeometric(family, r: 0.4, alpha: 35, a: 0.7, b: 2)
      let sum = triples.reduce(0) {
        $0 + model.logLikelihood(x: Double($1.x), tx: Double($1.tx), T: Double($1.T))
      }
      let found = try Self.likelihood(family, patterns).evaluate([0.4, 35, 0.7, 2]).value
      #expect(abs(found / sum - 1) < 1e-12)
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `customers who are alike weigh as many`(family: BetaGeometric.Family) throws {
    let place = [0.4, 35, 0.7, 2]
    let one = try Self.likelihood(family, RepeatPatterns([(2, 50, 90)])).evaluate(place)
    let many = try Self.likelihood(
      family, RepeatPatterns(Array(repeating: (2, 50, 90), count: 1000))
    ).evaluate(place)
    #expect(abs(many.value / (1000 * one.value) - 1) < 1e-14)
    for index in 0..<4 {
      #expect(abs(many.gradient[index] / (1000 * one.gradient[index]) - 1) < 1e-12)
    }
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `the bits do not depend on threads or on the order of customers`(
    family: BetaGeometric.Family
  ) throws {
    var random = Generator(seed: 7)
    let triples = (0..<70_000).map { _ in
      let tx = Int.random(in: 1...400, using: &random)
      return (
        x: Int.random(in: 1...min(tx, 9), using: &random), tx: tx,
        T: tx + Int.random(in: 0...300, using: &random)
      )
    }
    let place = [0.4, 35, 0.7, 2]
    let patterns = RepeatPatterns(triples)
    #expect(patterns.blocks.count == 3)
    let one = try Self.likelihood(family, patterns, threads: 1).evaluate(place)
    for threads in [2, 5] {
      let other = try Self.likelihood(family, patterns, threads: threads).evaluate(place)
      #expect(one.value.bitPattern == other.value.bitPattern)
      #expect(one.gradient == other.gradient)
      #expect(one.hessian == other.hessian)
    }
    let shuffled = RepeatPatterns(triples.shuffled(using: &random))
    let other = try Self.likelihood(family, shuffled).evaluate(place)
    #expect(one.value.bitPattern == other.value.bitPattern)
    #expect(one.hessian == other.hessian)
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `a day's density is 7 times smaller than a week's, per repeat purchase`(
    family: BetaGeometric.Family
  ) throws {
    let weeks = RepeatPatterns([(2, 5, 9), (0, 0, 30), (1, 1, 12)])
    let days = RepeatPatterns([(2, 35, 63), (0, 0, 210), (1, 7, 84)])
    let weekly = try Self.likelihood(family, weeks).evaluate([0.4, 5, 0.7, 2]).value
    let daily = try Self.likelihood(family, days).evaluate([0.4, 35, 0.7, 2]).value
    // ln 7 for each of 3 repeat purchases.
    #expect(abs(weekly - daily - 3 * 1.9459101490553132) < 1e-12)
  }

  @Test(arguments: BetaGeometric.Family.allCases)
  func `tiny and huge parameters give finite numbers`(family: BetaGeometric.Family) throws {
    let likelihood = Self.likelihood(family, Self.cdnow)
    for r in [1e-5, 1e5] {
      for alpha in [1e-4, 1e8] {
        for a in [1e-5, 1e5] {
          for b in [1e-5, 1e5] {
            let found = try likelihood.evaluate([r, alpha, a, b])
            #expect(found.value.isFinite && found.gradient.allSatisfy(\.isFinite))
            for row in 0..<4 {
              for column in 0...row { #expect(found.hessian[row, column].isFinite) }
            }
          }
        }
      }
    }
  }
}
