internal import Columns

/// The sums of rows that are set aside without a place of their own, by reason and day: figures with guests as
/// of any day follow from them.
struct SetAsideDays: Sendable, Equatable {
  /// What is summed apart.
  private struct Key: Hashable {
    let reason: SetAsideReason
    /// Days since 1970-01-01, or a packed `UndecidedDate`.
    let day: Int32
  }

  private var tallies: [Key: Tally] = [:]

  /// Adds a row.
  mutating func add(_ reason: SetAsideReason, day: Int32, _ amount: Amount) {
    tallies[Key(reason: reason, day: day), default: Tally()].add(amount)
  }

  /// Adds the sums of other rows.
  static func += (left: inout SetAsideDays, right: SetAsideDays) {
    for (key, tally) in right.tallies { left.tallies[key, default: Tally()] += tally }
  }

  /// Turns the days that were left open into those they are in a column of that order.
  ///
  /// - Precondition: every one of them is a date in that order.
  mutating func decide(_ order: DateOrder) {
    var decided = SetAsideDays()
    for (key, tally) in tallies {
      var day = key.day
      if UndecidedDate.isPacked(day) {
        guard let date = UndecidedDate(packed: day).day(order) else {
          preconditionFailure("a date that does not read in the column's order is an error before")
        }
        day = date.rawValue
      }
      decided.tallies[Key(reason: key.reason, day: day), default: Tally()] += tally
    }
    self = decided
  }

  /// The revenue of a reason by day, in minor units.
  func revenue(of reason: SetAsideReason) -> [(day: Day, revenue: Int128)] {
    tallies.filter { $0.key.reason == reason }.map {
      (day: Day(rawValue: $0.key.day), revenue: $0.value.revenue)
    }
  }

  /// The sums, by reason in fixed order and then by day.
  var sums: [(reason: SetAsideReason, day: Int32, tally: Tally)] {
    SetAsideReason.allCases.flatMap { reason in
      tallies.filter { $0.key.reason == reason }.sorted { $0.key.day < $1.key.day }
        .map { (reason, $0.key.day, $0.value) }
    }
  }
}
