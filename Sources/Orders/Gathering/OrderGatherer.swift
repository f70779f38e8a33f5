internal import Bytes
internal import Columns
internal import Synchronization

// chunk → partitions → blocks
//
// Chunks wait until there are enough of them for each partition's customers to be looked up many times in a
// row, while they stand in a core's fastest memory.

/// Gathers the orders of chunks, in partitions of equal shares of the hashes.
///
/// As `OrderBlocks` it hands its orders over sorted, each block once: they are gone from it then.
final class OrderGatherer: OrderBlocks {
  /// The number of partitions: so many that the customers of one fit a core's second cache, about, at ten million.
  ///
  /// Twice as many make no difference there, and an import of ten million orders take 8 % longer: a chunk's rows
  /// then go to more places at a time than stay in the nearest cache.
  static let partitions = 1 << partitionBits
  private static let partitionBits = 9
  /// The number of blocks, each of which has several partitions.
  static let blocks = 64
  /// The bytes of chunks that wait, if memory allows it: as many as are gathered, within these bounds.
  ///
  /// More would bring the customers of a partition into the cache for more rows at a time, and cost more to
  /// touch for the first time than that saves.
  private static let waiting = 32 << 20...256 << 20

  /// The partition of a customer hash: its top bits.
  @inline(__always)
  static func partition(of hash: UInt64) -> Int { Int(hash >> UInt64(64 - partitionBits)) }

  /// The block of a customer hash.
  static func block(of hash: UInt64) -> Int { Int(hash >> 58) }

  /// A chunk whose orders are not in their partitions yet.
  struct Waiting: Sendable {
    /// The chunk.
    let chunk: OrderChunk
    /// The order of day and month in its dates, once it is known.
    var order: DateOrder?

    fileprivate var bytes: Int {
      MemoryLayout<OrderChunk.Row>.stride * chunk.rows.capacity + chunk.ids.capacity
    }
  }

  /// Chunks that wait, and the bytes of them and of what is gathered.
  private struct State {
    var chunks: [Waiting] = []
    var waiting = 0
    var gathered = 0
  }

  private let partitions = (0..<partitions).map { _ in Partition() }
  private let state = Mutex(State())
  private let mostWaiting: Int

  /// A gatherer without orders.
  ///
  /// - Parameter memory: the bytes that it may take, about; who passes them on spills it.
  init(memory: Int = .max) { mostWaiting = min(Self.waiting.upperBound, memory / 8) }

  /// Adds the orders of a chunk.
  func add(_ chunk: OrderChunk, threads: Threads) throws {
    let isEnough = state.withLock { state in
      let waiting = Waiting(chunk: chunk)
      state.chunks.append(waiting)
      state.waiting += waiting.bytes
      return state.waiting > min(max(state.gathered, Self.waiting.lowerBound), mostWaiting)
    }
    if isEnough { try settle(threads: threads) }
  }

  /// Brings the orders of all chunks into their partitions.
  func settle(threads: Threads) throws {
    let chunks = state.withLock { state in
      defer {
        state.chunks = []
        state.waiting = 0
      }
      return state.chunks
    }
    let rows = chunks.reduce(0) { $0 + $1.chunk.rows.count }
    if rows == 0 { return }
    let capacity = min(rows, OrderColumns.most)
    _ = try threads.map(partitions.count, worker: { OrderColumns(capacity: capacity) }) {
      columns, index in
      partitions[index].add(chunks, partition: index, through: &columns)
    }
    measure()
  }

  /// Says what days the dates are that are open; where it was said before, it stays.
  ///
  /// - Precondition: every one of them is a date in that order.
  func decide(_ order: DateOrder) {
    state.withLock { state in
      for index in state.chunks.indices {
        state.chunks[index].order = state.chunks[index].order ?? order
      }
    }
    for partition in partitions { partition.decide(order) }
  }

  /// The bytes that the orders in partitions take in memory.
  var bytesInMemory: Int { state.withLock { $0.gathered } }

  /// Notes how many bytes that is.
  private func measure() {
    let bytes = partitions.reduce(0) { $0 + $1.bytesInMemory }
    state.withLock { $0.gathered = bytes }
  }

  /// The number of orders in partitions.
  var orders: Int { partitions.reduce(0) { $0 + $1.count } }

  /// Moves what is in partitions to a scratch file beside `path`, which goes once its orders were handed over.
  ///
  /// - Throws: `FileError`.
  func spill(to path: String, threads: Threads) throws {
    var file = try OutputFile(path)
    var parts: [(bytes: Range<Int>, checksum: UInt32)] = []
    try threads.forEach(partitions.count, make: { partitions[$0].encoded() }) { bytes in
      parts.append((file.size..<file.size + bytes.count, CRC32.checksum(bytes.span)))
      try file.write(bytes)
    }
    let scratch = try file.scratch()
    for (partition, part) in zip(partitions, parts) {
      partition.spill(
        to: SpilledBytes(file: scratch, range: part.bytes, checksum: part.checksum))
    }
    measure()
  }

  /// All blocks, sorted; none is left here.
  func blocks(threads: Threads) throws -> [OrderBlock] {
    try settle(threads: threads)
    return try threads.map(blockCount) { try block($0) }
  }

  var blockCount: Int { Self.blocks }

  private func partitions(of blocks: Range<Int>) -> ArraySlice<Partition> {
    let share = partitions.count / blockCount
    return partitions[blocks.lowerBound * share..<blocks.upperBound * share]
  }

  func orderCount(of index: Int) -> Int {
    partitions(of: index..<index + 1).reduce(0) { $0 + $1.count }
  }

  func block(_ index: Int) throws -> OrderBlock { try joined(index..<index + 1) }

  func joined(_ range: Range<Int>) throws -> OrderBlock {
    OrderBlock(clustering: try partitions(of: range).map { try $0.take() })
  }
}
