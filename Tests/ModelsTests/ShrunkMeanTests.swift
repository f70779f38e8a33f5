import Columns
import TestSupport
import Testing

@testable import Histories
@testable import Models

@Suite("Shrunk means")
struct ShrunkMeanTests {
  private func fitted(_ histories: Histories, threads: Int = 2) throws -> ShrunkMean {
    try #require(
      try ShrunkMean(histories, scale: 2, fewest: 2, threads: Threads(threads)))
  }

  @Test func `the formula, worked out by hand`() {
    // (105 + 2 × 20) / (3 + 2).
    let model = ShrunkMean(mean: 20, weight: 2)
    #expect(model.expectedValue(purchases: 3, spend: 105) == 29)
    #expect(model.expectedValue(purchases: 0, spend: 0) == 20)
  }

  @Test func `mean and weight of four customers, worked out by hand`() throws {
    // First purchase, then n of mean m: (10; 1, 14), (20; 2, 17), (30; 1, 34), (32; 2, 38). With w = n / (n + 1):
    // F - m = -4, 3, -4, -6; Σ w = 7/3, Σ w (F - m) = -6, Σ w (F - m)² = 46, so σ² = (46 - 108/7) / 3 = 214/21;
    // N = 6, M = 158/6; Σ n (m - M)² = 4818 - 158²/6, so τ² = (Σ - 3 σ²) / (6 - 10/6).
    let histories = SpendBases.made([
      [(1, 1000), (2, 1400)], [(1, 2000), (2, 1500), (3, 1900)], [(1, 3000), (2, 3400)],
      [(1, 3200), (2, 3700), (3, 3900)],
    ])
    let within = 214.0 / 21
    let squares: [Double] = [14 * 14, 2 * 17 * 17, 34 * 34, 2 * 38 * 38]
    let spread = squares.reduce(0, +) - 158.0 * 158 / 6
    let between: Double = (spread - 3 * within) / (6 - 10.0 / 6)
    let found = try fitted(histories)
    #expect(relativeError(found.mean, 158.0 / 6) < 1e-13)
    #expect(relativeError(found.weight, within / between) < 1e-12)
  }

  @Test(arguments: [GammaGamma(p: 6.25, q: 6, v: 15), GammaGamma(p: 2, q: 7, v: 200)])
  func `where Gamma-Gamma holds the weight is (q - 1) / p`(model: GammaGamma) throws {
    // The cut takes something off the right tail: of the mean little, of the variances up to a fifth.
    let found = try fitted(SpendBases.gammaGamma(model, 60_000, seed: 20_261_122))
    #expect(relativeError(found.mean, model.p * model.v / (model.q - 1)) < 0.03)
    #expect(relativeError(found.weight, (model.q - 1) / model.p) < 0.25)
  }

  @Test func `five whales move nobody else's value by a cent in the dollar`() throws {
    let model = GammaGamma(p: 6.25, q: 3.74, v: 15.44)
    var histories = SpendBases.gammaGamma(model, 20_000, seed: 7)
    let before = try fitted(histories)
    for whale in 1...5 {
      _ = histories.append(
        [], days: [19_000, 19_100, 19_200],
        amounts: [40_000_000, 2_000_000, 90_000_000 * Int64(whale)],
        longestGap: 90)
    }
    let after = try fitted(histories)
    for spends in [
      CustomerSpends(repeats: 0, repeatSpend: 0, first: 30),
      CustomerSpends(repeats: 4, repeatSpend: 100, first: 20),
    ] {
      let values = [before, after].map { SpendModel.shrunkMean($0).expectedValue(spends) }
      #expect(relativeError(values[1], values[0]) < 0.01)
    }
  }

  @Test func `all alike, nobody alike, and each customer's own price`() throws {
    let alike = SpendBases.made((0..<20).map { _ in [(1, 2000), (5, 2000), (9, 2000)] })
    #expect(try fitted(alike).expectedValue(purchases: 3, spend: 60) == 20)
    // Every customer always pays the same: what one paid is what one will pay.
    let own = SpendBases.made((1...20).map { [(1, $0 * 100), (5, $0 * 100), (9, $0 * 100)] })
    #expect(relativeError(try fitted(own).expectedValue(purchases: 3, spend: 51), 17) < 1e-8)
    // Customers differ by less than their own spends let expect: nobody is told apart.
    let noise = SpendBases.made((0..<20).map { [(1, 1000 + 2000 * ($0 % 2)), (5, 2000)] })
    #expect(try fitted(noise).weight == ShrunkMean.weights.upperBound)
  }

  @Test func `any amounts end in values that are finite and not negative`() throws {
    var generator = Generator.seeded()
    for size in [2, 10, 100, 1000] {
      let histories = SpendBases.made(
        (0..<size).map { index in
          (0..<Int.random(in: 1...6, using: &generator)).map { order in
            let digits = Int.random(in: 0...15, using: &generator)
            let amount =
              Int.random(in: 1...9, using: &generator)
              * (0..<digits).reduce(1) { ten, _ in ten * 10 }
            // Returns and free orders among them.
            return (19_000 + 7 * order, amount * [1, 1, 1, 0, -1][(index + order) % 5])
          }
        })
      guard let model = try ShrunkMean(histories, scale: 2, fewest: 2, threads: Threads(2)) else {
        continue
      }
      for customer in 0..<histories.count {
        let value = SpendModel.shrunkMean(model).expectedValue(
          CustomerSpends(histories, customer, scale: 2))
        #expect(value.isFinite && value >= 0, "\(model), customer \(customer)")
      }
    }
  }

  @Test func `it is the same on any number of threads, and in any currency unit`() throws {
    let histories = SpendBases.gammaGamma(GammaGamma(p: 3, q: 4, v: 50), 70_000, seed: 11)
    let one = try fitted(histories, threads: 1)
    #expect(try fitted(histories, threads: 3) == one)
    let yen = try #require(try ShrunkMean(histories, scale: 0, fewest: 2, threads: Threads(2)))
    #expect(yen.weight == one.weight && relativeError(yen.mean, 100 * one.mean) < 1e-15)
  }

  @Test func `too few repeat buyers are none`() throws {
    let histories = SpendBases.made((0..<9).map { _ in [(1, 2000), (5, 3000)] } + [[(1, 100)]])
    #expect(try ShrunkMean(histories, scale: 2, fewest: 10, threads: Threads(1)) == nil)
    #expect(try ShrunkMean(histories, scale: 2, fewest: 9, threads: Threads(1)) != nil)
    let fit = try SpendFit(to: histories, scale: 2, family: .shrunkMean, threads: Threads(1))
    #expect(fit.fallback?.contains("for a shrunk mean (9 of at least 10)") == true)
    #expect(fit.model == .baseMean(try #require(fit.baseMean)))
  }

  @Test func `it stands in where Gamma-Gamma has no mean`() throws {
    // Customers' levels from a cent to ten million: q is 1 or less.
    let histories = SpendBases.made(
      (0..<60).map { index in
        let level = (0..<index / 7).reduce(1) { ten, _ in ten * 10 }
        return [(1, 3 * level), (5, 2 * level), (9, 4 * level)]
      })
    let fit = try SpendFit(to: histories, scale: 2, threads: Threads(1))
    #expect(fit.gammaGamma == nil && fit.fallback?.contains("q goes to 1") == true)
    #expect(fit.model.name == "shrunk-mean")
  }

  @Test func `a negative net spend is none`() throws {
    let histories = SpendBases.made([[(1, 500), (5, -900)], [(1, 0), (5, 300)]])
    #expect(
      CustomerSpends(histories, 0, scale: 2)
        == CustomerSpends(repeats: 0, repeatSpend: 0, first: -4))
    #expect(CustomerSpends(histories, 0, scale: 2).spend == 0)
    #expect(
      CustomerSpends(histories, 1, scale: 2) == CustomerSpends(repeats: 1, repeatSpend: 3, first: 0)
    )
    let fit = try SpendFit(
      to: SpendBases.made([[(1, -500)]]), scale: 2, family: .shrunkMean, threads: Threads(1))
    #expect(fit.baseMean == 0)
  }

  @Test func `a model is made of its name and parameters again`() {
    for model in [
      SpendModel.gammaGamma(GammaGamma(p: 6, q: 4, v: 16)),
      .shrunkMean(ShrunkMean(mean: 36.5, weight: 1.25)), .baseMean(17.5),
    ] {
      #expect(SpendModel(name: model.name, parameters: model.parameters) == model)
      #expect(SpendModel(name: model.name, parameters: [:]) == nil)
    }
    #expect(SpendModel(name: "median", parameters: ["mean": 1]) == nil)
  }
}
