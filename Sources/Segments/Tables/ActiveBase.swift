// At the end of each month every customer so far is in a stage, and has brought something in the 365 days before. The
// months of a customer are gone through with two fingers in the orders: those up to the month's end, and those of the
// 365 days. Who has been away for so long that neither will change is inactive in all months from then on: counted
// once, where that begins.

internal import Columns
internal import Histories
internal import Orders

/// How many customers were in which stage at the end of each month.
struct ActiveBase: OrderObserver {
  /// The customers of a stage.
  struct Cell: Sendable, Equatable {
    var customers = 0
    /// Net revenue of the 365 days up to the month's end, in minor units.
    var revenue: Int128 = 0
  }

  /// One month's end, or as-of if that comes first.
  struct Month: Sendable {
    /// In the order of `LifecycleStage.allCases`; those who are gone for good are not among them.
    var stages = [Cell](repeating: Cell(), count: LifecycleStage.allCases.count)
    /// Customers who have been inactive since this month, and stay so.
    var gone = 0
  }

  private(set) var months = MonthSeries(Month())
  private let calendar = MonthCalendar.shared
  private let windows: StageWindows
  private let asOf: Day
  private let lastMonth: Int
  /// Days after the last order after which nothing changes.
  private let quietest: Int

  init(asOf: Day, windows: StageWindows) {
    self.asOf = asOf
    self.windows = windows
    lastMonth = calendar.month(of: asOf.rawValue)
    quietest = max(Int(windows.lapsing), 365)
  }

  /// When the stages of a month are told.
  func end(of month: Int) -> Day { min(calendar.lastDay(of: month), asOf) }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let first = days[own.lowerBound]
      var (seen, recent) = (own.lowerBound, own.lowerBound)
      var revenue: Int128 = 0
      let firstMonth = calendar.month(of: first)
      if firstMonth > lastMonth { continue }
      _ = months.place(of: firstMonth)
      for month in firstMonth...lastMonth {
        let end = end(of: month).rawValue
        while seen < own.upperBound && days[seen] <= end {
          revenue += Int128(amounts[seen])
          seen += 1
        }
        while recent < seen && Int(days[recent]) <= Int(end) - 365 {
          revenue -= Int128(amounts[recent])
          recent += 1
        }
        let last = days[seen - 1]
        let place = months.place(of: month)
        let quiet = Int(end) - Int(last)
        if quiet > quietest && seen == own.upperBound {
          months.values[place].gone += 1
          break
        }
        let stage = windows.place(quiet: quiet, hasReturned: last > first)
        months.values[place].stages[stage].customers += 1
        months.values[place].stages[stage].revenue += revenue
      }
    }
  }

  static func += (left: inout ActiveBase, right: ActiveBase) {
    left.months.merge(right.months) { month, other in
      month.gone += other.gone
      for stage in month.stages.indices {
        month.stages[stage].customers += other.stages[stage].customers
        month.stages[stage].revenue += other.stages[stage].revenue
      }
    }
  }

  /// The table: for each month up to as-of's the stages, and all customers.
  func table(_ frame: TableFrame) -> BaseTable {
    struct Row {
      let end: Day
      let stage: String
      let customers: Int?
      let ofCustomers: Int?
      let revenue: Int128
      let ofRevenue: Int128?
    }
    var rows: [Row] = []
    var gone = 0
    for (month, value) in zip(months.months, months.values) {
      gone += value.gone
      var cells = value.stages
      cells[cells.count - 1].customers += gone
      let all = cells.reduce(Cell()) {
        Cell(customers: $0.customers + $1.customers, revenue: $0.revenue + $1.revenue)
      }
      let names = LifecycleStage.allCases.map(\.rawValue) + ["all_customers"]
      let end = end(of: month)
      rows += zip(names, cells + [all]).map { name, cell in
        Row(
          end: end, stage: name, customers: cell.customers, ofCustomers: all.customers,
          revenue: cell.revenue, ofRevenue: all.revenue)
      }
      let guests = frame.guests.until(end) - frame.guests.until(end - 365)
      rows += [("guests", guests), ("total", all.revenue + guests)].map { name, revenue in
        Row(
          end: end, stage: name, customers: nil, ofCustomers: nil, revenue: revenue, ofRevenue: nil)
      }
    }
    var table = BaseTable(
      "active_base",
      "Customers by lifecycle stage at the end of each month, the last one at as-of: new and active ones had ordered in "
        + "the last \(windows.active) days, lapsing ones in the last \(windows.lapsing). Net revenue is that of the 365 "
        + "days up to then; what was paid back by as-of is taken off.",
      rows: rows.count, frame)
    table.date("on", rows.map(\.end))
    table.text("lifecycle_stage", rows.map(\.stage))
    table.count("customers", rows.map(\.customers))
    table.count("of_customers", rows.map(\.ofCustomers))
    table.ratio("share_of_customers", rows.map(\.customers), per: rows.map(\.ofCustomers))
    table.money("net_revenue_365", rows.map(\.revenue))
    table.money("of_net_revenue_365", rows.map(\.ofRevenue))
    table.share("share_of_net_revenue_365", rows.map(\.revenue), of: rows.map(\.ofRevenue))
    table.close()
    return table
  }
}
