internal import Columns
internal import Histories

/// What was bought in each month, and by whom: sums over orders.
struct Months: OrderObserver {
  /// One month.
  struct Month: Sendable, Equatable {
    /// Customers whose first purchase day is in it.
    var newCustomers = 0
    /// Customers who bought before, and the last time not long ago.
    var returningCustomers = 0
    /// Customers who bought before, but had become inactive by their first purchase day in the month.
    var reactivatedCustomers = 0
    var orders = 0
    /// Those on customers' first purchase days.
    var firstOrders = 0
    /// Minor units.
    var revenue: Int128 = 0
    var firstRevenue: Int128 = 0
  }

  /// The months by their number since the year 0, from `first` on without a gap.
  private(set) var months: [Month] = []
  private(set) var first = 0
  /// A customer is inactive after so many days without an order.
  private let lapsing: Int32

  init(lapsing: Int32) { self.lapsing = lapsing }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let firstDay = days[own.lowerBound]
      var end = Int32.min
      var place = 0
      var previous = firstDay
      for order in own {
        let day = days[order]
        if day >= end {
          let month: (number: Int, end: Int32) = Self.month(of: day)
          end = month.end
          place = self.place(of: month.number)
          if order == own.lowerBound {
            months[place].newCustomers += 1
          } else if day - previous > lapsing {
            months[place].reactivatedCustomers += 1
          } else {
            months[place].returningCustomers += 1
          }
        }
        months[place].orders += 1
        months[place].revenue += Int128(amounts[order])
        if day == firstDay {
          months[place].firstOrders += 1
          months[place].firstRevenue += Int128(amounts[order])
        }
        previous = day
      }
    }
  }

  static func += (left: inout Months, right: Months) {
    for (index, month) in right.months.enumerated() where month.orders > 0 {
      let place = left.place(of: right.first + index)
      left.months[place].newCustomers += month.newCustomers
      left.months[place].returningCustomers += month.returningCustomers
      left.months[place].reactivatedCustomers += month.reactivatedCustomers
      left.months[place].orders += month.orders
      left.months[place].firstOrders += month.firstOrders
      left.months[place].revenue += month.revenue
      left.months[place].firstRevenue += month.firstRevenue
    }
  }

  /// The number of a day's month, and the first day behind it.
  private static func month(of day: Int32) -> (number: Int, end: Int32) {
    let civil = Day(rawValue: day).civil
    let number = 12 * civil.year + civil.month - 1
    return (number, firstDay(of: number + 1).rawValue)
  }

  /// The first day of a month.
  static func firstDay(of number: Int) -> Day {
    guard let day = Day(year: number / 12, month: number % 12 + 1, day: 1) else {
      preconditionFailure("every month has a first day")
    }
    return day
  }

  /// The place of a month, made if it is not there.
  private mutating func place(of number: Int) -> Int {
    if months.isEmpty { first = number }
    if number < first {
      months.insert(contentsOf: repeatElement(Month(), count: first - number), at: 0)
      first = number
    }
    while months.count <= number - first { months.append(Month()) }
    return number - first
  }

  /// The table.
  ///
  /// - Parameters:
  ///   - frame: what all tables have in common.
  ///   - guestRevenue: the net revenue of orders of nobody up to a day.
  /// - Returns: a row for each month from the first with an order to the last.
  /// - Throws: what `guestRevenue` throws.
  func table(_ frame: TableFrame, guestRevenue: (Day) throws -> Int128) rethrows -> BaseTable {
    let numbers = months.indices.map { first + $0 }
    var table = BaseTable(
      "months",
      "Calendar months: customers by whether their first purchase day is in the month (new), they bought before "
        + "(returning), or had been inactive, more than \(lapsing) days without an order, by their first order of the "
        + "month (reactivated). First revenue is that of customers' first purchase days. A month is complete if as-of "
        + "is not before its last day.",
      rows: months.count, frame)
    let begins = numbers.map { Self.firstDay(of: $0) }
    let ends = numbers.map { Self.firstDay(of: $0 + 1) - 1 }
    table.date("month", begins)
    table.flag("complete", ends.map { $0 <= frame.asOf })
    func all(_ month: Month) -> Int {
      month.newCustomers + month.returningCustomers + month.reactivatedCustomers
    }
    table.count("customers", months.map(all))
    table.count("new_customers", months.map(\.newCustomers))
    table.count("returning_customers", months.map(\.returningCustomers))
    table.count("reactivated_customers", months.map(\.reactivatedCustomers))
    table.ratio(
      "repeat_rate", months.map { $0.returningCustomers + $0.reactivatedCustomers },
      per: months.map(all))
    table.count("orders", months.map(\.orders))
    table.count("first_orders", months.map(\.firstOrders))
    table.money("net_revenue", months.map(\.revenue))
    table.money("first_net_revenue", months.map(\.firstRevenue))
    table.money("repeat_net_revenue", months.map { $0.revenue - $0.firstRevenue })
    table.share(
      "share_of_repeat_net_revenue", months.map { $0.revenue - $0.firstRevenue },
      of: months.map(\.revenue))
    table.mean("net_revenue_per_order", months.map(\.revenue), per: months.map(\.orders))
    let guests = try ends.map { try guestRevenue(min($0, frame.asOf)) }
    table.money(
      "guest_net_revenue", guests.indices.map { guests[$0] - ($0 > 0 ? guests[$0 - 1] : 0) })
    table.close()
    return table
  }
}
