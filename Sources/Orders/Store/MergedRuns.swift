internal import Columns

/// Runs merged on the fly: each block is a slice of the hashes, with what every run has there.
struct MergedRuns: OrderBlocks {
  /// About so many orders make a slice.
  static let sliceOrders = 1 << 19
  /// A group that lies in more slices than this is read once and held, not once for each slice.
  private static let mostSlices = 3

  /// A part of a run that lies in a slice.
  private struct Part: Sendable {
    let run: Int
    let group: Int
  }

  private let runs: [any SortedRun]
  /// The hashes of each slice: ascending, without gaps.
  private let slices: [ClosedRange<UInt64>]
  private let parts: [[Part]]
  private let counts: [Int]
  /// Groups that are held, by run and group.
  private let held: [[Int: OrderBlock]]
  /// The groups that make up a slice alone, and lie in no other.
  private let wholes: [Part?]

  /// Plans the slices.
  ///
  /// - Parameters:
  ///   - runs: the runs; their groups' hashes ascend.
  ///   - buckets: no slice crosses the border of one of so many equal shares of the hashes.
  ///   - threads: who reads the groups that are held.
  /// - Throws: errors of the runs.
  init(_ runs: [any SortedRun], buckets: Int, threads: Threads) throws {
    self.runs = runs
    slices = Self.slices(of: runs.flatMap(\.groups), buckets: buckets)
    var parts = [[Part]](repeating: [], count: slices.count)
    var counts = [Int](repeating: 0, count: slices.count)
    var wholes = [Part?](repeating: nil, count: slices.count)
    var shared: [Part] = []
    for (run, groups) in runs.map(\.groups).enumerated() {
      for (index, group) in groups.enumerated() {
        let first = Self.slice(of: group.first, in: slices)
        let last = Self.slice(of: group.last, in: slices)
        for slice in first...last {
          parts[slice].append(Part(run: run, group: index))
          // Rounded up: only a slice that no group lies in has none for sure.
          counts[slice] += (group.orders + last - first) / (last - first + 1)
        }
        if last == first { wholes[first] = Part(run: run, group: index) }
        if last - first >= Self.mostSlices { shared.append(Part(run: run, group: index)) }
      }
    }
    self.parts = parts
    self.counts = counts
    self.wholes = zip(wholes, parts).map { $1.count == 1 ? $0 : nil }
    let blocks = try threads.map(shared.count) { [shared] index in
      try runs[shared[index].run].block(shared[index].group)
    }
    var held = [[Int: OrderBlock]](repeating: [:], count: runs.count)
    for (part, block) in zip(shared, blocks) { held[part.run][part.group] = block }
    self.held = held
  }

  var blockCount: Int { slices.count }

  func orderCount(of index: Int) -> Int { counts[index] }

  func block(_ index: Int) throws -> OrderBlock {
    OrderBlock.merging(
      try parts[index].map { part in
        let block = try held[part.run][part.group] ?? runs[part.run].block(part.group)
        return block.part(block.customers(in: slices[index]))
      })
  }

  func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    guard let whole = wholes[index] else { return try block(index).pass(to: body) }
    return try runs[whole.run].read(whole.group, using: &scratch, body)
  }

  /// The most customers that a slice may have: those that its groups have there, or anywhere.
  func customerLimit(of index: Int) -> Int {
    parts[index].reduce(0) { limit, part in
      limit
        + (held[part.run][part.group]?.customers(in: slices[index]).count
          ?? runs[part.run].groups[part.group].customers)
    }
  }

  /// The block that a customer of that hash is in.
  func blockIndex(of hash: UInt64) -> Int { Self.slice(of: hash, in: slices) }

  /// The blocks of one of `buckets` equal shares of the hashes, as many as the slices were planned with.
  func blocks(ofBucket bucket: Int, of buckets: Int) -> Range<Int> {
    Self.slices(ofBucket: bucket, of: buckets, in: slices)
  }

  /// The slices of one of `buckets` equal shares of the hashes.
  static func slices(
    ofBucket bucket: Int, of buckets: Int, in slices: [ClosedRange<UInt64>]
  ) -> Range<Int> {
    let end =
      bucket + 1 == buckets
      ? slices.count : slice(of: border(bucket + 1, of: buckets), in: slices)
    return slice(of: border(bucket, of: buckets), in: slices)..<end
  }

  /// The first hash of share `index` of `count`.
  private static func border(_ index: Int, of count: Int) -> UInt64 {
    UInt64((UInt128(index) << 64) / UInt128(count))
  }

  /// The slice that a hash lies in.
  static func slice(of hash: UInt64, in slices: [ClosedRange<UInt64>]) -> Int {
    var low = 0
    var high = slices.count - 1
    while low < high {
      let middle = (low + high) / 2
      if slices[middle].upperBound < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Slices of about `orders` orders each, for hashes are spread evenly.
  ///
  /// A group that shares its hashes with no other is a slice, which is then read as it stands. Where groups overlap,
  /// a slice begins where a group does if one begins close, so that few groups lie in two.
  static func slices(
    of groups: [RunGroup], buckets: Int, orders: Int = sliceOrders
  ) -> [ClosedRange<UInt64>] {
    var borders: Set<UInt64> = Set((1..<max(1, buckets)).map { border($0, of: buckets) })
    let sorted = groups.sorted { $0.first < $1.first }
    let count = max(1, groups.reduce(0) { $0 + $1.orders } / orders)
    var start = 0
    while start < sorted.count {
      var last = sorted[start].last
      var end = start + 1
      while end < sorted.count && sorted[end].first <= last {
        last = max(last, sorted[end].last)
        end += 1
      }
      if start > 0 { borders.insert(sorted[start].first) }
      if end - start > 1 {
        borders.formUnion(
          Self.borders(within: sorted[start].first...last, sorted[start..<end], of: count))
      }
      start = end
    }
    let firsts = [0] + borders.sorted()
    return firsts.indices.map { index in
      firsts[index]...(index + 1 < firsts.count ? firsts[index + 1] - 1 : .max)
    }
  }

  /// Those of the borders between `count` slices of all hashes that lie in a range, moved to where one of the groups
  /// begins if that is close.
  private static func borders(
    within range: ClosedRange<UInt64>, _ groups: ArraySlice<RunGroup>, of count: Int
  ) -> [UInt64] {
    let tolerance = UInt64.max / UInt64(count) / 2
    var next = groups.startIndex
    return (1..<max(1, count)).map { border($0, of: count) }.filter { range.contains($0) }.map {
      ideal in
      while next + 1 < groups.endIndex && groups[next + 1].first <= ideal { next += 1 }
      let nearest = groups[next...].prefix(2).map(\.first).min {
        distance($0, ideal) < distance($1, ideal)
      }
      guard let nearest, nearest > 0, distance(nearest, ideal) <= tolerance else { return ideal }
      return nearest
    }
  }

  private static func distance(_ left: UInt64, _ right: UInt64) -> UInt64 {
    left > right ? left - right : right - left
  }
}
