internal import Columns

/// The values of one column of a block as pages, and what their statistics say.
struct ColumnPages {
  /// The pages before compression.
  let list: PageList
  /// Null count and bounds.
  let statistics: Statistics

  /// Encodes the values that are present.
  init(_ column: Column) throws(ParquetError) {
    // A column that might have absent values and has none takes the way without flags.
    let present = column.validity.flatMap { $0.contains(false) ? $0 : nil }
    let nulls = present.map { $0.count(where: { !$0 }) } ?? 0
    func cuts(_ ranges: [Range<Int>]) -> [PageCut] {
      PageCut.cuts(ranges, isNullable: column.field.isNullable, present: present)
    }
    func evenCuts() -> [PageCut] { cuts(PageCut.ranges(count: column.count)) }
    switch column.values {
    case .text(let texts):
      statistics = Statistics(nullCount: nulls)
      list = Self.pages(of: texts, present, cuts(Self.ranges(of: texts, present)))
    case .labels(let codes, let names):
      statistics = Statistics(nullCount: nulls)
      list = Self.pages(ofLabels: codes.present(present), names: names, evenCuts())
    case .int32(let values):
      let values = values.present(present)
      statistics = Statistics(of: values, nullCount: nulls)
      list = Self.pages(of: values, evenCuts())
    case .int64(let values):
      let values = values.present(present)
      statistics = Statistics(of: values, nullCount: nulls)
      list = Self.pages(of: values, evenCuts())
      try Self.checkDigits(values, column: column.field.name)
    case .real(let values):
      let values = values.present(present).map { Float($0) }
      statistics = Statistics(of: values, nullCount: nulls)
      list = Self.pages(of: values.map(\.bitPattern), evenCuts())
    case .boolean(let values):
      let values = values.present(present)
      statistics = Statistics(of: values, nullCount: nulls)
      var list = PageList()
      for cut in evenCuts() {
        list.appendData(.plain, cut) { bytes in
          Plain.append(values.span.extracting(cut.values), to: &bytes)
        }
      }
      self.list = list
    }
  }

  private static func checkDigits(_ amounts: [Int64], column: String) throws(ParquetError) {
    var limit: Int64 = 1
    for _ in 0..<SchemaElement.moneyPrecision { limit *= 10 }
    guard let bounds = amounts.bounds else { return }
    if bounds.least <= -limit {
      throw tooLarge(bounds.least, column: column)
    }
    if bounds.greatest >= limit {
      throw tooLarge(bounds.greatest, column: column)
    }
  }

  private static func tooLarge(_ minorUnits: Int64, column: String) -> ParquetError {
    .badRequest("\(minorUnits) minor units exceed 18 digits").at(column: column)
  }

  /// A dictionary of the values, or the values themselves where that takes no more room.
  private static func pages<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut]
  ) -> PageList {
    let plainSize =
      cuts.reduce(0) { $0 + $1.levels.count } + values.count * MemoryLayout<Value>.size
    if let dictionary = ValueDictionary(values) {
      var list = PageList()
      list.appendDictionary(count: dictionary.entries.count) { bytes in
        Plain.append(dictionary.entries.span, to: &bytes)
      }
      list.append(indices: dictionary.indices, cuts)
      if list.bodies.count < plainSize { return list }
    }
    var list = PageList()
    for cut in cuts {
      list.appendData(.plain, cut) { bytes in
        Plain.append(values.span.extracting(cut.values), to: &bytes)
      }
    }
    return list
  }

  /// A dictionary of the labels that occur, in the order of `names`.
  private static func pages(
    ofLabels codes: [UInt8], names: [String], _ cuts: [PageCut]
  ) -> PageList {
    var list = PageList()
    if codes.isEmpty {
      // No reader minds a plain page without values; some mind a dictionary without entries.
      for cut in cuts { list.appendData(.plain, cut) { _ in } }
      return list
    }
    var occurs = [Bool](repeating: false, count: 256)
    for code in codes { occurs[Int(code)] = true }
    var indexOfCode = [UInt32](repeating: 0, count: 256)
    var labels: [String] = []
    for code in 0..<256 where occurs[code] {
      precondition(code < names.count, "a code without a name: \(code)")
      indexOfCode[code] = UInt32(labels.count)
      labels.append(names[code])
    }
    list.appendDictionary(count: labels.count) { bytes in
      for label in labels { Plain.append(label, to: &bytes) }
    }
    list.append(indices: codes.map { indexOfCode[Int($0)] }, cuts)
    return list
  }

  private static func pages(
    of texts: TextColumn, _ present: [Bool]?, _ cuts: [PageCut]
  ) -> PageList {
    let ends = texts.ends
    var list = PageList()
    for cut in cuts {
      var count = 0
      var start = cut.rows.lowerBound == 0 ? 0 : ends[cut.rows.lowerBound - 1]
      for row in cut.rows {
        if present.isPresent(row) { count += 4 + ends[row] - start }
        start = ends[row]
      }
      list.appendData(.plain, cut) { bytes in
        Plain.append(texts, rows: cut.rows, present: present, count: count, to: &bytes)
      }
    }
    return list
  }

  /// Rows cut at the limits of rows and bytes, whichever comes first.
  private static func ranges(of texts: TextColumn, _ present: [Bool]?) -> [Range<Int>] {
    let ends = texts.ends
    var ranges: [Range<Int>] = []
    var firstRow = 0
    var size = 0
    var start = 0
    for row in ends.indices {
      let count = present.isPresent(row) ? 4 + ends[row] - start : 0
      start = ends[row]
      if row - firstRow == PageCut.rowLimit || row > firstRow && size + count > PageCut.byteLimit {
        ranges.append(firstRow..<row)
        firstRow = row
        size = 0
      }
      size += count
    }
    if firstRow < ends.count { ranges.append(firstRow..<ends.count) }
    return ranges
  }
}

extension PageList {
  /// Appends the data pages of dictionary indices: the width in a byte, then runs and packed bits.
  ///
  /// A page's width is that of its own greatest index, and at least 1: readers have stumbled over 0.
  fileprivate mutating func append(indices: [UInt32], _ cuts: [PageCut]) {
    var encoder = RunLengthEncoder()
    for cut in cuts {
      let values = indices.span.extracting(cut.values)
      var highest: UInt32 = 1
      for index in 0..<values.count { highest |= values[index] }
      let width = UInt32.bitWidth - highest.leadingZeroBitCount
      appendData(.dictionary, cut) { bytes in
        bytes.append(UInt8(width))
        encoder.append(values, width: width, to: &bytes)
      }
    }
  }
}

extension [Bool]? {
  /// Whether the value of `row` is present: the flag, or true without flags.
  fileprivate func isPresent(_ row: Int) -> Bool {
    guard let self else { return true }
    return self[row]
  }
}

extension Array where Element: BitwiseCopyable {
  /// The elements whose flag is set; all without flags.
  fileprivate func present(_ flags: [Bool]?) -> [Element] {
    guard let flags else { return self }
    // Without a branch, which flags without pattern would have mispredicted.
    var kept = self
    var next = 0
    var target = kept.mutableSpan
    for index in 0..<target.count {
      target[next] = target[index]
      next += flags[index] ? 1 : 0
    }
    kept.removeLast(count - next)
    return kept
  }
}
