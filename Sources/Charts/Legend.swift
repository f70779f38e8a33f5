/// The names of what a chart shows, in rows above the plot.
struct Legend {
  /// How what a name stands for is drawn.
  enum Sample {
    case area
    case line(Line.Style)
  }

  private let rows: [[Item]]
  private let sample: (Int) -> Sample

  private struct Item {
    let number: Int
    let name: String
    let x: Double
  }

  private static let size = Lettering.label
  private static let sampleWidth = 28.0
  private static let gap = 20.0

  /// A legend of names, each with its sample.
  init(_ names: [String], sample: @escaping (Int) -> Sample) {
    var rows: [[Item]] = []
    var x = Double.infinity
    for (number, name) in names.enumerated() {
      let short = Legend.size.shortened(name, to: SVG.width - Legend.sampleWidth)
      let width = Legend.sampleWidth + Legend.size.width(short)
      if x + width > SVG.width {
        rows.append([])
        x = 0
      }
      rows[rows.count - 1].append(Item(number: number, name: short, x: x))
      x += width + Legend.gap
    }
    self.rows = rows
    self.sample = sample
  }

  /// How high it is, with what parts it from the plot.
  var height: Double { Double(rows.count) * (Legend.size.leading + 4) + 8 }

  /// Draws it from the top of the chart down.
  func draw(in svg: inout SVG) {
    for (number, row) in rows.enumerated() {
      let foot = Double(number) * (Legend.size.leading + 4) + Legend.size.size
      for item in row {
        draw(item, middle: foot - Legend.size.drop, in: &svg)
        svg.text(item.name, x: item.x + Legend.sampleWidth, y: foot)
      }
    }
  }

  private func draw(_ item: Item, middle: Double, in svg: inout SVG) {
    let colour = Colour.series(item.number)
    switch sample(item.number) {
    case .area:
      svg.mark(
        "rect", ["x": item.x, "y": middle - 7, "width": 20.0, "height": 14.0, "fill": colour])
    case .line(let style):
      svg.mark(
        "polyline",
        style.stroke(item.number, [(item.x, middle), (item.x + 22, middle)]))
    }
  }
}
