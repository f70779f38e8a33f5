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
  public static let standard = StageWindows(90, 365)

  /// The longest gap within a spell of activity: who orders on the first day on which they would be lapsing never was.
  public var longestGap: Int32 { active + 1 }

  private init(_ active: Int32, _ lapsing: Int32) {
    self.active = active
    self.lapsing = lapsing
  }

  /// Windows of some days; nil unless both are from 1 to 36,525, and the second is longer.
  public init?(active: Int, lapsing: Int) {
    guard active >= 1, active < lapsing, lapsing <= 36_525 else { return nil }
    self.active = Int32(active)
    self.lapsing = Int32(lapsing)
  }

  /// The place in `LifecycleStage.allCases` of the stage of a customer who has not ordered for so many days, and has
  /// two purchase days or more, or one.
  func place(quiet: Int, hasReturned: Bool) -> Int {
    quiet > Int(lapsing) ? 3 : quiet > Int(active) ? 2 : hasReturned ? 1 : 0
  }

  /// The places in `LifecycleStage.allCases` of customers' stages, and the first day of each stage.
  func stages(_ histories: Histories, _ customers: Range<Int>) -> (codes: [UInt8], since: [Int32]) {
    let last = histories.lastDay.span.extracting(customers)
    let days = histories.purchaseDays.span.extracting(customers)
    let activeSince = histories.activeSince.span.extracting(customers)
    let asOf = histories.asOf.rawValue
    var stages = [UInt8].unwritten(customers.count)
    var since = [Int32].unwritten(customers.count)
    var codes = stages.mutableSpan
    var starts = since.mutableSpan
    for index in 0..<customers.count {
      let quiet = asOf &- last[index]
      codes[index] = UInt8(place(quiet: Int(quiet), hasReturned: days[index] > 1))
      starts[index] =
        quiet > lapsing
        ? last[index] &+ lapsing &+ 1
        : quiet > active ? last[index] &+ active &+ 1 : activeSince[index]
    }
    return (stages, since)
  }
}
