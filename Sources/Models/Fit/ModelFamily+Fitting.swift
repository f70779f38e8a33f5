internal import Columns

extension ModelFamily {
  /// What is tried of each parameter.
  ///
  /// At a shape of 1e4 customers differ by one percent: alike, as far as any base can tell.
  var limits: [ParameterLimits] {
    let shape = ParameterLimits(least: 1e-5, most: 1e4)
    let time = ParameterLimits(least: 1e-4, most: 1e8)
    return self == .pareto ? [shape, time, shape, time] : [shape, time, shape, shape]
  }

  /// The range of each parameter in a fitted model: its limits, which a climb meets to the last digits.
  public var parameterRanges: [ClosedRange<Double>] {
    limits.map { $0.least * (1 - 1e-9)...$0.most * (1 + 1e-9) }
  }

  /// The likelihood of the customers of a base with what it takes to climb it.
  ///
  /// - Parameters:
  ///   - patterns: the customers.
  ///   - sample: a part of them, to begin with.
  ///   - year: a year in their unit of time.
  ///   - threads: who works.
  /// - Returns: the likelihood, starts, limits and penalty.
  func problem(
    on patterns: RepeatPatterns, sample: RepeatPatterns? = nil, year: Double = 365.25,
    threads: Threads
  ) -> FitProblem {
    let scale = BaseScale(patterns, year: year)
    func evaluate(_ patterns: RepeatPatterns) -> ([Double]) throws -> Evaluation {
      switch self {
      case .bg, .mbg:
        BetaGeometricLikelihood(
          family: self == .bg ? .bg : .mbg, patterns: patterns, threads: threads
        ).evaluate
      case .pareto: ParetoNBDLikelihood(patterns: patterns, threads: threads).evaluate
      }
    }
    // The mean gap between purchases if nobody dropped out gives α its scale, the time that customers
    // have been known gives β's.
    let gap = Double(max(patterns.exposure, 1)) / Double(patterns.repeats)
    let age = Double(max(patterns.exposure, 1)) / Double(patterns.count)
    let starts =
      switch self {
      case .bg, .mbg: [[0.5, 0.3 * gap, 0.8, 2.5], [1.5, 1.5 * gap, 0.2, 1.5]]
      case .pareto: [[0.5, 0.3 * gap, 0.6, 0.4 * age], [1.5, 1.5 * gap, 0.3, 2 * age]]
      }
    // The middle of the published fits: rates a bit higher than if nobody dropped out, a quarter of the
    // customers lost at each purchase, or within the time that the base is known.
    let dropout = self == .pareto ? [0.5, 0.5 * scale.age] : [0.7, 2]
    return FitProblem(
      starts: patterns.repeats > 0 ? starts : [], limits: limits,
      penalty: Penalty(centre: [1, 0.6 * scale.gap] + dropout),
      sample: sample.flatMap { $0.repeats > 0 ? evaluate($0) : nil },
      evaluate: evaluate(patterns))
  }
}
