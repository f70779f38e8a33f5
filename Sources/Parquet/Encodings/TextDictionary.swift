internal import Bytes
internal import Columns

/// The distinct texts of a column chunk in order of first occurrence, and every present text's place among them.
struct TextDictionary {
  /// The distinct texts.
  private(set) var entries = TextColumn()
  /// For each present text its index in `entries`.
  private(set) var indices: [UInt32] = []
  /// Open addressing, at most half full: a slot holds index + 1; 0 is free.
  private var slots = [UInt32](repeating: 0, count: 256)

  /// The dictionary of the texts that are present; nil when it will not take fewer than `limit` bytes.
  init?(_ texts: TextColumn, present: [Bool]?, limit: DictionaryLimit) {
    indices.reserveCapacity(texts.count)
    for rows in limit.stretches(texts.count) where !add(texts, rows, present, limit) {
      return nil
    }
  }

  /// Finds or adds the present texts of `rows`; false when the limit is reached.
  private mutating func add(
    _ texts: TextColumn, _ rows: Range<Int>, _ present: [Bool]?, _ limit: DictionaryLimit
  ) -> Bool {
    let bytes = texts.bytes.span
    for row in rows where present.isPresent(row) {
      let range = texts.range(row)
      // Texts of customers stand together: most are the one before.
      if let last = indices.last,
        Words.areEqual(bytes, range, entries.bytes.span, entries.range(Int(last)))
      {
        indices.append(last)
        continue
      }
      var slot = Int(truncatingIfNeeded: XXH64.hash(texts.bytes, range)) & (slots.count - 1)
      while slots[slot] != 0 {
        let entry = entries.range(Int(slots[slot] - 1))
        if Words.areEqual(bytes, range, entries.bytes.span, entry) { break }
        slot = (slot + 1) & (slots.count - 1)
      }
      if slots[slot] == 0 {
        entries.append(texts[row])
        slots[slot] = UInt32(entries.count)
        indices.append(UInt32(entries.count - 1))
        if isReached(limit) { return false }
        if entries.count * 2 > slots.count { grow() }
      } else {
        indices.append(slots[slot] - 1)
      }
    }
    return !isReached(limit)
  }

  private func isReached(_ limit: DictionaryLimit) -> Bool {
    limit.isReached(
      entries: entries.count, bytes: entries.bytes.count + 4 * entries.count, rows: indices.count)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 4)
    for index in 0..<entries.count {
      let hash = XXH64.hash(entries.bytes, entries.range(index))
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }
}
