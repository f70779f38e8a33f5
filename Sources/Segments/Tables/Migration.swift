internal import Columns
internal import Histories
internal import Orders

/// Customers by their stages on an earlier day and as of today.
struct Migration: OrderObserver {
  /// The customers who went from one stage to another.
  struct Cell: Sendable, Equatable {
    var customers = 0
    /// What they spent after the earlier day, in minor units.
    var revenue: Int128 = 0
  }

  private static let stages = LifecycleStage.allCases.count

  /// The earlier day; without one nothing is looked at.
  let since: Day?
  private let asOf: Day
  private let windows: StageWindows
  /// By the stage then and the stage now; those of whom there was no order then come last.
  private(set) var cells = [[Cell]](
    repeating: Array(repeating: Cell(), count: stages), count: stages + 1)

  init(since: Day?, asOf: Day, windows: StageWindows) {
    self.since = since
    self.asOf = asOf
    self.windows = windows
  }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    guard let since = since?.rawValue else { return }
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let first = days[own.lowerBound]
      var before: Int32?
      var revenue: Int128 = 0
      for order in own {
        if days[order] <= since {
          before = days[order]
        } else {
          revenue += Int128(amounts[order])
        }
      }
      func stage(_ last: Int32, on day: Int32) -> Int {
        windows.place(quiet: Int(day) - Int(last), hasReturned: last > first)
      }
      let then = before.map { stage($0, on: since) } ?? Self.stages
      let now = stage(days[own.upperBound - 1], on: asOf.rawValue)
      cells[then][now].customers += 1
      cells[then][now].revenue += revenue
    }
  }

  static func += (left: inout Migration, right: Migration) {
    for then in left.cells.indices {
      for now in left.cells[then].indices {
        left.cells[then][now].customers += right.cells[then][now].customers
        left.cells[then][now].revenue += right.cells[then][now].revenue
      }
    }
  }

  /// The table; nil without an earlier day.
  func table(_ frame: TableFrame) -> BaseTable? {
    guard let since else { return nil }
    let guests = frame.guestRevenue - frame.guests.until(since)
    let names = LifecycleStage.allCases.map(\.rawValue)
    let rows = zip(names + ["not_yet"], cells).flatMap { name, row in
      let all = row.reduce(0) { $0 + $1.customers }
      return zip(names, row).map { (then: name, now: $0, cell: $1, of: all) }
    }
    let total = rows.reduce(Int128(0)) { $0 + $1.cell.revenue }
    var table = BaseTable(
      "migration",
      "Customers by lifecycle stage on \(since), and as of \(frame.asOf): shares are of those who were in the stage then; "
        + "not_yet had not ordered by then. Net revenue is that after \(since). What was paid back by \(frame.asOf) is "
        + "taken off on both days.",
      rows: rows.count + 2, frame)
    table.date("compared_to", Array(repeating: since, count: rows.count + 2))
    table.text("stage_then", rows.map(\.then) + ["guests", "total"])
    table.text("stage_now", rows.map(\.now) + ["guests", "total"])
    let customers = rows.map { Optional($0.cell.customers) } + [nil, nil]
    let wholes = rows.map { Optional($0.of) } + [nil, nil]
    table.count("customers", customers)
    table.count("of_customers", wholes)
    table.ratio("share_of_customers", customers, per: wholes)
    table.money("net_revenue_since", rows.map(\.cell.revenue) + [guests, total + guests])
    table.close()
    return table
  }
}
