import Columns
import Foundation
import TestSupport
import Testing

@testable import Models

/// Whatever the base, there is a model, and what it predicts is lawful.
@Suite("Fits that never fail")
struct FitLadderTests {
  typealias Triple = (x: Int, tx: Int, T: Int)

  /// Bases without a model behind them, each kind odd in its own way, by a seed.
  static func awkward(_ seed: UInt64) -> [Triple] {
    var random = Generator(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func customers(_ range: ClosedRange<Int>, _ triple: () -> Triple) -> [Triple] {
      (0..<number(range)).map { _ in triple() }
    }
    /// Any pattern that can be within T days.
    func any(_ T: Int, most: Int = 30) -> Triple {
      let tx = number(0...1) == 0 ? 0 : number(0...T)
      return (tx == 0 ? 0 : number(1...max(1, min(tx, most))), tx, T)
    }
    switch seed % 15 {
    case 0: return customers(1...9) { any(number(0...700)) }
    case 1: return customers(1...200) { (0, 0, 0) }
    case 2: return customers(1...300) { (0, 0, number(0...400)) }
    case 3:
      let one = any(number(1...400))
      return customers(2...500) { one }
    case 4: return customers(1...40) { any(number(9000...20_000), most: 9000) }
    case 5:
      return customers(1...300) {
        let x = number(0...1)
        return (x, x, 1)
      }
    case 6: return [any(number(0...3000), most: 400)]
    case 7: return customers(10...400) { number(0...50) == 0 ? any(300) : (0, 0, number(0...300)) }
    case 8: return customers(10...60) { any(number(0...700)) }
    case 9:
      return customers(5...200) {
        let T = number(1...200)
        return (number(1...T), T, T)
      }
    case 10: return customers(5...60) { any(number(10_000...40_000)) }
    case 11:
      return customers(10...300) { number(0...1) == 0 ? (number(20...60), 364, 365) : (0, 0, 365) }
    case 12: return customers(10...300) { (1, 1, number(1...500)) }
    case 13:
      var simulation = Simulation(random: random)
      return (0..<300).map { _ in
        simulation.customer(ModelDriftTests.truth, T: 100 + Int(seed))
      }.filter { $0.tx <= $0.T }
    default:
      let days = number(2...14)
      return customers(10...500) { any(number(0...days)) }
    }
  }

  /// What predictions of any customer under any model must keep to.
  static func expectLawful(_ model: PurchaseModel, _ triple: Triple, _ note: String) {
    let (x, tx, T) = (Double(triple.x), Double(triple.tx), Double(triple.T))
    let alive = model.probabilityAlive(x: x, tx: tx, T: T)
    #expect(alive >= 0 && alive <= 1, "\(note)")
    var last = 0.0
    for t in [1.0, 30, 365, 3650] {
      let expected = model.expectedPurchases(x: x, tx: tx, T: T, t: t)
      let probability = alive * model.orderProbabilityIfAlive(x: x, T: T, t: t)
      #expect(expected.isFinite && expected >= last * (1 - 1e-12), "\(note) \(triple) \(t)")
      #expect(probability >= 0 && probability <= 1, "\(note) \(triple) \(t)")
      #expect(probability <= expected * (1 + 1e-9), "\(note) \(triple) \(t)")
      last = expected
    }
    #expect(model.wait(share: 0.75, x: x, tx: tx) > 0, "\(note)")
    #expect(model.expectedPurchasesOfNewCustomer(t: 365).isFinite, "\(note)")
  }

  @Test(arguments: ModelFamily.allCases)
  func `500 awkward bases all have a model whose predictions are lawful`(
    family: ModelFamily
  ) throws {
    var kinds: [String: Int] = [:]
    for seed in UInt64(1)...500 {
      let triples = Self.awkward(seed)
      let fit = try PurchaseFit(family, to: RepeatPatterns(triples), threads: Threads(1))
      let note = "seed \(seed) \(family): \(fit.model) \(String(describing: fit.fallback))"
      #expect(fit.maximum.converged && fit.maximum.logLikelihood.isFinite, "\(note)")
      #expect(fit.model.parameters.allSatisfy { $0.isFinite && $0 > 0 }, "\(note)")
      #expect(fit.requested == family && fit.observations == triples.count)
      for (value, range) in zip(fit.model.parameters, fit.model.family.parameterRanges) {
        #expect(range.contains(value), "\(note)")
      }
      // Who did not get what was asked for is told so, and nobody else.
      #expect((fit.model.family == family) || fit.fallback != nil, "\(note)")
      #expect(!fit.maximum.atLimit.contains(true) || fit.fallback != nil, "\(note)")
      kinds[fit.fallback?.kind.rawValue ?? "none", default: 0] += 1
      for triple in triples.prefix(8) { Self.expectLawful(fit.model, triple, note) }
    }
    // The bases are odd enough to need each step but the simpler model.
    for kind in ["none", "boundary", "penalised"] {
      #expect(kinds[kind, default: 0] > 15, "\(kinds)")
    }
  }

  @Test(arguments: [
    (9, 9, 30, "9 customers (of at least 10)"), (1, 1, 30, "1 customer (of at least 10)"),
    (50, 4, 30, "4 repeat buyers (of at least 5)"), (50, 1, 30, "1 repeat buyer (of at least 5)"),
    (50, 0, 30, "no repeat buyers (of at least 5)"),
    (50, 20, 5, "6 days of history (of at least 7)"),
    (3, 0, 0, "3 customers (of at least 10), no repeat buyers (of at least 5), 1 day of history"),
  ])
  func `what a base lacks is named, and the penalised fit stands in`(
    count: Int, repeatBuyers: Int, T: Int, text: String
  ) throws {
    let triples = (0..<count).map {
      $0 < repeatBuyers ? (x: 1, tx: max(1, T / 2), T: T) : (0, 0, T)
    }
    for family in ModelFamily.allCases {
      let fit = try PurchaseFit(family, to: RepeatPatterns(triples), threads: Threads(1))
      #expect(fit.fallback?.kind == .penalised && fit.model.family == family)
      #expect(fit.fallback?.reason.contains(text) == true, "\(String(describing: fit.fallback))")
    }
  }

  @Test func `a base that has just enough is fitted as it stands`() throws {
    let triples: [Triple] = [
      (1, 3, 6), (2, 5, 6), (1, 2, 5), (3, 4, 6), (1, 1, 6), (0, 0, 6), (0, 0, 5), (0, 0, 6),
      (0, 0, 4),
      (0, 0, 6),
    ]
    let fit = try PurchaseFit(.mbg, to: RepeatPatterns(triples), threads: Threads(1))
    #expect(fit.fallback?.kind != .penalised, "\(String(describing: fit.fallback))")
    #expect(FitMinimum.shortfall(of: RepeatPatterns(triples)) == nil)
  }
}

/// Fits whose likelihood is largest at a limit.
@Suite("Fits at a limit")
struct BoundaryTests {
  @Test(arguments: [
    ("all alike", ModelFamily.bg, "all customers buy at the same rate"),
    ("all alike", .mbg, "all customers buy at the same rate"),
    (
      "regular as clockwork", .mbg,
      "all customers buy at the same rate and all drop out with the same probability"
    ),
    ("half loyal, half gone", .mbg, "customers leave at once or never"),
    ("one repeat each", .bg, "everybody leaves after the first repeat purchase"),
  ])
  func `are named after the sub-model there`(name: String, family: ModelFamily, text: String) throws
  {
    let triples = try #require(AwkwardBaseTests.bases[name])
    let fit = try PurchaseFit(family, to: RepeatPatterns(triples), threads: Threads(1))
    #expect(fit.fallback?.kind == .boundary)
    #expect(
      fit.fallback?.reason.contains(text) == true,
      "\(String(describing: fit.fallback)) \(fit.model) \(fit.maximum.atLimit)")
  }

