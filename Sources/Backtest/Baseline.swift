/// A rule that people use in place of a model, which a model must beat.
///
/// None looks into the holdout. What is learned, is learned one horizon H earlier: of the customers as of
/// split − H, and of what they bought in (split − H, split].
public enum Baseline: String, Sendable, CaseIterable {
  case lastPeriod = "last-period"
  case baseMean = "base-mean"
  case ownRate = "own-rate"
  case activeP80 = "active-p80"
  case rfm

  /// What it says, in words.
  public var definition: String {
    switch self {
    case .lastPeriod:
      "purchase days and revenue of the last H days come again; as probability, the share who ordered "
        + "among those with as many purchase days one horizon earlier"
    case .baseMean:
      "everybody buys what customers of one horizon earlier bought since, on average; the probability is "
        + "their share who ordered"
    case .ownRate:
      "repeat purchase days a day since the first order go on, at the revenue of the customer's own "
        + "purchase days; one-time buyers have the base's rate; as probability, the share who ordered "
        + "among those of about the same rate (to a factor of two) one horizon earlier"
    case .activeP80:
      "own-rate for customers whose last order is no longer ago than 80 % of the gaps between purchase "
        + "days of the base, nothing for others; as probability, the share who ordered of the same group "
        + "one horizon earlier"
    case .rfm:
      "what customers of the same recency, frequency and monetary scores one horizon earlier bought "
        + "since, on average; the probability is their share who ordered"
    }
  }

  /// The number of cells that its customers are in.
  var cells: Int {
    switch self {
    case .lastPeriod: BaselineCells.mostDays + 1
    case .baseMean: 1
    case .ownRate: BaselineCells.mostRate + 1
    case .activeP80: 2
    case .rfm: 125
    }
  }
}
