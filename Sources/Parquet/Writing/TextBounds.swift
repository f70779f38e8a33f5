// Bounds of texts, at most 64 bytes each. Longer ones are cut between characters:
//
//   least      the beginning of the least text
//   greatest   the beginning of the greatest text, its last character replaced by the next one

internal import Bytes
internal import Columns

/// A bound of texts, as unsigned bytes.
struct TextBound: BoundValue {
  /// The most bytes of a bound.
  static let limit = 64

  let stored: [UInt8]
  let isExact: Bool

  static func < (left: TextBound, right: TextBound) -> Bool {
    left.stored.lexicographicallyPrecedes(right.stored)
  }

  static func == (left: TextBound, right: TextBound) -> Bool { left.stored == right.stored }

  /// A bound that `text` is not less than.
  init(below text: some RandomAccessCollection<UInt8>) {
    stored = Self.beginning(of: text)
    isExact = stored.count == text.count
  }

  /// A bound that `text` is not greater than; nil if none is short enough.
  init?(above text: some RandomAccessCollection<UInt8>) {
    var beginning = Self.beginning(of: text)
    isExact = beginning.count == text.count
    if !isExact {
      guard let raised = Self.raised(beginning) else { return nil }
      beginning = raised
    }
    stored = beginning
  }

  /// At most `limit` bytes of `text`, cut before a byte that no character of UTF-8 goes on with.
  private static func beginning(of text: some RandomAccessCollection<UInt8>) -> [UInt8] {
    let bytes = Array(text.prefix(limit + 1))
    if bytes.count <= limit { return bytes }
    // A character has at most three such bytes; more of them are no UTF-8.
    let end = (limit - 3...limit).last { bytes[$0] & 0xC0 != 0x80 } ?? limit
    return Array(bytes[..<end])
  }

  /// The least byte string without further characters that is greater than all that begin with `bytes`.
  private static func raised(_ bytes: [UInt8]) -> [UInt8]? {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // No UTF-8, which the column is said to be: then any byte will do.
      guard let last = bytes.lastIndex(where: { $0 < 0xFF }) else { return nil }
      return bytes[..<last] + [bytes[last] + 1]
    }
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.popLast() {
      // Surrogates are no characters.
      let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
      guard let scalar = Unicode.Scalar(next),
        UTF8.width(scalar) == UTF8.width(last)
      else { continue }
      scalars.append(scalar)
      return scalars.flatMap { Array(UTF8.encode($0) ?? .init()) }
    }
    return nil
  }
}

extension ColumnStatistics {
  /// Of the texts that are present.
  init(_ texts: TextColumn, _ present: [Bool]?, _ cuts: [PageCut]) {
    self.init(
      cuts.map { cut in
        guard let (least, greatest) = Self.ends(of: texts, present, cut.rows) else {
          return PageStatistics<TextBound>(cut)
        }
        return PageStatistics(
          cut, least: TextBound(below: texts[least]), greatest: TextBound(above: texts[greatest]))
      })
  }

  /// The rows of the least and the greatest text that is present.
  private static func ends(
    of texts: TextColumn, _ present: [Bool]?, _ rows: Range<Int>
  ) -> (least: Int, greatest: Int)? {
    guard let first = rows.first(where: { present.isPresent($0) }) else { return nil }
    let bytes = texts.bytes.span
    let ends = texts.ends.span
    var least = texts.range(first)
    var greatest = least
    var (leastRow, greatestRow) = (first, first)
    var leastKey = Words.key(bytes, least)
    var greatestKey = leastKey
    for row in first + 1..<rows.upperBound where present.isPresent(row) {
      let range = ends[row - 1]..<ends[row]
      let key = Words.key(bytes, range)
      if key < leastKey || key == leastKey && Words.isLess(bytes, range, bytes, least) {
        (least, leastKey, leastRow) = (range, key, row)
      }
      if key > greatestKey || key == greatestKey && Words.isLess(bytes, greatest, bytes, range) {
        (greatest, greatestKey, greatestRow) = (range, key, row)
      }
    }
    return (leastRow, greatestRow)
  }

  /// Of labels, given the codes that are present.
  init(_ codes: [UInt8], names: [String], _ cuts: [PageCut]) {
    self.init(
      cuts.map { cut in
        var occurs = [Bool](repeating: false, count: 256)
        for code in codes[cut.values] { occurs[Int(code)] = true }
        let labels = (0..<256).filter { occurs[$0] }.map { Array(names[$0].utf8) }
        let least = labels.min { $0.lexicographicallyPrecedes($1) }
        let greatest = labels.max { $0.lexicographicallyPrecedes($1) }
        return PageStatistics(
          cut, least: least.map { TextBound(below: $0) },
          greatest: greatest.flatMap { TextBound(above: $0) })
      })
  }
}
