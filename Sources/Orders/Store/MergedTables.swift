internal import Columns

/// A sorted run of a table: a file, or rows in memory.
protocol TableRun: Sendable {
  /// What stands in each group; their hashes ascend.
  var groups: [RunGroup] { get }
  /// The columns of which it may have a value.
  var columnNames: Set<String> { get }
  /// The rows of a group; may be asked for on any thread.
  func tableRows(of group: Int) throws -> TableBlock
}

extension RunFile: TableRun {
  var columnNames: Set<String> { Set(fields.map(\.name)) }

  func tableRows(of group: Int) throws -> TableBlock { try rows(of: group) }
}

/// Runs of a table merged: each block is a slice of the hashes, with what every run has there.
struct MergedTables: TableBlocks {
  /// A group that lies in more slices than this is read once and held, not once for each slice.
  private static let mostSlices = 3
  /// No more rows than this are held.
  private static let mostHeld = 1 << 21

  /// A part of a run that lies in a slice.
  private struct Part: Sendable, Hashable {
    let run: Int
    let group: Int
  }

  let table: StoreTable
  private let runs: [any TableRun]
  private let slices: [ClosedRange<UInt64>]
  private let parts: [[Part]]
  private let counts: [Int]
  private let held: [Part: TableBlock]

  /// Plans the slices.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - runs: its runs.
  ///   - buckets: no slice crosses the border of one of so many equal shares of the hashes.
  ///   - threads: who reads the groups that are held.
  /// - Throws: errors of the runs.
  init(_ table: StoreTable, _ runs: [any TableRun], buckets: Int, threads: Threads) throws {
    let slices = MergedRuns.slices(
      of: runs.flatMap(\.groups), buckets: buckets, orders: TableRunWriter.rowGroupRows)
    try self.init(table, runs, slices: slices, threads: threads)
  }

  /// Takes slices that are planned: ascending, without gaps.
  ///
  /// - Throws: errors of the runs.
  init(
    _ table: StoreTable, _ runs: [any TableRun], slices: [ClosedRange<UInt64>], threads: Threads
  ) throws {
    self.table = table
    self.runs = runs
    self.slices = slices
    var parts = [[Part]](repeating: [], count: slices.count)
    var counts = [Int](repeating: 0, count: slices.count)
    var shared: [Part] = []
    var rowsHeld = 0
    for (run, groups) in runs.map(\.groups).enumerated() {
      for (index, group) in groups.enumerated() {
        let first = MergedRuns.slice(of: group.first, in: slices)
        let last = MergedRuns.slice(of: group.last, in: slices)
        for slice in first...last {
          parts[slice].append(Part(run: run, group: index))
          // Rounded up: only a slice that no group lies in has none for sure.
          counts[slice] += (group.orders + last - first) / (last - first + 1)
        }
        if last - first >= Self.mostSlices && rowsHeld + group.orders <= Self.mostHeld {
          shared.append(Part(run: run, group: index))
          rowsHeld += group.orders
        }
      }
    }
    self.parts = parts
    self.counts = counts
    let blocks = try threads.map(shared.count) { [shared] index in
      try runs[shared[index].run].tableRows(of: shared[index].group)
    }
    held = Dictionary(uniqueKeysWithValues: zip(shared, blocks))
  }

  var blockCount: Int { slices.count }

  func rowCount(of index: Int) -> Int { counts[index] }

  func columns(of range: Range<Int>) -> Set<String> {
    Set(parts[range].joined().map(\.run)).reduce(into: []) { $0.formUnion(runs[$1].columnNames) }
  }

  func block(_ index: Int) throws -> TableBlock {
    let blocks = try parts[index].map { part in
      try (held[part] ?? runs[part.run].tableRows(of: part.group)).part(slices[index])
    }
    return blocks.isEmpty ? TableBlock(table: table) : TableBlock.merging(blocks)
  }

  /// The blocks of one of `buckets` equal shares of the hashes, as many as the slices were planned with.
  func blocks(ofBucket bucket: Int, of buckets: Int) -> Range<Int> {
    MergedRuns.slices(ofBucket: bucket, of: buckets, in: slices)
  }
}
