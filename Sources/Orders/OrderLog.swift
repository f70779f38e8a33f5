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

  /// What the account has taken off for refunds whose days are known.
  public let datedRefunds: Int128
  /// Rows of nobody by day.
  let setAsideDays: SetAsideDays
  /// What orders cost, by day; nil if no file says it.
  let costDays: CostDays?
  /// What revenue is, in words, if the files say more of it than an amount.
  let basis: String?

  /// The number of orders.
  public var orders: Int { blocks.reduce(0) { $0 + $1.days.count } }

  /// The columns that amounts were read from, or what revenue was made of.
  public var revenueBasis: String {
    if let basis { return basis }
    let names = Set(inputs.compactMap { $0.binding?.amount?.name })
    return names.isEmpty ? "none" : "column \(names.sorted().joined(separator: ", ")), as written"
  }

  /// The number of blocks.
  public var blockCount: Int { blocks.count }

  /// The number of orders of a block.
  public func orderCount(of index: Int) -> Int { blocks[index].days.count }

  /// The revenue of orders of nobody.
  public func guestRevenue() -> GuestRevenue { GuestRevenue(setAsideDays.revenue(of: .guest)) }

  /// The orders of one range.
  public func block(_ index: Int) -> OrderBlock { blocks[index] }

  /// The number of customers of a block.
  public func customerLimit(of index: Int) -> Int { blocks[index].customers }

  /// The orders up to a day whose cost is known; nil if no file has a column of costs.
  public func costs(until day: Day, threads: Threads) -> CostSums? { costDays?.until(day) }

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

extension OrderLog {
  /// Orders that were read as they are, and orders that were assembled of rows.
  ///
  /// - Parameters:
  ///   - plain: the former; it has them no more afterwards.
  ///   - detail: what brings the rows together; the same.
  ///   - facts: what there is to say of the files.
  ///   - options: how they were read.
  ///   - threads: who works.
  ///   - reject: called with every row that contradicts others of its order, by order id.
  /// - Throws: as `DetailImport.assemble` does; `OrderError`, usage, if the rows are in several currencies and
  ///   none was chosen; what `reject` throws.
  init(
    plain: OrderGatherer, _ detail: DetailImport, _ facts: OrderReader.Facts,
    _ options: OrderOptions, threads: Threads, reject: (OrderReader.RejectedRow) throws -> Void
  ) throws {
    let hasAmounts = options.amount != .none
    if detail.files == 0 {
      self.init(
        blocks: try plain.blocks(threads: threads), account: facts.account, hasAmounts: hasAmounts,
        currency: options.currency, inputs: facts.inputs, notes: facts.notes, datedRefunds: 0,
        setAsideDays: facts.setAsideDays, costDays: nil, basis: nil)
      return
    }
    let log = AssembledLog()
    var setAsideDays = facts.setAsideDays
    var costDays = CostDays()
    let sums = try detail.assemble(threads: threads, stored: nil) { assembled in
      log.add(assembled.orders)
      var days = SetAsideDays()
      for (order, reason) in assembled.setAside { days.add(reason, day: order.day, order.amount) }
      return (setAside: days, costs: CostDays(of: assembled.orders))
    } consume: { days, sums in
      setAsideDays += days.setAside
      costDays += days.costs
      for record in sums.rejected { try reject(detail.rejected(record)) }
    }
    let currency = try detail.currency(of: sums)
    var blocks = try log.blocks(threads: threads)
    if plain.orders > 0 {
      blocks = zip(try plain.blocks(threads: threads), blocks).map { OrderBlock.merging([$0, $1]) }
    }
    var account = facts.account
    account += sums.account
    self.init(
      blocks: blocks, account: account, hasAmounts: hasAmounts, currency: currency,
      inputs: facts.inputs, notes: facts.notes + DetailImport.notes(of: sums),
      datedRefunds: log.datedRefunds, setAsideDays: setAsideDays,
      costDays: facts.inputs.contains { $0.layout?.says(.cost) ?? false } ? costDays : nil,
      basis: hasAmounts
        ? StoreSettings.words(
          detail.rules.basis, unknown: facts.unknownParts) : nil)
  }
}
