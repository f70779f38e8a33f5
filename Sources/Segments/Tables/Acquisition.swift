internal import Columns
internal import Histories

/// What the customers acquired in each month came to, in all and by the months that followed.
struct Acquisition: OrderObserver {
  /// What a month's newcomers did in one month.
  struct Cell: Sendable, Equatable {
    /// Those who ordered.
    var customers = 0
    var orders = 0
    var revenue: Int128 = 0
  }

  /// The customers acquired in one month.
  struct Cohort: Sendable {
    var newcomers = Newcomers()
    /// What customers with one purchase day spent.
    var oneTimerRevenue: Int128 = 0
    /// Those of them who are inactive.
    var lost = 0
    /// By months since the first; the last is of that one and all later ones.
    var cells: [Cell] = []

    /// Customers with one purchase day.
    var oneTimers: Int { newcomers.customers - newcomers.returned }

    /// Adds the customers of another one, month by month since their first.
    mutating func add(_ other: Cohort) {
      newcomers += other.newcomers
      oneTimerRevenue += other.oneTimerRevenue
      lost += other.lost
      let missing = other.cells.count - cells.count
      if missing > 0 { cells += repeatElement(Cell(), count: missing) }
      for (since, cell) in other.cells.enumerated() {
        cells[since].customers += cell.customers
        cells[since].orders += cell.orders
        cells[since].revenue += cell.revenue
      }
    }
  }

  /// The months after the first that are told apart.
  static let months = 60

  private(set) var cohorts = MonthSeries(Cohort())
  private let calendar = MonthCalendar.shared
  private let asOf: Int32
  /// A customer is inactive after so many days without an order.
  let lapsing: Int32

  init(asOf: Day, lapsing: Int32) {
    self.asOf = asOf.rawValue
    self.lapsing = lapsing
  }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty { continue }
      let (ownDays, ownAmounts) = (days.extracting(own), amounts.extracting(own))
      let first = calendar.month(of: ownDays[0])
      let place = cohorts.place(of: first)
      cohorts.values[place].newcomers.add(ownDays, ownAmounts, asOf: asOf)
      if ownDays[ownDays.count - 1] == ownDays[0] {
        if Int(asOf) - Int(ownDays[0]) > Int(lapsing) { cohorts.values[place].lost += 1 }
        for order in 0..<ownDays.count {
          cohorts.values[place].oneTimerRevenue += Int128(ownAmounts[order])
        }
      }
      var latest = -1
      for order in 0..<ownDays.count {
        let since = min(calendar.month(of: ownDays[order]) - first, Self.months)
        if since != latest {
          let missing = since + 1 - cohorts.values[place].cells.count
          if missing > 0 { cohorts.values[place].cells += repeatElement(Cell(), count: missing) }
          cohorts.values[place].cells[since].customers += 1
          latest = since
        }
        cohorts.values[place].cells[since].orders += 1
        cohorts.values[place].cells[since].revenue += Int128(ownAmounts[order])
      }
    }
  }

  static func += (left: inout Acquisition, right: Acquisition) {
    left.cohorts.merge(right.cohorts) { $0.add($1) }
  }

  /// The cohorts that have customers, with their months.
  var named: [(month: Int, cohort: Cohort)] {
    zip(cohorts.months, cohorts.values).map { (month: $0, cohort: $1) }
      .filter { $0.cohort.newcomers.customers > 0 }
  }

  /// All customers.
  var all: Cohort {
    var all = Cohort()
    for cohort in cohorts.values { all.add(cohort) }
    return all
  }
}
