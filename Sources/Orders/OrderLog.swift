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

  /// Orders that were read as they are.
  init(
    blocks: [OrderBlock], account: Account, hasAmounts: Bool, currency: Currency,
    inputs: [OrderInput], notes: [String]
  ) {
    self.blocks = blocks
    self.account = account
    self.hasAmounts = hasAmounts
    self.currency = currency
    self.inputs = inputs
    self.notes = notes
    basis = nil
  }

  /// Orders that were assembled of rows.
  ///
  /// - Parameters:
  ///   - detail: what brought the rows together; it has them no more afterwards.
  ///   - inputs: the files.
  ///   - notes: what there is to tell of them already.
  ///   - threads: who works.
  ///   - reject: called with every row that contradicts others of its order, by order id.
  ///   - decode: the rows of records.
  /// - Throws: as `DetailImport.assemble` does; `OrderError`, usage, if the rows are in several currencies and
  ///   none was chosen; what `reject` throws.
  init(
    _ detail: DetailImport, inputs: [OrderInput], notes: [String], threads: Threads,
    reject: (OrderReader.RejectedRow) throws -> Void,
    decode: @Sendable ([UInt8]) throws -> [DetailRow]
  ) throws {
    let log = AssembledLog()
    let sums = try detail.assemble(threads: threads, stored: nil, decode: decode) { assembled in
      for record in assembled.rejected { try reject(detail.rejected(record)) }
      log.add(assembled.orders)
    }
    currency = try detail.currency(of: sums)
    blocks = try log.blocks(threads: threads)
    account = sums.account
    hasAmounts = detail.rules.files.contains { $0.hasAmounts }
    basis = detail.rules.basis
    self.inputs = inputs
    self.notes = notes + DetailImport.notes(of: sums)
  }

  /// The number of orders.
  public var orders: Int { blocks.reduce(0) { $0 + $1.days.count } }

  /// What revenue is, if the files say more of it than an amount.
  private let basis: RevenueBasis?

  /// The columns that amounts were read from, or what revenue was made of.
  public var revenueBasis: String {
    if let basis { return basis.rawValue }
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
