internal import Columns

/// Orders whose cost is known, and what is left of their revenue.
///
/// Those of an amount above zero count of which nothing was ever paid back: what of the cost came back with a
/// refund nobody says.
public struct CostSums: Sendable, Equatable {
  /// The number of orders.
  public private(set) var orders = 0
  /// Their revenue in minor units.
  public private(set) var revenue: Int128 = 0
  /// Their cost in minor units.
  public private(set) var cost: Int128 = 0

  /// No orders.
  init() {}

  /// The share of the revenue that the cost leaves; nil without orders.
  public var margin: Double? {
    orders == 0 ? nil : 1 - Double(cost) / Double(revenue)
  }

  /// Adds an order of which nothing was paid back, if it has an amount above zero.
  mutating func add(amount: Int64, cost: Int64) {
    if amount <= 0 { return }
    orders += 1
    revenue += Int128(amount)
    self.cost += Int128(cost)
  }

  /// Adds the sums of other orders.
  static func += (left: inout CostSums, right: CostSums) {
    left.orders += right.orders
    left.revenue += right.revenue
    left.cost += right.cost
  }
}

/// The same by order day, for as-of days that are chosen later.
struct CostDays: Sendable, Equatable {
  private var sums: [Int32: CostSums] = [:]

  /// No orders.
  init() {}

  /// The costs of some orders.
  init(of orders: [OrderState]) {
    for order in orders where order.undatedRefund == 0 && order.refunds.isEmpty {
      guard let cost = order.parts[.cost] else { continue }
      sums[order.day, default: CostSums()].add(amount: order.amount.minor, cost: cost)
    }
  }

  /// Adds those of other orders.
  static func += (left: inout CostDays, right: CostDays) {
    for (day, sum) in right.sums { left.sums[day, default: CostSums()] += sum }
  }

  /// The sums up to a day.
  func until(_ last: Day) -> CostSums {
    var all = CostSums()
    for (day, sum) in sums where day <= last.rawValue { all += sum }
    return all
  }
}
