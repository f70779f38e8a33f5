internal import Bytes
public import Columns

/// Orders in blocks: the customers of one hash range each, ascending, so that a customer is in one alone.
public protocol OrderBlocks: Sendable {
  /// The number of blocks.
  var blockCount: Int { get }

  /// About how many orders block `index` has: enough to plan work by.
  func orderCount(of index: Int) -> Int

  /// The orders of one range; may be asked for on any thread.
  ///
  /// - Throws: errors of the files that the orders are read from.
  func block(_ index: Int) throws -> OrderBlock

  /// The orders of neighbouring ranges, at least one, as one block; may be asked for on any thread.
  ///
  /// - Throws: as `block` does.
  func joined(_ range: Range<Int>) throws -> OrderBlock

  /// Passes the orders of block `index` to `body`, some customers at a time, in order; none are passed twice.
  ///
  /// May be called on any thread. No block is made where the orders stand in a file as they are wanted.
  ///
  /// - Returns: the ids of the block's customers.
  /// - Throws: as `block` does, even if all that was passed was right; errors of `body`.
  func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn
}

extension OrderBlocks {
  /// Joins the blocks.
  public func joined(_ range: Range<Int>) throws -> OrderBlock {
    var all = try block(range.lowerBound)
    for index in range.dropFirst() {
      let next = try block(index)
      all.append(next, customers: 0..<next.customers)
    }
    return all
  }

  /// Passes the block as one.
  public func read(
    _ index: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    try block(index).pass(to: body)
  }
}

/// A customer base that can be scored: all its orders, and where every row it came from went.
public protocol OrderSource: OrderBlocks {
  /// Where every row went.
  var account: Account { get }
  /// What the account has taken off for refunds whose days are known, in minor units.
  var datedRefunds: Int128 { get }
  /// The number of orders.
  var orders: Int { get }
  /// Whether the orders have amounts; if not, every amount is 0.
  var hasAmounts: Bool { get }
  /// The currency of the amounts.
  var currency: Currency { get }
  /// Where revenue is from, in words.
  var revenueBasis: String { get }
  /// What the orders were read from.
  var inputs: [OrderInput] { get }
  /// Things to tell the user.
  var notes: [String] { get }

  /// The most customers that block `index` may have: enough to make room for them.
  func customerLimit(of index: Int) -> Int

  /// The revenue of orders of nobody.
  ///
  /// - Throws: as `block` does.
  func guestRevenue() throws -> GuestRevenue

  /// The orders up to a day whose cost is known; nil if the source has no costs.
  ///
  /// - Throws: as `block` does.
  func costs(until day: Day, threads: Threads) throws -> CostSums?

  /// The block that a customer of that hash is in.
  func blockIndex(of hash: UInt64) -> Int

  /// The last order day that is not after `limit`, or nil if there is none.
  ///
  /// Unless they are kept, orders of amount zero make no order day; without amounts all do.
  ///
  /// - Throws: as `block` does.
  func lastDay(notAfter limit: Day, keepsZeroOrders: Bool, threads: Threads) throws -> Day?
}

extension OrderSource {
  /// Nothing: amounts are taken as they were paid, until it is known as of which day.
  public var datedRefunds: Int128 { 0 }

  /// Nothing: orders are a day and an amount.
  public func costs(until day: Day, threads: Threads) throws -> CostSums? { nil }

  /// The orders of one customer, in the order of (day, amount), or nil if there is none of that id.
  ///
  /// What was paid back by `asOf` is taken off orders that were placed by then; those with nothing left are left out.
  ///
  /// - Throws: as `block` does.
  public func orders(
    of id: String, asOf: Day = Day(rawValue: .min)
  ) throws -> [(day: Day, amount: Int64)]? {
    let bytes = Array(id.utf8)
    let hash = XXH64.hash(bytes, bytes.indices)
    let block = try block(blockIndex(of: hash))
    guard let place = block.place(of: bytes, hash: hash) else { return nil }
    let own = block.part(place..<place + 1)
    var left = own.amounts
    for refund in own.refunds where refund.day <= asOf.rawValue {
      let isPlaced = own.days[refund.order] <= asOf.rawValue
      if isPlaced { left[refund.order] -= min(max(0, left[refund.order]), refund.amount) }
    }
    return own.days.indices.filter { left[$0] != 0 || own.amounts[$0] == 0 }.map {
      (day: Day(rawValue: own.days[$0]), amount: left[$0])
    }.sorted { ($0.day, $0.amount) < ($1.day, $1.amount) }
  }
}

/// What orders were read from: a file, or a store.
public struct OrderInput: Sendable {
  /// Its path, as given.
  public let path: String
  /// The SHA-256 of its bytes in hexadecimal; nil for a store.
  public let sha256: String?
  /// What its columns mean, and which mean nothing; nil for a store, whose columns are fixed.
  public let layout: Binding?
  /// The version of the store that was read; nil for a file.
  public let version: Int?

  /// Of a file of nothing but customer, date and amount: those.
  public var binding: ColumnBinding? { layout?.plain }

  /// A file.
  init(path: String, sha256: String, layout: Binding) {
    self.layout = layout
    self.path = path
    self.sha256 = sha256
    version = nil
  }

  /// A store.
  init(store path: String, version: Int) {
    self.path = path
    self.version = version
    sha256 = nil
    layout = nil
  }
}
