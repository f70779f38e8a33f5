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
    var shared: [Part] = []
    for (run, groups) in runs.map(\.groups).enumerated() {
      for (index, group) in groups.enumerated() {
        let first = Self.slice(of: group.first, in: slices)
        let last = Self.slice(of: group.last, in: slices)
        for slice in first...last {
          parts[slice].append(Part(run: run, group: index))
          counts[slice] += group.orders / (last - first + 1)
        }
        if last - first >= Self.mostSlices { shared.append(Part(run: run, group: index)) }
      }
    }
    self.parts = parts
    self.counts = counts
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

  /// The block that a customer of that hash is in.
  func blockIndex(of hash: UInt64) -> Int { Self.slice(of: hash, in: slices) }

  /// The blocks of one of `buckets` equal shares of the hashes, as many as the slices were planned with.
  func blocks(ofBucket bucket: Int, of buckets: Int) -> Range<Int> {
    let first = Self.border(bucket, of: buckets)
    let end =
      bucket + 1 == buckets
      ? slices.count : blockIndex(of: Self.border(bucket + 1, of: buckets))
    return blockIndex(of: first)..<end
  }

  /// The first hash of share `index` of `count`.
  private static func border(_ index: Int, of count: Int) -> UInt64 {
    UInt64((UInt128(index) << 64) / UInt128(count))
  }

  private static func slice(of hash: UInt64, in slices: [ClosedRange<UInt64>]) -> Int {
    var low = 0
    var high = slices.count - 1
    while low < high {
      let middle = (low + high) / 2
      if slices[middle].upperBound < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Slices of about equally many orders, for hashes are spread evenly.
  ///
  /// Where a group begins close to a slice's border the slice begins there, so that few groups lie in two.
  private static func slices(of groups: [RunGroup], buckets: Int) -> [ClosedRange<UInt64>] {
    let orders = groups.reduce(0) { $0 + $1.orders }
    let count = max(1, orders / sliceOrders)
    let starts = groups.map(\.first).sorted()
    let tolerance = UInt64.max / UInt64(count) / 2
    var borders: Set<UInt64> = Set((1..<max(1, buckets)).map { border($0, of: buckets) })
    var next = 0
    for index in 1..<max(1, count) {
      let ideal = border(index, of: count)
      while next + 1 < starts.count && starts[next + 1] <= ideal { next += 1 }
      let candidates = starts[min(next, starts.count - 1)...].prefix(2)
      let nearest = candidates.min { distance($0, ideal) < distance($1, ideal) }
      if let nearest, distance(nearest, ideal) <= tolerance, nearest > 0 {
        borders.insert(nearest)
      } else {
        borders.insert(ideal)
      }
    }
    let firsts = [0] + borders.sorted()
    return firsts.indices.map { index in
      firsts[index]...(index + 1 < firsts.count ? firsts[index + 1] - 1 : .max)
    }
  }

  private static func distance(_ left: UInt64, _ right: UInt64) -> UInt64 {
    left > right ? left - right : right - left
  }
}
