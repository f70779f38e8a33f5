public import Columns

/// How a list is written, whoever is on it.
public struct ListSettings: Sendable {
  /// Who may be handed to systems outside.
  public enum Consent: String, Sendable, CaseIterable {
    /// Who agreed. Of whom nobody knows, that is not.
    case given
    /// Everybody: that it is lawful is for the shop to know.
    case any
  }

  /// The last day that the scores know about.
  public var asOf: Day
  /// The days that CLV and expected orders are over.
  public var horizon: Int
  /// The decimals of the currency.
  public var scale: Int
  /// Who may be handed to systems outside.
  public var consent: Consent

  /// Settings with their values.
  public init(asOf: Day, horizon: Int, scale: Int, consent: Consent = .given) {
    self.asOf = asOf
    self.horizon = horizon
    self.scale = scale
    self.consent = consent
  }
}
