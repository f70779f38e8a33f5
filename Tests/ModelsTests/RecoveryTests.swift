import Columns
import Foundation
import TestSupport
import Testing

@testable import Models

/// Customers drawn from a model, by code that shares nothing with the engine.
struct Simulation {
  var random: Generator

  /// A standard normal number (Box and Muller 1958).
  mutating func normal() -> Double {
    (-2 * log(random.uniform())).squareRoot() * cos(2 * Double.pi * random.uniform())
  }

  /// A Gamma number (Marsaglia and Tsang 2000; below shape 1 by Γ(k) = Γ(k + 1) U^(1/k)).
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 { return gamma(shape: shape + 1) * pow(random.uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let v = pow(1 + c * z, 3)
      if v > 0 && log(random.uniform()) < 0.5 * z * z + d - d * v + d * log(v) { return d * v }
    }
  }

  mutating func beta(_ a: Double, _ b: Double) -> Double {
    let (first, second) = (gamma(shape: a), gamma(shape: b))
    return first / (first + second)
  }

  /// The purchases of one customer over T days, each after a wait of Exp(λ), up to the dropout.
  ///
  /// Times are rounded up to days, one purchase a day at most: with rates of one purchase in months
  /// that is next to nothing.
  mutating func customer(_ model: BetaGeometric, T: Int) -> (x: Int, tx: Int, T: Int) {
    let rate = gamma(shape: model.r) / model.alpha
    let dropout = beta(model.a, model.b)
    var time = 0.0
    var (x, tx) = (0, 0)
    if model.family == .mbg && random.uniform() < dropout { return (0, 0, T) }
    while true {
      time -= log(random.uniform()) / rate
      if time >= Double(T) { return (x, tx, T) }
      x += 1
      tx = max(tx + 1, min(Int(time.rounded()), T))
      if random.uniform() < dropout { return (x, tx, T) }
    }
  }

  /// What a customer of one to twelve purchases spends on them.
  mutating func buyer(_ model: GammaGamma) -> (purchases: Int, spend: Double) {
    let x = Int.random(in: 1...12, using: &random)
    // A sum of x Gamma(p, ν) is Gamma(p x, ν), and ν is Gamma(q, v).
    let rate = gamma(shape: model.q) / model.v
    return (purchases: x, spend: gamma(shape: model.p * Double(x)) / rate)
  }
}

@Suite("Simulate, then recover")
struct RecoveryTests {
  @Test(arguments: [
    // CDNOW's rates over two years in days; loyal customers of a slow shop.
    BetaGeometric(.bg, r: 1.2, alpha: 900, a: 0.8, b: 2.5),
    BetaGeometric(.mbg, r: 1.2, alpha: 900, a: 0.8, b: 2.5),
    BetaGeometric(.bg, r: 4, alpha: 1500, a: 0.6, b: 6),
    BetaGeometric(.mbg, r: 4, alpha: 1500, a: 0.6, b: 6),
  ])
  func `20,000 customers of a model lead back to it`(model: BetaGeometric) throws {
    var simulation = Simulation(random: Generator(seed: 20_260_101))
    let triples = (0..<20_000).map { _ in
      simulation.customer(model, T: 20 * Int.random(in: 45...120, using: &simulation.random))
    }
    let fit = try BetaGeometricFit(model.family, to: RepeatPatterns(triples), threads: Threads(2))
    #expect(fit.maximum.converged)
    let errors = try #require(fit.maximum.standardErrors)
    let found = [fit.model.r, fit.model.alpha, fit.model.a, fit.model.b]
    for (index, truth) in [model.r, model.alpha, model.a, model.b].enumerated() {
      #expect(abs(found[index] - truth) < 4 * errors[index], "\(found), truth \(model)")
      // The test says something: the estimate is known to a fifth of itself or better.
      #expect(errors[index] < 0.2 * truth)
    }
  }

  @Test func `20,000 buyers of a Gamma-Gamma model lead back to it`() throws {
    var simulation = Simulation(random: Generator(seed: 20_260_102))
    let truth = GammaGamma(p: 6.25, q: 3.74, v: 15.44)
    let pairs = (0..<20_000).map { _ in simulation.buyer(truth) }
    let fit = try SpendFit(to: RepeatSpends(pairs), baseMean: 1, threads: Threads(2))
    let maximum = try #require(fit.maximum)
    let errors = try #require(maximum.standardErrors)
    for (index, value) in [truth.p, truth.q, truth.v].enumerated() {
      #expect(abs(maximum.parameters[index] - value) < 4 * errors[index])
      #expect(errors[index] < 0.2 * value)
    }
  }
}
