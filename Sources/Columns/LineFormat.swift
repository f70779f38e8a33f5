// A block of rows as lines of text, some rows at a time:
//
//   each column by itself   its values become cells, 64 bits each, that say all there is to write
//   each row                its cells become text one after another, where only their kinds decide
//
//   kind      cell
//   fixed     an integer, in units of 10^-scale: counts, amounts, and reals in millionths
//   day       days since the first one in a table of dates
//   text      where among the texts of these rows: place << 32 | length
//   any       `absent`: no value

/// How rows become lines: what stands between the values, and how texts are marked.
public struct LineFormat: Sendable {
  /// What stands before each column's value.
  let openings: [[UInt8]]
  /// What stands after the last value.
  let ending: [UInt8]
  /// What stands for an absent value.
  let absent: [UInt8]
  /// Whether dates are texts that are marked.
  let marksDates: Bool
  /// Whether all texts of a column are written as they stand.
  let isPlain: @Sendable (TextColumn) -> Bool
  /// Appends a text, marked if need be.
  let mark: @Sendable (ArraySlice<UInt8>, inout [UInt8]) -> Void

  /// A format.
  ///
  /// - Parameters:
  ///   - openings: what stands before each column's value.
  ///   - ending: what stands after the last one.
  ///   - absent: what stands for an absent value.
  ///   - marksDates: whether dates are written by `mark`.
  ///   - isPlain: whether `mark` appends all texts of a column as they are.
  ///   - mark: appends a text.
  public init(
    openings: [[UInt8]], ending: [UInt8], absent: [UInt8], marksDates: Bool,
    isPlain: @escaping @Sendable (TextColumn) -> Bool,
    mark: @escaping @Sendable (ArraySlice<UInt8>, inout [UInt8]) -> Void
  ) {
    self.openings = openings
    self.ending = ending
    self.absent = absent
    self.marksDates = marksDates
    self.isPlain = isPlain
    self.mark = mark
  }

  /// The lines of a block.
  ///
  /// - Precondition: there is a column for each opening, all of the same number of rows; present reals are finite.
  public func lines(_ columns: [Column], in workspace: LineWorkspace) -> [UInt8] {
    precondition(columns.count == openings.count, "a column for each opening")
    var text: [UInt8] = []
    let rows = columns.first?.count ?? 0
    // Of the first block of a table nothing is known.
    text.reserveCapacity(workspace.size > 0 ? workspace.size : rows * columns.count * 8)
    var cells = LineCells(columns, self)
    for start in stride(from: 0, to: rows, by: LineCells.rowLimit) {
      cells.fill(columns, start..<min(start + LineCells.rowLimit, rows), self)
      cells.append(to: &text)
    }
    // Blocks of a table are alike; the next one is a little larger, perhaps.
    workspace.size = text.count + text.count / 8
    return text
  }
}

/// What a thread keeps from block to block.
public final class LineWorkspace {
  /// About how many bytes a block takes.
  var size = 0

  /// Of a thread that has written nothing yet.
  public init() {}
}
