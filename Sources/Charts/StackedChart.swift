/// Columns of parts that add up, with a legend.
public struct StackedChart: Chart {
  private let title: ChartTitle
  private let columns: [String]
  private let parts: [Part]
  private let axis: Axis

  /// Columns in their order, the first part at the foot.
  ///
  /// - Parameters:
  ///   - title: what the chart is called.
  ///   - columns: the labels of the columns.
  ///   - parts: the parts, each with a value per column.
  ///   - axis: the axis of the sums.
  /// - Precondition: every part has a value and a text for each column.
  public init(_ title: ChartTitle, columns: [String], parts: [Part], axis: Axis) {
    precondition(
      parts.allSatisfy { $0.values.count == columns.count && $0.texts.count == columns.count },
      "a part needs a value and a text for each column")
    self.title = title
    self.columns = columns
    self.parts = parts
    self.axis = axis
  }

  /// A part in a column, from where it begins to where it ends.
  private struct Piece {
    let part: Int
    let column: Int
    let start: Double
    let end: Double
  }

  /// The parts stacked, up from zero and those below zero down.
  ///
  /// What cannot be drawn is left out.
  private var pieces: [Piece] {
    columns.indices.flatMap { column in
      var (up, down) = (0.0, 0.0)
      return parts.indices.compactMap { part -> Piece? in
        let value = parts[part].values[column]
        guard Extent.canShow(value) else { return nil }
        let start = value < 0 ? down : up
        if value < 0 { down += value } else { up += value }
        return Piece(part: part, column: column, start: start, end: start + value)
      }
    }
  }

  /// The chart as an `svg` element.
  public func svg() -> String {
    let pieces = pieces
    guard let extent = Extent(pieces.map(\.end), on: axis, fromZero: true, most: 7) else {
      return SVG.empty(title)
    }
    let legend = Legend(parts.map(\.name)) { _ in .area }
    let top = legend.height + axis.titleHeight
    let left = axis.labelWidth(extent)
    let frame = Frame(left: left, top: top, right: SVG.width, bottom: top + 260)
    let slot = frame.width / Double(columns.count)
    let labels = ColumnLabels(columns, slot: slot)
    return SVG.chart(title, height: frame.bottom + 6 + labels.height + 6) { svg in
      legend.draw(in: &svg)
      axis.drawLeft(extent, of: frame, titleTop: legend.height, in: &svg)
      for piece in pieces where piece.start != piece.end && Extent.canShow(piece.end) {
        let ends = [frame.y(piece.start, extent), frame.y(piece.end, extent)].sorted()
        svg.mark(
          "rect",
          [
            "x": left + (Double(piece.column) + 0.1) * slot, "y": ends[0], "width": slot * 0.8,
            "height": ends[1] - ends[0], "fill": Colour.series(piece.part),
          ], tip: tip(piece))
      }
      let zero = frame.y(0, extent)
      Axis.line(left, zero, frame.right, zero, colour: Colour.muted, in: &svg)
      labels.draw(
        at: columns.indices.map { left + (Double($0) + 0.5) * slot }, top: frame.bottom + 6,
        left: 0, in: &svg)
    }
  }

  private func tip(_ piece: Piece) -> String {
    let part = parts[piece.part]
    return "\(columns[piece.column]), \(part.name): \(part.texts[piece.column])"
  }
}

/// A part of every column of a stacked chart.
public struct Part: Sendable {
  /// What it is.
  public var name: String
  /// How much of it each column has; one that is not finite is left out.
  public var values: [Double]
  /// What is shown, with column and name, when it is pointed at in each column.
  public var texts: [String]

  /// A part with its values.
  public init(name: String, values: [Double], texts: [String]) {
    self.name = name
    self.values = values
    self.texts = texts
  }
}
