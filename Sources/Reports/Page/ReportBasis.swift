public import Columns
public import Segments

/// What a report's figures go by, as far as its tables do not say it.
public struct ReportBasis: Sendable {
  /// What the tables have in common, of the whole history.
  public let frame: TableFrame
  /// The days up to as-of that tables without a model go by; nil for all.
  public let lookback: Int?
  /// The day from which on customers came whom the models are fitted to; nil for all.
  public let historyFrom: Day?
  /// Whether the models were fitted before, to orders that may be later than those of an earlier day.
  public let hasGivenModel: Bool

  /// What some figures go by.
  public init(frame: TableFrame, lookback: Int?, historyFrom: Day?, hasGivenModel: Bool) {
    self.frame = frame
    self.lookback = lookback
    self.historyFrom = historyFrom
    self.hasGivenModel = hasGivenModel
  }

  /// The first day whose orders the tables without a model may have.
  var from: Day { max(frame.from, windowStart ?? frame.from) }

  /// What counts the last days alone, if something does.
  var windowNote: String? {
    guard let lookback, let windowStart else { return nil }
    let days = lookback == 1 ? "day" : "\(lookback) days"
    return
      "Only orders of the last \(days), from \(windowStart) on, count in the headlines, the lifecycle stages, who brings the revenue, who "
      + "comes back and the months of first orders, and for RFM scores and value tiers. CLV, value at stake and "
      + "forecasts go by all orders since \(frame.from)."
  }

  private var windowStart: Day? { lookback.map { frame.asOf - Int32($0 - 1) } }
}
