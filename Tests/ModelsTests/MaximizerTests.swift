import Foundation
import TestSupport
import Testing

@testable import Models

@Suite("Newton's method")
struct MaximizerTests {
  static let wide = ParameterLimits(least: 1e-5, most: 1e5)

  /// −(u − c)ᵀ Q (u − c) / 2 with u = ln(θ − floor): a parabola where the method walks.
  static func parabola(
    _ Q: SymmetricMatrix, centre: [Double], floor: Double = 0
  ) -> ([Double]) -> Evaluation {
    { theta in
      let size = Q.size
      let excess = theta.map { $0 - floor }
      let d = zip(excess, centre).map { log($0) - $1 }
      let slope = (0..<size).map { row in (0..<size).reduce(0) { $0 - Q[row, $1] * d[$1] } }
      var hessian = SymmetricMatrix(size: size)
      for row in 0..<size {
        for column in 0...row {
          hessian[row, column] =
            (-Q[row, column] - (row == column ? slope[row] : 0)) / (excess[row] * excess[column])
        }
      }
      return Evaluation(
        value: zip(slope, d).reduce(0) { $0 + $1.0 * $1.1 } / 2,
        gradient: zip(slope, excess).map { $0 / $1 }, hessian: hessian)
    }
  }

  /// One parameter: value, first and second derivative.
  static func curve(
    _ f: @escaping (Double) -> (Double, Double, Double)
  ) -> ([Double]) -> Evaluation {
    { theta in
      let (value, slope, bend) = f(theta[0])
      var hessian = SymmetricMatrix(size: 1)
      hessian[0, 0] = bend
      return Evaluation(value: value, gradient: [slope], hessian: hessian)
    }
  }

  @Test func `a parabola's top takes one step, and a last one there`() throws {
    let Q = SymmetricMatrixTests.matrix([[4, 1], [1, 3]])
    let maximum = Maximizer.maximize(
      from: [[1, 1]], limits: [Self.wide, Self.wide], Self.parabola(Q, centre: [0.5, -1]))
    #expect(maximum.converged && maximum.evaluations <= 3)
    #expect(abs(maximum.parameters[0] - exp(0.5)) < 1e-12)
    #expect(abs(maximum.parameters[1] - exp(-1)) < 1e-12)
    #expect(maximum.gradientNorm < 1e-12 && maximum.atLimit == [false, false])
    // At the top the standard errors by θ are θ √(Q⁻¹): 3/11 and 4/11.
    let errors = try #require(maximum.standardErrors)
    #expect(abs(errors[0] / (exp(0.5) * (3.0 / 11).squareRoot()) - 1) < 1e-10)
    #expect(abs(errors[1] / (exp(-1) * (4.0 / 11).squareRoot()) - 1) < 1e-10)
  }

  @Test func `a far start is reached in steps of at most 2`() {
    let Q = SymmetricMatrixTests.matrix([[1]])
    let maximum = Maximizer.maximize(
      from: [[1e-4]], limits: [Self.wide], Self.parabola(Q, centre: [log(3e4)]))
    #expect(maximum.converged && abs(maximum.parameters[0] / 3e4 - 1) < 1e-12)
    // ln(3e8) = 19.5: nine steps of 2, a rest, and a last one there.
    #expect((11...12).contains(maximum.evaluations))
  }

  @Test(arguments: [(3, 12.0), (1, 0.001), (400, 2e4)])
  func `the rate of a Poisson sample is events by time`(events: Int, time: Double) throws {
    let k = Double(events)
    let maximum = Maximizer.maximize(
      from: [[1]], limits: [Self.wide],
      Self.curve { (k * log($0) - time * $0, k / $0 - time, -k / ($0 * $0)) })
    #expect(maximum.converged && abs(maximum.parameters[0] / (k / time) - 1) < 1e-7)
    // Observed information: k/θ² = time²/k.
    let errors = try #require(maximum.standardErrors)
    #expect(abs(errors[0] / (k.squareRoot() / time) - 1) < 1e-7)
  }

