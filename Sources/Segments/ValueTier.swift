/// A customer's place in the base by value: the top 1, 5, 10, 25 and 50 %, and the rest.
public enum ValueTier: String, Sendable, CaseIterable {
  /// The top 1 %.
  case platinum
  /// The top 5 % after those.
  case gold
  /// The top 10 % after those.
  case silver
  /// The top 25 % after those.
  case bronze
  /// The top 50 % after those.
  case medium
  /// The rest.
  case low

  /// The shares at which the first five tiers end, in percent.
  static let shares = [1, 5, 10, 25, 50]

  /// The smallest value of each of the first five tiers; no values have no tiers.
  static func bounds(_ ranks: Ranks) -> [Int64] { shares.compactMap(ranks.top(percent:)) }

  /// The place of a value's tier in `allCases`.
  ///
  /// A value of nothing is in the last tier, also where most of a base has nothing.
  static func index(_ value: Int64, bounds: [Int64]) -> UInt8 {
    if value <= 0 { return UInt8(bounds.count) }
    return UInt8(bounds.firstIndex { value >= $0 } ?? bounds.count)
  }
}
