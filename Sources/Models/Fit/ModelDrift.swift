internal import Arithmetic
public import Columns
public import Histories

/// How far a base has moved away from the model that was fitted to it, or to another one, before.
public struct ModelDrift: Sendable {
  /// One parameter then and now.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: String
    /// Its value in the earlier model.
    public let then: Double
    /// Its value in the fit to the base at hand.
    public let now: Double
    /// (ln now − ln then) in units of its standard error, nil where one of the two has none.
    ///
    /// The errors are added as those of independent bases. Two bases with customers in common differ less
    /// by chance, so that a z of 2 is then rarer than one in twenty.
    public let z: Double?
  }

  /// The parameters.
  public let parameters: [Parameter]
  /// The likelihood-ratio statistic 2 (LL of the new parameters − LL of the old ones), both on the base at
  /// hand; 0 where a fit with a penalty makes it smaller.
  public let statistic: Double
  /// The number of parameters: if the base still follows the old model, the statistic is χ² of so many
  /// degrees of freedom.
  public let degrees: Int
  /// The statistic by customer, in which the size of the base has no part.
  ///
  /// Half of it is how much likelier, in natural logarithms, a customer is under the new parameters.
  public let statisticPerCustomer: Double
  /// P(a statistic at least as large) if the base still follows the old model.
  public let probability: Double

  /// Compares the fit to a base with an earlier model of the same family.
  ///
  /// - Parameters:
  ///   - earlier: the model.
  ///   - standardErrors: those of its parameters, nil where it has none.
  ///   - fit: the fit to the histories.
  ///   - histories: the base at hand.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  /// - Precondition: both are of one family.
  public init(
    from earlier: PurchaseModel, standardErrors: [Double?], to fit: PurchaseFit,
    of histories: Histories, threads: Threads
  ) throws {
    precondition(earlier.family == fit.model.family, "models of one family")
    let errors = fit.standardErrors
    parameters = fit.model.family.parameterNames.enumerated().map { index, name in
      let (then, now) = (earlier.parameters[index], fit.model.parameters[index])
      let change = Elementary.log(now / then)
      let z = standardErrors[index].flatMap { old in
        errors[index].flatMap { new -> Double? in
          let variance = (old / then) * (old / then) + (new / now) * (new / now)
          return variance > 0 ? change / variance.squareRoot() : nil
        }
      }
      return Parameter(name: name, then: then, now: now, z: z)
    }
    let before = try PurchaseFit.logLikelihood(
      of: earlier, on: RepeatPatterns(histories, threads: threads), threads: threads)
    statistic = max(0, 2 * (fit.maximum.logLikelihood - before))
    degrees = 4
    statisticPerCustomer = statistic / Double(fit.observations)
    // The upper tail of χ² with four degrees of freedom.
    probability = Elementary.exp(-statistic / 2) * (1 + statistic / 2)
  }
}
