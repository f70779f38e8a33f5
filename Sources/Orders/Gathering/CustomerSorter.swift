// Least significant digit first, on the hash's upper 31 bits:
//
//   pass   bits of the hash      33...43      44...54      55...63
//
// A pass in which all customers have one digit is left out: the last one, for customers of one partition. Few
// customers have all 31 bits in common; they are compared.

internal import Bytes

/// Brings customers into the order of (hash, id).
package struct CustomerSorter: Sendable {
  private struct Key: Sendable, BitwiseCopyable {
    var hash: UInt64
    var number: UInt32
  }

  /// Up to so many customers are compared at once.
  private static let few = 256
  /// Where each pass's digit begins; it has `digitBits` bits.
  private static let shifts: [UInt64] = [33, 44, 55]
  private static let digitBits = 11

  private var keys: [Key] = []
  private var others: [Key] = []
  private var places = [Int](repeating: 0, count: 1 << digitBits)

  /// A sorter that has sorted nothing yet.
  package init() {}

  /// The numbers of the customers of `table` in order.
  package mutating func sort(_ table: CustomerTable) -> [UInt32] {
    keys.removeAll(keepingCapacity: true)
    for (number, customer) in table.customers.enumerated() {
      keys.append(Key(hash: customer.hash, number: UInt32(number)))
    }
    if keys.count <= Self.few {
      compare(0..<keys.count, table)
    } else {
      others = keys
      for shift in Self.shifts
      where Self.distribute(keys, by: shift, to: &others, places: &places) {
        swap(&keys, &others)
      }
      compareEqual(table)
    }
    return keys.map(\.number)
  }

  /// Writes keys in the order of a digit, equal ones in theirs; false, and nothing, if all are equal.
  private static func distribute(
    _ keys: [Key], by shift: UInt64, to others: inout [Key], places: inout [Int]
  ) -> Bool {
    let mask = (1 << digitBits) - 1
    let source = keys.span
    var target = others.mutableSpan
    var places = places.mutableSpan
    for index in 0..<places.count { places[index] = 0 }
    for index in 0..<source.count {
      places[Int(truncatingIfNeeded: source[index].hash &>> shift) & mask] += 1
    }
    if places[Int(truncatingIfNeeded: source[0].hash &>> shift) & mask] == source.count {
      return false
    }
    var sum = 0
    for index in 0..<places.count {
      let count = places[index]
      places[index] = sum
      sum += count
    }
    for index in 0..<source.count {
      let digit = Int(truncatingIfNeeded: source[index].hash &>> shift) & mask
      target[places[digit]] = source[index]
      places[digit] += 1
    }
    return true
  }

  /// Compares those that have all digits in common.
  private mutating func compareEqual(_ table: CustomerTable) {
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end].hash >> 33 == keys[start].hash >> 33 { end += 1 }
      if end - start > 1 { compare(start..<end, table) }
      start = end
    }
  }

  private mutating func compare(_ range: Range<Int>, _ table: CustomerTable) {
    let ids = table.ids.span
    keys[range].sort { left, right in
      if left.hash != right.hash { return left.hash < right.hash }
      return Words.isLess(
        ids, table.customers[Int(left.number)].id, ids, table.customers[Int(right.number)].id)
    }
  }
}
