import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Stored orders found by their ids, and taken out.
@Suite struct RewritingTests {
  private let tables: TestTables
  private let orders: [OrderState]
  private let setAside: [(state: OrderState, reason: SetAsideReason)]

  /// A store of three imports in different numbers of buckets, and some orders without ids.
  init() throws {
    tables = try TestTables()
    var orders: [OrderState] = []
    var setAside: [(state: OrderState, reason: SetAsideReason)] = []
    for (import_, buckets) in [1, 4, 2].enumerated() {
      let numbers = import_ * 60..<import_ * 60 + 60
      let own = numbers.map { number in
        var state = TestTables.order(number)
        if number % 7 == 0 { state.orderID = [] }
        return state
      }
      let others = numbers.map { TestTables.setAside($0 + 1000) }
      try tables.add(own, setAside: others, buckets: buckets)
      orders += own
      setAside += others
    }
    try tables.store.add("customer,date,amount\nz,2024-01-01,1\n")
    self.orders = orders
    self.setAside = setAside
  }

  private func hashes(_ ids: [[UInt8]]) -> [UInt64] { Set(ids.map(StoredIDs.hash)).sorted() }

  private func find(_ ids: [[UInt8]], threads: Int = 2) throws -> StoredIDs {
    try StoredIDs(
      tables.store.open(), hashes: hashes(ids), threads: Threads(threads), progress: { _, _ in })
  }

  private func all(_ found: StoredIDs) -> [(state: OrderState, place: StoredPlace)] {
    (0..<OrderGatherer.partitions).flatMap { found.states(of: $0) }
  }

  /// What the store has of an order.
  private func stored(_ state: OrderState, reason: SetAsideReason? = nil) -> OrderState {
    var state = state
    state.lines = []
    state.rows = reason == nil ? 0 : state.rows
    if let reason { state.standing = .setAside(reason) }
    return state
  }

  @Test(arguments: [1, 3])
  func `orders that are named are found with their state`(threads: Int) throws {
    var generator = Generator.seeded()
    let known = orders.map(\.orderID).filter { !$0.isEmpty } + setAside.map(\.state.orderID)
    for share in [0.0, 0.1, 1.0] {
      let asked = known.filter { _ in Double.random(in: 0..<1, using: &generator) < share }
      let strangers = (0..<200).map { Array("other \($0)".utf8) }
      let found = all(try find(asked + strangers, threads: threads))
      let expected =
        orders.filter { asked.contains($0.orderID) }.map { stored($0) }
        + setAside.filter { asked.contains($0.state.orderID) }.map {
          stored($0.state, reason: $0.reason)
        }
      #expect(found.count == expected.count)
      for state in expected { #expect(found.contains { $0.state == state }) }
      for (state, place) in found {
        let table = try #require(try tables.store.open().stored(place.table))
        let file = try table.files()[place.file]
        let run = try table.open(file, try #require(file.tags))
        let block = try run.rows(of: place.group)
        let ids = try #require(block.column("order_id")?.texts)
        #expect(Array(ids[place.row]) == state.orderID)
      }
    }
    for partition in 0..<OrderGatherer.partitions {
      for (state, _) in try find(known).states(of: partition) {
        #expect(OrderGatherer.partition(of: StoredIDs.hash(state.orderID)) == partition)
      }
    }
  }

  @Test func `nothing is found of nothing`() throws {
    #expect(try all(find([])).isEmpty)
    let none = try StoredIDs(nil, hashes: [0, 1], threads: Threads(1), progress: { _, _ in })
    #expect(all(none).isEmpty)
    // Orders without ids have none, not an empty one.
    #expect(try all(find([[]])).isEmpty)
  }

  @Test func `rows that go are gone, and all others stay`() throws {
    var generator = Generator.seeded()
    let store = try tables.store.open()
    let asked = (orders + setAside.map(\.state)).map(\.orderID).filter {
      !$0.isEmpty && Bool.random(using: &generator)
    }
    let found = all(try find(asked))
    let rewriting = Rewriting(store: store, threads: Threads(2), now: TestStore.now)
    var changes = try rewriting.without(found.map(\.place), progress: { _ in })
    let gone = found.filter { $0.place.table == .orders }.map(\.state)
    changes[.lines] = try rewriting.withoutLines(
      of: Set(gone.map { Rewriting.Order(customer: $0.customer, orderID: $0.orderID) }),
      progress: { _ in })
    // The new states come in the same commit.
    let new = gone.map {
      TestTables.order(
        Int(String(decoding: $0.orderID.dropFirst(), as: UTF8.self)) ?? 0, version: 5)
    }
    let commit = try tables.commit(new, changes: changes)
    let version = try commit.run()
    #expect(version == store.version + 1)
    let kept = orders.filter { !asked.contains($0.orderID) }
    let keptAside = setAside.filter { !asked.contains($0.state.orderID) }
    var plain = OrderState()
    plain.customer = Array("z".utf8)
    plain.day = 19_723
    plain.amount = Amount(minor: 100, residual: 0)
    for kind in [StoreTable.orders, .setAside, .lines] {
      let expected = TestTables.rows(kind, of: kept + new + [plain], setAside: keptAside)
      #expect(try tables.rows(kind) == expected, "\(kind)")
    }
    #expect(tables.store.findings() == [])
    #expect(try tables.store.orders().days.count == kept.count + new.count + 1)
  }

  @Test func `a file of which every row goes is not written`() throws {
    let found = all(try find(setAside.map(\.state.orderID)))
    let rewriting = Rewriting(
      store: try tables.store.open(), threads: Threads(1), now: TestStore.now)
    let changes = try rewriting.without(found.map(\.place), progress: { _ in })
    #expect(changes[.setAside]?.adds.isEmpty == true && changes[.orders] == nil)
    let files = try #require(try tables.store.open().stored(.setAside)).files()
    #expect(changes[.setAside]?.removes.count == files.count)
    _ = try tables.commit([], changes: changes).run()
    #expect(try tables.rows(.setAside) == [])
    #expect(tables.store.findings() == [])
    #expect(try rewriting.withoutLines(of: [], progress: { _ in }).isEmpty)
  }

  @Test func `all rows of a customer are gone`() throws {
    let rewriting = Rewriting(
      store: try tables.store.open(), threads: Threads(2), now: TestStore.now)
    let gone: Set<[UInt8]> = [Array("c3".utf8), Array("nobody".utf8)]
    var changes: [StoreTable: TableChange] = [:]
    for kind in [StoreTable.setAside, .lines, .customers] {
      changes[kind] = try rewriting.withoutCustomers(gone, in: kind, progress: { _ in })
    }
    #expect(changes[.customers]?.isEmpty == true, "there is no such table")
    // Plain files lack what details have, and are looked through all the same.
    changes[.orders] = try rewriting.withoutCustomers(
      gone.union([Array("z".utf8)]), in: .orders, progress: { _ in })
    _ = try tables.commit([], changes: changes).run()
    let kept = orders.filter { !gone.contains($0.customer) }
    let keptAside = setAside.filter { !gone.contains($0.state.customer) }
    for kind in [StoreTable.orders, .setAside, .lines] {
      #expect(try tables.rows(kind) == TestTables.rows(kind, of: kept, setAside: keptAside))
    }
    #expect(tables.store.findings() == [])
  }
}
