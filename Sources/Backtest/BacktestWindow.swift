/// The days around a split: the period before it, and the holdout after it, both of one length.
///
/// The split itself is the last day that a forecast may know. The period is (split − horizon, split], the holdout
/// (split, split + horizon].
package struct BacktestWindow: Sendable, Equatable {
  /// The split, in days since 1970-01-01.
  let split: Int32
  /// The days of the period, and of the holdout.
  let horizon: Int32
  /// The ends of the steps by which the holdout is followed, in days after the split; the last is the horizon.
  package let steps: [Int]
  /// The days of every step but the last, which may have fewer.
  let step: Int32

  /// So many steps at most: those of a year by weeks.
  private static let most = 53

  /// A window of a horizon of at least one day: by weeks, or where that would be more than 53 steps, by as many
  /// weeks as make no more.
  package init(split: Int32, horizon: Int32) {
    precondition(horizon >= 1, "a horizon of at least one day")
    self.split = split
    self.horizon = horizon
    let weeks = (Int(horizon) + 7 * Self.most - 1) / (7 * Self.most)
    step = Int32(7 * weeks)
    steps = Array(stride(from: 7 * weeks, to: Int(horizon), by: 7 * weeks)) + [Int(horizon)]
  }

  /// The day before the period.
  var before: Int32 { split - horizon }

  /// The last day of the holdout.
  var last: Int32 { split + horizon }
}
