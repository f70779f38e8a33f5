public import Columns
internal import Delta

/// The orders of a store at one version.
public struct StoredOrders: OrderSource {
  /// Where every row went: all count.
  public let account: Account
  /// Whether the orders have amounts.
  public let hasAmounts: Bool
  /// The currency of the amounts.
  public let currency: Currency
  /// Where revenue is from, in words.
  public let revenueBasis: String
  /// The store.
  public let inputs: [OrderInput]
  /// Things to tell the user.
  public let notes: [String]

  let store: OrderStore
  private let setAside: StoredTable?
  private let merged: MergedRuns
  let runs: [RunFile]
  private let tags: [RunTags]
  /// Orders in files of other writers.
  let foreign: OrderLog?

  /// Opens all runs of a store.
  ///
  /// - Throws: `FileError`, `DeltaError`, `ParquetError` or `OrderError` if a file is missing or damaged.
  public init(_ store: OrderStore, threads: Threads) throws {
    let files = try store.files()
    var tally = Tally()
    var runs: [RunFile] = []
    for file in files {
      guard let tags = file.tags else { continue }
      var run = try store.open(file, tags)
      run.readsRefunds = store.settings.basis == .net
      runs.append(run)
      tally.add(rows: run.groups.reduce(0) { $0 + $1.orders }, revenue: tags.revenue)
    }
    foreign = try ForeignFiles.orders(of: store, files.filter { $0.tags == nil }, threads)
    if let foreign { tally += foreign.account.used }
    self.runs = runs
    tags = files.compactMap(\.tags)
    merged = try MergedRuns(
      runs + (foreign.map { [MemoryRun($0)] } ?? []), buckets: 1, threads: threads)
    account = Account(used: tally)
    self.store = store
    setAside = try store.stored(.setAside)
    hasAmounts = store.settings.hasAmounts
    currency = store.settings.currency
    revenueBasis = store.settings.revenueBasis
    inputs = [OrderInput(store: store.path, version: store.snapshot.version)]
    notes =
      foreign.map {
        [
          "\($0.orders) orders stand in files of other writers, which are sorted anew on every run; "
            + "patron store compact \(store.path) sorts them once"
        ]
      } ?? []
  }

  /// The number of orders.
  public var orders: Int { account.used.rows }

  /// What the ids of customers are.
  public var customerKey: CustomerKey { store.settings.customerKey }

  /// The revenue of orders of nobody.
  ///
  /// - Throws: errors of the files.
  public func guestRevenue() throws -> GuestRevenue {
    let guest = SetAsideReason.guest.rawValue.utf8
    var byDay: [Int32: Int128] = [:]
    for block in try setAside?.blocks(only: ["order_date", "amount", "reason"]) ?? [] {
      guard let days = block.column("order_date")?.int32,
        let amounts = block.column("amount")?.int64, let reasons = block.column("reason")?.texts
      else { continue }
      for row in days.indices where reasons[row].elementsEqual(guest) {
        byDay[days[row], default: 0] += Int128(amounts[row])
      }
    }
    return GuestRevenue(byDay.map { (day: Day(rawValue: $0.key), revenue: $0.value) })
  }

  /// The number of blocks.
  public var blockCount: Int { merged.blockCount }

  /// About how many orders a block has.
  public func orderCount(of index: Int) -> Int { merged.orderCount(of: index) }

  /// The orders of one range, of all runs.
  public func block(_ index: Int) throws -> OrderBlock { try merged.block(index) }

  /// Passes the orders of one range, of all runs.
  public func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    try merged.read(index, using: &scratch, body)
  }

  /// The most customers that a block may have: those of all runs.
  public func customerLimit(of index: Int) -> Int { merged.customerLimit(of: index) }

  /// The block that a customer of that hash is in.
  public func blockIndex(of hash: UInt64) -> Int { merged.blockIndex(of: hash) }

  /// The last order day that is not after `limit`, or nil if there is none.
  public func lastDay(
    notAfter limit: Day, keepsZeroOrders: Bool, threads: Threads
  ) throws -> Day? {
    let countsZeros = keepsZeroOrders || !hasAmounts
    let lasts = tags.compactMap { countsZeros ? $0.lastDay : $0.lastPaidDay }
    if foreign == nil && lasts.allSatisfy({ $0 <= limit.rawValue }) {
      return lasts.max().map { Day(rawValue: $0) }
    }
    return try threads.map(blockCount, worker: { OrderScratch() }) { scratch, index in
      var last: Int32?
      _ = try read(index, using: &scratch) { orders in
        last =
          [last, orders.lastDay(notAfter: limit.rawValue, countsZeros: countsZeros)]
          .compactMap { $0 }.max()
      }
      return last
    }.compactMap { $0 }.max().map { Day(rawValue: $0) }
  }
}

extension StoredOrders {
  /// The number of customers.
  ///
  /// - Throws: as `block` does.
  func customers(threads: Threads) throws -> Int {
    try threads.map(blockCount, worker: { OrderScratch() }) { scratch, index in
      try read(index, using: &scratch) { _ in }.count
    }.reduce(0, +)
  }

  /// The first and the last order day; nil without orders.
  var days: ClosedRange<Day>? {
    let ends =
      tags.map { ($0.firstDay, $0.lastDay) }
      + (foreign?.blocks ?? []).compactMap { block in
        block.days.min().map { ($0, block.days.max() ?? $0) }
      }
    guard let first = ends.map(\.0).min(), let last = ends.map(\.1).max() else { return nil }
    return Day(rawValue: first)...Day(rawValue: last)
  }
}

/// Orders in memory as a run.
struct MemoryRun: SortedRun {
  let groups: [RunGroup]
  private let blocks: [OrderBlock]
  private let scale: Int

  init(_ log: OrderLog) {
    scale = log.currency.scale
    blocks = log.blocks.filter { $0.customers > 0 }
    groups = blocks.map {
      RunGroup(
        first: $0.hashes[0], last: $0.hashes[$0.customers - 1], customers: $0.customers,
        orders: $0.days.count)
    }
  }

  func block(_ group: Int) -> OrderBlock { blocks[group] }
}

extension MemoryRun: TableRun {
  var columnNames: Set<String> { Set(RunFormat.fields(scale: 0).map(\.name)) }

  func tableRows(of group: Int) -> TableBlock {
    TableBlock(blocks[group], scale: scale)
  }
}
