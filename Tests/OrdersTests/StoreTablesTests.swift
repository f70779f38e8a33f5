import Bytes
import Columns
import Delta
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Several tables that change together.
@Suite struct StoreTablesTests {
  private let tables: TestTables

  init() throws { tables = try TestTables() }

  private var store: TestStore { tables.store }

  private static let orders = (0..<40).map { TestTables.order($0) }
  private static let setAside = (100..<120).map { TestTables.setAside($0) }
  private static let more = (200..<230).map { TestTables.order($0) }

  /// Expects just the rows of some orders, in a store that is whole.
  private func expect(
    _ orders: [OrderState], setAside: [(state: OrderState, reason: SetAsideReason)] = setAside,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for kind in [StoreTable.orders, .setAside, .lines] {
      #expect(
        try tables.rows(kind) == TestTables.rows(kind, of: orders, setAside: setAside),
        "\(kind)", sourceLocation: sourceLocation)
    }
    #expect(store.findings() == [], sourceLocation: sourceLocation)
  }

  @Test func `what is committed together is seen together`() throws {
    #expect(try tables.add(Self.orders, setAside: Self.setAside, buckets: 4) == 0)
    try expect(Self.orders)
    #expect(try tables.add(Self.more) == 1)
    try expect(Self.orders + Self.more)
    let info = try StoreInfo(store.open(), threads: Threads(2))
    #expect(info.orders == 70 && info.refundedOrders == 14)
    #expect(info.setAside["guest"]?.orders == 10 && info.setAside["pending"]?.rows == 20)
    #expect(info.tables.map(\.name) == ["set_aside", "lines"])
    #expect(info.tables.map(\.rows) == [20, 105])
    #expect(info.history.map(\.version) == [0, 1])
  }

  @Test func `a schema grows with the columns that files bring`() throws {
    var plain = TestTables.order(1)
    plain.texts = [:]
    plain.time = nil
    plain.lines = []
    try tables.add([plain])
    func columns(_ kind: StoreTable) throws -> [String] {
      try store.open().stored(kind)?.snapshot.schema.fields.map(\.name) ?? []
    }
    #expect(
      try columns(.orders)
        == ["customer_id", "order_date", "amount", "bucket", "order_id", "lines_digest"])
    #expect(try columns(.lines) == [])
    try tables.add([TestTables.order(3)])
    #expect(
      try columns(.orders) == [
        "customer_id", "order_date", "amount", "bucket", "order_id", "order_time", "channel",
        "status", "tax", "lines_digest",
      ])
    #expect(
      try columns(.lines)
        == ["customer_id", "line_number", "bucket", "order_id", "product", "quantity"])
    try expect([plain, TestTables.order(3)], setAside: [])
    // Plain orders beside them need none of it.
    try store.add("customer,date,amount\nz,2024-01-01,1\n")
    #expect(try store.orders().days.count == 3)
    #expect(try tables.rows(.lines).count == 2, "the versions that go with it are carried on")
    #expect(store.findings() == [])
  }

  /// The files of the commit are written, and so many of its tables committed when the process is killed.
  @Test(arguments: 0...2)
  func `orphans of an import that was killed are undone by the next`(tablesDone: Int) throws {
    try tables.add(Self.orders, setAside: Self.setAside)
    let killed = try tables.commit(Self.more, setAside: [TestTables.setAside(300)])
    let base = try store.open()
    for kind in [StoreTable.setAside, .lines].prefix(tablesDone) {
      try orphan(kind, adding: killed.changes[kind]?.adds ?? [], removing: [], on: base)
    }
    try expect(Self.orders)
    let next = (400..<403).map { TestTables.order($0) }
    try tables.add(next, setAside: [TestTables.setAside(500)])
    try expect(Self.orders + next, setAside: Self.setAside + [TestTables.setAside(500)])
    for kind in [StoreTable.setAside, .lines] {
      let stored = try #require(try store.open().stored(kind))
      #expect(try stored.table.snapshot().files == stored.snapshot.files, "\(kind)")
    }
  }

  /// Commits to a table as an import does that gets no further.
  private func orphan(
    _ kind: StoreTable, adding adds: [Add], removing removes: [Add], on base: OrderStore
  ) throws {
    let stored = try #require(try base.stored(kind))
    let gone = Set(removes.map(\.path))
    _ = try StoreTables.commit(
      stored.snapshot.files.filter { !gone.contains($0.path) } + adds,
      schema: stored.snapshot.schema, of: kind, to: stored.table, now: TestStore.now,
      isDataChange: true)
  }

  @Test func `vacuum undoes orphans and takes no file that counts`() throws {
    try tables.add(Self.orders, setAside: Self.setAside)
    let base = try store.open()
    let files = try #require(try base.stored(.lines)).snapshot.files
    let killed = try tables.commit(Self.more)
    try orphan(.lines, adding: killed.changes[.lines]?.adds ?? [], removing: files, on: base)
    let later = TestStore.now + 1 << 40
    let plan = try base.vacuum(retention: 0, now: later, isDryRun: true)
    #expect(plan.files.count { $0.contains("/lines/") } == 0, "the newest version has it still")
    let removed = try base.vacuum(retention: 0, now: later, isDryRun: false)
    #expect(removed.files.count { $0.contains("/lines/") } == 1)
    #expect(removed.files.count { $0.contains("/orders/") } == 1, "the import's orders")
    try expect(Self.orders)
    #expect(try base.vacuum(retention: 0, now: later, isDryRun: false).files == [])
    #expect(try base.stored(.lines)?.table.snapshot().files == files)
  }

  @Test func `of two imports at once the second keeps nothing`() throws {
    try tables.add(Self.orders, setAside: Self.setAside)
    let base = try store.open()
    let second = try tables.commit(Self.more, setAside: [TestTables.setAside(300)], on: base)
    try store.add("customer,date,amount\nz,2024-01-01,1\n")
    let error = #expect(throws: OrderError.self) { _ = try second.run() }
    #expect(error?.problem.contains("run again") == true)
    #expect(try store.orders().days.count == 41)
    for kind in [StoreTable.orders, .setAside, .lines] {
      let stored = try #require(try store.open().stored(kind))
      #expect(try stored.table.snapshot().files == stored.snapshot.files)
      for add in second.changes[kind]?.adds ?? [] {
        #expect(!FileManager.default.fileExists(atPath: "\(stored.table.path)/\(add.path)"))
      }
    }
    #expect(store.findings() == [])
    // Tables that go with the orders are not set back by who names older ones.
    let third = try tables.commit([], setAside: [TestTables.setAside(301)], on: store.open())
    let fourth = try tables.commit([], setAside: [TestTables.setAside(302)], on: store.open())
    #expect(try third.run() != nil)
    #expect(throws: OrderError.self) { _ = try fourth.run() }
    #expect(try tables.rows(.setAside).count == 21)
  }

  @Test func `a failed first import leaves a folder that the next one takes`() throws {
    let killed = try tables.commit(Self.more)
    _ = try StoreTables.commit(
      killed.changes[.lines]?.adds ?? [],
      schema: StoreTable.lines.schema(scale: 2, columns: ["product"]), of: .lines,
      to: DeltaTable.create("\(store.path)/lines"), now: TestStore.now, isDataChange: true)
    #expect(throws: OrderError.self) { try store.open() }
    try StoreTables.settle(.lines, of: store.path, now: TestStore.now)
    #expect(try DeltaTable("\(store.path)/lines").snapshot().files == [])
    try tables.add(Self.orders, setAside: Self.setAside)
    try expect(Self.orders)
  }

  @Test func `damage in any table is found and named`() throws {
    try tables.add(Self.orders, setAside: Self.setAside)
    for kind in [StoreTable.setAside, .lines] {
      let stored = try #require(try store.open().stored(kind))
      let name = "shop/\(kind.rawValue)/\(try #require(stored.snapshot.files.first).path)"
      let bytes = try store.folder.bytes(name)
      for index in stride(from: 0, to: bytes.count, by: 7) {
        var flipped = bytes
        flipped[index] ^= 1
        _ = try store.folder.file(name, flipped)
        #expect(store.findings().contains { $0.contains(name) }, "\(name), byte \(index)")
      }
      _ = try store.folder.file(name, bytes)
    }
    #expect(store.findings() == [])
  }

  @Test func `compaction keeps every row of every table`() throws {
    for import_ in 0..<5 {
      let numbers = import_ * 40..<import_ * 40 + 40
      try tables.add(
        numbers.map { TestTables.order($0) },
        setAside: numbers.map { TestTables.setAside($0 + 1000) }, buckets: import_ == 2 ? 4 : 1)
    }
    try store.add("customer,date,amount\nz,2024-01-01,1\n")
    let before = try [StoreTable.orders, .setAside, .lines].map { try tables.rows($0) }
    let orders = try store.orders()
    #expect(before.map(\.count) == [201, 200, 300] && !orders.refunds.isEmpty)
    for buckets in [8, 1, nil] {
      let outcome = try store.compact(buckets: buckets)
      #expect((outcome.filesBefore == 0) == (buckets == nil))
      #expect(try [StoreTable.orders, .setAside, .lines].map { try tables.rows($0) } == before)
      #expect(store.findings() == [])
      let after = try store.orders()
      #expect(
        after.isSame(as: orders) && Set(after.refunds.map(\.day)) == Set(orders.refunds.map(\.day)))
      if buckets == 1 { #expect(outcome.filesAfter == 3) }
    }
    let vacuumed = try store.open().vacuum(
      retention: 0, now: TestStore.now + 1 << 40, isDryRun: false)
    #expect(!vacuumed.files.isEmpty)
    #expect(try [StoreTable.orders, .setAside, .lines].map { try tables.rows($0) } == before)
  }
}
