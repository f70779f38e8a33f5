internal import Columns
public import Histories

/// How long the customers of a base take from one purchase day to the next: each has one gap that has not ended.
///
/// Customers who are gone never end theirs, so the share of gaps that have ended levels off below one; what a window
/// needs is how long those take that do end: percentiles are of these.
public struct RepurchaseGaps: Sendable, Equatable {
  /// The gaps that have ended.
  public let ended: Int
  /// The customers, each with one gap that has not.
  public let open: Int
  private let curve: KaplanMeier

  /// The gaps of a base.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - gaps: how many gaps of each length have ended, from 0 days on, the last number being that of all as long or
  ///     longer.
  public init(_ histories: Histories, ended gaps: [Int]) {
    var stillOpen = [Int](repeating: 0, count: gaps.count)
    let last = histories.lastDay.span
    let asOf = histories.asOf.rawValue
    for customer in 0..<histories.count {
      stillOpen[min(Int(asOf - last[customer]), gaps.count - 1)] += 1
    }
    ended = gaps.reduce(0, +)
    open = histories.count
    curve = KaplanMeier(ended: gaps, open: stillOpen)
  }

  /// The share of gaps that end at all, as far as the history shows.
  public var everEnded: Double { curve.everEnded }

  /// The days within which a share of the gaps that end has ended; nil if none has.
  public func percentile(_ share: Double) -> Int? { curve.percentile(share) }

  /// Windows that end where 80 % and 95 % of the gaps that end have ended; nil if these are too few or too alike to
  /// be told apart.
  public var windows: StageWindows? {
    guard let active = percentile(0.8), let lapsing = percentile(0.95) else { return nil }
    return StageWindows(active: active, lapsing: lapsing)
  }
}
