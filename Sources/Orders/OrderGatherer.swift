internal import Columns

/// Gathers the orders of chunks in memory, in 64 partitions of equal shares of the hashes.
///
/// As `OrderBlocks` it hands its partitions over sorted, each once: they are gone from it then.
final class OrderGatherer: OrderBlocks {
  /// The number of partitions: more than threads, few enough for each to fit a core's cache.
  static let partitions = 64

  /// The partition of a customer hash: its top bits.
  @inline(__always)
  static func partition(of hash: UInt64) -> Int { Int(hash >> 58) }

  private let builders = (0..<partitions).map { _ in PartitionBuilder() }

  /// Adds the orders of a chunk.
  func add(_ chunk: OrderChunk, threads: Threads) throws {
    _ = try threads.map(builders.count) { builders[$0].add(chunk, partition: $0) }
  }

  /// Turns all days that were left open into the days they are in a column of that order.
  func decide(_ order: DateOrder, threads: Threads) throws {
    _ = try threads.map(builders.count) { builders[$0].decide(order) }
  }

  /// The bytes that the orders take in memory.
  var bytes: Int { builders.reduce(0) { $0 + $1.bytes } }

  /// The number of orders.
  var orders: Int { builders.reduce(0) { $0 + $1.orders } }

  /// All partitions sorted; none is left here.
  func blocks(threads: Threads) throws -> [OrderBlock] {
    try threads.map(blockCount) { block($0) }
  }

  var blockCount: Int { builders.count }

  func orderCount(of index: Int) -> Int { builders[index].orders }

  func block(_ index: Int) -> OrderBlock { OrderBlock(builders[index].take()) }
}
