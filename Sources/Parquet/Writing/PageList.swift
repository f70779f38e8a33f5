internal import Columns

/// The pages of one column chunk before compression: their bodies end to end and what their headers say.
struct PageList {
  /// One page.
  struct Page {
    let kind: PageKind
    let encoding: Encoding
    /// Absent values included.
    let valueCount: Int
    /// Where in `bodies` the body stands.
    let body: Range<Int>
    /// How many bytes of it, at its end, are the values: the rest are levels.
    let valueBytes: Int
  }

  /// The bodies in order.
  private(set) var bodies: [UInt8] = []
  /// The pages in order, the dictionary first.
  private(set) var pages: [Page] = []

  /// Pages of one encoding; `write` appends the encoded values of each.
  init(_ encoding: Encoding, _ cuts: [PageCut], _ write: (PageCut, inout [UInt8]) -> Void) {
    for cut in cuts { append(encoding, cut) { write(cut, &$0) } }
  }

  /// A dictionary of one entry, which `write` appends, and pages of it alone.
  init(dictionaryOfOne cuts: [PageCut], _ write: (inout [UInt8]) -> Void) {
    append(.dictionary, .plain, count: 1, levels: [], write)
    for cut in cuts {
      append(.dictionary, cut) { bytes in
        bytes.append(1)
        if cut.values.isEmpty { return }
        RunLengthEncoder.appendRun(of: 0, count: cut.values.count, width: 1, to: &bytes)
      }
    }
  }

  /// A dictionary of `count` entries, which `write` appends, and pages of indices into it.
  ///
  /// A page's width is that of its own greatest index, and at least 1: readers have stumbled over 0. In a
  /// clustered column every run of equal indices is written as a run.
  init(
    dictionaryOf count: Int, _ indices: [UInt32], _ cuts: [PageCut], isClustered: Bool = false,
    _ write: (inout [UInt8]) -> Void
  ) {
    append(.dictionary, .plain, count: count, levels: [], write)
    for cut in cuts {
      let values = indices.span.extracting(cut.values)
      var highest: UInt32 = 1
      for index in 0..<values.count { highest |= values[index] }
      let width = UInt32.bitWidth - highest.leadingZeroBitCount
      append(.dictionary, cut) { bytes in
        bytes.append(UInt8(width))
        if isClustered {
          RunLengthEncoder.appendRuns(values, width: width, to: &bytes)
        } else {
          RunLengthEncoder.append(values, width: width, to: &bytes)
        }
      }
    }
  }

  /// A dictionary of distinct texts, and pages of the runs in which they stand: text i in the rows up to
  /// `ends[i]`.
  ///
  /// The bytes are those of a clustered column of the texts row by row.
  init(dictionaryOf texts: TextColumn, runsUpTo ends: [Int], _ cuts: [PageCut]) {
    append(.dictionary, .plain, count: texts.count, levels: []) { bytes in
      Plain.append(
        texts, rows: 0..<texts.count, present: nil, count: texts.bytes.count + 4 * texts.count,
        to: &bytes)
    }
    var run = 0
    for cut in cuts {
      var last = run
      while ends[last] < cut.rows.upperBound { last += 1 }
      let width = Int.bitWidth - max(1, last).leadingZeroBitCount
      append(.dictionary, cut) { bytes in
        bytes.append(UInt8(width))
        var start = cut.rows.lowerBound
        for run in run...last {
          let end = min(ends[run], cut.rows.upperBound)
          RunLengthEncoder.appendRun(
            of: UInt32(run), count: end - start, width: width, to: &bytes)
          start = end
        }
      }
      run = ends[last] == cut.rows.upperBound ? last + 1 : last
    }
  }

  /// Appends a page of rows, levels first; `write` appends the encoded values.
  private mutating func append(
    _ encoding: Encoding, _ cut: PageCut, _ write: (inout [UInt8]) -> Void
  ) {
    append(.data, encoding, count: cut.rows.count, levels: cut.levels, write)
  }

  private mutating func append(
    _ kind: PageKind, _ encoding: Encoding, count: Int, levels: [UInt8],
    _ write: (inout [UInt8]) -> Void
  ) {
    let start = bodies.count
    bodies.append(contentsOf: levels)
    write(&bodies)
    pages.append(
      Page(
        kind: kind, encoding: encoding, valueCount: count, body: start..<bodies.count,
        valueBytes: bodies.count - start - levels.count))
  }
}
