// From the k-th purchase day to the next. Of the customers who have a k-th,
//
//   within H days   those whose k-th lies H days or more before as-of, and of them those whose next came by then:
//                   all of them had the whole time, so the share says what it seems to; with Wilson's interval
//   ever            naive: who had a next so far; customers who came lately count as if they never would
//   Kaplan-Meier    within H days, with everybody whose next may still come counted as long as they were seen

internal import Columns
internal import Histories

/// How customers go on from one purchase day to the next.
struct PurchaseLadder: OrderObserver {
  /// The steps that are told apart; the last is of this one and all later ones.
  static let steps = 10
  /// The days within which the next purchase is asked for.
  static let horizons: [Int32] = [30, 60, 90, 365]

  /// One step: from the k-th purchase day on.
  struct Step: Sendable {
    /// How many next purchase days came after so many days.
    var gaps: [Int] = []
    /// How many have not come in the so many days up to as-of.
    var open: [Int] = []
    /// For each horizon the purchase days that lie so far back, and those of them whose next came in time.
    var support = [Int](repeating: 0, count: horizons.count)
    var successes = [Int](repeating: 0, count: horizons.count)
  }

  private(set) var steps = [Step](repeating: Step(), count: steps)
  private let asOf: Int32

  init(asOf: Day) { self.asOf = asOf.rawValue }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = days.extracting(starts[customer] - starts[0]..<starts[customer + 1] - starts[0])
      if own.count == 0 { continue }
      var step = 0
      var day = own[0]
      for order in 1..<own.count + 1 {
        let next: Int32? = order < own.count ? own[order] : nil
        if next == day { continue }
        add(min(step, Self.steps - 1), from: day, to: next)
        step += 1
        day = next ?? day
      }
    }
  }

  /// Adds a purchase day and the next one, if there is one.
  private mutating func add(_ step: Int, from day: Int32, to next: Int32?) {
    let length = Int(next ?? asOf) - Int(day)
    if next == nil {
      Self.count(length, in: &steps[step].open)
    } else {
      Self.count(length, in: &steps[step].gaps)
    }
    for (place, horizon) in Self.horizons.enumerated() where Int(asOf) - Int(day) >= Int(horizon) {
      steps[step].support[place] += 1
      if next != nil && length <= Int(horizon) { steps[step].successes[place] += 1 }
    }
  }

  private static func count(_ length: Int, in counts: inout [Int]) {
    if counts.count <= length {
      counts += Array(repeating: 0, count: length + 1 - counts.count)
    }
    counts[length] += 1
  }

  static func += (left: inout PurchaseLadder, right: PurchaseLadder) {
    for step in left.steps.indices {
      add(right.steps[step].gaps, to: &left.steps[step].gaps)
      add(right.steps[step].open, to: &left.steps[step].open)
      for place in horizons.indices {
        left.steps[step].support[place] += right.steps[step].support[place]
        left.steps[step].successes[place] += right.steps[step].successes[place]
      }
    }
  }

  static func add(_ other: [Int], to counts: inout [Int]) {
    if counts.count < other.count {
      counts += Array(repeating: 0, count: other.count - counts.count)
    }
    for length in other.indices { counts[length] += other[length] }
  }
}
