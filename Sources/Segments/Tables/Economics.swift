public import Columns
internal import Histories

/// What new customers cost the shop.
public enum AcquisitionCost: Sendable, Equatable {
  /// Each of them, in minor units.
  case perCustomer(Int64)
  /// All of a month, in minor units, by any day of it; months without cost nothing is known of.
  case spend([Day: Int128])
}

/// What the newcomers of a month cost, and what they have left so far.
struct Economics: Sendable {
  /// A month's newcomers, or all of the months of which the cost is known.
  struct Row: Sendable {
    var name: String
    var cohort: Acquisition.Cohort
    /// What all of them cost, in minor units.
    var spend: Int128
    /// The months after the first, all of which have passed for all of them.
    var passed: Int
    /// One-time customers who have not left what they cost.
    var neverRepaid = 0
  }

  /// The net revenue of all customers.
  private let all: Int128

  private(set) var rows: [Row]
  private let margin: Double

  /// The economics of a base.
  ///
  /// - Parameters:
  ///   - acquisition: the newcomers.
  ///   - histories: the base.
  ///   - cost: what they cost.
  ///   - margin: the share of revenue that is profit.
  init(_ acquisition: Acquisition, _ histories: Histories, _ cost: AcquisitionCost, margin: Double)
  {
    let calendar = MonthCalendar.shared
    self.margin = margin
    let last = calendar.month(of: histories.asOf.rawValue)
    // The last month counts if as-of is its last day.
    let whole = calendar.lastDay(of: last) <= histories.asOf ? last : last - 1
    var spends: [Int: Int128] = [:]
    if case .spend(let byDay) = cost {
      for (day, spend) in byDay { spends[calendar.month(of: day.rawValue), default: 0] += spend }
    }
    var places: [Int: Int] = [:]
    rows = []
    all = acquisition.all.newcomers.revenue
    for (month, cohort) in acquisition.named {
      let spend: Int128? =
        switch cost {
        case .perCustomer(let cost): Int128(cost) * Int128(cohort.newcomers.customers)
        case .spend: spends[month]
        }
      guard let spend else { continue }
      places[month] = rows.count
      rows.append(
        Row(
          name: calendar.name(of: month), cohort: cohort, spend: spend, passed: whole - month))
    }
    for customer in 0..<histories.count where histories.purchaseDays[customer] == 1 {
      guard let place = places[calendar.month(of: histories.firstDay[customer])] else { continue }
      let profit = Double(histories.revenue[customer]) * margin
      let row = rows[place]
      if profit * Double(row.cohort.newcomers.customers) < Double(row.spend) {
        rows[place].neverRepaid += 1
      }
    }
    if !rows.isEmpty { rows.append(together) }
  }

  /// All months together, by months that have passed for all of them.
  private var together: Row {
    var all = Row(
      name: "all_known_months", cohort: Acquisition.Cohort(), spend: 0,
      passed: rows.map(\.passed).min() ?? 0)
    for row in rows {
      all.cohort.add(row.cohort)
      all.spend += row.spend
      all.neverRepaid += row.neverRepaid
    }
    return all
  }

  /// The first month since the first order by whose end margins have reached the cost; nil if they have not.
  private func breakEven(_ row: Row) -> Int? {
    var revenue: Int128 = 0
    for (since, cell) in row.cohort.cells.enumerated() {
      if since > row.passed || since == Acquisition.months { return nil }
      revenue += cell.revenue
      if BaseTable.portion(revenue, margin) >= row.spend { return since }
    }
    return nil
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    let revenue = rows.last?.cohort.newcomers.revenue ?? 0
    var table = BaseTable(
      "economics",
      "Customers by the month of their first order, of months whose cost is known. A contribution is net revenue times "
        + "the share that is profit, \(margin). CAC is the spend for each new customer. First contribution is that of "
        + "first purchase days; within so many days of the first, of customers whose first lies that far before as-of. "
        + "Break-even is the first calendar month since the first order, 0 being its own, by whose end the contributions "
        + "of all have reached the spend; months that are not over for all do not count. Never repaid: one-time "
        + "customers whose contribution is below their month's CAC.",
      rows: rows.count + 3, frame)
    func column<Value>(_ value: (Row) -> Value?) -> [Value?] { rows.map(value) + [nil, nil, nil] }
    func contributions(_ revenue: (Newcomers) -> Int128) -> [Int128?] {
      column { BaseTable.portion(revenue($0.cohort.newcomers), margin) }
    }
    let customers = column(\.cohort.newcomers.customers)
    let spend = column(\.spend)
    table.text("first_order_month", rows.map(\.name) + ["other_months", "guests", "total"])
    table.count("new_customers", customers)
    table.money("spend", spend)
    table.mean("cac", spend, per: customers)
    let first = contributions(\.firstRevenue)
    table.money("first_net_revenue", column(\.cohort.newcomers.firstRevenue))
    table.money("first_contribution", first)
    table.mean("first_contribution_per_customer", first, per: customers)
    let left = zip(first, spend).map { first, spend in
      first.flatMap { first in spend.map { first - $0 } }
    }
    table.money("first_contribution_less_spend", left)
    table.mean("first_contribution_less_cac", left, per: customers)
    for days in Newcomers.horizons {
      let within = contributions { $0.window(days).revenue }
      let had = column { $0.cohort.newcomers.window(days).returned.count }
      table.count("customers_\(days)", had)
      table.money("contribution_\(days)", within)
      table.mean("contribution_\(days)_per_customer", within, per: had)
    }
    table.count("break_even_month", column(breakEven))
    let oneTimers = column(\.cohort.oneTimers)
    table.count("one_time_customers", oneTimers)
    table.count("never_repaid", column(\.neverRepaid))
    table.ratio("share_never_repaid", column(\.neverRepaid), per: oneTimers)
    table.money(
      "net_revenue",
      rows.map(\.cohort.newcomers.revenue) + [
        all - revenue, frame.guestRevenue, all + frame.guestRevenue,
      ])
    table.close()
    return table
  }
}
