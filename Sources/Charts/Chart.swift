/// A chart that can be written as SVG.
public protocol Chart: Sendable {
  /// The chart as one `svg` element, as wide as the place it is put in.
  ///
  /// Colours are the page's `--series-1` to `--series-6`, `--ink`, `--muted`, `--grid` and `--paper`, with those of
  /// a light page where it has none.
  func svg() -> String
}

extension Chart {
  /// The same for a narrow place, where letters are to be as large as the rest allows.
  ///
  /// - Parameter width: how wide the chart is in its own units, of which letters take 14 to 16; at least 320.
  /// - Returns: the `svg` element.
  public func svg(width: Double) -> String { SVG.$width.withValue(max(width, 320)) { svg() } }
}

/// What a chart is called and what it shows, for those who cannot see it too.
public struct ChartTitle: Sendable {
  /// The name.
  public var title: String
  /// What is to be seen, in a sentence.
  public var description: String

  /// A name and a description.
  public init(title: String, description: String) {
    self.title = title
    self.description = description
  }
}
