public import Columns
public import Histories

/// How the value of a purchase is expected: the Gamma-Gamma model, or the mean of the base.
public struct SpendFit: Sendable {
  /// The model, or nil if none could be fitted.
  public let model: GammaGamma?
  /// The fit behind the model: p, q, v in major units.
  public let maximum: Maximum?
  /// The number of repeat buyers that it was fitted to.
  public let observations: Int
  /// The correlation of frequency and mean spend among them.
  public let correlation: Double
  /// The mean revenue of a purchase day of the base, in major units: what stands in for the model.
  public let baseMean: Double
  /// Why there is no model, if there is none.
  public let fallback: String?

  /// The fewest repeat buyers that a model is fitted to.
  private static let fewest = 10

  /// Fits the Gamma-Gamma model to the repeat buyers of a base; `scale` is the currency's decimals.
  public init(to histories: Histories, scale: Int, threads: Threads) throws {
    let unit = minorUnits(perMajorAt: scale)
    let revenue = histories.revenue.reduce(Int128(0)) { $0 + Int128($1) }
    let days = histories.purchaseDays.reduce(0) { $0 + Int($1) }
    try self.init(
      to: RepeatSpends(histories, scale: scale), baseMean: Double(revenue) / unit / Double(days),
      threads: threads)
  }

  /// Fits the Gamma-Gamma model by maximum likelihood.
  ///
  /// - Parameters:
  ///   - spends: the repeat buyers' spends.
  ///   - baseMean: the mean revenue of a purchase day of the base, in major units.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(to spends: RepeatSpends, baseMean: Double, threads: Threads) throws {
    observations = spends.count
    correlation = spends.correlation
    self.baseMean = baseMean
    guard spends.count >= Self.fewest else {
      model = nil
      maximum = nil
      fallback =
        "too few customers spent something on a repeat purchase for the Gamma-Gamma model "
        + "(\(spends.count) of at least \(Self.fewest)); the base's mean revenue per purchase day "
        + "stands in"
      return
    }
    let mean = zip(spends.spend, spends.x).reduce(0) { $0 + $1.0 / $1.1 } / Double(spends.count)
    let likelihood = GammaGammaLikelihood(spends: spends, threads: threads)
    let maximum = try Maximizer.maximize(
      from: [[4, 3, mean / 2], [1, 5, mean * 4]],
      // At a shape of 1e4 spends, or customers, differ by one percent: alike, for any base.
      limits: [
        ParameterLimits(least: 1e-4, most: 1e4),
        ParameterLimits(floor: 1, least: 1e-4, most: 1e4),
        ParameterLimits(least: 1e-9 * mean, most: 1e9 * mean),
      ],
      likelihood.evaluate)
    self.maximum = maximum
    if maximum.converged {
      model = GammaGamma(
        p: maximum.parameters[0], q: maximum.parameters[1], v: maximum.parameters[2])
      fallback = nil
    } else {
      model = nil
      fallback =
        "the Gamma-Gamma fit did not converge; the base's mean revenue per purchase day stands in"
    }
  }

  /// The expected net revenue of one purchase day of a customer, in major units.
  public func expectedValue(purchases: Double, spend: Double) -> Double {
    model?.expectedValue(purchases: purchases, spend: spend) ?? baseMean
  }
}
