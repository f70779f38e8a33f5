public import Columns
public import Orders

/// A customer of whom no history can be made.
public struct HistoryError: Error, Sendable, CustomStringConvertible {
  /// The customer's id.
  public let customer: String
  private let problem: String

  /// The id and what is wrong with the orders, or with the id itself.
  package init(_ customer: ArraySlice<UInt8>, _ problem: String) {
    // Not more than a line of it.
    self.customer = String(decoding: customer.prefix(200), as: UTF8.self)
    self.problem = problem
  }

  /// One line.
  public var description: String { "customer '\(customer)': \(problem)" }
}

/// Turns clustered orders into histories, partition by partition in parallel.
public enum HistoryBuilder {
  /// The most that a column of DECIMAL(18) holds.
  static let largestRevenue: Int64 = 999_999_999_999_999_999

  /// What counts.
  public struct Rules: Sendable {
    /// The last day that counts.
    public let asOf: Day
    /// The first day that counts; nil for all up to as-of.
    public var from: Day?
    /// Whether orders of amount zero count.
    public let keepsZeroOrders: Bool
    /// The longest gap between purchase days within a spell of activity, in days.
    public let longestGap: Int32

    /// Rules for one run.
    public init(asOf: Day, keepsZeroOrders: Bool, longestGap: Int32) {
      self.asOf = asOf
      self.keepsZeroOrders = keepsZeroOrders
      self.longestGap = longestGap
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
    /// Orders that were paid back whole by as-of, with their amounts before that.
    public internal(set) var refunded = Tally()
    /// What was paid back by as-of of orders that count, in minor units.
    public internal(set) var refunds: Int128 = 0
    /// The orders that count on each of the `LastDay.days` days that end with as-of, oldest first.
    public internal(set) var ordersPerDay = [Int](repeating: 0, count: LastDay.days)
  }

  /// The histories as of a day, and the orders that are left out.
  ///
  /// - Throws: `HistoryError` if a customer's revenue exceeds 18 digits; errors of the source.
  public static func build(
    from source: any OrderSource, rules: Rules, threads: Threads
  ) throws -> Result {
    try build(from: source, rules: rules, observer: NoObserver(), threads: threads).result
  }

  /// The same, with all orders that count watched on the way.
  ///
  /// - Parameters:
  ///   - source: the orders.
  ///   - rules: what counts.
  ///   - observer: one that has seen nothing; each block gets a copy.
  ///   - threads: who works.
  /// - Returns: the histories, and an observer that has seen all orders.
  /// - Throws: `HistoryError` if a customer's revenue exceeds 18 digits; errors of the source.
  public static func build<Observer: OrderObserver>(
    from source: any OrderSource, rules: Rules, observer: Observer, threads: Threads
  ) throws -> (result: Result, observer: Observer) {
    let hasAmounts = source.hasAmounts
    var room = [0]
    for index in 0..<source.blockCount {
      room.append(room[index] + source.customerLimit(of: index))
    }
    var parts: [Part<Observer>] = []
    let histories = try Histories(
      asOf: rules.asOf, hasAmounts: hasAmounts, capacity: room[source.blockCount]
    ) { [room] columns in
      parts = try threads.map(source.blockCount, worker: { OrderScratch() }) { scratch, index in
        try part(
          index, of: source, rules, room[index]..<room[index + 1], of: columns, observer, &scratch)
      }
      close(room, parts, columns)
      return parts.map { (count: $0.customers, idBytes: $0.idBytes) }
    }
    var result = Result(histories: histories)
    var observer = observer
    for part in parts {
      observer += part.observer
      result.zeroValue += part.leftOut.zeroValue
      result.later += part.leftOut.later
      result.refunded += part.leftOut.refunded
      result.refunds += part.leftOut.refunds
      for day in 0..<LastDay.days { result.ordersPerDay[day] += part.ordersPerDay[day] }
    }
    return (result, observer)
  }

  /// What a block of orders came to, its rows of the columns aside.
  private struct Part<Observer: OrderObserver>: Sendable {
    let customers: Int
    let idBytes: [UInt8]
    let leftOut: LeftOut
    let ordersPerDay: [Int]
    let observer: Observer
  }

  /// Fills rows of the columns with the histories of a block.
  private static func part<Observer: OrderObserver>(
    _ index: Int, of source: any OrderSource, _ rules: Rules, _ room: Range<Int>,
    of columns: HistoryColumns, _ observer: Observer, _ scratch: inout OrderScratch
  ) throws -> Part<Observer> {
    var observer = observer
    var rows = HistoryRows(room, of: columns)
    var sums = CustomerSums(rules, hasAmounts: source.hasAmounts)
    var beyond: Int?
    var ids = try source.read(index, using: &scratch) { orders in
      if beyond == nil { beyond = sums.add(orders, to: &rows, &observer) }
    }
    if let beyond {
      throw HistoryError(
        ids[beyond],
        "the revenue exceeds \(largestRevenue) minor units; check the amounts and --currency")
    }
    if !sums.omitted.isEmpty { ids = ids.without(sums.omitted) }
    precondition(ids.count == rows.count, "an id for each history")
    if !columns.setIdEnds(of: ids, from: room.lowerBound) {
      throw HistoryError(
        ids[0],
        "the ids of this one and its neighbours take more than 4 GiB; check the customer column")
    }
    return Part(
      customers: ids.count, idBytes: ids.bytes, leftOut: sums.leftOut,
      ordersPerDay: sums.ordersPerDay, observer: observer)
  }

  /// Moves the rows of all parts together where there was more room than needed.
  private static func close(
    _ room: [Int], _ parts: [Part<some OrderObserver>], _ columns: HistoryColumns
  ) {
    var count = 0
    for (start, part) in zip(room, parts) {
      columns.move(start..<start + part.customers, to: count)
      count += part.customers
    }
  }
}
