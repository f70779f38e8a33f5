/// What is written in the cells of a heat map.
struct CellTexts {
  private let texts: [[[String]?]]
  /// The lines of the longest.
  let lines: Int

  /// Texts in lines that cells have room for; none where most are too long.
  init(_ cells: [[Cell?]], room: Double) {
    let texts = cells.map { row in
      row.map { $0.flatMap { $0.text.isEmpty ? [] : Lettering.small.lines($0.text, within: room) } }
    }
    let written = zip(cells, texts).flatMap { cells, texts in
      zip(cells, texts).compactMap { cell, text in cell?.text.isEmpty == false ? text != nil : nil }
    }
    self.texts = mostFit(written) ? texts : []
    lines = self.texts.joined().map { $0?.count ?? 0 }.max() ?? 0
  }

  /// The lines in a cell.
  func of(_ row: Int, _ column: Int) -> [String] { texts.isEmpty ? [] : texts[row][column] ?? [] }
}
