/// What is written in the cells of a heat map.
struct CellTexts {
  private let texts: [[[String]?]]
  /// The lines of the longest.
  let lines: Int

  /// Texts in lines that cells have room for; none where most are too long.
  init(_ cells: [[Cell?]], room: Double) {
    let whole = cells.map { $0.map { $0?.text ?? "" } }
    // The sign of percents is what there is least need of.
    let bare = whole.map { $0.map { $0.last == "%" ? String($0.dropLast()) : $0 } }
    texts = CellTexts.lines(whole, room) ?? CellTexts.lines(bare, room) ?? []
    lines = texts.joined().map { $0?.count ?? 0 }.max() ?? 0
  }

  /// Every text in lines, nil for one that is too long; nil where most are.
  private static func lines(_ texts: [[String]], _ room: Double) -> [[[String]?]]? {
    let lines = texts.map { $0.map { Lettering.small.lines($0, within: room) } }
    return mostFit(lines.joined().filter { $0 != [] }.map { $0 != nil }) ? lines : nil
  }

  /// The lines in a cell.
  func of(_ row: Int, _ column: Int) -> [String] { texts.isEmpty ? [] : texts[row][column] ?? [] }
}
