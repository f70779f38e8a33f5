// A shop that sells for ten years and has orders of the last three knows many of its old customers by a first order that
// was none: they come back in the first weeks of the history, one after the other, and look like newcomers. Where they
// are many, new customers per day stand far above what they are later. As long as the usual gap between purchases lasts,
// old customers are still among them.

public import Columns
public import Histories

/// Where the history of a base begins.
public struct HistoryStart: Sendable, Equatable {
  /// A start when the shop had customers already.
  public struct MidLife: Sendable, Equatable {
    /// The mean gap between purchase days, in days: so long are old customers taken for new ones.
    public let gap: Int
    /// New customers a day in the first gap.
    public let early: Double
    /// And on the days with new customers after it.
    public let later: Double
    /// The day from which on first orders are what they seem.
    public let reliableFrom: Day
  }

  /// The first day with an order.
  public let firstDay: Day
  /// The days from it to as-of.
  public let days: Int
  /// Nil if it looks like the start of the shop, or the history is too short to tell.
  public let midLife: MidLife?

  /// So many times as many new customers a day are far more.
  private static let ratio = 2.0
  /// Gaps that are shorter are taken for so many days.
  private static let leastGap = 7

  /// The start of a base's history.
  public init(_ histories: Histories) {
    let (first, last) = (histories.firstDay.span, histories.lastDay.span)
    let purchaseDays = histories.purchaseDays.span
    var start = histories.asOf.rawValue
    var (gaps, length) = (0, 0)
    for customer in 0..<histories.count {
      start = min(start, first[customer])
      gaps += Int(purchaseDays[customer]) - 1
      length += Int(last[customer]) - Int(first[customer])
    }
    firstDay = Day(rawValue: start)
    days = Int(histories.asOf.rawValue) - Int(start) + 1
    let gap = gaps > 0 ? max(Self.leastGap, (length + gaps / 2) / gaps) : days
    if days < 2 * gap {
      midLife = nil
      return
    }
    var newcomers = [Int](repeating: 0, count: days)
    for customer in 0..<histories.count { newcomers[Int(first[customer]) - Int(start)] += 1 }
    let busy = newcomers[gap...].count { $0 > 0 }
    let early = Double(newcomers[..<gap].reduce(0, +)) / Double(gap)
    let later = Double(newcomers[gap...].reduce(0, +)) / Double(max(1, busy))
    midLife =
      busy > 0 && early > Self.ratio * later
      ? MidLife(gap: gap, early: early, later: later, reliableFrom: firstDay + Int32(gap)) : nil
  }
}
