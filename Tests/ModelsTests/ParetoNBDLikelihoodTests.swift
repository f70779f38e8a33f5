import Columns
import TestSupport
import Testing

@testable import Models

@Suite("The likelihood of a base under Pareto/NBD")
struct ParetoNBDLikelihoodTests {
  static func likelihood(_ patterns: RepeatPatterns, threads: Int = 1) -> ParetoNBDLikelihood {
    ParetoNBDLikelihood(patterns: patterns, threads: Threads(threads))
  }

  static let cdnow = RepeatPatterns(CDNOW.customers.map(\.pattern))

  /// Around CDNOW's maximum, far from it, and β on either side of α.
  static let places: [[Double]] = [
    [0.553, 74, 0.606, 81.7], [0.553, 81.7, 0.606, 74], [3, 200, 0.1, 9000], [0.05, 200, 0.01, 2],
    [40, 1500, 20, 5000],
  ]

  @Test func `value, gradient and Hessian have thirteen digits`() throws {
    // mpmath: fixtures/reference/pareto.tsv.
    var worst = Worst()
    let lines = ParetoReference.named("derivatives")
    #expect(lines.count == 5)
    for line in lines {
      let place = Array(line.numbers[..<4])
      let found = try Self.likelihood(Bases.reference).evaluate(place)
      worst.see(worstError(found, line.numbers[4...], at: place), at: place)
    }
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test func `derivatives are those of the value, on CDNOW`() throws {
    let likelihood = Self.likelihood(Self.cdnow)
    for place in Self.places {
      let error = try Differences(at: place, likelihood.evaluate)
        .worstError(likelihood.evaluate(place), at: place)
      #expect(error < 1e-8, "at \(place)")
    }
  }

  @Test func `derivatives are those of the value, on random bases`() throws {
    for seed in UInt64(1)...20 {
      var random = Generator(seed: seed)
      let likelihood = Self.likelihood(
        Bases.random(Int.random(in: 1...20, using: &random), seed: seed))
      let place = [
        Double.random(in: 0.05...5, using: &random), Double.random(in: 1...300, using: &random),
        Double.random(in: 0.05...5, using: &random), Double.random(in: 1...300, using: &random),
      ]
      let error = try Differences(at: place, likelihood.evaluate)
        .worstError(likelihood.evaluate(place), at: place)
      #expect(error < 1e-8, "seed \(seed), at \(place)")
    }
  }

  @Test(arguments: [1, 7, 8, 9, 4095, 32_767, 32_768, 32_769])
  func `the value is the sum over customers, at any number of rows`(rows: Int) throws {
    let triples = (0..<rows).map { row in
      let T = 20 + row % 97
      return (x: row % 3 == 0 ? 0 : 1 + row % 5, tx: row % 3 == 0 ? 0 : 6 + row % 13, T: T + row)
    }
    let patterns = RepeatPatterns(triples)
    let model = ParetoNBD(r: 0.4, alpha: 35, s: 0.7, beta: 50)
    let sum = triples.reduce(0) {
      $0 + model.logLikelihood(x: Double($1.x), tx: Double($1.tx), T: Double($1.T))
    }
    let found = try Self.likelihood(patterns).evaluate([0.4, 35, 0.7, 50]).value
    #expect(abs(found / sum - 1) < 1e-12)
  }

  @Test func `customers tabled by day count as those one by one`() throws {
    var random = Generator(seed: 12)
    let triples = (0..<3000).map { _ in
      let tx = Int.random(in: 1...400, using: &random)
      // A third bought today.
      let silence = Int.random(in: -150...300, using: &random)
      return (x: Int.random(in: 1...min(tx, 40), using: &random), tx: tx, T: tx + max(0, silence))
    }
    for patterns in [RepeatPatterns(triples), Self.cdnow] {
      let tabled = ParetoNBDLikelihood(patterns: patterns, threads: Threads(1), crowd: 0)
      let single = ParetoNBDLikelihood(patterns: patterns, threads: Threads(1), crowd: .infinity)
      var worst = Worst()
      for place in Self.places {
        let (found, expected) = (try tabled.evaluate(place), try single.evaluate(place))
        var numbers = [expected.value] + expected.gradient
        for row in 0..<4 { for column in 0...row { numbers.append(expected.hessian[row, column]) } }
        worst.see(worstError(found, numbers, at: place), at: place)
      }
      // At CDNOW's maximum the gradients of customers cancel to three digits fewer.
      #expect(worst.error < 1e-11, "\(worst)")
    }
  }

  @Test func `customers who are alike weigh as many`() throws {
    let place = [0.4, 35, 0.7, 50]
    let one = try Self.likelihood(RepeatPatterns([(2, 50, 90)])).evaluate(place)
    let many = try Self.likelihood(
      RepeatPatterns(Array(repeating: (2, 50, 90), count: 1000))
    ).evaluate(place)
    #expect(abs(many.value / (1000 * one.value) - 1) < 1e-14)
    for index in 0..<4 {
      #expect(abs(many.gradient[index] / (1000 * one.gradient[index]) - 1) < 1e-12)
    }
  }

  @Test func `the bits do not depend on threads or on the order of customers`() throws {
    var random = Generator(seed: 7)
    let triples = (0..<70_000).map { _ in
      let tx = Int.random(in: 1...400, using: &random)
      return (
        x: Int.random(in: 1...min(tx, 9), using: &random), tx: tx,
        T: tx + Int.random(in: 0...300, using: &random)
      )
    }
    let place = [0.4, 35, 0.7, 50]
    let patterns = RepeatPatterns(triples)
    #expect(patterns.blocks.count == 3)
    let one = try Self.likelihood(patterns, threads: 1).evaluate(place)
    for threads in [2, 5] {
      let other = try Self.likelihood(patterns, threads: threads).evaluate(place)
      #expect(one.value.bitPattern == other.value.bitPattern)
      #expect(one.gradient == other.gradient)
      #expect(one.hessian == other.hessian)
    }
    let shuffled = RepeatPatterns(triples.shuffled(using: &random))
    let other = try Self.likelihood(shuffled).evaluate(place)
    #expect(one.value.bitPattern == other.value.bitPattern)
    #expect(one.hessian == other.hessian)
  }

  @Test func `a day's density is 7 times smaller than a week's, per repeat purchase`() throws {
    let weeks = RepeatPatterns([(2, 5, 9), (0, 0, 30), (1, 1, 12)])
    let days = RepeatPatterns([(2, 35, 63), (0, 0, 210), (1, 7, 84)])
    let weekly = try Self.likelihood(weeks).evaluate([0.4, 5, 0.7, 8]).value
    let daily = try Self.likelihood(days).evaluate([0.4, 35, 0.7, 56]).value
    // ln 7 for each of 3 repeat purchases.
    #expect(abs(weekly - daily - 3 * 1.9459101490553132) < 1e-12)
  }

  @Test func `α and β change places without a jump`() throws {
    // The integral is over ln(α + y) or ln(β + y), whichever is smaller.
    let likelihood = Self.likelihood(Self.cdnow)
    let below = try likelihood.evaluate([0.5, 80, 0.6, 80 - 1e-9])
    let above = try likelihood.evaluate([0.5, 80, 0.6, 80 + 1e-9])
    #expect(relativeError(below.value, above.value) < 1e-13)
    for row in 0..<4 {
      #expect(abs(below.gradient[row] - above.gradient[row]) < 1e-8 * abs(below.value))
      for column in 0...row {
        let difference = below.hessian[row, column] - above.hessian[row, column]
        #expect(abs(difference) < 1e-8 * abs(below.value))
      }
    }
  }

  @Test func `tiny and huge parameters give finite numbers`() throws {
    let likelihood = Self.likelihood(Self.cdnow)
    for r in [1e-5, 1e5] {
      for alpha in [1e-4, 1e8] {
        for s in [1e-5, 1e5] {
          for beta in [1e-4, 1e8] {
            let found = try likelihood.evaluate([r, alpha, s, beta])
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
