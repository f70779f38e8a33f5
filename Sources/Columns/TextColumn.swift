/// Texts end to end in one buffer, so that a column of ids is two allocations and not one per row.
///
/// Texts that come from a file are its bytes as they stand: whoever needs UTF-8 checks them.
public struct TextColumn: Sendable, Equatable {
  /// The bytes of all texts, in order.
  public private(set) var bytes: [UInt8]
  /// Text i is `bytes[ends[i - 1]..<ends[i]]`, the first from 0.
  public private(set) var ends: [Int]

  /// A column without rows.
  public init() {
    bytes = []
    ends = []
  }

  /// The given texts.
  public init(_ texts: some Sequence<String>) {
    self.init()
    for text in texts { append(text.utf8) }
  }

  /// The number of texts.
  public var count: Int { ends.count }

  /// The bytes of text `row`, as a range of `bytes`.
  public func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  /// The bytes of text `row`.
  public subscript(_ row: Int) -> ArraySlice<UInt8> { bytes[range(row)] }

  /// Adds one text.
  public mutating func append(_ utf8: some Collection<UInt8>) {
    bytes.append(contentsOf: utf8)
    ends.append(bytes.count)
  }

  /// Makes room for more rows of more bytes.
  public mutating func reserve(rows: Int, bytes count: Int) {
    ends.reserveCapacity(ends.count + rows)
    bytes.reserveCapacity(bytes.count + count)
  }

  /// Removes all texts and keeps their room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

// Whole blocks of texts.
extension TextColumn {
  /// Texts end to end in `bytes`, the first from 0.
  ///
  /// - Precondition: the ends are in order, the last at the last byte.
  package init(bytes: [UInt8], ends: [Int]) {
    self.init()
    append { (ownBytes, ownEnds) in
      ownBytes = bytes
      ownEnds = ends
    }
  }

  /// The texts of some rows.
  public subscript(_ rows: Range<Int>) -> TextColumn {
    guard !rows.isEmpty else { return TextColumn() }
    let start = range(rows.lowerBound).lowerBound
    var texts = TextColumn()
    texts.bytes = Array(bytes[start..<ends[rows.upperBound - 1]])
    texts.ends = .unwritten(rows.count)
    let all = ends.span.extracting(rows)
    var own = texts.ends.mutableSpan
    for row in 0..<all.count { own[row] = all[row] &- start }
    return texts
  }

  /// Adds the texts whose bytes and ends `fill` appends; when it throws, the column is as before.
  ///
  /// - Precondition: `fill` appends ends in order, the last at the last byte, and changes nothing else.
  package mutating func append<Failure: Error>(
    filling fill: (_ bytes: inout [UInt8], _ ends: inout [Int]) throws(Failure) -> Void
  ) throws(Failure) {
    let rows = ends.count
    let size = bytes.count
    do throws(Failure) {
      try fill(&bytes, &ends)
    } catch {
      ends.removeLast(ends.count - rows)
      bytes.removeLast(bytes.count - size)
      throw error
    }
    precondition(ends.count >= rows && isInOrder(from: rows, at: size), "ends in order")
  }

  /// Adds some texts of another column.
  package mutating func append(_ other: TextColumn, _ rows: Range<Int>) {
    if rows.isEmpty { return }
    let first = other.range(rows.lowerBound).lowerBound
    let shift = bytes.count - first
    bytes += other.bytes[first..<other.ends[rows.upperBound - 1]]
    for row in rows { ends.append(other.ends[row] + shift) }
  }

  /// The texts but for some rows.
  ///
  /// - Precondition: the rows ascend, each is one of the column's.
  package func without(_ rows: [Int]) -> TextColumn {
    var kept = TextColumn()
    kept.reserve(rows: count - rows.count, bytes: bytes.count)
    var next = 0
    for row in rows {
      kept.append(self, next..<row)
      next = row + 1
    }
    kept.append(self, next..<count)
    return kept
  }

  /// The texts without those that equal the one before, and the row where each begins.
  package func runs() -> (texts: TextColumn, starts: [Int]) {
    var texts = TextColumn()
    var starts: [Int] = []
    let all = bytes.span
    var before = 0..<0
    for row in 0..<count {
      let text = before.upperBound..<ends[row]
      var isEqual = row > 0 && text.count == before.count
      var offset = 0
      while isEqual && offset < text.count {
        isEqual = all[text.lowerBound + offset] == all[before.lowerBound + offset]
        offset += 1
      }
      if !isEqual {
        texts.bytes.append(contentsOf: bytes[text])
        texts.ends.append(texts.bytes.count)
        starts.append(row)
      }
      before = text
    }
    return (texts, starts)
  }

  /// The texts row by row, text i in the rows up to `ends[i]`.
  ///
  /// - Precondition: there are as many ends as texts, in order.
  package func spread(upTo ends: [Int]) -> TextColumn {
    precondition(ends.count == count, "an end for every text")
    var rows = TextColumn()
    for text in 0..<count {
      for _ in (text == 0 ? 0 : ends[text - 1])..<ends[text] { rows.append(self[text]) }
    }
    return rows
  }

  /// Spreads the last texts, one per flag that is set, over as many rows as there are flags; the other
  /// rows become empty.
  ///
  /// - Precondition: the column has a row for every flag that is set.
  package mutating func spread(over present: Span<Bool>) {
    var kept = 0
    for row in 0..<present.count { kept += present[row] ? 1 : 0 }
    if kept == present.count { return }
    precondition(kept <= count, "a text for every flag that is set")
    let first = count - kept
    let start = first == 0 ? 0 : ends[first - 1]
    ends.append(contentsOf: repeatElement(0, count: present.count - kept))
    var rows = ends.mutableSpan
    // From the last row backwards: an end moves up or stays. Without a branch, which flags without
    // pattern would have mispredicted.
    for row in stride(from: present.count - 1, through: 0, by: -1) {
      let end = rows[first + max(kept, 1) - 1]
      rows[first + row] = kept == 0 ? start : end
      kept &-= present[row] ? 1 : 0
    }
  }

  /// Whether the ends from `row` on ascend from `start` to the last byte.
  private func isInOrder(from row: Int, at start: Int) -> Bool {
    guard row < ends.count else { return bytes.count == start }
    let earlier = ends.span.extracting(row..<ends.count - 1)
    let later = ends.span.extracting((row + 1)...)
    var falls = ends[row] < start ? 1 : 0
    for index in 0..<earlier.count { falls |= later[index] < earlier[index] ? 1 : 0 }
    return falls == 0 && ends[ends.count - 1] == bytes.count
  }
}
