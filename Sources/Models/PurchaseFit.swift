internal import Arithmetic
public import Columns
public import Histories

/// A model of purchases with what is known of its fit.
///
/// There is one for every base with a customer: see `FitLadder`.
public struct PurchaseFit: Sendable {
  /// The family that was asked for.
  public let requested: ModelFamily
  /// The model, in days: of that family, or of one that stands in.
  public let model: PurchaseModel
  /// What stands in for the fit that was asked for, nil if that one was made.
  public let fallback: FitFallback?
  /// The fit; its parameters are the model's, the likelihood a density per day.
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

  /// The standard error of each parameter, nil where the orders do not decide it.
  public var standardErrors: [Double?] {
    var errors = [Double?](repeating: nil, count: maximum.parameters.count)
    for (index, error) in zip(maximum.free, maximum.freeStandardErrors ?? []) {
      errors[index] = error
    }
    return errors
  }

  /// Fits a model to the customers of a base, of whom there is at least one.
  ///
  /// - Throws: what a thread throws, which is nothing.
  public init(_ family: ModelFamily, to histories: Histories, threads: Threads) throws {
    let sample = try RepeatPatterns.sample(of: histories.count).map {
      try RepeatPatterns(histories, customers: $0, threads: threads)
    }
    try self.init(
      family, to: RepeatPatterns(histories, threads: threads), sample: sample, threads: threads)
  }

  /// Fits a model, where `sample` is a part of the customers to begin with, and `year` a year in the
  /// patterns' unit of time.
  ///
  /// - Throws: what a thread throws, which is nothing.
  /// - Precondition: there is a customer.
  public init(
    _ family: ModelFamily, to patterns: RepeatPatterns, sample: RepeatPatterns? = nil,
    year: Double = 365.25, threads: Threads
  ) throws {
    precondition(patterns.count > 0, "a customer")
    let answer = try FitLadder.answer(
      family, shortfall: FitMinimum.shortfall(of: patterns),
      problem: { $0.problem(on: patterns, sample: sample, year: year, threads: threads) })
    requested = family
    model = PurchaseModel(answer.family, parameters: answer.maximum.parameters)
    fallback = answer.fallback
    maximum = answer.maximum
    observations = patterns.count
    repeats = patterns.repeats
  }

  /// The log-likelihood of some customers under a model, a density per day.
  static func logLikelihood(
    of model: PurchaseModel, on patterns: RepeatPatterns, threads: Threads
  ) throws -> Double {
    try model.family.problem(on: patterns, threads: threads).evaluate(model.parameters).value
  }
}
