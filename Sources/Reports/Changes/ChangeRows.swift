internal import Columns

/// Changes that are found and not yet written.
struct ChangeRows {
  private var ids = TextColumn()
  private var kinds: [UInt8] = []
  private var before = Texts()
  private var after = Texts()

  /// Texts of which some may be absent.
  private struct Texts {
    var texts = TextColumn()
    var validity: [Bool] = []

    mutating func append(_ cells: Cells?, _ row: Int) {
      var bytes: [UInt8] = []
      cells?.append(row, to: &bytes)
      texts.append(bytes)
      validity.append(cells?.validity[row] ?? false)
    }

    func column(_ field: Field, _ rows: Range<Int>) -> Column {
      Column(field, .text(texts[rows]), validity: Array(validity[rows]))
    }

    mutating func removeFirst(_ count: Int) {
      texts = texts[count..<texts.count]
      validity.removeFirst(count)
    }
  }

  /// The number of changes.
  var count: Int { kinds.count }

  /// Adds a change; nil stands for a customer who is not in the file.
  mutating func append(
    _ kind: Int, of id: ArraySlice<UInt8>, from old: (Cells, Int)?, to new: (Cells, Int)?
  ) {
    ids.append(id)
    kinds.append(UInt8(kind))
    before.append(old?.0, old?.1 ?? 0)
    after.append(new?.0, new?.1 ?? 0)
  }

  /// Takes the first rows, so many or all, as the columns of the table.
  ///
  /// Blocks are alike however the files were cut into theirs.
  mutating func take(_ most: Int, from old: Day, to new: Day) -> [Column] {
    let rows = 0..<min(most, count)
    let rest = rows.upperBound..<count
    func days(_ field: Field, _ day: Day) -> Column {
      Column(field, .int32(Array(repeating: day.rawValue, count: rows.count)))
    }
    let fields = Changes.fields
    let columns = [
      Column(fields[0], .text(ids[rows])),
      Column(
        fields[1],
        .labels(codes: Array(kinds[rows]), names: ChangeKind.allCases.map(\.rawValue))),
      before.column(fields[2], rows), after.column(fields[3], rows), days(fields[4], old),
      days(fields[5], new),
    ]
    ids = ids[rest]
    kinds.removeFirst(rows.count)
    before.removeFirst(rows.count)
    after.removeFirst(rows.count)
    return columns
  }
}
