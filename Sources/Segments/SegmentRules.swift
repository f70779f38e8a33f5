/// What customers of a base are compared with where there is a choice.
public struct SegmentRules: Sendable, Equatable {
  /// When lifecycle stages end.
  public var windows = StageWindows.standard
  /// Which segment each cell of scores is in.
  public var map = RFMMap.classic
  /// The cut points of scores; nil for those of the base itself.
  public var cuts: RFM.Cuts?
  /// What value tiers go by.
  public var tiers = TierRule.places

  /// The usual rules: windows of 90 and 365 days, the classic map, the base's own cuts, tiers by places.
  public init() {}
}
