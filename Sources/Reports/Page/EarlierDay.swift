public import Columns
public import Segments

/// What headline figures are held against.
public enum EarlierDay: Sendable {
  /// The tables as of an earlier day.
  case tables(BaseTables, Day)
  /// Nothing, and why.
  case none(String)

  /// The day a year before as-of, if the history begins so long before it that figures of that day say something.
  ///
  /// - Parameters:
  ///   - asOf: the last day that counts.
  ///   - from: the first.
  /// - Returns: the day, or nil with the reason.
  public static func usual(before asOf: Day, from: Day) -> (day: Day?, reason: String) {
    let day = asOf - 365
    if from <= day - 90 { return (day, "") }
    if from > day { return (nil, "the history begins on \(from), after \(day), a year before") }
    return (
      nil,
      "a year before, on \(day), the history, which begins on \(from), was not 90 days old"
    )
  }
}
