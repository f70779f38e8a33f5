internal import Columns
public import Histories

/// How many customers of a base are in each lifecycle stage, and what they brought.
public struct BaseActivity: Sendable, Equatable {
  /// One stage's share of the base.
  public struct Part: Sendable, Equatable {
    /// The customers in it.
    public var customers = 0
    /// Their net revenue of the last 365 days, in minor units.
    public var recentRevenue: Int128 = 0
  }

  /// All customers.
  public private(set) var all = Part()
  /// Those who ordered within the active window: new and active ones.
  public private(set) var active = Part()

  /// Counts a base.
  public init(_ histories: Histories, windows: StageWindows) {
    let last = histories.lastDay.span
    let recent = histories.recentRevenue.span
    let asOf = histories.asOf.rawValue
    all.customers = histories.count
    for customer in 0..<histories.count {
      let isActive = asOf - last[customer] <= windows.active
      all.recentRevenue += Int128(recent[customer])
      active.customers += isActive ? 1 : 0
      active.recentRevenue += isActive ? Int128(recent[customer]) : 0
    }
  }
}
