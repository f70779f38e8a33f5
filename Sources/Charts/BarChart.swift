/// Bars from zero, one per label.
public struct BarChart: Chart {
  let title: ChartTitle
  let bars: [Bar]
  let axis: Axis
  private let direction: Direction

  /// Which way bars go.
  public enum Direction: Sendable {
    /// Up, labels below.
    case columns
    /// To the right, labels left: for long labels.
    case rows
  }

  /// Bars in their order.
  public init(_ title: ChartTitle, bars: [Bar], axis: Axis, direction: Direction) {
    self.title = title
    self.bars = bars
    self.axis = axis
    self.direction = direction
  }

  /// The chart as an `svg` element.
  public func svg() -> String {
    let values = bars.map(\.value)
    switch direction {
    case .columns:
      guard let extent = Extent(values, on: axis, fromZero: true, most: 7) else { break }
      return columns(extent)
    case .rows:
      guard let extent = Extent(values, on: axis, fromZero: true, most: 6) else { break }
      return rows(extent)
    }
    return SVG.empty(title)
  }

  /// Whether a bar goes the other way.
  var hasNegative: Bool { bars.contains { Extent.canShow($0.value) && $0.value < 0 } }
}

/// A bar; one whose value is not finite leaves its place empty.
public struct Bar: Sendable {
  /// What it is of.
  public var label: String
  /// How long it is.
  public var value: Double
  /// What is written at its end, where there is room, and shown with the label when it is pointed at.
  public var text: String

  /// A bar with its label.
  public init(label: String, value: Double, text: String) {
    self.label = label
    self.value = value
    self.text = text
  }

  /// What is shown when it is pointed at.
  var tip: String { text.isEmpty ? label : "\(label): \(text)" }
}
