/// Lines or dots over two axes, with a legend when there is more than one.
public struct LineChart: Chart {
  private let title: ChartTitle
  private let x: Axis
  private let y: Axis
  private let lines: [Line]

  /// Lines in the order of the legend.
  ///
  /// The upright axis begins at zero; the other covers the points, or its ticks if it has some.
  public init(_ title: ChartTitle, x: Axis, y: Axis, lines: [Line]) {
    self.title = title
    self.x = x
    self.y = y
    self.lines = lines
  }

  /// The chart as an `svg` element.
  public func svg() -> String {
    let points = lines.flatMap(\.points).filter(\.canShow)
    guard let across = Extent(points.map(\.x), on: x, fromZero: false, most: 12),
      let up = Extent(points.map(\.y), on: y, fromZero: true, most: 7)
    else { return SVG.empty(title) }
    let legend = Legend(lines.count > 1 ? lines.map(\.name) : []) { .line(lines[$0].style) }
    let legendHeight = lines.count > 1 ? legend.height : 0
    let top = legendHeight + y.titleHeight
    // Room for half of the last label.
    let lastLabel = across.ticks.last.map { Labels.along($0.label, at: 0).room } ?? 0
    let frame = Frame(
      left: y.labelWidth(up), top: top, right: SVG.width - max(8, min(lastLabel / 2, 60)),
      bottom: top + 300)
    return SVG.chart(title, height: frame.bottom + x.footHeight) { svg in
      legend.draw(in: &svg)
      y.drawLeft(up, of: frame, titleTop: legendHeight, in: &svg)
      x.drawBelow(across, of: frame, in: &svg)
      let zero = frame.y(0, up)
      Axis.line(frame.left, zero, frame.right, zero, colour: Colour.muted, in: &svg)
      for (number, line) in lines.enumerated() {
        line.draw(number: number, named: lines.count > 1, in: &svg) {
          (frame.x($0.x, across), frame.y($0.y, up))
        }
      }
    }
  }
}

/// A line of a line chart.
public struct Line: Sendable {
  /// What it is.
  public var name: String
  /// Its points in the order in which they are joined; it breaks at one that is not finite.
  public var points: [Point]
  /// How it is drawn.
  public var style: Style

  /// A line through points.
  public init(name: String, points: [Point], style: Style) {
    self.name = name
    self.points = points
    self.style = style
  }

  /// How a line is drawn, so that lines are told apart without colour.
  public enum Style: Sendable {
    /// A line.
    case solid
    /// A line of dashes.
    case dashed
  }
}

/// A point of a line.
public struct Point: Sendable {
  /// Its place from left to right.
  public var x: Double
  /// Its height.
  public var y: Double
  /// What is shown, with the name of its line, when it is pointed at; a point without takes no pointing.
  public var text: String

  /// A point with its text.
  public init(x: Double, y: Double, text: String) {
    self.x = x
    self.y = y
    self.text = text
  }

  /// Whether it can be drawn.
  var canShow: Bool { Extent.canShow(x) && Extent.canShow(y) }
}
