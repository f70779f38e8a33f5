internal import Arithmetic

/// A log-likelihood with its first and second derivatives at one point.
struct Evaluation: Sendable {
  var value: Double
  var gradient: [Double]
  var hessian: SymmetricMatrix
}

/// The limits of one parameter: it lies above `floor`, by `least` to `most`.
struct ParameterLimits: Sendable {
  /// What the parameter exceeds: 0, or 1 for Gamma-Gamma's q.
  var floor = 0.0
  /// The smallest and largest excess that is tried.
  var least: Double
  var most: Double
}

/// Where a log-likelihood is largest, and how well that is known.
public struct Maximum: Sendable {
  /// The parameters.
  public let parameters: [Double]
  /// The log-likelihood there.
  public internal(set) var logLikelihood: Double
  /// The largest slope by a relative change of a parameter, those at a limit left out.
  public let gradientNorm: Double
  /// The eigenvalues of the negative Hessian by relative changes of the parameters, ascending, those at a
  /// limit left out: all above zero at a maximum, and far apart along a ridge.
  public let hessianEigenvalues: [Double]
  /// Whether the next step would gain nothing that double precision shows.
  public let converged: Bool
  /// The parameters that lie at the limit of what is tried.
  public let atLimit: [Bool]
  /// The number of points at which the likelihood was computed.
  public let evaluations: Int
  /// The observed information: the negative Hessian by the parameters themselves.
  let information: SymmetricMatrix
  /// The places of the parameters that the data decide: none at a limit.
  public internal(set) var free: [Int]
}

extension Maximum {
  /// How the estimates of the free parameters vary together, rows and columns in the order of `free`:
  /// the inverse of their observed information, nil where that is singular.
  public var covariance: SymmetricMatrix? { information.part(free).inverse() }

  /// Standard errors of all parameters, nil where one is not free: there the likelihood has no top that
  /// they could describe.
  public var standardErrors: [Double]? {
    free.count == parameters.count ? freeStandardErrors : nil
  }

  /// Standard errors of the free parameters, in the order of `free`, nil where the information is singular.
  public var freeStandardErrors: [Double]? {
    covariance.map { matrix in (0..<matrix.size).map { matrix[$0, $0].squareRoot() } }
  }
}

/// Newton's method for likelihoods of positive parameters.
///
/// It walks in u = ln(θ − floor), where the likelihoods of these models are close to quadratic and no
/// parameter can leave its range. A step solves (−H + λD) s = g with λ = 0 where that is positive
/// definite and an ascent, else with a growing λ (Levenberg and Marquardt); it is at most 2 in any u.
enum Maximizer {
  private static let longestStep = 2.0
  /// A log-likelihood higher by this moves an estimate by 1.4e-5 of its standard error.
  private static let leastGain = 1e-10
  private static let mostEvaluations = 400

  /// The best of the maxima reached from several starts.
  static func maximize(
    from starts: [[Double]], limits: [ParameterLimits],
    _ evaluate: ([Double]) throws -> Evaluation
  ) rethrows -> Maximum {
    var best: Maximum?
    for start in starts {
      let maximum = try climb(from: start, limits: limits, evaluate)
      // A converged maximum is worth more than a higher point on the way to none.
      let isBetter =
        best.map {
          maximum.converged == $0.converged
            ? maximum.logLikelihood > $0.logLikelihood : maximum.converged
        } ?? true
      if isBetter { best = maximum }
    }
    guard let best else { preconditionFailure("a start is needed") }
    return best
  }

  /// The same, beginning with a part of the data.
  ///
  /// `sample` is the likelihood of the part, at whose maxima the climbs on all of the data start: they
  /// have little left to go. Where that leads nowhere, all of the data is climbed from the starts.
  static func maximize(
    from starts: [[Double]], limits: [ParameterLimits],
    sample: (([Double]) throws -> Evaluation)?, _ evaluate: ([Double]) throws -> Evaluation
  ) throws -> Maximum {
    if let sample {
      var tops: [[Double]] = []
      for start in starts {
        let top = try climb(from: start, limits: limits, sample)
        if top.converged && !tops.contains(where: { isSame($0, top.parameters) }) {
          tops.append(top.parameters)
        }
      }
      if !tops.isEmpty {
        let maximum = try maximize(from: tops, limits: limits, evaluate)
        if maximum.converged { return maximum }
      }
    }
    return try maximize(from: starts, limits: limits, evaluate)
  }

