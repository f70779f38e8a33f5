/// A chart that can be written as SVG.
public protocol Chart: Sendable {
  /// The chart as one `svg` element, as wide as the place it is put in.
  ///
  /// Colours are the page's `--series-1` to `--series-6`, `--ink`, `--muted`, `--grid` and `--paper`, with those of
  /// a light page where it has none.
  func svg() -> String
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
