internal import Columns

/// The values at given places of an ascending order, found without sorting.
///
///     least … greatest of the values, cut into 4,096 ranges alike
///     count the values of each range      a place's value is in the range where the counts reach it
///     take the values of these ranges     and look among them in the same way, or sort a few
///
/// So a pass or two finds them among values spread as money and days are; one value far out costs
/// another, five at most. Neither the order of the values nor threads matter.
enum Selection {
  /// So few are sorted.
  private static let few = 4096
  private static let ranges = 4096

  /// The values at `places`, ascending places among all values of all pieces.
  static func values<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    at places: [Int], of pieces: [ArraySlice<Value>], threads: Threads
  ) throws -> [Value] {
    if places.isEmpty { return [] }
    if pieces.reduce(0, { $0 + $1.count }) <= few {
      let ascending = pieces.joined().sorted()
      return places.map { ascending[$0] }
    }
    let bounds = try threads.map(pieces.count) { Self.bounds(pieces[$0]) }
    let least = bounds.reduce(Value.max) { min($0, $1.least) }
    let greatest = bounds.reduce(Value.min) { max($0, $1.greatest) }
    if least == greatest { return Array(repeating: least, count: places.count) }
    let shift = max(0, Value.bitWidth - (greatest &- least).leadingZeroBitCount - 12)

    let parts = try threads.map(pieces.count) { counts(pieces[$0], from: least, shift: shift) }
    let wanted = wanted(places, sum(parts))
    if shift == 0 {
      return wanted.flatMap { Array(repeating: least &+ Value($0.range), count: $0.places.count) }
    }
    let groups = (0..<ranges).map { range in
      UInt8((wanted.firstIndex { $0.range == range } ?? -1) + 1)
    }
    let taken = try threads.map(pieces.count) {
      take(pieces[$0], from: least, shift: shift, groups: groups, count: wanted.count)
    }
    return try wanted.indices.flatMap { index in
      try values(at: wanted[index].places, of: taken.map { $0[index][...] }, threads: threads)
    }
  }

  private static func sum(_ parts: [[UInt32]]) -> [Int] {
    var result = [Int](repeating: 0, count: ranges)
    var sums = result.mutableSpan
    for part in parts {
      let part = part.span
      for range in 0..<ranges { sums[range] &+= Int(part[range]) }
    }
    return result
  }

  /// The ranges that hold a place, each with the places within it.
  private static func wanted(
    _ places: [Int], _ counts: [Int]
  ) -> [(range: Int, places: [Int])] {
    var wanted: [(range: Int, places: [Int])] = []
    var range = 0
    var below = 0
    for place in places {
      while place >= below + counts[range] {
        below += counts[range]
        range += 1
      }
      if wanted.last?.range != range { wanted.append((range, [])) }
      wanted[wanted.count - 1].places.append(place - below)
    }
    return wanted
  }

  private static func bounds<Value: FixedWidthInteger & BitwiseCopyable>(
    _ values: ArraySlice<Value>
  ) -> (least: Value, greatest: Value) {
    var least = Value.max
    var greatest = Value.min
    let values = values.span
    for index in 0..<values.count {
      least = min(least, values[index])
      greatest = max(greatest, values[index])
    }
    return (least, greatest)
  }

  /// The values of each range.
  private static func counts<Value: FixedWidthInteger & BitwiseCopyable>(
    _ values: ArraySlice<Value>, from least: Value, shift: Int
  ) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: ranges)
    var counts = result.mutableSpan
    let values = values.span
    for index in 0..<values.count {
      counts[range(values[index], from: least, shift: shift)] &+= 1
    }
    return result
  }

  /// The values of the ranges that have a group, group by group.
  private static func take<Value: FixedWidthInteger & BitwiseCopyable>(
    _ values: ArraySlice<Value>, from least: Value, shift: Int, groups: [UInt8], count: Int
  ) -> [[Value]] {
    var taken = [[Value]](repeating: [], count: count)
    let values = values.span
    let groups = groups.span
    for index in 0..<values.count {
      let group = groups[range(values[index], from: least, shift: shift)]
      if group > 0 { taken[Int(group) - 1].append(values[index]) }
    }
    return taken
  }

  /// The range of a value: its distance from the least one, as many high bits of it as say 4,096.
  @inline(__always)
  private static func range<Value: FixedWidthInteger>(
    _ value: Value, from least: Value, shift: Int
  ) -> Int {
    Int(
      truncatingIfNeeded: Value.Magnitude(truncatingIfNeeded: value &- least)
        &>> Value.Magnitude(
          truncatingIfNeeded: shift)) & (ranges - 1)
  }
}
