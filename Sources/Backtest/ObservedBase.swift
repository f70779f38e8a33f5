package import Columns
package import Histories
package import Orders
internal import Synchronization

/// A base as of a split, and what became of it: histories and outcomes, row by row of the same customers.
package struct ObservedBase: Sendable {
  /// The histories as of the split.
  package let histories: Histories
  /// What the customers bought before the split and after it.
  package let outcomes: Outcomes

  /// Both, in one pass over the orders.
  ///
  /// - Throws: `HistoryError` if the revenue of a customer exceeds 18 digits; errors of the source.
  package init(
    _ source: any OrderSource, _ window: BacktestWindow, keepsZeroOrders: Bool, threads: Threads
  ) throws {
    var room = [0]
    for index in 0..<source.blockCount {
      room.append(room[index] + source.customerLimit(of: index))
    }
    var histories: Histories?
    outcomes = try Outcomes(window, capacity: room[source.blockCount]) { [room] columns in
      let observed = ObservedOrders(
        source: source, window: window, leavesZerosOut: source.hasAmounts && !keepsZeroOrders,
        columns: columns, room: room, parts: ObservedParts(source.blockCount))
      histories = try HistoryBuilder.build(
        from: observed,
        rules: HistoryBuilder.Rules(
          asOf: Day(rawValue: window.split), keepsZeroOrders: keepsZeroOrders,
          longestGap: window.horizon),
        threads: threads
      ).histories
      let parts = observed.parts.all
      var count = 0
      for (start, part) in zip(room, parts) {
        columns.move(start..<start + part.customers, to: count)
        count += part.customers
      }
      return parts
    }
    guard let histories, histories.count == outcomes.count else {
      preconditionFailure("an outcome for each history")
    }
    self.histories = histories
  }
}

/// Orders that are observed while histories are made of them: each block is decoded once for both.
private struct ObservedOrders: OrderSource {
  let source: any OrderSource
  let window: BacktestWindow
  let leavesZerosOut: Bool
  let columns: OutcomeColumns
  /// The first row of each block in the columns, and behind them the number of all rows.
  let room: [Int]
  let parts: ObservedParts

  func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    var rows = OutcomeRows(room[index]..<room[index + 1], of: columns)
    var sums = OutcomeSums(window, leavesZerosOut: leavesZerosOut)
    let ids = try source.read(index, using: &scratch) { orders in
      sums.add(orders, to: &rows)
      try body(orders)
    }
    if let beyond = sums.beyond {
      throw HistoryError(
        ids[beyond], "the revenue of a period has more than 18 digits; check the amounts")
    }
    parts.set(
      index,
      OutcomePart(
        customers: rows.count, steps: sums.steps, gaps: sums.gaps, repeats: sums.repeats))
    return ids
  }

  var account: Account { source.account }
  var orders: Int { source.orders }
  var hasAmounts: Bool { source.hasAmounts }
  var currency: Currency { source.currency }
  var revenueBasis: String { source.revenueBasis }
  var inputs: [OrderInput] { source.inputs }
  var notes: [String] { source.notes }
  var blockCount: Int { source.blockCount }
  func customerLimit(of index: Int) -> Int { source.customerLimit(of: index) }
  func orderCount(of index: Int) -> Int { source.orderCount(of: index) }
  func block(_ index: Int) throws -> OrderBlock { try source.block(index) }
  func blockIndex(of hash: UInt64) -> Int { source.blockIndex(of: hash) }
  func guestRevenue() throws -> GuestRevenue { try source.guestRevenue() }
  func lastDay(notAfter limit: Day, keepsZeroOrders: Bool, threads: Threads) throws -> Day? {
    try source.lastDay(notAfter: limit, keepsZeroOrders: keepsZeroOrders, threads: threads)
  }
}

/// What the blocks came to, set by any thread.
private final class ObservedParts: Sendable {
  private let parts: Mutex<[OutcomePart?]>

  init(_ count: Int) { parts = Mutex(Array(repeating: nil, count: count)) }

  func set(_ index: Int, _ part: OutcomePart) { parts.withLock { $0[index] = part } }

  /// The parts in the order of the blocks.
  var all: [OutcomePart] { parts.withLock { $0.compactMap { $0 } } }
}
