/// An axis with values.
public struct Axis: Sendable {
  /// What the values are, with their unit.
  public var title: String
  /// How values are written.
  public var format: Format
  /// The values to mark; nil where the chart chooses them.
  public var ticks: [Tick]?

  /// An axis with its title.
  public init(title: String, format: Format, ticks: [Tick]? = nil) {
    self.title = title
    self.format = format
    self.ticks = ticks
  }

  /// How the values at an axis are written.
  public enum Format: Sendable {
    /// A number or an amount; from ten thousand on in thousands, millions or billions.
    case number
    /// A share of one in percent.
    case percent
    /// A number of whole days.
    case days
  }
}

/// A value that is marked at an axis.
public struct Tick: Sendable {
  /// The value.
  public var at: Double
  /// What is written there.
  public var label: String

  /// A value and its label.
  public init(at: Double, label: String) {
    self.at = at
    self.label = label
  }
}