  @Test func `a floor shifts the parameter`() {
    let Q = SymmetricMatrixTests.matrix([[2]])
    let limits = ParameterLimits(floor: 1, least: 1e-4, most: 1e6)
    let maximum = Maximizer.maximize(
      from: [[3]], limits: [limits], Self.parabola(Q, centre: [log(0.25)], floor: 1))
    #expect(maximum.converged && abs(maximum.parameters[0] - 1.25) < 1e-12)
  }

  @Test func `a maximum at the lower or upper limit is found and named`() {
    let falling = Maximizer.maximize(
      from: [[1]], limits: [Self.wide], Self.curve { (-$0, -1, 0) })
    #expect(falling.converged && falling.atLimit == [true])
    #expect(abs(falling.parameters[0] / 1e-5 - 1) < 1e-12)
    #expect(falling.standardErrors == nil)
    let rising = Maximizer.maximize(
      from: [[1]], limits: [Self.wide], Self.curve { (log($0), 1 / $0, -1 / ($0 * $0)) })
    #expect(rising.converged && rising.atLimit == [true])
    #expect(abs(rising.parameters[0] / 1e5 - 1) < 1e-12)
    #expect(rising.gradientNorm == 0 && rising.standardErrors == nil)
    #expect(rising.hessianEigenvalues.isEmpty)
  }

  @Test func `a start outside the limits is moved to them`() {
    let Q = SymmetricMatrixTests.matrix([[1]])
    let maximum = Maximizer.maximize(
      from: [[1e9]], limits: [Self.wide], Self.parabola(Q, centre: [0]))
    #expect(maximum.converged && abs(maximum.parameters[0] - 1) < 1e-12)
  }

  @Test func `from a hollow it climbs, where a plain Newton step would fall`() {
    // −(u² − 4)²: a hollow at u = 0 between two tops at ±2.
    let maximum = Maximizer.maximize(
      from: [[exp(0.1)]], limits: [Self.wide],
      Self.curve { theta in
        let u = log(theta)
        let (first, second) = (-4 * u * (u * u - 4), -12 * u * u + 16)
        return (
          -(u * u - 4) * (u * u - 4), first / theta, (second - first) / (theta * theta)
        )
      })
    #expect(maximum.converged && abs(log(maximum.parameters[0]) - 2) < 1e-7)
  }

  @Test func `of several tops the highest counts`() {
    // Two Gaussian hills at u = −3 and u = 3, the right one twice as high.
    let hills = Self.curve { theta in
      let u = log(theta)
      let (left, right) = (exp(-(u + 3) * (u + 3) / 2), 2 * exp(-(u - 3) * (u - 3) / 2))
      let first = -(u + 3) * left - (u - 3) * right
      let second = ((u + 3) * (u + 3) - 1) * left + ((u - 3) * (u - 3) - 1) * right
      return (left + right, first / theta, (second - first) / (theta * theta))
    }
    for starts in [[[0.04], [25]], [[25], [0.04]]] {
      let maximum = Maximizer.maximize(from: starts, limits: [Self.wide], hills)
      #expect(maximum.converged && abs(log(maximum.parameters[0]) - 3) < 1e-6)
    }
  }

  @Test func `from a sample's tops there is little left to go`() throws {
    let Q = SymmetricMatrixTests.matrix([[4], [1, 3]])
    func evaluate(_ centre: [Double]) -> ([Double]) -> Evaluation {
      Self.parabola(Q, centre: centre)
    }
    let limits = [Self.wide, Self.wide]
    let maximum = try Maximizer.maximize(
      from: [[1e-4, 1e4], [1e4, 1e-4]], limits: limits, sample: evaluate([0.51, -1.01]),
      evaluate([0.5, -1]))
    // The two starts end on one top, and a parabola takes a step from there and a last one.
    #expect(maximum.converged && maximum.evaluations <= 3)
    #expect(abs(maximum.parameters[0] - exp(0.5)) < 1e-12)
    // Eigenvalues of (4 1; 1 3): (7 ± √5) / 2.
    for (found, sign) in zip(maximum.hessianEigenvalues, [-1.0, 1]) {
      #expect(abs(found - (7 + sign * 5.0.squareRoot()) / 2) < 1e-12)
    }
  }

