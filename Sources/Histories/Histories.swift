public import Columns

/// One history per customer: all that the models and the score table need of the orders.
///
/// Column by column, in the order of the customers' hash. Days are days since 1970-01-01; amounts are
/// minor units. With n purchase days on days d₁ < … < dₙ, the models' summary is x = n − 1,
/// t_x = dₙ − d₁, T = as-of − d₁ (Fader, Hardie and Lee 2005, section 2).
public struct Histories: Sendable {
  /// The last day that counts; it counts whole.
  public let asOf: Day
  /// Whether the orders have amounts; without, all amount columns are zero and mean nothing.
  public let hasAmounts: Bool
  /// The customers' ids.
  public internal(set) var ids = CustomerIds()
  /// Orders up to as-of.
  public internal(set) var orders: [Int32] = []
  /// Days with at least one order.
  public internal(set) var purchaseDays: [Int32] = []
  /// The first day with an order.
  public internal(set) var firstDay: [Int32] = []
  /// The last day with an order.
  public internal(set) var lastDay: [Int32] = []
  /// The sum of all amounts.
  public internal(set) var revenue: [Int64] = []
  /// Orders in the 365 days that end with as-of.
  public internal(set) var recentOrders: [Int32] = []
  /// Their amounts.
  public internal(set) var recentRevenue: [Int64] = []
  /// Purchase days after the first on which something was spent.
  public internal(set) var repeatSpendDays: [Int32] = []
  /// What was spent on them.
  public internal(set) var repeatSpend: [Int64] = []
  /// The day since which no two purchase days have lain more than `longestGap` apart, and which is
  /// itself not the first purchase day; the first day for customers with one purchase day.
  public internal(set) var activeSince: [Int32] = []

  /// The number of customers.
  public var count: Int { orders.count }

  /// Repeat purchase days of a customer.
  public func x(_ customer: Int) -> Int32 { purchaseDays[customer] - 1 }

  /// Days from a customer's first to last order.
  public func tx(_ customer: Int) -> Int32 { lastDay[customer] - firstDay[customer] }

  /// Days from a customer's first order to as-of.
  public func T(_ customer: Int) -> Int32 { asOf.rawValue - firstDay[customer] }

  /// The place of the customer of that id, or nil.
  ///
  /// - Complexity: a pass over all ids; for one customer at a time.
  public func index(of id: String) -> Int? {
    let bytes = Array(id.utf8)
    return (0..<count).first { ids[$0].elementsEqual(bytes) }
  }

  init(asOf: Day, hasAmounts: Bool) {
    self.asOf = asOf
    self.hasAmounts = hasAmounts
  }
}
