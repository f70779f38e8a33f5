/// The labels of columns: each in lines within its column, if need be small ones, or else some of them in one line.
struct ColumnLabels {
  private let lines: [[String]]?
  private let texts: [String]
  private let size: Lettering

  /// The labels of columns that are `slot` wide, in the first of the sizes in which all have room.
  init(_ texts: [String], slot: Double, sizes: [Lettering] = [.label, .small]) {
    self.texts = texts
    for size in sizes {
      let wrapped = texts.compactMap { size.lines($0, within: slot - 6) }
      if wrapped.count == texts.count && wrapped.allSatisfy({ $0.count <= 3 }) {
        (self.size, lines) = (size, wrapped)
        return
      }
    }
    (size, lines) = (sizes[0], nil)
  }

  /// How high they are.
  var height: Double { Double(lines?.map(\.count).max() ?? 1) * size.leading }

  /// Writes them from a height down, each at the middle of its column, none further left than `left`.
  func draw(at places: [Double], top: Double, left: Double, in svg: inout SVG) {
    guard let lines else {
      let labels = zip(texts, places).map { Labels.along($0, at: $1, size: size, left: left) }
      for label in Labels.thinned(labels) {
        write(label.text, at: label.place, top: top, in: &svg)
      }
      return
    }
    for (lines, place) in zip(lines, places) {
      for (number, line) in lines.enumerated() {
        write(line, at: place, top: top + Double(number) * size.leading, in: &svg)
      }
    }
  }

  private func write(_ line: String, at place: Double, top: Double, in svg: inout SVG) {
    svg.text(
      line, x: place, y: top + size.size, size: size, anchor: .middle, fill: Colour.muted)
  }
}
