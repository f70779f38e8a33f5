public import Columns

/// All orders of some files in memory, clustered by customer.
public struct OrderLog: OrderSource {
  /// The orders; each block has an equal share of the hashes.
  public let blocks: [OrderBlock]
  /// Where every row went.
  public let account: Account
  /// Whether the files have amounts.
  public let hasAmounts: Bool
  /// The currency of the amounts.
  public let currency: Currency
  /// What the files were and how they were read.
  public let inputs: [OrderInput]
  /// Things to tell the user.
  public let notes: [String]

  /// The number of orders.
  public var orders: Int { blocks.reduce(0) { $0 + $1.days.count } }

  /// The columns that amounts were read from.
  public var revenueBasis: String {
    let names = Set(inputs.compactMap { $0.binding?.amount?.name })
    return names.isEmpty ? "none" : "column \(names.sorted().joined(separator: ", ")), as written"
  }

  /// The number of blocks.
  public var blockCount: Int { blocks.count }

  /// The number of orders of a block.
  public func orderCount(of index: Int) -> Int { blocks[index].days.count }

  /// The orders of one range.
  public func block(_ index: Int) -> OrderBlock { blocks[index] }

  /// The number of customers of a block.
  public func customerLimit(of index: Int) -> Int { blocks[index].customers }

  /// The block that a customer of that hash is in.
  public func blockIndex(of hash: UInt64) -> Int { OrderGatherer.block(of: hash) }

  /// The last order day that is not after `limit`, or nil if there is none.
  public func lastDay(
    notAfter limit: Day, keepsZeroOrders: Bool, threads: Threads
  ) throws -> Day? {
    let countsZeros = keepsZeroOrders || !hasAmounts
    return try threads.map(blocks.count) { block in
      blocks[block].lastDay(notAfter: limit.rawValue, countsZeros: countsZeros)
    }.compactMap { $0 }.max().map { Day(rawValue: $0) }
  }
}
