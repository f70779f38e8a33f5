/// The cells of some neighbouring rows of a block; see LineFormat.swift.
struct LineCells {
  /// The most rows: their cells stay in the fastest memory.
  static let rowLimit = 128
  /// The cell of an absent value.
  private static let absent = Int64.min
  /// The most dates in the table.
  private static let mostDates = 1 << 16
  /// Reals from here on, of which so many millionths are not exact, are written as texts.
  private static let largestReal = 0x1p42

  private enum Kind: UInt8 {
    case fixed, day, text
  }

  /// How a column's cells are written.
  private struct Form {
    var kind = Kind.text
    var scale = 0
    var power: UInt64 = 1
    /// Where in `marks` the opening stands.
    var opening: Int
    var openingCount: Int
  }

  /// One for each column.
  private var forms: [Form] = []
  /// The openings, then what stands for absent values, then the line's end.
  private var marks: [UInt8] = []
  private let absentStart: Int
  private let endingStart: Int
  /// Row by row.
  private var cells: [Int64]
  private var rows = 0
  /// The texts that cells name.
  private var texts: [UInt8] = []
  /// Dates from `firstDay` on, each `dateSize` bytes.
  private var dates: [SIMD16<UInt8>] = []
  private var firstDay: Int32 = 0
  private let dateSize: Int
  /// For each column whether it is of texts that are written as they stand.
  private var isPlain: [Bool]
  /// For each column of labels where their texts stand among `labels`.
  private var labelCells: [[Int64]]
  private var labels: [UInt8] = []

  /// Prepares what the rows of a block share.
  init(_ columns: [Column], _ format: LineFormat) {
    for opening in format.openings {
      forms.append(Form(opening: marks.count, openingCount: opening.count))
      marks += opening
    }
    absentStart = marks.count
    marks += format.absent
    endingStart = marks.count
    marks += format.ending
    cells = Array(repeating: 0, count: Self.rowLimit * columns.count)
    var date: [UInt8] = []
    format.mark(Array("1970-01-01".utf8)[...], &date)
    dateSize = format.marksDates ? date.count : 10
    isPlain = columns.map { column in
      if case .text(let texts) = column.values { format.isPlain(texts) } else { false }
    }
    labelCells = Array(repeating: [], count: columns.count)
    var days: [Int32] = []
    for (index, column) in columns.enumerated() {
      switch (column.values, column.field.type) {
      case (.labels(_, let names), _):
        labelCells[index] = names.map { name in
          Self.cell(&labels) { format.mark(Array(name.utf8)[...], &$0) }
        }
      case (.boolean, _):
        labelCells[index] = ["false", "true"].map { name in
          Self.cell(&labels) { $0 += name.utf8 }
        }
      case (.int32(let values), .date):
        days += Self.ends(of: values, column.validity)
      case (.int32, _): forms[index].kind = .fixed
      case (.real, _): (forms[index].scale, forms[index].power) = (6, 1_000_000)
      case (.int64, .money(let scale)):
        forms[index].scale = scale
        for _ in 0..<min(scale, 18) { forms[index].power *= 10 }
      default: break
      }
    }
    fillDates(days, format)
    for (index, column) in columns.enumerated() where column.field.type == .date {
      forms[index].kind = dates.isEmpty ? .text : .day
    }
  }

  /// The first and the last day that is present; none if none is.
  private static func ends(of days: [Int32], _ validity: [Bool]?) -> [Int32] {
    var first = Int32.max
    var last = Int32.min
    for row in days.indices where validity?[row] != false {
      first = min(first, days[row])
      last = max(last, days[row])
    }
    return first <= last ? [first, last] : []
  }

  /// Fills the table of dates, if they are few, of four-digit years, and no more than 16 bytes each.
  private mutating func fillDates(_ days: [Int32], _ format: LineFormat) {
    guard let first = days.min(), let last = days.max(), dateSize <= 16,
      Int(last) - Int(first) < Self.mostDates, first >= -719_162, last <= 2_932_896
    else { return }
    firstDay = first
    for day in first...last {
      var date: [UInt8] = []
      date.append(day: Day(rawValue: day))
      if format.marksDates {
        let plain = date
        date = []
        format.mark(plain[...], &date)
      }
      var lanes = SIMD16<UInt8>(repeating: 0)
      for (index, byte) in date.enumerated() { lanes[index] = byte }
      dates.append(lanes)
    }
  }

  /// The cell of a text that `write` appends.
  private static func cell(
    _ texts: inout [UInt8], _ write: (inout [UInt8]) -> Void
  ) -> Int64 {
    let start = texts.count
    write(&texts)
    return cell(start, texts.count - start)
  }

  @inline(__always)
  private static func cell(_ start: Int, _ count: Int) -> Int64 {
    precondition(start <= Int32.max && count <= Int32.max, "texts of less than 2 GiB")
    return Int64(start) << 32 | Int64(count)
  }

  // MARK: Columns to cells

  /// Replaces the cells by those of `rows`.
  mutating func fill(_ columns: [Column], _ rows: Range<Int>, _ format: LineFormat) {
    self.rows = rows.count
    texts.removeAll(keepingCapacity: true)
    texts += labels
    for (index, column) in columns.enumerated() {
      fill(index, column, rows, format)
      guard let validity = column.validity else { continue }
      for row in rows where !validity[row] {
        cells[(row - rows.lowerBound) * forms.count + index] = Self.absent
      }
    }
  }

