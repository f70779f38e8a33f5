/// Customers by whether they came again: had another purchase day after their first.
struct CameAgain: Summable, Equatable {
  /// All, and those who came again up to as-of.
  var ever = Trials()
  /// Those whose first purchase day lies 90 days or more before as-of, and who came again within 90 days.
  var within90 = Trials()
  /// The same of 365 days.
  var within365 = Trials()

  /// Nobody.
  init() {}

  /// One customer.
  ///
  /// - Parameters:
  ///   - first: the first purchase day.
  ///   - next: the second one, if there is one.
  ///   - asOf: the last day that counts.
  init(first: Int32, next: Int32?, asOf: Int32) {
    func trial(_ days: Int) -> Trials {
      if Int(asOf) - Int(first) < days { return Trials() }
      let came = next.map { Int($0) - Int(first) <= days } ?? false
      return Trials(count: 1, successes: came ? 1 : 0)
    }
    ever = Trials(count: 1, successes: next == nil ? 0 : 1)
    within90 = trial(90)
    within365 = trial(365)
  }

  static func += (left: inout CameAgain, right: CameAgain) {
    left.ever += right.ever
    left.within90 += right.within90
    left.within365 += right.within365
  }
}

extension BaseTable {
  /// Adds who came again within 90 and 365 days.
  mutating func returns(_ returns: [CameAgain?]) {
    for (days, trials) in [
      (90, returns.map { $0?.within90 }), (365, returns.map { $0?.within365 }),
    ] {
      self.trials(
        "first_customers_\(days)", "came_again_\(days)", "share_came_again_\(days)", trials)
    }
  }
}
