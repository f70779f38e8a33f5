// Absent values: a page holds only those that are present; rows need a place each.
//
//   flags     1 0 0 1 1 0
//   decoded   a b c
//   spread    a 0 0 b c 0
//
// From the last row backwards, so that no value is overwritten before it has moved, and without a branch on
// the flag, which flags without pattern would have mispredicted.

package import Columns

/// Makes room for absent values among those that are present.
///
/// Each function takes the last values of an array, one per flag that is set, and leaves one per flag, zero or
/// empty where the flag is not set. The array holds at least one value per flag that is set.
package enum Spread {
  /// Spreads 32-bit integers.
  package static func spread(_ values: inout [Int32], over present: Span<Bool>) {
    spread(&values, over: present, absent: 0)
  }

  /// Spreads 64-bit integers.
  package static func spread(_ values: inout [Int64], over present: Span<Bool>) {
    spread(&values, over: present, absent: 0)
  }

  /// Spreads stamps.
  package static func spread(_ values: inout [Int96], over present: Span<Bool>) {
    spread(&values, over: present, absent: Int96(nanoseconds: 0, julianDay: 0))
  }

  /// Spreads 32-bit floats.
  package static func spread(_ values: inout [Float], over present: Span<Bool>) {
    spread(&values, over: present, absent: 0)
  }

  /// Spreads 64-bit floats.
  package static func spread(_ values: inout [Double], over present: Span<Bool>) {
    spread(&values, over: present, absent: 0)
  }

  /// Spreads flags.
  package static func spread(_ values: inout [Bool], over present: Span<Bool>) {
    spread(&values, over: present, absent: false)
  }

  /// Spreads byte arrays.
  package static func spread(_ values: inout TextColumn, over present: Span<Bool>) {
    values.spread(over: present)
  }

  /// Spreads byte arrays of one length.
  package static func spread(_ values: inout FixedLengthBytes, over present: Span<Bool>) {
    let length = values.length
    var kept = present.setCount
    if kept == present.count { return }
    let first = values.bytes.count - kept * length
    precondition(first >= 0, "a value for every flag that is set")
    values.bytes.append(contentsOf: repeatElement(0, count: (present.count - kept) * length))
    var bytes = values.bytes.mutableSpan
    for row in stride(from: present.count - 1, through: 0, by: -1) {
      let isPresent = present[row]
      kept -= isPresent ? 1 : 0
      for byte in 0..<length {
        let value = bytes[first + kept * length + byte]
        bytes[first + row * length + byte] = isPresent ? value : 0
      }
    }
  }

  @inline(__always)
  private static func spread<Value: BitwiseCopyable>(
    _ values: inout [Value], over present: Span<Bool>, absent: Value
  ) {
    var kept = present.setCount
    if kept == present.count { return }
    precondition(kept <= values.count, "a value for every flag that is set")
    let first = values.count - kept
    values.append(contentsOf: repeatElement(absent, count: present.count - kept))
    values.update(from: first) { rows in
      precondition(rows.count == present.count, "a row for every flag")
      // An absent row takes any value, which then goes: two plain loops are faster than one that selects.
      for row in stride(from: present.count - 1, through: 0, by: -1) {
        kept &-= present[row] ? 1 : 0
        rows[row] = rows[kept]
      }
      for row in 0..<present.count {
        let value = rows[row]
        rows[row] = present[row] ? value : absent
      }
    }
  }
}

extension Span<Bool> {
  /// How many flags are set.
  var setCount: Int {
    var count = 0
    for row in 0..<self.count { count += self[row] ? 1 : 0 }
    return count
  }
}
