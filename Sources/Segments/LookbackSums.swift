public import Columns
public import Histories

/// What customers bought in the days that RFM scores, value tiers and heroes go by, collected while their histories are
/// made.
public struct LookbackSums: OrderObserver {
  /// So many days, the last of which is as-of.
  public let days: Int
  private let first: Int32
  /// In the order of histories; zeros for who bought nothing in these days.
  private(set) var orders: [Int32] = []
  private(set) var purchaseDays: [Int32] = []
  private(set) var revenue: [Int64] = []

  /// Nothing yet.
  public init(days: Int, asOf: Day) {
    self.days = days
    first = Int32(clamping: Int(asOf.rawValue) - days + 1)
  }

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      var order = own.upperBound
      var (distinct, later): (Int32, Int32?) = (0, nil)
      var sum: Int128 = 0
      while order > own.lowerBound && days[order - 1] >= first {
        order -= 1
        if days[order] != later { distinct += 1 }
        later = days[order]
        sum += Int128(amounts[order])
      }
      orders.append(Int32(truncatingIfNeeded: own.upperBound - order))
      purchaseDays.append(distinct)
      revenue.append(Int64(clamping: sum))
    }
  }

  /// Adds what another one saw.
  public static func += (left: inout LookbackSums, right: LookbackSums) {
    left.orders += right.orders
    left.purchaseDays += right.purchaseDays
    left.revenue += right.revenue
  }
}

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
