internal import Parquet

/// Neighbouring customers of a block with all of their orders, for as long as these stand in memory.
public struct CustomerOrders: ~Escapable {
  /// Which customers of the block.
  public let customers: Range<Int>
  /// Where the orders of each begin, and where those of the last end, all of them counted from the same number:
  /// in `days` and `amounts`, customer i has `starts[i] - starts[0]..<starts[i + 1] - starts[0]`.
  public let starts: Span<Int>
  /// The day of each order; ascending for each customer.
  public let days: Span<Int32>
  /// The amount of each order in minor units; ascending on each day.
  public let amounts: Span<Int64>
  /// What was paid back of them on a day, which is not taken off: `order` is the place among `days`, ascending.
  public let refunds: Span<OrderRefund>

  /// Orders of whole customers.
  ///
  /// - Precondition: `starts` ascend by at least one, and name as many orders as there are.
  @_lifetime(copy starts, copy days, copy amounts, copy refunds)
  init(
    customers: Range<Int>, starts: Span<Int>, days: Span<Int32>, amounts: Span<Int64>,
    refunds: Span<OrderRefund> = Span()
  ) {
    precondition(starts.count == customers.count + 1, "a start for each customer")
    precondition(days.count == amounts.count, "a day for each amount")
    precondition(starts[customers.count] - starts[0] == days.count, "all orders")
    self.customers = customers
    self.starts = starts
    self.days = days
    self.amounts = amounts
    self.refunds = refunds
  }

  /// The last day up to a limit with an order, or with one of an amount other than zero.
  func lastDay(notAfter limit: Int32, countsZeros: Bool) -> Int32? {
    var last = Int32.min
    var count = 0
    for order in 0..<days.count {
      let counts = days[order] <= limit && (countsZeros || amounts[order] != 0)
      last = max(last, counts ? days[order] : .min)
      count &+= counts ? 1 : 0
    }
    return count == 0 ? nil : last
  }

  /// Whether each customer's orders stand in the order of (day, amount).
  ///
  /// Where a row is less than the one before, a customer must begin: there are as many such rows in all, counted
  /// without a look at customers, as there are among the first rows of customers.
  var isInOrder: Bool {
    // Said again where the compiler sees it: without, each amount below would be checked against their number.
    guard days.count > 1, amounts.count == days.count else { return true }
    let previousDays = days.extracting(..<(days.count - 1))
    let nextDays = days.extracting(1...)
    let previousAmounts = amounts.extracting(..<(days.count - 1))
    let nextAmounts = amounts.extracting(1...)
    var falls = 0
    for row in 0..<previousDays.count {
      let isEarlier = nextDays[row] < previousDays[row] ? 1 : 0
      let isSameDay = nextDays[row] == previousDays[row] ? 1 : 0
      let isLess = nextAmounts[row] < previousAmounts[row] ? 1 : 0
      falls &+= isEarlier | isSameDay & isLess
    }
    for customer in 1..<customers.count {
      let row = starts[customer] - starts[0] - 1
      let isEarlier = nextDays[row] < previousDays[row] ? 1 : 0
      let isSameDay = nextDays[row] == previousDays[row] ? 1 : 0
      let isLess = nextAmounts[row] < previousAmounts[row] ? 1 : 0
      falls &-= isEarlier | isSameDay & isLess
    }
    return falls == 0
  }
}

/// What reading orders needs again and again: one for each thread.
public struct OrderScratch: ~Copyable {
  var decoder = PageDecoder()
  /// The customers of the row group at hand: their hashes, and where their orders begin and the last ones end.
  var hashes: [UInt64] = []
  var starts: [Int] = []
  /// Its orders that are decoded and not done with.
  var days: [Int32] = []
  var amounts: [Int64] = []

  /// Nothing yet.
  public init() {}
}
