internal import Columns
internal import Histories
public import Orders

/// What new customers cost the shop.
public enum AcquisitionCost: Sendable, Equatable {
  /// Each of them, in minor units.
  case perCustomer(Int64)
  /// All of a month, or of a month and a channel; of others nothing is known.
  case spend([AcquisitionSpend])
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

    /// The first month since the first order by whose end margins have reached the cost; nil if they have not.
    func breakEven(_ margin: Double) -> Int? {
      var revenue: Int128 = 0
      for (since, cell) in cohort.cells.enumerated() {
        if since > passed || since == Acquisition.months { return nil }
        revenue += cell.revenue
        if BaseTable.portion(revenue, margin) >= spend { return since }
      }
      return nil
    }

    /// All months together, by months that have passed for all of them.
    static func all(_ rows: [Row]) -> Row {
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
  }

  /// What the columns of a table of such rows mean.
  static func definition(_ margin: Double) -> String {
    "A contribution is net revenue times the share that is profit, \(margin). CAC is the spend for each new customer. "
      + "First contribution is that of first purchase days; within so many days of the first, of customers whose first "
      + "lies that far before as-of. Break-even is the first calendar month since the first order, 0 being its own, by "
      + "whose end the contributions of all have reached the spend; months that are not over for all do not count."
  }

  /// The last month that is over as of a day.
  static func lastMonth(_ asOf: Day) -> Int {
    let calendar = MonthCalendar.shared
    let last = calendar.month(of: asOf.rawValue)
    return calendar.lastDay(of: last) <= asOf ? last : last - 1
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
    let last = Self.lastMonth(histories.asOf)
    var spends: [Int: Int128] = [:]
    if case .spend(let spend) = cost {
      for spend in spend {
        spends[calendar.month(of: spend.month.rawValue), default: 0] += spend.amount
      }
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
        Row(name: calendar.name(of: month), cohort: cohort, spend: spend, passed: last - month))
    }
    for customer in 0..<histories.count where histories.purchaseDays[customer] == 1 {
      guard let place = places[calendar.month(of: histories.firstDay[customer])] else { continue }
      let profit = Double(histories.revenue[customer]) * margin
      let row = rows[place]
      if profit * Double(row.cohort.newcomers.customers) < Double(row.spend) {
        rows[place].neverRepaid += 1
      }
    }
    if !rows.isEmpty { rows.append(Row.all(rows)) }
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    var table = BaseTable(
      "economics",
      "Customers by the month of their first order, of months whose cost is known. "
        + Self.definition(margin)
        + " Never repaid: one-time customers whose contribution is below their month's CAC.",
      rows: rows.count + 3, frame)
    table.text("first_order_month", rows.map(\.name) + ["other_months", "guests", "total"])
    let rest: [Row?] = [nil, nil, nil]
    table.economics(rows + rest, margin: margin)
    let never = rows.map { $0.neverRepaid } + rest.map { _ in nil }
    table.count("never_repaid", never)
    table.ratio(
      "share_never_repaid", never, per: (rows + rest).map { $0?.cohort.oneTimers })
    table.close(rows, others: all - (rows.last?.cohort.newcomers.revenue ?? 0), of: all, frame)
    return table
  }
}

extension BaseTable {
  /// Adds what newcomers cost, and what they have left; nothing is known where there is no row.
  mutating func economics(_ rows: [Economics.Row?], margin: Double) {
    func column<Value>(_ value: (Economics.Row) -> Value?) -> [Value?] {
      rows.map { $0.flatMap(value) }
    }
    func contributions(_ revenue: (Newcomers) -> Int128) -> [Int128?] {
      column { BaseTable.portion(revenue($0.cohort.newcomers), margin) }
    }
    let customers = column(\.cohort.newcomers.customers)
    let spend = column(\.spend)
    count("new_customers", customers)
    money("spend", spend)
    mean("cac", spend, per: customers)
    let first = contributions(\.firstRevenue)
    money("first_net_revenue", column(\.cohort.newcomers.firstRevenue))
    money("first_contribution", first)
    mean("first_contribution_per_customer", first, per: customers)
    let left = zip(first, spend).map { first, spend in
      first.flatMap { first in spend.map { first - $0 } }
    }
    money("first_contribution_less_spend", left)
    mean("first_contribution_less_cac", left, per: customers)
    for days in Newcomers.horizons {
      let within = contributions { $0.window(days).revenue }
      let had = column { $0.cohort.newcomers.window(days).returned.count }
      count("customers_\(days)", had)
      money("contribution_\(days)", within)
      mean("contribution_\(days)_per_customer", within, per: had)
    }
    count("break_even_month", column { $0.breakEven(margin) })
    count("one_time_customers", column(\.cohort.oneTimers))
  }
  /// Adds the net revenue of newcomers, of all others, of guests and in all, and closes the table.
  mutating func close(
    _ rows: [Economics.Row], others: Int128, of all: Int128, _ frame: TableFrame
  ) {
    money(
      "net_revenue",
      rows.map(\.cohort.newcomers.revenue) + [
        others, frame.guestRevenue, all + frame.guestRevenue,
      ])
    close()
  }
}
