internal import Arithmetic

/// What holds a fit where the orders leave it open.
///
/// It is a Gaussian penalty on the logarithm of each parameter,
///
///     −Σ (ln θᵢ − ln cᵢ)² / (2 · 2²).
///
/// A factor of 7 from the centre c costs half a unit of log-likelihood and one of 400 costs 4.5, so that the
/// penalised likelihood has a top for any base, and any base of some size has its way. All four parameters
/// together the penalty bends by 4 / 2² = 1; a customer of a real base bends them by about as much (CDNOW
/// .7), so it is worth about one customer, however many the base has.
///
/// Shapes have no unit, and times are measured by the base itself (`BaseScale`): another unit of time is the
/// same fit.
struct Penalty: Sendable {
  /// Where the penalty is least.
  let centre: [Double]

  private static let variance = 2.0 * 2.0

  /// What the penalty adds to the log-likelihood at some parameters: at most 0.
  func value(at parameters: [Double]) -> Double {
    zip(parameters, centre).reduce(0) { sum, pair in
      let distance = Elementary.log(pair.0 / pair.1)
      return sum - distance * distance / (2 * Self.variance)
    }
  }

  /// A log-likelihood and its derivatives with the penalty added.
  func added(to likelihood: Evaluation, at parameters: [Double]) -> Evaluation {
    var sum = likelihood
    sum.value += value(at: parameters)
    for (index, theta) in parameters.enumerated() {
      let distance = Elementary.log(theta / centre[index])
      sum.gradient[index] -= distance / (Self.variance * theta)
      sum.hessian[index, index] -= (1 - distance) / (Self.variance * theta * theta)
    }
    return sum
  }
}

/// How long customers of a base wait and how long they are known, in its unit of time.
///
/// One customer more is counted, who was seen for a year and came back once: so a base of a day, or one
/// without a repeat purchase, has a scale too.
struct BaseScale: Sendable {
  /// From one purchase to the next, if nobody dropped out.
  let gap: Double
  /// From the first purchase to as-of.
  let age: Double

  /// The scale of a base; `year` is a year in its unit of time.
  init(_ patterns: RepeatPatterns, year: Double = 365.25) {
    let total = Double(patterns.exposure) + year
    gap = total / Double(patterns.repeats + 1)
    age = total / Double(patterns.count + 1)
  }
}
