/// What scores are to say: over which horizons, and what a purchase is worth.
public struct ScoreOptions: Sendable {
  /// The horizons in days, ascending and distinct, each at least 1.
  public let horizons: [Int]
  /// The horizon of the churn probability: one of `horizons`.
  public let churnHorizon: Int
  /// The discount of a year, above 0 or 0: 0.10 is ten percent.
  public let annualDiscount: Double
  /// The share of revenue that is profit, in (0, 1], or nil if CLV is to be revenue.
  public let margin: Double?

  /// Options in range.
  ///
  /// - Precondition: `churnHorizon` is one of `horizons`, which is not empty.
  public init(horizons: [Int], churnHorizon: Int, annualDiscount: Double, margin: Double?) {
    precondition(horizons.contains(churnHorizon), "the churn horizon is one of the horizons")
    self.horizons = Set(horizons).sorted()
    self.churnHorizon = churnHorizon
    self.annualDiscount = annualDiscount
    self.margin = margin
  }

  /// The longest horizon: that of the tiers and of the value at stake.
  public var longestHorizon: Int { horizons[horizons.count - 1] }
}
