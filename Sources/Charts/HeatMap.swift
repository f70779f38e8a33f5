/// Cells in rows and columns, the darker the more.
public struct HeatMap: Chart {
  private let title: ChartTitle
  private let rowTitle: String
  private let columnTitle: String
  private let rows: [String]
  private let columns: [String]
  private let cells: [[Cell?]]

  /// Cells by rows, nil where there is none.
  ///
  /// - Parameters:
  ///   - title: what the chart is called.
  ///   - rowTitle: what rows are.
  ///   - columnTitle: what columns are.
  ///   - rows: the labels of rows.
  ///   - columns: the labels of columns.
  ///   - cells: for each row a cell per column.
  /// - Precondition: there is a row of cells for each label of a row, with one for each label of a column.
  public init(
    _ title: ChartTitle, rowTitle: String, columnTitle: String, rows: [String], columns: [String],
    cells: [[Cell?]]
  ) {
    precondition(
      cells.count == rows.count && cells.allSatisfy { $0.count == columns.count },
      "a heat map needs a row of cells for each label")
    self.title = title
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.rows = rows
    self.columns = columns
    self.cells = cells
  }

  /// From this shade on, text has the colour of the paper: below it ink has more contrast, on light pages and dark.
  static let darkShade = 0.7

  /// The chart as an `svg` element.
  public func svg() -> String {
    guard cells.contains(where: { $0.contains { $0 != nil } }) else { return SVG.empty(title) }
    let small = Lettering.small
    let names = rows.map { small.shortened($0, to: SVG.width / 4) }
    let shortTitle = small.shortened(rowTitle, to: SVG.width / 4)
    let left = (names + [shortTitle]).map(small.width).reduce(0, max) + 10
    let slot = (SVG.width - left) / Double(columns.count)
    let texts = CellTexts(cells, room: slot - 4)
    let height = max(24, min(slot, 36), Double(texts.lines) * small.leading + 8)
    let labels = ColumnLabels(columns, slot: slot, sizes: [small])
    let labelTop = columnTitle.isEmpty ? 0 : small.leading + 4
    let top = labelTop + labels.height + 6
    return SVG.chart(title, height: top + Double(rows.count) * height + 2) { svg in
      if !columnTitle.isEmpty {
        let line = Labels.along(
          columnTitle, at: (left + SVG.width) / 2, size: small, atMost: SVG.width)
        svg.text(
          line.text, x: line.place, y: small.size, size: small, anchor: .middle, fill: Colour.muted)
      }
      labels.draw(
        at: columns.indices.map { left + (Double($0) + 0.5) * slot }, top: labelTop, left: left,
        in: &svg)
      svg.text(shortTitle, x: 0, y: top - 10, size: small, fill: Colour.muted)
      for (row, cells) in cells.enumerated() {
        let y = top + Double(row) * height
        svg.text(names[row], x: 0, y: y + height / 2 + small.drop, size: small)
        for (column, cell) in cells.enumerated() {
          guard let cell else { continue }
          let place = Frame(
            left: left + Double(column) * slot + 1, top: y + 1,
            right: left + Double(column + 1) * slot - 1, bottom: y + height - 1)
          cell.draw(place, lines: texts.of(row, column), in: &svg)
        }
      }
    }
  }
}

/// A cell of a heat map.
public struct Cell: Sendable {
  /// How dark it is, from 0 to 1.
  public var shade: Double
  /// What is written in it where there is room, cut at line breaks, spaces, underscores and dashes; may be empty.
  ///
  /// Percents that have room only without their sign are written without.
  public var text: String
  /// What is shown when it is pointed at.
  public var tip: String

  /// A cell with its texts.
  public init(shade: Double, text: String, tip: String) {
    self.shade = shade
    self.text = text
    self.tip = tip
  }

  /// Draws it with what of its text has room.
  func draw(_ frame: Frame, lines: [String], in svg: inout SVG) {
    let small = Lettering.small
    let opacity = shade.isFinite ? min(max(shade, 0), 1) : 0
    svg.mark(
      "rect",
      [
        "x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height,
        "fill": Colour.series(0), "fill-opacity": opacity, "stroke": Colour.grid,
      ], tip: tip)
    let first = (frame.top + frame.bottom - Double(lines.count - 1) * small.leading) / 2
    for (number, line) in lines.enumerated() {
      svg.text(
        line, x: (frame.left + frame.right) / 2,
        y: first + Double(number) * small.leading + small.drop, size: small, anchor: .middle,
        fill: opacity >= HeatMap.darkShade ? Colour.paper : Colour.ink)
    }
  }
}
