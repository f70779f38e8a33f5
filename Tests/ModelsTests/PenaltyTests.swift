import Columns
import TestSupport
import Testing

@testable import Models

@Suite("The penalty of a fit")
struct PenaltyTests {
  @Test func `its slopes and bends are those of its values`() {
    let penalty = Penalty(centre: [1, 90, 0.7, 2])
    let nothing = Evaluation(value: 0, gradient: [0, 0, 0, 0], hessian: SymmetricMatrix(size: 4))
    for place in [[0.3, 2000, 5, 0.01], [80, 1, 0.001, 900]] {
      let found = penalty.added(to: nothing, at: place)
      let differences = Differences(at: place) { penalty.added(to: nothing, at: $0) }
      #expect(differences.worstError(found, at: place) < 1e-7)
      #expect(found.value <= 0 && found.value == penalty.value(at: place))
    }
    #expect(penalty.value(at: penalty.centre) == 0)
    // A factor of e² in one parameter is one standard deviation.
    #expect(abs(penalty.value(at: [7.38905609893065, 90, 0.7, 2]) + 0.5) < 1e-12)
  }

  @Test func `the scale of a base counts one customer of a year more`() {
    let one = BaseScale(RepeatPatterns([(0, 0, 0)]))
    #expect(one.gap == 365.25 && one.age == 365.25 / 2)
    let base = BaseScale(RepeatPatterns([(2, 30, 100), (0, 0, 50)]))
    #expect(base.gap == (150 + 365.25) / 3 && base.age == (150 + 365.25) / 3)
  }

  @Test(arguments: ModelFamily.allCases)
  func `another unit of time is the same penalised fit`(family: ModelFamily) throws {
    // Too few for a fit without; every day counted as seven.
    let days = [(1, 20, 60), (0, 0, 41), (3, 50, 70), (0, 0, 90), (0, 0, 3)]
    func fit(_ unit: Int) throws -> PurchaseFit {
      try PurchaseFit(
        family, to: RepeatPatterns(days.map { (x: $0.0, tx: $0.1 * unit, T: $0.2 * unit) }),
        year: 365.25 * Double(unit), threads: Threads(1))
    }
    let (one, seven) = (try fit(1), try fit(7))
    #expect(one.fallback?.kind == .penalised)
    for (index, name) in family.parameterNames.enumerated() {
      let unit = name == "alpha" || name == "beta" ? 7.0 : 1
      #expect(
        relativeError(seven.model.parameters[index], unit * one.model.parameters[index]) < 1e-9)
    }
    #expect(
      abs(seven.logLikelihoodPerWeek - one.logLikelihoodPerWeek + 4 * 1.9459101490553132) < 1e-9)
  }

  @Test func `it is worth one customer of any base: twice the base, half the way from its top`()
    throws
  {
    let triples = CDNOW.customers.map(\.pattern)
    let top = try PurchaseFit(.mbg, to: RepeatPatterns(triples), threads: Threads(2)).model
    func distances(_ copies: Int) throws -> [Double] {
      let patterns = RepeatPatterns((0..<copies).flatMap { _ in triples })
      let problem = ModelFamily.mbg.problem(on: patterns, threads: Threads(2))
      let penalty = Penalty(centre: [1, 90, 0.7, 2])
      let found = try Maximizer.maximize(from: problem.starts, limits: problem.limits) {
        penalty.added(to: try problem.evaluate($0), at: $0)
      }
      return zip(found.parameters, top.parameters).map { $0 / $1 - 1 }
    }
    let (once, twice) = (try distances(1), try distances(2))
    for (one, two) in zip(once, twice) { #expect(abs(one / two - 2) < 0.1, "\(once) \(twice)") }
    // And CDNOW has its way: next to its standard errors of 11 to 33 % that is little.
    #expect(once.allSatisfy { abs($0) < 0.05 }, "\(once)")
  }

  @Test(arguments: ModelFamily.allCases)
  func
    `a base of one day expects some orders a year, and one without repeats the fewer the longer it is known`(
      family: ModelFamily
    ) throws
  {
    func expected(_ count: Int, _ T: Int) throws -> Double {
      let fit = try PurchaseFit(
        family, to: RepeatPatterns(Array(repeating: (0, 0, T), count: count)), threads: Threads(1))
      return fit.model.expectedPurchases(x: 0, tx: 0, T: Double(T), t: 365)
    }
    let today = try expected(100, 0)
    #expect(today > 0.1 && today < 3, "\(today)")
    var last = today
    for T in [1, 7, 30, 365, 1000] {
      let next = try expected(100, T)
      #expect(next > 0 && next < last, "\(T): \(next), before \(last)")
      last = next
    }
    #expect(last < 0.01)
  }
}
