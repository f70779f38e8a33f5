internal import Columns
public import Histories

/// What one customer spent: all that spend models see of it.
///
/// Money is in major units.
public struct CustomerSpends: Sendable, Equatable {
  /// Purchase days after the first on which something was spent.
  public let repeats: Double
  /// What was spent on them.
  public let repeatSpend: Double
  /// Purchase days on which something was spent, the first among them.
  public let purchases: Double
  /// What was spent on them; 0 where more was paid back.
  public let spend: Double

  /// The spends of a customer of a base; `scale` is the currency's decimals.
  public init(_ histories: Histories, _ customer: Int, scale: Int) {
    let unit = minorUnits(perMajorAt: scale)
    let revenue = histories.revenue[customer]
    let repeated = histories.repeatSpend[customer]
    repeats = Double(histories.repeatSpendDays[customer])
    repeatSpend = Double(repeated) / unit
    // Where all revenue is of repeat days, nothing was spent on the first one.
    purchases = repeats + (revenue == repeated ? 0 : 1)
    spend = Double(max(0, revenue)) / unit
  }

  /// Given spends, of which one is of the first day.
  public init(repeats: Double, repeatSpend: Double, first: Double) {
    self.repeats = repeats
    self.repeatSpend = repeatSpend
    purchases = repeats + (first == 0 ? 0 : 1)
    spend = max(0, repeatSpend + first)
  }
}
