import Columns
import TestSupport
import Testing

@testable import Models

@Suite("The likelihood of spends under Gamma-Gamma")
struct GammaGammaLikelihoodTests {
  static func random(_ count: Int, seed: UInt64) -> [(purchases: Int, spend: Double)] {
    var random = Generator(seed: seed)
    return (0..<count).map { _ in
      let x = Int.random(in: 1...20, using: &random)
      return (x, Double(x) * Double.random(in: 0.5...300, using: &random))
    }
  }

  @Test func `value, gradient and Hessian have twelve digits`() throws {
    // mpmath: fixtures/reference/models.tsv. Largest error measured: 1.4e-13.
    let pairs = Reference.named("spend").map {
      (purchases: Int($0.numbers[0]), spend: $0.numbers[1])
    }
    let likelihood = GammaGammaLikelihood(spends: RepeatSpends(pairs), threads: Threads(1))
    var worst = Worst()
    for line in Reference.named("spends") {
      let place = Array(line.numbers[..<3])
      let found = try likelihood.evaluate(place)
      worst.see(worstError(found, line.numbers[3...], at: place), at: place)
    }
    #expect(worst.count == 5)
    #expect(worst.error < 1e-12, "\(worst)")
  }

  @Test func `derivatives are those of the value`() throws {
    for seed in UInt64(1)...20 {
      var random = Generator(seed: seed)
      let pairs = Self.random(Int.random(in: 1...20, using: &random), seed: seed)
      let likelihood = GammaGammaLikelihood(spends: RepeatSpends(pairs), threads: Threads(1))
      let place = [
        Double.random(in: 0.1...10, using: &random), Double.random(in: 1.1...10, using: &random),
        Double.random(in: 1...300, using: &random),
      ]
      let error = try Differences(at: place, likelihood.evaluate)
        .worstError(likelihood.evaluate(place), at: place)
      #expect(error < 1e-8, "seed \(seed), at \(place)")
    }
  }

  @Test(arguments: [1, 7, 8, 9, 4095, 32_767, 32_768, 32_769])
  func `the value is the sum over customers, at any number of rows`(rows: Int) throws {
    let pairs = Self.random(rows, seed: 5)
    let place = [6.25, 3.74, 15.44]
    func evaluate(_ pairs: [(purchases: Int, spend: Double)], threads: Int) throws -> Evaluation {
      try GammaGammaLikelihood(spends: RepeatSpends(pairs), threads: Threads(threads))
        .evaluate(place)
    }
    let sum = try pairs.reduce(0) { try $0 + evaluate([$1], threads: 1).value }
    let one = try evaluate(pairs, threads: 1)
    #expect(abs(one.value / sum - 1) < 1e-12)
    for threads in [2, 5] {
      let other = try evaluate(pairs, threads: threads)
      #expect(one.value.bitPattern == other.value.bitPattern)
      #expect(one.gradient == other.gradient && one.hessian == other.hessian)
    }
  }
}
