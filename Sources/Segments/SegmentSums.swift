public import Histories

/// What the score table needs of a base's orders beside histories: what was sent back, and what was asked for.
public struct SegmentSums: OrderObserver {
  /// Stages on an earlier day.
  public private(set) var earlier: EarlierStages?
  /// What RFM scores, tiers and heroes go by; nil for the whole histories.
  public private(set) var lookback: LookbackSums?
  /// How long customers took to come again.
  public private(set) var second: SecondPurchaseDays?
  private(set) var returns = Returns()

  /// Nothing, or nothing yet.
  public init(
    earlier: EarlierStages? = nil, lookback: LookbackSums? = nil, second: SecondPurchaseDays? = nil
  ) {
    self.earlier = earlier
    self.lookback = lookback
    self.second = second
  }

  /// Adds what was paid back of orders of customers who are told of next.
  public mutating func addRefunds(_ refunds: Span<CustomerRefunds>) { returns.addRefunds(refunds) }

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    earlier?.add(starts, days, amounts)
    lookback?.add(starts, days, amounts)
    second?.add(starts, days, amounts)
    returns.add(starts, days, amounts)
  }

  /// Adds what another one saw.
  public static func += (left: inout SegmentSums, right: SegmentSums) {
    if let other = right.earlier { left.earlier? += other }
    if let other = right.lookback { left.lookback? += other }
    if let other = right.second { left.second? += other }
    left.returns += right.returns
  }
}
