internal import Columns

/// Which of two values that differ count as a change.
enum ChangeRule {
  /// All.
  case any
  /// Numbers that are so far apart.
  case moved(Int64)
  /// Numbers of which the later is larger.
  case rose
}

extension Cells {
  /// Sets a bit in the marks of the rows that changed; from a value to none, or back, always counts.
  ///
  /// - Parameters:
  ///   - rows: the rows before, one for each mark.
  ///   - later: the column as it is later.
  ///   - start: the first of its rows.
  ///   - rule: which differences count.
  ///   - bit: the bit that says so.
  ///   - marks: one for each row.
  func mark(
    _ rows: Range<Int>, against later: Cells, from start: Int, _ rule: ChangeRule, bit: UInt16,
    in marks: inout MutableSpan<UInt16>
  ) {
    let laterRows = start..<start + rows.count
    let present = validity.span.extracting(rows)
    let laterPresent = later.validity.span.extracting(laterRows)
    if form == .text {
      let changes = texts.differences(rows, from: later.texts, start)
      for row in 0..<rows.count where present[row] != laterPresent[row] || changes[row] {
        marks[row] |= bit
      }
      return
    }
    let before = numbers.span.extracting(rows)
    let after = later.numbers.span.extracting(laterRows)
    for row in 0..<rows.count {
      let isChange =
        if present[row] && laterPresent[row] {
          // All numbers are in the range of their form: differences do not overflow.
          switch rule {
          case .any: before[row] != after[row]
          case .moved(let step): abs(after[row] - before[row]) >= step
          case .rose: after[row] > before[row]
          }
        } else {
          present[row] != laterPresent[row]
        }
      if isChange { marks[row] |= bit }
    }
  }
}

extension TextColumn {
  /// For each of some rows whether the text differs from that of another column, from `start` on.
  func differences(_ rows: Range<Int>, from other: TextColumn, _ start: Int) -> [Bool] {
    var result = Array(repeating: false, count: rows.count)
    let all = bytes.span
    let others = other.bytes.span
    for (index, row) in rows.enumerated() {
      result[index] = !Self.isSame(all, range(row), others, other.range(start + index))
    }
    return result
  }

  /// Whether bytes at two places are the same.
  @inline(__always)
  static func isSame(
    _ bytes: Span<UInt8>, _ place: Range<Int>, _ others: Span<UInt8>, _ otherPlace: Range<Int>
  ) -> Bool {
    if place.count != otherPlace.count { return false }
    let shift = otherPlace.lowerBound - place.lowerBound
    for index in place where bytes[index] != others[index + shift] { return false }
    return true
  }
}
