internal import Arithmetic
internal import Columns
internal import Histories
internal import Models

/// The repeat purchases of a base up to a split, day by day.
struct PastPurchases: Sendable, Equatable {
  /// Some days up to the split, none of which another step has.
  struct Step: Equatable {
    /// Days from the last of them to the split.
    let daysBefore: Int
    let days: Int
    /// Customers whose first purchase day is one of these, or an earlier one.
    let customers: Int
    /// Purchase days among them that are not their customer's first.
    let repeats: Int
  }

  /// How many repeat purchases lie so many days before the split; the last number is that of all as early or earlier.
  private let repeats: [Int]
  /// How many customers' first purchase days lie so many days before the split, up to the earliest.
  private let newcomers: [Int]
  /// The days of a step.
  private let step: Int

  init(_ base: ObservedBase) {
    let first = base.histories.firstDay.span
    let split = Int(base.outcomes.window.split)
    var earliest = split
    for customer in 0..<first.count { earliest = min(earliest, Int(first[customer])) }
    var newcomers = [Int](repeating: 0, count: split - earliest + 1)
    var counts = newcomers.mutableSpan
    for customer in 0..<first.count { counts[split - Int(first[customer])] += 1 }
    self.newcomers = newcomers
    repeats = base.outcomes.repeats
    step = Int(base.outcomes.window.step)
  }

  /// The steps back to the first purchase day, the earliest first; it has all days that are too long ago for steps of
  /// their own.
  var steps: [Step] {
    let most = repeats.count / step
    let count = min(most, (newcomers.count + step - 1) / step)
    var customers = 0
    return (0..<count).reversed().map { place in
      let start = place * step
      let isEarliest = place == count - 1
      customers += newcomers[start..<(isEarliest ? newcomers.count : start + step)].reduce(0, +)
      return Step(
        daysBefore: start, days: isEarliest ? newcomers.count - start : step, customers: customers,
        repeats: repeats[start..<(isEarliest ? repeats.count : start + step)].reduce(0, +))
    }
  }

  /// The repeat purchases up to the end of each step that a model expects of as many new customers since their first
  /// purchase days: Σ E[X(t)], as Fader, Hardie and Lee (2005) track what came.
  func expected(_ model: PurchaseModel) -> [Double] {
    let ages = newcomers.indices.filter { newcomers[$0] > 0 }
    // By days since the first purchase, as far as they occur.
    var known = [Double?](repeating: nil, count: newcomers.count)
    func purchases(within days: Int) -> Double {
      let value = known[days] ?? model.expectedPurchasesOfNewCustomer(t: Double(days))
      known[days] = value
      return value
    }
    return steps.map { step in
      var sum = CompensatedSum()
      for age in ages where age >= step.daysBefore {
        sum.add(Double(newcomers[age]) * purchases(within: age - step.daysBefore))
      }
      return sum.value
    }
  }
}
