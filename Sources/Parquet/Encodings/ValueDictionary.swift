/// The distinct values of a column chunk in order of first occurrence, and every value's place among them.
struct ValueDictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// The distinct values.
  let entries: [Value]
  /// For each value its index in `entries`.
  let indices: [UInt32]

  /// The dictionary of `values`; nil when it will not take fewer than `limit` bytes.
  init?(_ values: [Value], limit: DictionaryLimit) {
    var entries: [Value] = []
    var indices = [UInt32](repeating: 0, count: values.count)
    // Open addressing, at most half full: a slot holds index + 1; 0 is free. It grows with the entries, as the
    // slots of few entries stay in the fastest memory.
    var slots = [UInt32](repeating: 0, count: 256)
    for rows in limit.stretches(values.count) {
      // A span and local arrays: writing through `self` would ask for every row if it is the only owner.
      var target = indices.mutableSpan
      for row in rows {
        let value = values[row]
        var slot = Self.slot(of: value, count: slots.count)
        while slots[slot] != 0, entries[Int(slots[slot] - 1)] != value {
          slot = (slot + 1) & (slots.count - 1)
        }
        if slots[slot] == 0 {
          entries.append(value)
          slots[slot] = UInt32(entries.count)
          target[row] = UInt32(entries.count - 1)
          if Self.isReached(limit, entries, rows: row + 1) { return nil }
          if entries.count * 2 > slots.count { slots = Self.slots(of: entries) }
        } else {
          target[row] = slots[slot] - 1
        }
      }
      if Self.isReached(limit, entries, rows: rows.upperBound) { return nil }
    }
    self.entries = entries
    self.indices = indices
  }

  @inline(__always)
  private static func isReached(_ limit: DictionaryLimit, _ entries: [Value], rows: Int) -> Bool {
    limit.isReached(
      entries: entries.count, bytes: entries.count * MemoryLayout<Value>.size, rows: rows)
  }

  /// Where among `count` slots the search for a value begins.
  ///
  /// Multiplying by 2^64 over the golden ratio spreads progressions, the usual shape of days, counts and
  /// amounts, evenly.
  @inline(__always)
  private static func slot(of value: Value, count: Int) -> Int {
    let hash = UInt64(truncatingIfNeeded: value) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash &>> UInt64(64 - count.trailingZeroBitCount))
  }

  /// The slots of `entries`, at most an eighth of them full.
  private static func slots(of entries: [Value]) -> [UInt32] {
    // The next power of two from eight times as many on.
    let count = 1 << (Int.bitWidth - (8 * entries.count - 1).leadingZeroBitCount)
    var slots = [UInt32](repeating: 0, count: count)
    for (index, entry) in entries.enumerated() {
      var slot = slot(of: entry, count: count)
      while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
      slots[slot] = UInt32(index + 1)
    }
    return slots
  }
}