  /// Customers of the NBD model: they buy at Gamma rates and never drop out.
  static func loyal(_ count: Int, seed: UInt64) -> [(x: Int, tx: Int, T: Int)] {
    var simulation = Simulation(random: Generator(seed: seed))
    let model = BetaGeometric(.mbg, r: 1.5, alpha: 60, a: 1e-9, b: 1)
    return (0..<count).map { _ in
      simulation.customer(model, T: Int.random(in: 200...700, using: &simulation.random))
    }.filter { $0.tx <= $0.T }
  }

  @Test(arguments: ModelFamily.allCases)
  func `without dropout the fit is that of NBD, with the errors of its two parameters`(
    family: ModelFamily
  ) throws {
    let triples = Self.loyal(3000, seed: 3)
    let fit = try PurchaseFit(family, to: RepeatPatterns(triples), threads: Threads(2))
    #expect(fit.fallback?.kind == .boundary, "\(fit.model)")
    #expect(fit.fallback?.reason.contains("nobody drops out") == true)
    // NBD by the negative binomial likelihood of counts alone: an independent climb by coordinates.
    let nbd = NBD(triples)
    #expect(abs(fit.model.r / nbd.r - 1) < 0.002, "\(fit.model) \(nbd)")
    #expect(abs(fit.model.alpha / nbd.alpha - 1) < 0.002, "\(fit.model) \(nbd)")
    #expect(Array(fit.maximum.free.prefix(2)) == [0, 1])
    let errors = try #require(fit.maximum.freeStandardErrors)
    #expect(errors[0] > 0.01 * nbd.r && errors[0] < 0.1 * nbd.r)
    #expect(fit.standardErrors[2] == nil || fit.standardErrors[3] == nil)
    #expect(fit.maximum.standardErrors == nil)
  }
}

/// The NBD model fitted by a search that shares nothing with the engine.
struct NBD: CustomStringConvertible {
  private(set) var r = 1.0
  private(set) var alpha = 50.0

  init(_ triples: [(x: Int, tx: Int, T: Int)]) {
    // Sums of ln(r + i) by recurrence instead of ln Γ.
    let most = triples.map(\.x).max() ?? 0
    var atLeast = [Int](repeating: 0, count: most + 1)
    for triple in triples { for i in 0..<triple.x { atLeast[i] += 1 } }
    let repeats = Double(triples.reduce(0) { $0 + $1.x })
    func value(_ r: Double, _ alpha: Double) -> Double {
      var sum = -repeats * Foundation.log(alpha)
      for (i, count) in atLeast.enumerated() {
        sum += Double(count) * Foundation.log(r + Double(i))
      }
      for triple in triples {
        sum -= (r + Double(triple.x)) * Foundation.log(1 + Double(triple.T) / alpha)
      }
      return sum
    }
    var step = 0.5
    var best = value(r, alpha)
    while step > 1e-6 {
      var isBetter = false
      // Along the ridge of equal rates, and across it.
      for (dr, da) in [(step, step), (-step, -step), (step, 0), (-step, 0), (0, step), (0, -step)] {
        let (nextR, nextAlpha) = (r * Foundation.exp(dr), alpha * Foundation.exp(da))
        let next = value(nextR, nextAlpha)
        if next > best { (r, alpha, best, isBetter) = (nextR, nextAlpha, next, true) }
      }
      if !isBetter { step /= 2 }
    }
  }

  var description: String { "r \(r), alpha \(alpha)" }
}
