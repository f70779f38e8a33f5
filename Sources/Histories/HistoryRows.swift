internal import Bytes

/// What the orders of one customer come to; `Histories` says what each means.
struct History {
  var orders: Int32 = 0
  var purchaseDays: Int32 = 0
  var firstDay: Int32 = 0
  var lastDay: Int32 = 0
  var revenue: Int64 = 0
  var recentOrders: Int32 = 0
  var recentRevenue: Int64 = 0
  var repeatSpendDays: Int32 = 0
  var repeatSpend: Int64 = 0
  var activeSince: Int32 = 0
}

/// Neighbouring rows of the columns, filled one after the other.
struct HistoryRows: ~Copyable, ~Escapable {
  private var orders: MutableSpan<Int32>
  private var purchaseDays: MutableSpan<Int32>
  private var firstDay: MutableSpan<Int32>
  private var lastDay: MutableSpan<Int32>
  private var recentOrders: MutableSpan<Int32>
  private var repeatSpendDays: MutableSpan<Int32>
  private var activeSince: MutableSpan<Int32>
  private var revenue: MutableSpan<Int64>
  private var recentRevenue: MutableSpan<Int64>
  private var repeatSpend: MutableSpan<Int64>
  private let capacity: Int
  /// The rows that are filled.
  private(set) var count = 0

  /// Some rows of the columns.
  @_lifetime(borrow columns)
  init(_ rows: Range<Int>, of columns: borrowing HistoryColumns) {
    orders = columns.counts.rows(rows, of: 0)
    purchaseDays = columns.counts.rows(rows, of: 1)
    firstDay = columns.counts.rows(rows, of: 2)
    lastDay = columns.counts.rows(rows, of: 3)
    recentOrders = columns.counts.rows(rows, of: 4)
    repeatSpendDays = columns.counts.rows(rows, of: 5)
    activeSince = columns.counts.rows(rows, of: 6)
    revenue = columns.amounts.rows(rows, of: 0)
    recentRevenue = columns.amounts.rows(rows, of: 1)
    repeatSpend = columns.amounts.rows(rows, of: 2)
    capacity = rows.count
  }

  /// Fills the next row.
  ///
  /// - Precondition: there is room for it.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func append(_ history: History) {
    precondition(count < capacity, "room for a history")
    // SAFETY: every column has `capacity` rows, of which this is one: checked above.
    unsafe orders[unchecked: count] = history.orders
    unsafe purchaseDays[unchecked: count] = history.purchaseDays
    unsafe firstDay[unchecked: count] = history.firstDay
    unsafe lastDay[unchecked: count] = history.lastDay
    unsafe recentOrders[unchecked: count] = history.recentOrders
    unsafe repeatSpendDays[unchecked: count] = history.repeatSpendDays
    unsafe activeSince[unchecked: count] = history.activeSince
    unsafe revenue[unchecked: count] = history.revenue
    unsafe recentRevenue[unchecked: count] = history.recentRevenue
    unsafe repeatSpend[unchecked: count] = history.repeatSpend
    count += 1
  }
}