  private mutating func fill(
    _ index: Int, _ column: Column, _ rows: Range<Int>, _ format: LineFormat
  ) {
    let stride = forms.count
    switch column.values {
    case .int32(let values):
      if column.field.type == .date && dates.isEmpty {
        fillTexts(index, column, rows) { row, texts in
          let date = Array(Day(rawValue: values[row]).description.utf8)
          if format.marksDates { format.mark(date[...], &texts) } else { texts += date }
        }
        return
      }
      let origin = column.field.type == .date ? Int64(firstDay) : 0
      let values = values.span.extracting(rows)
      var target = cells.mutableSpan
      for row in 0..<values.count { target[row * stride + index] = Int64(values[row]) - origin }
    case .int64(let values) where column.field.type == .timestamp:
      fillTexts(index, column, rows) { row, texts in
        var moment: [UInt8] = []
        moment.append(moment: values[row])
        if format.marksDates { format.mark(moment[...], &texts) } else { texts += moment }
      }
    case .int64(let values):
      let values = values.span.extracting(rows)
      forms[index].kind = .fixed
      var isAbsent = false
      var target = cells.mutableSpan
      for row in 0..<values.count {
        target[row * stride + index] = values[row]
        isAbsent = isAbsent || values[row] == Self.absent
      }
      if isAbsent || forms[index].scale > 7 { fillScalars(index, column, rows) }
    case .real(let values):
      forms[index].kind = .fixed
      if !fill(index, values.span.extracting(rows)) { fillScalars(index, column, rows) }
    case .textRuns: preconditionFailure("text formats take texts row by row")
    case .boolean(let values):
      for row in rows {
        cells[(row - rows.lowerBound) * stride + index] = labelCells[index][values[row] ? 1 : 0]
      }
    case .labels(let codes, _):
      let texts = labelCells[index]
      let source = texts.span
      let codes = codes.span.extracting(rows)
      var target = cells.mutableSpan
      for row in 0..<codes.count {
        let code = Int(codes[row])
        // What stands at an absent row has no meaning.
        let isLabel = column.validity == nil || code < source.count
        target[row * stride + index] = isLabel ? source[code] : Self.absent
      }
    case .text(let texts):
      if isPlain[index] {
        fill(index, texts, rows)
      } else {
        fillTexts(index, column, rows) { format.mark(texts[$0], &$1) }
      }
    }
  }

  /// Reals in millionths; false if one of them is too large.
  private mutating func fill(_ index: Int, _ values: Span<Double>) -> Bool {
    let stride = forms.count
    var target = cells.mutableSpan
    var isSmall = true
    for row in 0..<values.count {
      let real = values[row]
      // NaN, at an absent row, is not small either.
      if real.magnitude < Self.largestReal {
        let (whole, millionths) = real.inMillionths
        let cell = Int64(whole) * 1_000_000 + Int64(millionths)
        target[row * stride + index] = real < 0 ? -cell : cell
      } else {
        isSmall = false
      }
    }
    return isSmall
  }

  /// Texts as they stand.
  private mutating func fill(_ index: Int, _ column: TextColumn, _ rows: Range<Int>) {
    let first = column.range(rows.lowerBound).lowerBound
    let base = texts.count
    texts += column.bytes[first..<column.ends[rows.upperBound - 1]]
    let stride = forms.count
    let ends = column.ends.span.extracting(rows)
    var target = cells.mutableSpan
    var start = first
    for row in 0..<ends.count {
      target[row * stride + index] = Self.cell(base + start - first, ends[row] - start)
      start = ends[row]
    }
  }

  /// Values that have no other cells, as texts that `write` appends.
  private mutating func fillTexts(
    _ index: Int, _ column: Column, _ rows: Range<Int>, _ write: (Int, inout [UInt8]) -> Void
  ) {
    forms[index].kind = .text
    for row in rows where column.validity?[row] != false {
      cells[(row - rows.lowerBound) * forms.count + index] = Self.cell(&texts) {
        write(row, &$0)
      }
    }
  }

  private mutating func fillScalars(_ index: Int, _ column: Column, _ rows: Range<Int>) {
    fillTexts(index, column, rows) { $1.append(scalar: column, row: $0) }
  }

  // MARK: Cells to text

  /// The most bytes that the rows take.
  private var bound: Int {
    // A number takes at most 20 digits, sign and point; a text of a label occurs in many rows.
    let label = labelCells.joined().reduce(0) { max($0, Int($1 & 0xFFFF_FFFF)) }
    return texts.count + rows
      * (marks.count + forms.count * (24 + label + marks.count - absentStart))
  }

  /// Appends the lines.
  func append(to text: inout [UInt8]) {
    let forms = forms.span
    let cells = cells.span
    let marks = marks.span
    let texts = texts.span
    let dates = dates.span
    text.append(atMost: bound) { cursor in
      for row in 0..<rows {
        for column in 0..<forms.count {
          let form = forms[column]
          if form.openingCount == 1 {
            cursor.append(UInt64(marks[form.opening]), count: 1)
          } else {
            cursor.append(marks, from: form.opening, count: form.openingCount)
          }
          let cell = cells[row * forms.count + column]
          if cell == Self.absent {
            cursor.append(marks, from: absentStart, count: endingStart - absentStart)
            continue
          }
          switch form.kind {
          case .fixed: cursor.append(fixed: cell, scale: form.scale, power: form.power)
          case .day: cursor.append(dates[Int(cell)], count: dateSize)
          case .text: cursor.append(texts, from: Int(cell >> 32), count: Int(cell & 0xFFFF_FFFF))
          }
        }
        cursor.append(marks, from: endingStart, count: marks.count - endingStart)
      }
    }
  }
}
