internal import Columns

extension Acquisition {
  /// The table of what a month's newcomers did in the months that followed.
  ///
  /// - Parameters:
  ///   - margin: the share of revenue that is profit; nil if it is not known.
  ///   - reliableFrom: the day before which first orders may be none; nil if all are.
  ///   - frame: what all tables have in common.
  /// - Returns: for each month with newcomers a row for each month up to as-of's.
  func cohortTable(
    margin: Double?, reliableFrom: Day?, _ frame: TableFrame
  ) -> BaseTable {
    struct Row {
      let month: String
      let isTruncated: Bool
      let since: Int
      let isComplete: Bool
      let customers: Int
      let cell: Cell
      let revenue: Int128
    }
    let calendar = MonthCalendar.shared
    let last = calendar.month(of: frame.asOf.rawValue)
    var rows: [Row] = []
    for (month, cohort) in named {
      var revenue: Int128 = 0
      for since in 0...max(0, min(last - month, Self.months)) {
        let cell = since < cohort.cells.count ? cohort.cells[since] : Cell()
        revenue += cell.revenue
        rows.append(
          Row(
            month: calendar.name(of: month),
            isTruncated: reliableFrom.map { calendar.firstDay(of: month) < $0 } ?? false,
            since: since,
            isComplete: since < Self.months && calendar.lastDay(of: month + since) <= frame.asOf,
            customers: cohort.newcomers.customers, cell: cell, revenue: revenue))
      }
    }
    let total = all.newcomers.revenue + frame.guestRevenue
    var table = BaseTable(
      "cohorts",
      "Customers by the month of their first order, and what they did in that month and in each one after it: who "
        + "ordered (retention is their share), and net revenue, of the month and up to it. A row of \(Self.months) months "
        + "has all later ones too. Margin is net revenue times the share that is profit"
        + (margin.map { ", \($0)" } ?? "; it needs --margin")
        + ". A month is complete if as-of is not before its last day. Cohorts are left-truncated if they may have "
        + "customers whose first order was before the history"
        + (reliableFrom.map { ": those that begin before \($0)." } ?? "; none seems to."),
      rows: rows.count + 2, frame)
    func column<Value>(_ value: (Row) -> Value) -> [Value?] { rows.map(value) + [nil, nil] }
    table.text("first_order_month", rows.map(\.month) + ["guests", "total"])
    table.flag("left_truncated", column(\.isTruncated))
    table.count("months_since", column(\.since))
    table.flag("complete", column(\.isComplete))
    table.count("customers", column(\.cell.customers))
    table.count("of_customers", column(\.customers))
    table.ratio("retention", column(\.cell.customers), per: column(\.customers))
    table.count("orders", column(\.cell.orders))
    table.money("net_revenue", rows.map(\.cell.revenue) + [frame.guestRevenue, total])
    table.money("cumulative_net_revenue", column(\.revenue))
    table.mean(
      "cumulative_net_revenue_per_customer", column(\.revenue), per: column(\.customers))
    let profits = column { row in margin.map { BaseTable.portion(row.revenue, $0) } }
      .map { $0 ?? nil }
    table.money("cumulative_margin", profits)
    table.mean("cumulative_margin_per_customer", profits, per: column(\.customers))
    table.close()
    return table
  }

  /// The table of who came again, may still come, and is lost, by the month of the first order.
  func oneTimerTable(_ frame: TableFrame) -> BaseTable {
    let months = named.map { (name: MonthCalendar.shared.name(of: $0.month), cohort: $0.cohort) }
    let rows = months + [(name: "all_customers", cohort: all)]
    var table = BaseTable(
      "one_timers",
      "Customers by the month of their first order: repeated, with two purchase days or more; open, with one that lies "
        + "at most \(lapsing) days before as-of; lost, with one that lies further back. One-time customers are "
        + "the open and the lost.",
      rows: rows.count + 2, frame)
    func column<Value>(_ value: (Cohort) -> Value) -> [Value?] {
      rows.map { value($0.cohort) } + [nil, nil]
    }
    let customers = column(\.newcomers.customers)
    table.text("first_order_month", rows.map(\.name) + ["guests", "total"])
    table.count("of_customers", customers)
    for (name, counts) in [
      ("repeated", column(\.newcomers.returned)), ("open", column { $0.oneTimers - $0.lost }),
      ("lost", column(\.lost)),
    ] {
      table.count("\(name)_customers", counts)
      table.ratio("share_\(name)", counts, per: customers)
    }
    let revenue = rows.map(\.cohort.newcomers.revenue)
    table.money(
      "net_revenue",
      revenue + [frame.guestRevenue, all.newcomers.revenue + frame.guestRevenue])
    let once = column(\.oneTimerRevenue)
    table.money("one_time_net_revenue", once)
    table.share("share_of_one_time_net_revenue", once, of: revenue + [nil, nil])
    table.close()
    return table
  }
}
