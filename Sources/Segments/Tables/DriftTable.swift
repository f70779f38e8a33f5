// Whether newcomers are what they were. Of the quarters whose newcomers all had H days, the last is held against the
// earlier ones: their share p of all together, and the deviation s of their shares. The last leaves their interval if
//
//   |p_last − p| > 1.96 √(s² + p (1 − p) / n_last)
//
// s has the chance of the earlier quarters' own numbers in it, the other term that of the last one's.

internal import Columns

extension Acquisition {
  /// The quarters before which no interval is told.
  private static let leastQuarters = 3

  /// The newcomers of a quarter.
  private struct Quarter {
    var name: String
    var lastMonth: Int
    var newcomers: Newcomers
  }

  private var quarters: [Quarter] {
    var quarters: [Quarter] = []
    for (month, cohort) in zip(cohorts.months, cohorts.values) {
      let name = MonthCalendar.shared.quarter(of: month)
      if quarters.last?.name == name {
        quarters[quarters.count - 1].newcomers += cohort.newcomers
        quarters[quarters.count - 1].lastMonth = month
      } else {
        quarters.append(Quarter(name: name, lastMonth: month, newcomers: cohort.newcomers))
      }
    }
    return quarters
  }

  /// The table of how many newcomers come again, quarter by quarter.
  func driftTable(_ frame: TableFrame) -> BaseTable {
    struct Row {
      let quarter: Quarter
      let days: Int32
      let isComplete: Bool
      let earlier: (low: Double, high: Double)?
    }
    let calendar = MonthCalendar.shared
    let quarters = quarters
    let rows = [Int32(90), 365].flatMap { days -> [Row] in
      let areComplete = quarters.map { quarter in
        Int(calendar.lastDay(of: quarter.lastMonth).rawValue) + Int(days)
          <= Int(frame.asOf.rawValue)
      }
      let last = areComplete.lastIndex(of: true)
      return quarters.indices.map { index in
        Row(
          quarter: quarters[index], days: days, isComplete: areComplete[index],
          earlier: index == last
            ? Self.interval(
              of: quarters[..<index].map { $0.newcomers.window(days) },
              for: quarters[index].newcomers.window(days).returned.count) : nil)
      }
    }
    let windows = rows.map { $0.quarter.newcomers.window($0.days) }
    var table = BaseTable(
      "drift",
      "Customers by the quarter of their first order: of those whose first purchase day lies so many days before as-of, "
        + "who came again within them, with Wilson's 95 % interval. A quarter is complete if all of its customers had "
        + "the time. The last complete one is held against the earlier ones, three at least: their share of all together, "
        + "± 1.96 deviations of their shares and of its own number.",
      rows: rows.count, frame)
    table.text("first_order_quarter", rows.map(\.quarter.name))
    table.count("within_days", rows.map { Int($0.days) })
    table.flag("complete", rows.map(\.isComplete))
    table.count("new_customers", rows.map(\.quarter.newcomers.customers))
    table.trials("customers", "came_again", "share_came_again", windows.map(\.returned))
    table.number("earlier_low", rows.map { $0.earlier?.low })
    table.number("earlier_high", rows.map { $0.earlier?.high })
    table.flag(
      "leaves_earlier",
      zip(rows, windows).map { row, window in
        row.earlier.map { earlier in
          let share = Double(window.returned.successes) / Double(window.returned.count)
          return share < earlier.low || share > earlier.high
        }
      })
    table.close()
    return table
  }

  /// Where the share of a quarter with so many customers is looked for by the earlier ones; nil of too few.
  private static func interval(
    of earlier: [Newcomers.Window], for customers: Int
  ) -> (low: Double, high: Double)? {
    let earlier = earlier.map(\.returned).filter { $0.count > 0 }
    if earlier.count < leastQuarters || customers == 0 { return nil }
    let all = earlier.reduce(into: Trials()) { $0 += $1 }
    let p = Double(all.successes) / Double(all.count)
    let shares = earlier.map { Double($0.successes) / Double($0.count) }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let variance =
      shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1)
    let half =
      Trials.z * (variance + p * (1 - p) / Double(customers)).squareRoot()
    return (max(0, p - half), min(1, p + half))
  }
}
