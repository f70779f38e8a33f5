import Bytes
import Columns
import Delta
import TestSupport

@testable import Orders

/// A store with all that is kept of orders, written by hand.
struct TestTables {
  let store: TestStore

  init() throws {
    store = try TestStore()
    _ = try Folder.create(store.path)
  }

  /// An order whose every fact follows from two numbers.
  static func order(_ number: Int, version: Int = 0) -> OrderState {
    var state = OrderState()
    state.orderID = Array("#\(number)".utf8)
    state.customer = Array("c\(number % 11)".utf8)
    state.day = Int32(20_000 + number % 17)
    state.time = Int64(state.day) * 86_400_000_000 + Int64(number)
    state.amount = Amount(minor: Int64(number * 100 + version + 1), residual: 0)
    state.texts = [.status: Array("paid \(version)".utf8), .channel: Array("web".utf8)]
    state.parts = number % 3 == 0 ? [.tax: 7] : [:]
    if number % 5 == 0 { state.refunds = [OrderRefund(day: state.day + 9, amount: 1)] }
    if number % 10 == 0 { state.refunds.append(OrderRefund(day: state.day + 10, amount: 2)) }
    state.linesDigest = UInt32(number + 1)
    state.lines = (0...number % 2).map { line in
      var state = LineState(number: Int32(line))
      state.texts = [.product: Array("p\(version)".utf8)]
      state.quantity = 1000
      return state
    }
    return state
  }

  /// An order that does not count, of a guest if its number is even.
  static func setAside(
    _ number: Int, version: Int = 0
  ) -> (state: OrderState, reason: SetAsideReason) {
    var state = order(number, version: version)
    state.customer = number % 2 == 0 ? [] : state.customer
    state.rows = 2
    return (state, number % 2 == 0 ? .guest : .pending)
  }

  /// What a commit adds to the store, its files written.
  func commit(
    _ orders: [OrderState], setAside: [(state: OrderState, reason: SetAsideReason)] = [],
    changes: [StoreTable: TableChange] = [:], buckets: Int = 1, on base: OrderStore? = nil
  ) throws -> StoreCommit {
    let base = base ?? (try? store.open())
    let settings = base?.settings ?? StoreSettings(OrderOptions())
    var commit = StoreCommit(
      path: store.path, base: base, settings: settings, now: TestStore.now)
    commit.changes = changes
    let scale = settings.currency.scale
    for block in [
      TableBlock(orders: orders, scale: scale), TableBlock(setAside: setAside, scale: scale),
      TableBlock(linesOf: orders, scale: scale),
    ] where block.rows > 0 {
      let parts = (0..<buckets).map { bucket in
        TableBlock(
          block.table,
          TableBlock.rows(of: [block]).filter {
            Bucket(of: $0.hash, count: buckets).index == bucket
          }, of: [block])
      }
      try commit.add(
        TestTableBlocks(table: block.table, blocks: parts), buckets: buckets,
        range: { $0..<$0 + 1 }, threads: Threads(2), progress: { _ in })
    }
    return commit
  }

  /// Commits orders, as an import does.
  @discardableResult
  func add(
    _ orders: [OrderState], setAside: [(state: OrderState, reason: SetAsideReason)] = [],
    buckets: Int = 1
  ) throws -> Int? {
    try commit(orders, setAside: setAside, buckets: buckets).run()
  }

  /// All rows of a table as the store's newest version has them, sorted.
  func rows(_ kind: StoreTable) throws -> [TestRow] {
    guard let table = try store.open().stored(kind) else { return [] }
    return try Self.rows(of: table)
  }

  /// All rows of a table.
  static func rows(of table: StoredTable) throws -> [TestRow] {
    try table.files().flatMap { file -> [TestRow] in
      guard let tags = file.tags else { return [] }
      let run = try table.open(file, tags)
      return try run.groups.indices.flatMap { try run.rows(of: $0).testRows }
    }.sorted()
  }

  /// The rows of a table that some orders make.
  static func rows(
    _ kind: StoreTable, of orders: [OrderState],
    setAside: [(state: OrderState, reason: SetAsideReason)] = []
  ) -> [TestRow] {
    switch kind {
    case .orders: TableBlock(orders: orders, scale: 2).testRows
    case .setAside: TableBlock(setAside: setAside, scale: 2).testRows
    default: TableBlock(linesOf: orders, scale: 2).testRows
    }
  }
}
