/// The distinct values of a column chunk in order of first occurrence, and every value's place among them.
struct ValueDictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// More distinct values than this are not worth a dictionary: an index would need over 16 bits.
  static var capacity: Int { 1 << 16 }

  /// The distinct values.
  private(set) var entries: [Value] = []
  /// For each value its index in `entries`.
  private(set) var indices: [UInt32]

  /// The dictionary of `values`, or nil when there are too many distinct ones.
  init?(_ values: [Value]) {
    indices = Array(repeating: 0, count: values.count)
    // Open addressing, at most half full. A slot holds index + 1; 0 is free. Multiplying by 2^64 over
    // the golden ratio spreads progressions, the usual shape of days, counts and amounts, evenly.
    let bits = max(1, Int.bitWidth - (2 * min(values.count, Self.capacity)).leadingZeroBitCount)
    let mask = 1 << bits - 1
    var slots = [UInt32](repeating: 0, count: 1 << bits)
    for row in values.indices {
      let value = values[row]
      let hash = UInt64(truncatingIfNeeded: value) &* 0x9E37_79B9_7F4A_7C15
      var slot = Int(truncatingIfNeeded: hash >> (64 - UInt64(bits)))
      while slots[slot] != 0, entries[Int(slots[slot] - 1)] != value { slot = (slot + 1) & mask }
      if slots[slot] == 0 {
        if entries.count == Self.capacity { return nil }
        entries.append(value)
        slots[slot] = UInt32(entries.count)
      }
      indices[row] = slots[slot] - 1
    }
  }
}
