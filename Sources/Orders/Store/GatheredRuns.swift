internal import Bytes
internal import Columns
internal import Delta

/// Orders that do not fit into memory, as sorted runs in scratch files beside the store's.
final class GatheredRuns {
  private let table: DeltaTable
  private let scale: Int
  private let memory: Int
  private let threads: Threads
  private var scratch: [(file: ScratchFile, run: RunFile)] = []

  init(table: DeltaTable, scale: Int, memory: Int, threads: Threads) {
    self.table = table
    self.scale = scale
    self.memory = memory
    self.threads = threads
  }

  /// Checks that the disk has room for what the files will take, as far as that can be said before.
  ///
  /// Most orders take an eighth of their size in CSV, and once more if they do not fit into memory. Random
  /// ids take more: then a full disk ends the import, which leaves nothing either.
  ///
  /// - Throws: `FileError`, with what is needed and what is there.
  func checkDisk(_ paths: [String]) throws {
    let size = try paths.reduce(0) { $0 + (try InputFile($1).size) }
    let needed = size / 8 * (size > memory ? 2 : 1)
    let available = try table.available()
    if available < needed {
      throw FileError(
        path: table.path, action: "be written",
        reason:
          "the import needs about \(needed >> 20) MiB, the disk has \(available >> 20) MiB left")
    }
  }

  /// Moves what was gathered into a scratch file.
  func spill(_ gatherer: OrderGatherer) throws {
    var file = try OutputFile("\(table.path)/\(DataFile.uniqueName())")
    // Small row groups: of each run, a slice of the merged orders needs only a few.
    let writer = RunWriter(scale: scale, threads: threads, rowGroupOrders: 1 << 16)
    let summary = try writer.write(
      gatherer, 0..<gatherer.blockCount, to: &file, progress: { _ in })
    let scratch = try file.scratch()
    let run = try RunFile(
      scratch.input, footerChecksum: summary.footerChecksum, scale: scale)
    self.scratch.append((scratch, run))
  }

  /// Writes what was moved and what is still gathered, merged.
  func write(
    _ gatherer: OrderGatherer, by writer: StoreWriter, progress: (Int) -> Void
  ) throws -> [Add] {
    let buckets = writer.buckets
    if scratch.isEmpty {
      let share = gatherer.blockCount / buckets
      return try writer.write(
        gatherer, orders: gatherer.orders, buckets: Array(0..<buckets),
        range: { $0 * share..<($0 + 1) * share },
        dataChange: true, progress: progress)
    }
    if gatherer.orders > 0 { try spill(gatherer) }
    let merged = try MergedRuns(scratch.map(\.run), buckets: buckets, threads: threads)
    let orders = scratch.flatMap(\.run.groups).reduce(0) { $0 + $1.orders }
    return try writer.write(
      merged, orders: orders, buckets: Array(0..<buckets),
      range: { merged.blocks(ofBucket: $0, of: buckets) },
      dataChange: true, progress: progress)
  }
}
