internal import Columns
internal import Histories
internal import Orders

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

  private(set) var months = MonthSeries(Month())
  private let calendar = MonthCalendar.shared
  /// A customer is inactive after so many days without an order.
  private let lapsing: Int32

  init(lapsing: Int32) { self.lapsing = lapsing }

  /// All months.
  var all: [Month] { months.values }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let firstDay = days[own.lowerBound]
      var current = -1
      var place = 0
      var previous = firstDay
      for order in own {
        let day = days[order]
        let month = calendar.month(of: day)
        if month != current {
          current = month
          place = months.place(of: month)
          if order == own.lowerBound {
            months.values[place].newCustomers += 1
          } else if Int(day) - Int(previous) > Int(lapsing) {
            months.values[place].reactivatedCustomers += 1
          } else {
            months.values[place].returningCustomers += 1
          }
        }
        months.values[place].orders += 1
        months.values[place].revenue += Int128(amounts[order])
        if day == firstDay {
          months.values[place].firstOrders += 1
          months.values[place].firstRevenue += Int128(amounts[order])
        }
        previous = day
      }
    }
  }

  static func += (left: inout Months, right: Months) {
    left.months.merge(right.months) { month, other in
      month.newCustomers += other.newCustomers
      month.returningCustomers += other.returningCustomers
      month.reactivatedCustomers += other.reactivatedCustomers
      month.orders += other.orders
      month.firstOrders += other.firstOrders
      month.revenue += other.revenue
      month.firstRevenue += other.firstRevenue
    }
  }

  /// The table.
  ///
  /// - Parameter frame: what all tables have in common.
  /// - Returns: a row for each month from the first with an order to the last.
  func table(_ frame: TableFrame) -> BaseTable {
    let numbers = self.months.months
    let months = all
    var table = BaseTable(
      "months",
      "Calendar months: customers by whether their first purchase day is in the month (new), they bought before "
        + "(returning), or had been inactive, more than \(lapsing) days without an order, by their first order of the "
        + "month (reactivated). First revenue is that of customers' first purchase days. A month is complete if as-of "
        + "is not before its last day.",
      rows: months.count, frame)
    let begins = numbers.map { calendar.firstDay(of: $0) }
    let ends = numbers.map { calendar.lastDay(of: $0) }
    table.date("month", begins)
    table.flag("complete", ends.map { $0 <= frame.asOf })
    func buyers(_ month: Month) -> Int {
      month.newCustomers + month.returningCustomers + month.reactivatedCustomers
    }
    table.count("customers", months.map(buyers))
    table.count("new_customers", months.map(\.newCustomers))
    table.count("returning_customers", months.map(\.returningCustomers))
    table.count("reactivated_customers", months.map(\.reactivatedCustomers))
    table.ratio(
      "repeat_rate", months.map { $0.returningCustomers + $0.reactivatedCustomers },
      per: months.map(buyers))
    table.count("orders", months.map(\.orders))
    table.count("first_orders", months.map(\.firstOrders))
    table.money("net_revenue", months.map(\.revenue))
    table.money("first_net_revenue", months.map(\.firstRevenue))
    table.money("repeat_net_revenue", months.map { $0.revenue - $0.firstRevenue })
    table.share(
      "share_of_repeat_net_revenue", months.map { $0.revenue - $0.firstRevenue },
      of: months.map(\.revenue))
    table.mean("net_revenue_per_order", months.map(\.revenue), per: months.map(\.orders))
    let guests = ends.map { frame.guests.until(min($0, frame.asOf)) }
    table.money(
      "guest_net_revenue", guests.indices.map { guests[$0] - ($0 > 0 ? guests[$0 - 1] : 0) })
    table.close()
    return table
  }
}
