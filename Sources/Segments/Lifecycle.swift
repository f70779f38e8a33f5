internal import Columns
internal import Histories

/// Where a customer stands, by the time since the last order.
public enum LifecycleStage: String, Sendable, CaseIterable {
  /// One purchase day, at most `active` days ago.
  case new
  /// Two purchase days or more, the last at most `active` days ago.
  case active
  /// The last more than `active` and at most `lapsing` days ago.
  case lapsing
  /// The last more than `lapsing` days ago.
  case inactive
}

/// The days after the last order at which stages end.
public struct StageWindows: Sendable, Equatable {
  /// A customer is new or active up to so many days after the last order.
  public let active: Int32
  /// And lapsing up to so many.
  public let lapsing: Int32

  /// The windows in wide use: 90 and 365 days.
  public static let standard = StageWindows(active: 90, lapsing: 365)

  /// The stage of a customer of `histories`, and the first day of it.
  func stage(_ histories: Histories, _ customer: Int) -> (stage: LifecycleStage, since: Day) {
    let last = Day(rawValue: histories.lastDay[customer])
    let quiet = histories.asOf - last
    if quiet > lapsing { return (.inactive, last + lapsing + 1) }
    if quiet > active { return (.lapsing, last + active + 1) }
    let stage: LifecycleStage = histories.purchaseDays[customer] == 1 ? .new : .active
    return (stage, Day(rawValue: histories.activeSince[customer]))
  }
}
