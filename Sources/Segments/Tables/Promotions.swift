internal import Columns
internal import Histories
internal import Orders

/// Customers whose first purchase day lies inside of some periods, beside all others.
struct Promotions: OrderObserver {
  private let periods: [NamedPeriod]
  private let asOf: Int32
  /// A customer counts in each period that the first purchase day is in.
  private(set) var inside: [Newcomers]
  private(set) var insideAny = Newcomers()
  private(set) var outside = Newcomers()

  init(_ periods: [NamedPeriod], asOf: Day) {
    self.periods = periods
    self.asOf = asOf.rawValue
    inside = Array(repeating: Newcomers(), count: periods.count)
  }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    if periods.isEmpty { return }
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let first = Day(rawValue: days[own.lowerBound])
      let (days, amounts) = (days.extracting(own), amounts.extracting(own))
      var isInside = false
      for place in periods.indices where periods[place].days.contains(first) {
        inside[place].add(days, amounts, asOf: asOf)
        isInside = true
      }
      if isInside {
        insideAny.add(days, amounts, asOf: asOf)
      } else {
        outside.add(days, amounts, asOf: asOf)
      }
    }
  }

  static func += (left: inout Promotions, right: Promotions) {
    for place in left.inside.indices { left.inside[place] += right.inside[place] }
    left.insideAny += right.insideAny
    left.outside += right.outside
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    let all = insideAny + outside
    var rows = zip(periods, inside).map { period, newcomers in
      (name: period.name, days: Optional(period.days), newcomers: newcomers)
    }
    for (name, newcomers) in [
      ("inside_any", insideAny), ("outside", outside), ("all_customers", all),
    ] {
      rows.append((name, nil, newcomers))
    }
    var table = BaseTable(
      "promotions",
      "Customers whose first purchase day lies in a period, beside those of no period: periods may overlap, inside_any "
        + "and outside are all customers. Who came again within so many days, and net revenue within 365 days of the "
        + "first, is told of customers whose first purchase day lies that far before as-of, with Wilson's 95 % interval. "
        + "Who is won by a promotion may differ in more than that: an association, not an effect.",
      rows: rows.count + 2, frame)
    func column<Value>(_ value: (Newcomers) -> Value) -> [Value?] {
      rows.map { value($0.newcomers) } + [nil, nil]
    }
    let customers = column(\.customers)
    table.text("first_order_in", rows.map(\.name) + ["guests", "total"])
    table.date("period_start", rows.map { $0.days?.lowerBound } + [nil, nil])
    table.date("period_end", rows.map { $0.days?.upperBound } + [nil, nil])
    table.count("new_customers", customers)
    table.count("of_customers", column { _ in all.customers })
    table.ratio("share_of_customers", customers, per: column { _ in all.customers })
    table.money("first_net_revenue", column(\.firstRevenue))
    table.mean("first_net_revenue_per_customer", column(\.firstRevenue), per: customers)
    table.count("orders", column(\.orders))
    table.ratio("orders_per_customer", column(\.orders), per: customers)
    let revenue = rows.map(\.newcomers.revenue)
    table.money(
      "net_revenue", revenue + [frame.guestRevenue, all.revenue + frame.guestRevenue])
    table.mean("net_revenue_per_customer", revenue + [nil, nil], per: customers)
    for days in [Int32(90), 365] {
      table.trials(
        "customers_\(days)", "came_again_\(days)", "share_came_again_\(days)",
        column { $0.window(days).returned })
    }
    let year = column { $0.window(365).revenue }
    table.money("net_revenue_within_365", year)
    table.mean(
      "net_revenue_within_365_per_customer", year, per: column { $0.window(365).returned.count })
    table.close()
    return table
  }
}
