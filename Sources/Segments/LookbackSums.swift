public import Columns
public import Histories

/// What customers bought in the days that RFM scores, value tiers and heroes go by, collected while their histories are
/// made.
public struct LookbackSums: OrderObserver {
  /// So many days, the last of which is as-of.
  public let days: Int
  private let first: Int32
  /// In the order of histories; zeros for who bought nothing in these days.
  package private(set) var orders: [Int32] = []
  private(set) var purchaseDays: [Int32] = []
  package private(set) var revenue: [Int64] = []

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
