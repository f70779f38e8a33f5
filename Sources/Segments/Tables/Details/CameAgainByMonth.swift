internal import Columns

/// Customers by the calendar month of their first order.
struct CameAgainByMonth: Sendable {
  /// By the month's number.
  private var months: [Int: CameAgain] = [:]

  /// Adds a customer.
  mutating func add(_ day: Int32, _ returns: CameAgain) {
    months[MonthCalendar.shared.month(of: day), default: CameAgain()] += returns
  }

  static func += (left: inout CameAgainByMonth, right: CameAgainByMonth) {
    for (month, returns) in right.months { left.months[month, default: CameAgain()] += returns }
  }

  /// The months of most customers, the later of equal ones, in the order of time; and all others together.
  func ranked(_ most: Int) -> (first: [(month: Int, returns: CameAgain)], others: CameAgain?) {
    let all = months.sorted {
      ($0.value.ever.count, $0.key) > ($1.value.ever.count, $1.key)
    }
    let others = all.dropFirst(most)
    return (
      all.prefix(most).sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      others.isEmpty ? nil : others.reduce(into: CameAgain()) { $0 += $1.value }
    )
  }
}
