public import Columns
public import Orders

/// A customer whose orders cannot be summed.
public struct HistoryError: Error, Sendable, CustomStringConvertible {
  /// The customer's id.
  public let customer: String

  /// One line.
  public var description: String {
    "customer '\(customer)': the revenue exceeds \(HistoryBuilder.largestRevenue) minor units; "
      + "check the amounts and --currency"
  }
}

/// Turns clustered orders into histories, partition by partition in parallel.
public enum HistoryBuilder {
  /// The most that a column of DECIMAL(18) holds.
  static let largestRevenue: Int64 = 999_999_999_999_999_999

  /// What counts.
  public struct Rules: Sendable {
    /// The last day that counts.
    public let asOf: Day
    /// Whether orders of amount zero count.
    public let keepsZeroOrders: Bool
    /// The days after which a customer without an order is no longer active.
    public let activeWindow: Int32

    /// Rules for one run.
    public init(asOf: Day, keepsZeroOrders: Bool, activeWindow: Int32) {
      self.asOf = asOf
      self.keepsZeroOrders = keepsZeroOrders
      self.activeWindow = activeWindow
    }
  }

  /// Histories, and what was left out of them.
  public struct Result: Sendable {
    /// The histories.
    public internal(set) var histories: Histories
    /// Orders of amount zero.
    public internal(set) var zeroValue = Tally()
    /// Orders of later days.
    public internal(set) var later = Tally()
    /// The orders that count on each of the `LastDay.days` days that end with as-of, oldest first.
    public internal(set) var ordersPerDay = [Int](repeating: 0, count: LastDay.days)
  }

  /// The histories as of a day, and the orders that are left out.
  ///
  /// - Throws: `HistoryError` if a customer's revenue exceeds 18 digits; errors of the source.
  public static func build(
    from source: any OrderSource, rules: Rules, threads: Threads
  ) throws -> Result {
    let hasAmounts = source.hasAmounts
    let parts = try threads.map(source.blockCount) { index in
      try build(try source.block(index), rules: rules, hasAmounts: hasAmounts)
    }
    var all = Result(histories: Histories(asOf: rules.asOf, hasAmounts: hasAmounts))
    all.histories.reserve(
      parts.reduce(0) { $0 + $1.histories.count },
      idBytes: parts.reduce(0) { $0 + $1.histories.ids.bytes.count })
    for part in parts {
      all.histories.append(part.histories)
      all.zeroValue += part.zeroValue
      all.later += part.later
      for day in 0..<LastDay.days { all.ordersPerDay[day] += part.ordersPerDay[day] }
    }
    return all
  }

  private static func build(
    _ block: OrderBlock, rules: Rules, hasAmounts: Bool
  ) throws -> Result {
    let asOf = rules.asOf.rawValue
    let leavesZerosOut = hasAmounts && !rules.keepsZeroOrders
    var result = Result(histories: Histories(asOf: rules.asOf, hasAmounts: hasAmounts))
    result.histories.reserve(block.customers, idBytes: block.ids.bytes.count)
    var days: [Int32] = []
    var amounts: [Int64] = []
    for customer in 0..<block.customers {
      days.removeAll(keepingCapacity: true)
      amounts.removeAll(keepingCapacity: true)
      for order in block.starts[customer]..<block.starts[customer + 1] {
        let (day, amount) = (block.days[order], block.amounts[order])
        if leavesZerosOut && amount == 0 {
          result.zeroValue.add(minor: 0)
        } else if day > asOf {
          result.later.add(minor: amount)
        } else {
          days.append(day)
          amounts.append(amount)
          let place = Int(day) - Int(asOf) + LastDay.days - 1
          if place >= 0 { result.ordersPerDay[place] += 1 }
        }
      }
      let isWithinRange = result.histories.append(
        block.ids[customer], days: days[...], amounts: amounts[...],
        activeWindow: rules.activeWindow)
      if !isWithinRange {
        throw HistoryError(customer: String(decoding: block.ids[customer], as: UTF8.self))
      }
    }
    return result
  }
}

extension Histories {
  /// Adds the history of one customer.
  ///
  /// - Parameters:
  ///   - id: the customer's id.
  ///   - days: the days of the orders, ascending, none after as-of; a customer without any is left out.
  ///   - amounts: their amounts.
  ///   - activeWindow: the longest gap within a spell of activity.
  /// - Returns: false if the revenue exceeds 18 digits; the history is then not added.
  mutating func append(
    _ id: ArraySlice<UInt8>, days: ArraySlice<Int32>, amounts: ArraySlice<Int64>,
    activeWindow: Int32
  ) -> Bool {
    guard let first = days.first, let last = days.last else { return true }
    let recentFrom = asOf.rawValue - 365
    var purchaseDays: Int32 = 0
    var previous = first
    var activeSince = first
    var total: Int128 = 0
    var recentOrders: Int32 = 0
    var recent: Int128 = 0
    var repeatDays: Int32 = 0
    var repeats: Int128 = 0
    var at = days.startIndex
    while at < days.endIndex {
      let day = days[at]
      var spent: Int128 = 0
      var ordersOfDay: Int32 = 0
      while at < days.endIndex && days[at] == day {
        spent += Int128(amounts[at])
        ordersOfDay += 1
        at += 1
      }
      purchaseDays += 1
      if purchaseDays == 2 || day - previous > activeWindow { activeSince = day }
      total += spent
      if day > recentFrom {
        recentOrders += ordersOfDay
        recent += spent
      }
      if day > first && spent > 0 {
        repeatDays += 1
        repeats += spent
      }
      previous = day
    }
    guard total <= Int128(HistoryBuilder.largestRevenue) else { return false }
    ids.append(id)
    orders.append(Int32(days.count))
    self.purchaseDays.append(purchaseDays)
    firstDay.append(first)
    lastDay.append(last)
    revenue.append(Int64(total))
    self.recentOrders.append(recentOrders)
    recentRevenue.append(Int64(recent))
    repeatSpendDays.append(repeatDays)
    repeatSpend.append(Int64(repeats))
    self.activeSince.append(activeSince)
    return true
  }

  /// Adds all histories of another part.
  fileprivate mutating func append(_ part: Histories) {
    for row in 0..<part.count { ids.append(part.ids[row]) }
    orders += part.orders
    purchaseDays += part.purchaseDays
    firstDay += part.firstDay
    lastDay += part.lastDay
    revenue += part.revenue
    recentOrders += part.recentOrders
    recentRevenue += part.recentRevenue
    repeatSpendDays += part.repeatSpendDays
    repeatSpend += part.repeatSpend
    activeSince += part.activeSince
  }

  /// Makes room for customers, so that growing does not double what is held.
  fileprivate mutating func reserve(_ customers: Int, idBytes: Int) {
    ids.reserve(rows: customers, bytes: idBytes)
    orders.reserveCapacity(customers)
    purchaseDays.reserveCapacity(customers)
    firstDay.reserveCapacity(customers)
    lastDay.reserveCapacity(customers)
    revenue.reserveCapacity(customers)
    recentOrders.reserveCapacity(customers)
    recentRevenue.reserveCapacity(customers)
    repeatSpendDays.reserveCapacity(customers)
    repeatSpend.reserveCapacity(customers)
    activeSince.reserveCapacity(customers)
  }
}
