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

  /// The histories as of a day, and the orders after it, which are left out.
  ///
  /// - Parameters:
  ///   - log: the orders.
  ///   - asOf: the last day that counts.
  ///   - activeWindow: the days after which a customer without an order is no longer active.
  ///   - threads: who works.
  /// - Returns: the histories, and how many orders come later, with their revenue.
  /// - Throws: `HistoryError` if a customer's revenue exceeds 18 digits.
  public static func build(
    from log: OrderLog, asOf: Day, activeWindow: Int32, threads: Threads
  ) throws -> (histories: Histories, later: Tally) {
    let parts = try threads.map(log.partitions.count) { partition in
      try build(
        log.partitions[partition], asOf: asOf, hasAmounts: log.hasAmounts,
        activeWindow: activeWindow)
    }
    var all = Histories(asOf: asOf, hasAmounts: log.hasAmounts)
    all.reserve(
      parts.reduce(0) { $0 + $1.histories.count },
      idBytes: parts.reduce(0) { $0 + $1.histories.ids.bytes.count })
    var later = Tally()
    for part in parts {
      all.append(part.histories)
      later += part.later
    }
    return (all, later)
  }

  private static func build(
    _ partition: OrderPartition, asOf: Day, hasAmounts: Bool, activeWindow: Int32
  ) throws -> (histories: Histories, later: Tally) {
    var histories = Histories(asOf: asOf, hasAmounts: hasAmounts)
    histories.reserve(partition.customers, idBytes: partition.ids.bytes.count)
    var later = Tally()
    for customer in 0..<partition.customers {
      let range = partition.starts[customer]..<partition.starts[customer + 1]
      var end = range.upperBound
      while end > range.lowerBound && partition.days[end - 1] > asOf.rawValue {
        end -= 1
        later.add(minor: partition.amounts[end])
      }
      if end == range.lowerBound { continue }
      let isWithinRange = histories.append(
        partition.ids[customer], days: partition.days[range.lowerBound..<end],
        amounts: partition.amounts[range.lowerBound..<end], activeWindow: activeWindow)
      if !isWithinRange {
        throw HistoryError(customer: String(decoding: partition.ids[customer], as: UTF8.self))
      }
    }
    return (histories, later)
  }
}

extension Histories {
  /// Adds the history of one customer.
  ///
  /// - Parameters:
  ///   - id: the customer's id.
  ///   - days: the days of the orders, ascending, at least one, none after as-of.
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
