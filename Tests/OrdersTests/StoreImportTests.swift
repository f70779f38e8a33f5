import Bytes
import Columns
import Delta
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Imports: all that is new, once, within memory, or nothing.
@Suite struct StoreImportTests {
  private let store: TestStore

  init() throws { store = try TestStore() }

  /// Files of random orders, many of the customers in several.
  private static func files(_ count: Int, of size: Int) -> [[TestOrder]] {
    var generator = Generator.seeded()
    return (0..<count).map { _ in TestOrder.random(size, customers: 300, using: &generator) }
  }

  @Test func `a store has the orders of its files, in the order of the store`() throws {
    let files = Self.files(4, of: 500)
    for (index, orders) in files.enumerated() {
      let outcome = try store.add(TestStore.csv(orders))
      #expect(outcome.version == index && outcome.isNew == (index == 0))
      #expect(outcome.account.used.rows == 500)
    }
    let all = OrderBlock(of: files.flatMap { $0 })
    #expect(try store.orders().isSame(as: all))
    #expect(store.findings() == [])
    let stored = try StoredOrders(store.open(), threads: Threads(2))
    #expect(stored.orders == 2000)
    #expect(stored.account.used.revenue == all.amounts.reduce(0) { $0 + Int128($1) })
    let info = try StoreInfo(store.open(), threads: Threads(2))
    #expect(info.customers == all.customers && info.orders == 2000 && info.imports == 4)
    #expect(info.days.map { $0.lowerBound.rawValue } == all.days.min())
    #expect(info.days.map { $0.upperBound.rawValue } == all.days.max())
  }

