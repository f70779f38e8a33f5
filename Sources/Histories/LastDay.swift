/// Whether the last day of the data looks as if it were not over yet.
public struct LastDay: Sendable, Equatable {
  /// Orders on the last day.
  public let orders: Int
  /// The median of the orders on the same weekday of the eight weeks before.
  public let usual: Int

  /// How many days a check needs: the last one and eight weeks before it.
  public static let days = 57

  /// Judges the last of `counts`, one number per day, oldest first.
  ///
  /// - Returns: nil if the day has at least half of its weekday's usual orders, or if the usual
  ///   number is under ten, where half is nothing out of the ordinary.
  ///
  /// - Precondition: `counts` has `days` entries.
  public init?(partial counts: [Int]) {
    precondition(counts.count == Self.days, "the last day and eight weeks before it")
    let weekdays = (0..<8).map { counts[$0 * 7] }.sorted()
    usual = (weekdays[3] + weekdays[4]) / 2
    orders = counts[Self.days - 1]
    if usual < 10 || orders * 2 >= usual { return nil }
  }
}
