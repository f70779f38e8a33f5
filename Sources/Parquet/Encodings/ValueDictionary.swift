/// The distinct values of a column chunk in order of first occurrence, and every value's place among them.
struct ValueDictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// The distinct values.
  private(set) var entries: [Value] = []
  /// For each value its index in `entries`.
  private(set) var indices: [UInt32]
  /// Open addressing, at most half full: a slot holds index + 1; 0 is free.
  private var slots: [UInt32]

  /// The dictionary of `values`; nil when it will not take fewer than `limit` bytes.
  init?(_ values: [Value], limit: DictionaryLimit) {
    indices = Array(repeating: 0, count: values.count)
    // It grows with the entries: the slots of few entries stay in the fastest memory.
    slots = Array(repeating: 0, count: 256)
    for rows in limit.stretches(values.count) where !add(values, rows, limit) {
      return nil
    }
  }

  /// Finds or adds the values of `rows`; false when the limit is reached.
  private mutating func add(
    _ values: [Value], _ rows: Range<Int>, _ limit: DictionaryLimit
  ) -> Bool {
    for row in rows {
      let value = values[row]
      var slot = slot(of: value)
      while slots[slot] != 0, entries[Int(slots[slot] - 1)] != value {
        slot = (slot + 1) & (slots.count - 1)
      }
      if slots[slot] == 0 {
        entries.append(value)
        slots[slot] = UInt32(entries.count)
        if limit.isReached(
          entries: entries.count, bytes: entries.count * MemoryLayout<Value>.size, rows: row + 1)
        {
          return false
        }
        if entries.count * 2 > slots.count { grow() }
        indices[row] = UInt32(entries.count - 1)
      } else {
        indices[row] = slots[slot] - 1
      }
    }
    return !limit.isReached(
      entries: entries.count, bytes: entries.count * MemoryLayout<Value>.size, rows: rows.upperBound
    )
  }

  /// Where the search for a value begins.
  ///
  /// Multiplying by 2^64 over the golden ratio spreads progressions, the usual shape of days, counts and
  /// amounts, evenly.
  private func slot(of value: Value) -> Int {
    let hash = UInt64(truncatingIfNeeded: value) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> UInt64(64 - slots.count.trailingZeroBitCount))
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 4)
    for (index, entry) in entries.enumerated() {
      var slot = slot(of: entry)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }
}