  @Test func `the last day is that of the orders, whatever counts`() throws {
    try store.add("customer,date,amount\na,2024-01-05,1\nb,2024-01-09,0\n")
    try store.add("customer,date,amount\na,2024-01-07,0\n")
    let stored = try StoredOrders(store.open(), threads: Threads(2))
    let log = try OrderReader(options: OrderOptions(), threads: Threads(1)).read(
      [
        store.folder.file(
          "all.csv",
          "customer,date,amount\na,2024-01-05,1\nb,2024-01-09,0\na,2024-01-07,0\n")
      ], progress: { _, _ in }, reject: { _ in })
    let first = try #require(Day(year: 2024, month: 1, day: 1))
    for limit in 0..<12 {
      for keeps in [true, false] {
        #expect(
          try stored.lastDay(
            notAfter: first + Int32(limit), keepsZeroOrders: keeps, threads: Threads(2))
            == log.lastDay(
              notAfter: first + Int32(limit), keepsZeroOrders: keeps, threads: Threads(2)))
      }
    }
  }

  @Test(arguments: [1, 3])
  func `an import of one byte of memory gives the same bytes`(threads: Int) throws {
    let files = Self.files(12, of: 200).map { TestStore.csv($0) }
    // A file without orders gathers nothing to put aside.
    let texts = files + ["customer,date,amount\n", "customer,date,amount\n,2024-01-01,1\n"]
    let paths = try texts.enumerated().map { try store.folder.file("part\($0).csv", $1) }
    let whole = try TestStore()
    try whole.add(files: paths, threads: threads)
    let outcome = try store.add(files: paths, memory: 1, threads: threads)
    #expect(outcome.account.used.rows == 2400)
    #expect(try store.orders().isSame(as: whole.orders()))
    #expect(
      try store.dataFiles.map { try store.bytes($0) } == whole.dataFiles.map { try whole.bytes($0) }
    )
    #expect(store.findings() == [])
    #expect(store.files.count == 2, "a data file and a commit: \(store.files)")
  }

  @Test func `an import of one byte of memory into many buckets gives the same orders`() throws {
    let files = Self.files(6, of: 60)
    try store.add(TestStore.csv(files[0]))
    try store.compact(buckets: 64)
    try store.add(TestStore.csv(files[1]), TestStore.csv(files[2]), memory: 1)
    try store.add(TestStore.csv(files[3]))
    #expect(try store.orders().isSame(as: OrderBlock(of: files[..<4].flatMap { $0 })))
    #expect(try StoreInfo(store.open(), threads: Threads(1)).buckets == 64)
    #expect(store.findings() == [])
  }

  /// More rows than a chunk of a file has: of dates that read both ways, with a last row.
  private static func undecided(_ last: String, first: String = "03/04/2024") -> String {
    var text = "customer,date,amount\nc,\(first),1.00\n"
    for row in 0..<400_000 { text += "customer\(row % 5000),0\(1 + row % 9)/07/2024,1.50\n" }
    return text + "c,\(last),2.00\n"
  }

  @Test(arguments: [("13/04/2024", "2024-04-13"), ("04/13/2024", "2024-04-13")])
  func `dates that the last row decides are right in what was put aside before`(
    last: String, day: String
  ) throws {
    let path = try store.folder.file("big.csv", Self.undecided(last))
    let whole = try TestStore()
    try whole.add(files: [path])
    try store.add(files: [path], memory: 1)
    #expect(try store.orders().isSame(as: whole.orders()))
    let found = try StoredOrders(store.open(), threads: Threads(1)).orders(of: "c")
    let isDayFirst = last.hasPrefix("13")
    #expect(found?.map { "\($0.day)" } == [isDayFirst ? "2024-04-03" : "2024-03-04", day])
  }

  @Test func `dates that first come after others were put aside are right`() throws {
    var text = "customer,date,amount\n"
    for row in 0..<400_000 { text += "customer\(row % 5000),2024-07-01,1.50\n" }
    text += "c,03/04/2024,1.00\nc,13/04/2024,2.00\n"
    try store.add(files: [try store.folder.file("big.csv", text)], memory: 1)
    let found = try StoredOrders(store.open(), threads: Threads(1)).orders(of: "c")
    #expect(found?.map { "\($0.day)" } == ["2024-04-03", "2024-04-13"])
  }

  @Test(arguments: [("04/13/2024", "13/04/2024"), ("01/02/2024", "03/04/2024")])
  func `dates that contradict each other or decide nothing import nothing`(
    last: String, first: String
  ) throws {
    try store.add("customer,date,amount\na,2024-01-01,1\n")
    let files = store.files
    let path = try store.folder.file("big.csv", Self.undecided(last, first: first))
    for memory in [1, 1 << 30] {
      let error = #expect(throws: OrderError.self) {
        try store.add(files: [path], memory: memory)
      }
      #expect(error?.path == path && error?.problem.contains("--date-format") == true)
      #expect(store.files == files)
    }
    #expect(try store.orders().days.count == 1)
  }

  @Test func `what was imported before is skipped, under whatever name`() throws {
    let files = Self.files(3, of: 20).map { TestStore.csv($0) }
    try store.add(files[0])
    let again = try store.add(files[0])
    #expect(again.version == 0 && again.alreadyImported.count == 1 && again.inputs.isEmpty)
    // The same bytes twice in one import count once.
    let mixed = try store.add(files[1], files[0], files[2], files[1])
    #expect(mixed.version == 1 && mixed.inputs.count == 2)
    #expect(
      mixed.alreadyImported.map { URL(filePath: $0).lastPathComponent } == ["1.csv", "3.csv"])
    #expect(try store.orders().days.count == 60)
    #expect(try store.add(files[2]).version == 1)
  }

  @Test func `the same bytes twice in the first import count once`() throws {
    let files = Self.files(2, of: 20).map { TestStore.csv($0) }
    let outcome = try store.add(files[0], files[1], files[0])
    #expect(outcome.inputs.count == 2)
    #expect(outcome.alreadyImported.map { URL(filePath: $0).lastPathComponent } == ["2.csv"])
    #expect(try store.orders().days.count == 40)
    #expect(try store.add(files[1], files[0]).alreadyImported.count == 2)
  }

  @Test func `files without orders are remembered too`() throws {
    let outcome = try store.add("customer,date,amount\n,2024-01-01,1\n")
    #expect(outcome.version == 0 && outcome.bytes > 0, "what guests came to is kept")
    #expect(try store.orders().customers == 0)
    #expect(
      try store.open().compact(buckets: 4, threads: Threads(1), now: 0, progress: { _, _ in })
        .filesBefore == 1)
    #expect(try StoreInfo(store.open(), threads: Threads(1)).days == nil)
    #expect(try store.add("customer,date,amount\n,2024-01-01,1\n").alreadyImported.count == 1)
    try store.add("customer,date,amount\na,2024-01-01,1\n")
    #expect(try store.orders().days.count == 1)
  }

  @Test func `what stops an import leaves the store as it was`() throws {
    struct Stop: Error {}
    try store.add("customer,date,amount\na,2024-01-01,1\n")
    let files = store.files
    let path = try store.folder.file("b.csv", "customer,date,amount\nb,2024-01-01,1\nb,x,1\n")
    let options = OrderOptions()
    for memory in [1, 1 << 30] {
      let importing = StoreImport(
        into: store.path, options: options, memory: memory, threads: Threads(1), now: 0)
      #expect(throws: Stop.self) {
        try importing.run(
          [path], progress: { _, _, _ in }, reject: { _ in }, accept: { _ in throw Stop() })
      }
      #expect(throws: Stop.self) {
        try importing.run(
          [path], progress: { _, _, _ in }, reject: { _ in throw Stop() }, accept: { _ in })
      }
      #expect(store.files == files)
    }
    #expect(throws: FileError.self) { try store.add(files: [path, "\(path).gone"]) }
    #expect(store.files == files)
  }

  @Test func `a file that is not there makes no store`() throws {
    #expect(throws: FileError.self) { try store.add(files: ["\(store.path).csv"]) }
    #expect(store.folder.names == [])
  }

  @Test func `a folder of something else is left alone`() throws {
    let orders = try store.folder.file("a.csv", "customer,date,amount\na,2024-01-01,1\n")
    try FileManager.default.createDirectory(
      atPath: store.path, withIntermediateDirectories: false)
    _ = try store.folder.file("shop/letter.txt", "Dear")
    let error = #expect(throws: OrderError.self) { try store.add(files: [orders]) }
    #expect(error?.description.contains("letter.txt") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.path) == ["letter.txt"])
    // The table is not the store.
    let other = try TestStore()
    try other.add("customer,date,amount\na,2024-01-01,1\n")
    #expect(throws: OrderError.self) { try OrderStore("\(other.path)/orders") }
    #expect(throws: OrderError.self) { try OrderStore(store.path) }
  }

  @Test func `time may run backwards`() throws {
    let files = Self.files(3, of: 20)
    for (orders, now) in zip(files, [TestStore.now, 0, TestStore.now / 2]) {
      try store.add(TestStore.csv(orders), now: now)
    }
    #expect(try store.orders().isSame(as: OrderBlock(of: files.flatMap { $0 })))
    #expect(store.findings() == [])
  }
}
