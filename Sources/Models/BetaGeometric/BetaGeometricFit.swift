internal import Arithmetic
public import Columns
public import Histories

/// Why no model can be fitted to a base.
public enum FitError: Error, Sendable, CustomStringConvertible {
  /// There are fewer customers than a model needs.
  case tooFewCustomers(Int)
  /// No customer bought on two days.
  case noRepeats

  /// The fewest customers that a model is fitted to.
  static let fewestCustomers = 10

  /// What is missing, and what to do.
  public var description: String {
    switch self {
    case .tooFewCustomers(let count):
      "no model can be fitted: there \(count == 1 ? "is 1 customer" : "are \(count) customers") "
        + "and at least \(Self.fewestCustomers) are needed; add more orders"
    case .noRepeats:
      "no model can be fitted: no customer bought on two different days, so nothing is known of "
        + "repeat purchases; add a longer history"
    }
  }
}

/// A BG/NBD or MBG/NBD model with what is known of its fit.
public struct BetaGeometricFit: Sendable {
  /// The model, in days.
  public let model: BetaGeometric
  /// The fit; its parameters are r, α, a, b, the likelihood a density per day.
  public let maximum: Maximum
  /// The number of customers.
  public let observations: Int
  /// Repeat purchase days of all customers.
  public let repeats: Int

  /// The logarithm of the likelihood as a density per week, the unit of the published fits: a density
  /// per day is 7 times smaller for each repeat purchase.
  public var logLikelihoodPerWeek: Double {
    maximum.logLikelihood + Double(repeats) * Elementary.log(7)
  }

  /// Fits a model to the customers of a base by maximum likelihood.
  ///
  /// - Throws: `FitError` if there are fewer than ten customers or no repeat purchases.
  public init(
    _ family: BetaGeometric.Family, to histories: Histories, threads: Threads
  ) throws {
    let sample = try RepeatPatterns.sample(of: histories.count).map {
      try RepeatPatterns(histories, customers: $0, threads: threads)
    }
    try self.init(
      family, to: RepeatPatterns(histories, threads: threads), sample: sample, threads: threads)
  }

  /// Fits a model by maximum likelihood, where `sample` is a part of the customers to begin with.
  ///
  /// - Throws: `FitError` if there are fewer than ten customers or no repeat purchases.
  public init(
    _ family: BetaGeometric.Family, to patterns: RepeatPatterns, sample: RepeatPatterns? = nil,
    threads: Threads
  ) throws {
    guard patterns.count >= FitError.fewestCustomers else {
      throw FitError.tooFewCustomers(patterns.count)
    }
    guard patterns.repeats > 0 else { throw FitError.noRepeats }
    let likelihood = BetaGeometricLikelihood(family: family, patterns: patterns, threads: threads)
    let onSample = sample.flatMap {
      $0.repeats > 0
        ? BetaGeometricLikelihood(family: family, patterns: $0, threads: threads) : nil
    }
    // The mean gap between purchases if nobody dropped out gives α its scale.
    let gap = Double(max(patterns.exposure, 1)) / Double(patterns.repeats)
    maximum = try Maximizer.maximize(
      from: [[0.5, 0.3 * gap, 0.8, 2.5], [1.5, 1.5 * gap, 0.2, 1.5]],
      // At a shape of 1e4 customers differ by one percent: alike, as far as any base can tell.
      limits: [
        ParameterLimits(least: 1e-5, most: 1e4), ParameterLimits(least: 1e-4, most: 1e8),
        ParameterLimits(least: 1e-5, most: 1e4), ParameterLimits(least: 1e-5, most: 1e4),
      ],
      sample: onSample?.evaluate, likelihood.evaluate)
    model = BetaGeometric(
      family, r: maximum.parameters[0], alpha: maximum.parameters[1], a: maximum.parameters[2],
      b: maximum.parameters[3])
    observations = patterns.count
    repeats = patterns.repeats
  }
}
