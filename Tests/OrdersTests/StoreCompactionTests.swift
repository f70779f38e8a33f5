import Columns
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Compaction and vacuum: other files, the same orders.
@Suite struct StoreCompactionTests {
  private let store: TestStore
  private let all: OrderBlock

  /// A store of five imports.
  init() throws {
    store = try TestStore()
    var generator = Generator.seeded("StoreCompactionTests")
    var all: [TestOrder] = []
    for _ in 0..<5 {
      let orders = TestOrder.random(80, customers: 60, using: &generator)
      try store.add(TestStore.csv(orders))
      all += orders
    }
    self.all = OrderBlock(of: all)
  }

  @Test func `the orders are the same in any number of buckets`() throws {
    var version = 4
    for buckets in [nil, 1, 64, 2, 16, 1] {
      let before = store.dataFiles.count
      let outcome = try store.compact(buckets: buckets)
      #expect(try store.orders().isSame(as: all), "\(buckets ?? 0)")
      #expect(store.findings() == [])
      let isTidy = buckets == 1 && version == 5
      version += isTidy ? 0 : 1
      #expect(
        outcome.version == version && outcome.filesBefore == (isTidy ? 0 : outcome.filesBefore))
      #expect(try store.open().files().count == (isTidy ? 1 : outcome.filesAfter))
      #expect(store.dataFiles.count == before + outcome.filesAfter)
      let info = try StoreInfo(store.open(), threads: Threads(2))
      #expect(info.orders == 400 && info.customers == all.customers && info.imports == 5)
      if let buckets { #expect(info.buckets == buckets) }
    }
  }

  @Test func `fewer orders than buckets are kept too`() throws {
    let few = try TestStore()
    try few.add("customer,date,amount\na,2024-01-01,1\nb,2024-01-02,2\n")
    let before = try few.orders()
    for buckets in [64, 1, 32] {
      #expect(try few.compact(buckets: buckets).filesAfter <= 2)
      #expect(try few.orders().isSame(as: before))
      #expect(few.findings() == [])
    }
  }

  @Test func `a tidy store is left as it is`() throws {
    try store.compact()
    let files = store.files
    #expect(try store.compact().filesBefore == 0)
    #expect(store.files == files)
  }

  @Test func `only buckets that need it are written anew`() throws {
    try store.compact(buckets: 4)
    // The orders of one customer go into one bucket.
    try store.add("customer,date,amount\nc1,2024-01-01,1\n")
    let outcome = try store.compact()
    #expect(outcome.filesBefore == 2 && outcome.filesAfter == 1)
    #expect(try store.orders().days.count == 401)
  }

  @Test func `what was opened before compaction and vacuum reads on`() throws {
    let opened = try StoredOrders(store.open(), threads: Threads(1))
    let older = try store.open()
    try store.compact()
    let removed = try store.open().vacuum(
      retention: 0, now: TestStore.now + 1 << 40, isDryRun: false)
    #expect(removed.files.count == 5 && store.dataFiles.count == 1)
    #expect(try TestStore.joined(opened).isSame(as: all))
    #expect(try store.orders().isSame(as: all))
    // What was not open yet is gone, and the error says which file it was.
    do {
      _ = try TestStore.orders(of: older)
      Issue.record("the old files were read")
    } catch {
      #expect(removed.files.contains { "\(error)".hasPrefix("\($0): ") }, "\(error)")
    }
  }

  @Test func `vacuum takes what nothing needs and nothing else`() throws {
    _ = try store.folder.file("shop/orders/notes.txt", "mine")
    let later = TestStore.now + 1 << 40
    let files = store.files
    #expect(try store.open().vacuum(retention: 0, now: later, isDryRun: false).files == [])
    // A data file that no commit names, and one that a killed import left.
    for name in [String(repeating: "a", count: 32), String(repeating: "b", count: 32)] {
      _ = try store.folder.file("shop/orders/bucket=0/part-\(name).parquet", "left")
    }
    _ = try store.folder.file(
      "shop/orders/part-\(String(repeating: "c", count: 32)).parquet.12-ab.tmp", "left")
    let plan = try store.open().vacuum(retention: 0, now: later, isDryRun: true)
    #expect(plan.files.count == 3 && plan.bytes == 12)
    #expect(store.files.count == files.count + 3)
    #expect(try store.open().vacuum(retention: 1 << 50, now: later, isDryRun: false).files == [])
    #expect(
      try store.open().vacuum(retention: 0, now: later, isDryRun: false).files == plan.files)
    #expect(store.files == files)
    #expect(try store.orders().isSame(as: all))
  }

  @Test func `an import and a compaction at once lose nothing`() throws {
    let early = try store.open()
    try store.add("customer,date,amount\nnew,2024-01-01,1\n")
    _ = try early.compact(buckets: 4, threads: Threads(1), now: 0, progress: { _, _ in })
    #expect(try store.orders().days.count == 401)
    // Of two compactions the second finds its files merged, and leaves nothing behind.
    let files = store.files
    #expect(throws: (any Error).self) {
      try early.compact(buckets: 8, threads: Threads(1), now: 0, progress: { _, _ in })
    }
    #expect(store.files == files)
    #expect(try store.orders().days.count == 401)
    #expect(store.findings() == [])
  }
}