  @Test func `a sample that leads nowhere does no harm`() throws {
    let Q = SymmetricMatrixTests.matrix([[4], [1, 3]])
    let evaluate = Self.parabola(Q, centre: [0.5, -1])
    let nowhere = { (theta: [Double]) in
      Evaluation(value: .nan, gradient: [.nan, .nan], hessian: SymmetricMatrix(size: 2))
    }
    let maximum = try Maximizer.maximize(
      from: [[1, 1]], limits: [Self.wide, Self.wide], sample: nowhere, evaluate)
    #expect(maximum.converged && abs(maximum.parameters[0] - exp(0.5)) < 1e-12)
  }

  @Test func `of a sample's several tops each is a start`() throws {
    // On the sample the left hill is the higher one, on all of the data the right one.
    func hills(_ height: Double) -> ([Double]) -> Evaluation {
      Self.curve { theta in
        let u = log(theta)
        let (left, right) = (exp(-(u + 3) * (u + 3) / 2), height * exp(-(u - 3) * (u - 3) / 2))
        let first = -(u + 3) * left - (u - 3) * right
        let second = ((u + 3) * (u + 3) - 1) * left + ((u - 3) * (u - 3) - 1) * right
        return (left + right, first / theta, (second - first) / (theta * theta))
      }
    }
    let maximum = try Maximizer.maximize(
      from: [[0.04], [25]], limits: [Self.wide], sample: hills(0.9), hills(1.1))
    #expect(maximum.converged && abs(log(maximum.parameters[0]) - 3) < 1e-6)
  }

  @Test func `random parabolas in a box end where nothing is left to gain`() {
    for seed in UInt64(1)...300 {
      var random = Generator(seed: seed)
      let size = Int.random(in: 1...4, using: &random)
      let factor = (0..<size).map { _ in
        (0..<size).map { _ in Double.random(in: -1...1, using: &random) }
      }
      var Q = SymmetricMatrix(size: size)
      for row in 0..<size {
        for column in 0...row {
          Q[row, column] =
            (0..<size).reduce(row == column ? 0.02 : 0) {
              $0 + factor[row][$1] * factor[column][$1]
            }
        }
      }
      // Many of the tops lie outside the box.
      let centre = (0..<size).map { _ in Double.random(in: -16...16, using: &random) }
      let start = (0..<size).map { _ in exp(Double.random(in: -11...11, using: &random)) }
      let evaluate = Self.parabola(Q, centre: centre)
      let maximum = Maximizer.maximize(
        from: [start], limits: Array(repeating: Self.wide, count: size), evaluate)
      #expect(maximum.converged, "seed \(seed)")
      // Karush, Kuhn and Tucker: no slope inside, none that leads back in at a limit.
      let slopes = zip(evaluate(maximum.parameters).gradient, maximum.parameters).map { $0 * $1 }
      for index in 0..<size {
        let isLow = maximum.parameters[index] < 1
        if maximum.atLimit[index] {
          #expect(isLow ? slopes[index] <= 1e-4 : slopes[index] >= -1e-4, "seed \(seed)")
        } else {
          #expect(abs(slopes[index]) < 1e-4, "seed \(seed)")
        }
      }
    }
  }

  @Test func `what never stops rising at once ends without claiming convergence`() {
    // NaN everywhere but at the start: no step is ever a gain.
    let maximum = Maximizer.maximize(
      from: [[1]], limits: [Self.wide],
      Self.curve { abs($0 - 1) < 1e-12 ? (0, 1, -1) : (.nan, .nan, .nan) })
    #expect(!maximum.converged && maximum.evaluations < 400)
  }

  @Test func `errors of the likelihood come through`() {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      _ = try Maximizer.maximize(from: [[1]], limits: [Self.wide]) { _ in throw Broken() }
    }
  }
}
