internal import Bytes
public import Columns

/// Texts of rows, many of them alike: each is kept once, and rows say which they have.
public struct CodedTexts: Sendable {
  /// The different texts, in the order in which rows first have them.
  public private(set) var names = TextColumn()
  /// For each row the place of its text among the names; -1 if it has none.
  public private(set) var codes: [Int32] = []

  /// A hash table of the names' places, at most half full; -1 is an open place.
  private var slots = [Int32](repeating: -1, count: 32)
  private var hashes: [UInt64] = []

  /// Of no rows.
  public init() {}

  /// The texts of some rows of a column; none has one if there is no column.
  init(_ column: Column?, rows: [Int]) {
    guard let column, let texts = column.texts else {
      codes = Array(repeating: -1, count: rows.count)
      return
    }
    codes.reserveCapacity(rows.count)
    let bytes = texts.bytes.span
    // Neighbours often have the same text.
    var (before, code): (Range<Int>, Int32) = (0..<0, -1)
    for row in rows {
      guard column.validity?[row] ?? true else {
        codes.append(-1)
        continue
      }
      let range = texts.range(row)
      if code < 0 || !Words.areEqual(bytes, before, bytes, range) {
        code = self.code(of: texts, range)
        before = range
      }
      codes.append(code)
    }
  }

  /// Adds rows that have texts of another one.
  ///
  /// - Parameters:
  ///   - codes: for each row the place of its text among the other's names; -1 if it has none.
  ///   - other: whose names they are.
  public mutating func append(_ codes: some Sequence<Int32>, of other: CodedTexts) {
    var own = [Int32](repeating: -1, count: other.names.count)
    for code in codes {
      if code < 0 {
        self.codes.append(-1)
        continue
      }
      let place = Int(code)
      if own[place] < 0 { own[place] = self.code(of: other.names, other.names.range(place)) }
      self.codes.append(own[place])
    }
  }

  /// The place of a text among the names, added if it is not there.
  private mutating func code(of texts: TextColumn, _ range: Range<Int>) -> Int32 {
    let hash = XXH64.hash(texts.bytes, range)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let name = Int(slots[slot])
      if hashes[name] == hash,
        Words.areEqual(names.bytes.span, names.range(name), texts.bytes.span, range)
      {
        return slots[slot]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = Int32(names.count)
    names.append(texts.bytes[range])
    hashes.append(hash)
    slots[slot] = code
    if names.count * 2 > slots.count { growSlots() }
    return code
  }

  private mutating func growSlots() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (name, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(name)
    }
  }
}
