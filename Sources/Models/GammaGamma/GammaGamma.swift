/// The Gamma-Gamma model of what a customer spends per purchase.
///
/// Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (note 025, 2013): spends are
/// Gamma(p, ν) with ν ~ Gamma(q, v). Amounts are in the currency's major unit.
public struct GammaGamma: Sendable, Equatable {
  /// Shape of a customer's spends.
  public let p: Double
  /// Shape of the distribution of their rates over customers; the base's mean needs q > 1.
  public let q: Double
  /// Rate of that distribution, in major units.
  public let v: Double

  /// A model with given parameters.
  public init(p: Double, q: Double, v: Double) {
    self.p = p
    self.q = q
    self.v = v
  }

  /// The expected value of one purchase of a customer: p (v + x m̄) / (p x + q − 1).
  ///
  /// With x = 0 it is the mean of the base, p v / (q − 1).
  ///
  /// - Parameters:
  ///   - purchases: the x of the model: purchases whose spend is known.
  ///   - spend: their sum x m̄, in major units.
  /// - Returns: major units.
  public func expectedValue(purchases: Double, spend: Double) -> Double {
    p * (v + spend) / (p * purchases + q - 1)
  }
}
