// The dictionary of integers that lie close together, without hashing:
//
//   least … greatest          a byte for each value of the range: does it occur?
//   entries                   those that do, ascending; each gets its place among them
//   indices                   the place of each value, read from a table

/// The distinct values of a column chunk in ascending order, and every value's place among them.
struct RangeDictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// The distinct values.
  let entries: [Value]
  /// For each value its index in `entries`.
  let indices: [UInt32]

  /// How many values the range may have for each value of the column: with more, the tables would cost more than
  /// hashing.
  private static var shareOfRows: Int { 4 }

  /// Whether a range is narrow enough for so many values.
  static func suits(_ range: ClosedRange<Value>, count: Int) -> Bool {
    let width = UInt64(truncatingIfNeeded: range.upperBound &- range.lowerBound)
    return width < UInt64(count / shareOfRows) && width < 1 << 16
  }

  /// The dictionary of `values`, which lie in `range`.
  ///
  /// - Precondition: the range suits the number of values.
  init(_ values: [Value], in range: ClosedRange<Value>) {
    precondition(Self.suits(range, count: values.count), "a narrow range")
    let least = range.lowerBound
    let source = values.span
    let size = Int(range.upperBound - least) + 1
    var occurs = [UInt8](repeating: 0, count: size)
    var flags = occurs.mutableSpan
    for index in 0..<source.count { flags[Int(truncatingIfNeeded: source[index] &- least)] = 1 }
    var entries: [Value] = []
    var places = [UInt32](repeating: 0, count: size)
    for offset in 0..<size where occurs[offset] == 1 {
      places[offset] = UInt32(entries.count)
      entries.append(least + Value(offset))
    }
    self.entries = entries
    var indices: [UInt32] = []
    let table = places.span
    indices.append(count: source.count) { target in
      precondition(target.count == source.count, "an index for each value")
      if entries.count == size {
        // Every value of the range occurs.
        for index in 0..<source.count {
          target[index] = UInt32(truncatingIfNeeded: source[index] &- least)
        }
        return
      }
      for index in 0..<source.count {
        target[index] = table[Int(truncatingIfNeeded: source[index] &- least)]
      }
    }
    self.indices = indices
  }
}