  /// Whether two climbs have ended on the same top; along a ridge they end apart.
  private static func isSame(_ one: [Double], _ other: [Double]) -> Bool {
    zip(one, other).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) }
  }

  private static func climb(
    from start: [Double], limits: [ParameterLimits],
    _ evaluate: ([Double]) throws -> Evaluation
  ) rethrows -> Maximum {
    let lower = limits.map { Elementary.log($0.least) }
    let upper = limits.map { Elementary.log($0.most) }
    func natural(_ u: [Double]) -> [Double] {
      zip(u, limits).map { $1.floor + Elementary.exp($0) }
    }
    var u = zip(start, limits).enumerated().map { index, pair in
      min(max(Elementary.log(pair.0 - pair.1.floor), lower[index]), upper[index])
    }
    var here = try evaluate(natural(u))
    var evaluations = 1
    var damping = 0.0
    var converged = false

    while !converged && evaluations < mostEvaluations && damping <= 1e12 {
      let slope = Slope(here, excess: u.map { Elementary.exp($0) })
      let free = u.indices.filter { index in
        !(u[index] <= lower[index] && slope.gradient[index] < 0)
          && !(u[index] >= upper[index] && slope.gradient[index] > 0)
      }
      // Convergence is judged by the undamped step, whatever the damping on the way here. That last
      // step is still taken: along a flat ridge a gain that double precision does not show moves a
      // parameter by 1e-5.
      let newton = slope.step(free: free, damping: 0, longest: longestStep)
      converged = newton.map { $0.gain <= leastGain + 1e-14 * abs(here.value) } ?? false
      let isUndamped = converged || damping == 0
      let step =
        isUndamped ? newton : slope.step(free: free, damping: damping, longest: longestStep)
      let next = step.map { step in
        u.indices.map { min(max(u[$0] + step.change[$0], lower[$0]), upper[$0]) }
      }
      // A step that the limits undo is no step: more damping turns it along them.
      if let next, next != u {
        let there = try evaluate(natural(next))
        evaluations += 1
        // Written so that NaN is no gain. Rounding may hide the gain of a last small step.
        if there.value >= here.value - leastGain / 100 - 1e-13 * abs(here.value) {
          u = next
          here = there
          damping = damping > 1e-6 ? damping / 10 : 0
          continue
        }
      }
      damping = max(damping * 10, 1e-3)
    }

    let excess = u.map { Elementary.exp($0) }
    let slope = Slope(here, excess: excess)
    let atLimit = u.indices.map { u[$0] <= lower[$0] || u[$0] >= upper[$0] }
    let inside = u.indices.filter { !atLimit[$0] }
    return Maximum(
      parameters: natural(u), logLikelihood: here.value,
      gradientNorm: inside.map { abs(slope.gradient[$0]) }.max() ?? 0,
      hessianEigenvalues: slope.hessian.negated(inside).eigenvalues(), converged: converged,
      atLimit: atLimit, evaluations: evaluations,
      information: here.hessian.negated(Array(u.indices)), free: inside)
  }

  /// Gradient and Hessian by u = ln(θ − floor): dθ/du = θ − floor, the excess.
  private struct Slope {
    var gradient: [Double]
    var hessian: SymmetricMatrix

    init(_ point: Evaluation, excess: [Double]) {
      gradient = zip(point.gradient, excess).map { $0 * $1 }
      hessian = SymmetricMatrix(size: excess.count)
      for row in excess.indices {
        for column in 0...row {
          hessian[row, column] =
            point.hessian[row, column] * excess[row] * excess[column]
            + (row == column ? gradient[row] : 0)
        }
      }
    }

    /// The step in the free parameters and the gain it promises; nil if the damped Hessian is not
    /// negative definite.
    func step(free: [Int], damping: Double, longest: Double) -> (change: [Double], gain: Double)? {
      var change = [Double](repeating: 0, count: gradient.count)
      if free.isEmpty { return (change, 0) }
      var matrix = hessian.negated(free)
      // Where the data say nothing of a direction, slope and bend are rounding errors, some 1e-16 of
      // the largest bend, and their ratio any number: a step that long would shrink all others.
      let rounding = 1e-13 * (free.map { abs(hessian[$0, $0]) }.max() ?? 0)
      for (row, index) in free.enumerated() {
        matrix[row, row] += rounding + damping * max(abs(hessian[index, index]), 1e-12)
      }
      guard let solution = matrix.solve(free.map { gradient[$0] }) else { return nil }
      let gain = zip(free, solution).reduce(0) { $0 + gradient[$1.0] * $1.1 } / 2
      let scale = min(1, longest / (solution.map { abs($0) }.max() ?? 1))
      for (index, value) in zip(free, solution) { change[index] = value * scale }
      return (change, gain)
    }
  }
}
