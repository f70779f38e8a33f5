import Bytes
import Columns
import Foundation
import TestSupport
import Testing

@testable import Orders

/// People who leave a store for good.
@Suite struct ForgettingTests {
  private let tables: TestTables
  private static let day = Day(rawValue: 20_100)

  init() throws { tables = try TestTables() }

  private var store: TestStore { tables.store }

  private static let orders = (0..<120).map { TestTables.order($0) }
  private static let setAside = (200..<240).map { TestTables.setAside($0) }

  private static func text(_ text: String) -> TestValue { .text(Array(text.utf8)) }

  /// A row of what is known of a customer.
  private static func customer(_ id: String, email: String? = nil, phone: String? = nil) -> TestRow
  {
    let fields = StoreTable.customers.fields(scale: 2).dropFirst()
    return TestRow(
      id: Array(id.utf8),
      values: fields.map { field in
        switch field.name {
        case "email": email.map { Self.text($0) }
        case "phone": phone.map { Self.text($0) }
        default: nil
        }
      })
  }

  private static func merge(_ from: String, _ to: String) -> TestRow {
    TestRow(id: Array(from.utf8), values: [Self.text(to), .number(20_000)])
  }

  /// A store of all tables, in several runs.
  private func fill(
    customers: [TestRow] = (0..<11).map { Self.customer("c\($0)", email: "c\($0)@example.com") },
    merges: [TestRow] = []
  ) throws {
    try tables.add(Array(Self.orders[..<60]), setAside: Self.setAside, buckets: 4)
    var commit = try tables.commit(Array(Self.orders[60...]))
    try commit.add(TableBlock(.customers, of: customers), threads: Threads(1))
    try commit.add(TableBlock(.merges, of: merges), threads: Threads(1))
    _ = try commit.run()
    try store.add("customer,date,amount\nc3,2024-01-01,1\nz,2024-01-01,2\n")
  }

  @discardableResult
  private func forget(_ ids: String..., day: Day = day) throws -> OrderStore.ForgetOutcome {
    try store.open().forget(
      ids, upTo: day, threads: Threads(2), now: TestStore.now, progress: { _ in })
  }

  @Test func `people are gone from every table, and all others stay`() throws {
    try fill(merges: [Self.merge("old", "c3"), Self.merge("older", "old"), Self.merge("x", "y")])
    let before = try Dictionary(
      uniqueKeysWithValues: StoreTable.allCases.map { ($0, try tables.rows($0)) })
    let revenue = try StoreInfo(store.open(), threads: Threads(1)).revenue
    let outcome = try forget("older", "c5", "nobody")
    #expect(outcome.version == 3 && outcome.ids == 5)
    #expect(outcome.unknown == ["nobody"])
    let gone = Set(["c3", "c5", "old", "older", "nobody"].map { Array($0.utf8) })
    for kind in StoreTable.allCases where kind != .forgotten {
      let rows = try #require(before[kind])
      let kept = rows.filter { !gone.contains($0.id) }
      #expect(try tables.rows(kind) == kept, "\(kind)")
      #expect(outcome.rows[kind.rawValue] == rows.count - kept.count, "\(kind)")
      #expect(rows.count > kept.count, "\(kind)")
    }
    let left = try StoreInfo(store.open(), threads: Threads(1)).revenue
    #expect(outcome.revenue == revenue - left && outcome.revenue > 0)
    #expect(store.findings() == [])

    let forgotten = try #require(try store.open().forgotten())
    #expect(forgotten.days.count == 5)
    for id in gone { #expect(forgotten.day(of: id) == Self.day.rawValue) }
    #expect(forgotten.day(of: Array("c4".utf8)) == nil)
    // Forgotten again, later: one row an id, and the same key.
    try forget("c5", day: Self.day + 7)
    let again = try #require(try store.open().forgotten())
    #expect(again.day(of: Array("c5".utf8)) == Self.day.rawValue + 7)
    #expect(again.day(of: Array("c3".utf8)) == Self.day.rawValue)
    #expect(try tables.rows(.forgotten).count == 5)
  }

  /// The ids are such that no other bytes are like them.
  @Test func `no byte of them is left after a vacuum`() throws {
    let needles = ["f0a1e77b-person", "b31d-merged", "somebody@example.org", "4915112345678"]
    var orders = Self.orders
    var setAside = Self.setAside
    orders[7].customer = Array(needles[0].utf8)
    setAside[3].state.customer = Array(needles[1].utf8)
    try tables.add(orders, setAside: setAside)
    var commit = try tables.commit([])
    try commit.add(
      TableBlock(
        .customers, of: [Self.customer(needles[0], email: needles[2], phone: "+\(needles[3])")]),
      threads: Threads(1))
    try commit.add(
      TableBlock(.merges, of: [Self.merge(needles[1], needles[0])]), threads: Threads(1))
    _ = try commit.run()
    try FileManager.default.createDirectory(
      atPath: "\(store.path)/rejects", withIntermediateDirectories: true)
    _ = try store.folder.file(
      "shop/rejects/1.csv",
      "file,line,reason,text\na.csv,2,bad_date,\"\(needles[0]),never,1\"\n"
        + "a.csv,3,bad_date,\"c4;never;Somebody@Example.org \"\n"
        + "a.csv,4,bad_date,\"c4,never,+49 (151) 123-45678,1\"\n")
    #expect(try bytesWithNeedles(needles) == Set(needles), "the search finds what is there")

    try forget(needles[1])
    for kind in StoreTable.allCases {
      for row in try tables.rows(kind) {
        #expect(!needles.contains { Self.has(row, $0) }, "\(kind)")
      }
    }
    _ = try store.open().vacuum(retention: 0, now: TestStore.now + 1 << 40, isDryRun: false)
    #expect(try bytesWithNeedles(needles).isEmpty)
    #expect(store.findings() == [])
    // What is left are the files of the newest version: every page of them was decoded above.
    let named = try StoreTable.allCases.reduce(into: 0) {
      $0 += try store.open().stored($1)?.files().count ?? 0
    }
    let there = FileManager.default.enumerator(atPath: store.path)?.count {
      ($0 as? String)?.hasSuffix(".parquet") == true
    }
    #expect(there == named)
    #expect(!FileManager.default.fileExists(atPath: "\(store.path)/rejects/1.csv"))
  }

  private static func has(_ row: TestRow, _ needle: String) -> Bool {
    let bytes = Array(needle.utf8)
    return ([.text(row.id)] + row.values).contains { value in
      if case .text(let text)? = value { text.contains(bytes) } else { false }
    }
  }

  /// The needles that stand in the bytes of any file of the store, or in rows of its newest version.
  private func bytesWithNeedles(_ needles: [String]) throws -> Set<String> {
    var found: Set<String> = []
    let names = FileManager.default.enumerator(atPath: store.path)?.compactMap { $0 as? String }
    for name in names ?? [] {
      guard let bytes = try? store.folder.bytes("shop/\(name)") else { continue }
      found.formUnion(needles.filter { bytes.contains(Array($0.utf8)) })
    }
    for kind in StoreTable.allCases {
      for row in try tables.rows(kind) {
        found.formUnion(needles.filter { Self.has(row, $0) })
      }
    }
    return found
  }

  @Test func `the key is for its owner alone, and hashes need it`() throws {
    try fill()
    try forget("c1")
    let key = "\(store.path)/key"
    let attributes = try FileManager.default.attributesOfItem(atPath: key)
    #expect(attributes[.posixPermissions] as? Int == 0o600 && attributes[.size] as? Int == 32)
    let bytes = try store.folder.bytes("shop/key")
    let hashes = try tables.rows(.forgotten).map { String(decoding: $0.id, as: UTF8.self) }
    #expect(hashes == [ForgottenIDs(days: [:], key: bytes).hash(of: Array("c1".utf8))])
    _ = try store.folder.file("shop/key", Array(bytes.dropLast()))
    let damaged = #expect(throws: OrderError.self) { try store.open().forgotten() }
    #expect(damaged?.problem.contains("31 bytes and not 32; restore it") == true)
    try FileManager.default.removeItem(atPath: key)
    let gone = #expect(throws: OrderError.self) { try store.open().forgotten() }
    #expect(gone?.problem.contains("the key of the 1 forgotten customers is gone") == true)
    _ = try store.folder.file("shop/key", bytes)
    #expect(try store.open().forgotten() != nil)
  }

  @Test func `an import that began before keeps nothing`() throws {
    try fill()
    let base = try store.open()
    // Plain rows are only added, and depend on nothing else.
    let commit = try tables.commit([TestTables.order(500)], on: base)
    try forget("c1")
    let error = #expect(throws: OrderError.self) { _ = try commit.run() }
    #expect(error?.problem.contains("run again") == true)
    // Nor does who forgets from a version that is not the newest.
    let second = #expect(throws: OrderError.self) {
      try base.forget(
        ["c2"], upTo: Self.day, threads: Threads(1), now: TestStore.now, progress: { _ in })
    }
    #expect(second?.problem.contains("run again") == true)
    #expect(try tables.rows(.orders).contains { $0.id == Array("c2".utf8) })
    #expect(try store.open().forgotten()?.days.count == 1)
    #expect(store.findings() == [])
  }

  @Test func `nobody of that name is no error, and blanks are nobody`() throws {
    try store.add("customer,date,amount\nz,2024-01-01,2\n")
    #expect(try store.open().forgotten() == nil)
    let outcome = try forget("nobody")
    #expect(outcome.unknown == ["nobody"] && outcome.version == 1)
    #expect(outcome.rows.values.allSatisfy { $0 == 0 })
    for id in ["", " "] {
      let error = #expect(throws: OrderError.self) { try forget(id) }
      #expect(error?.kind == .usage)
    }
  }

  @Test func `ids are asked for in any form of their kind`() throws {
    try store.add("email,date,amount\nann@x.org,2024-01-01,2\nbob@x.org,2024-01-01,3\n") {
      $0.customerKey = .email
      $0.customer = "email"
    }
    let outcome = try forget(" Ann@X.org")
    #expect(outcome.unknown == [] && outcome.rows["orders"] == 1)
    #expect(try store.orders().ids[0].elementsEqual("bob@x.org".utf8))
  }

  @Test func `orders up to the day are set aside and not kept`() throws {
    var rows = TestRows()
    let key: [UInt8] = [1, 2, 3]
    let hash = ForgottenIDs(days: [:], key: key).hash(of: Array("a".utf8))
    rows.rules.forgotten = ForgottenIDs(days: [hash: 19_000], key: key)
    rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .status])
    rows.order("1", "a", day: 18_000, "10.00", status: "paid")
    rows.order("2", "a", day: 19_000, "20.00", status: "pending")
    rows.order("3", "a", day: 19_001, "30.00", status: "paid")
    rows.order("4", "b", day: 18_000, "40.00", status: "paid")
    rows.order("5", nil, day: 18_000, "50.00", status: "paid")
    rows.order("6", "a", day: 18_000, "-60.00", status: "paid")
    let result = try rows.assembled()
    #expect(result.orders.map(\.orderID) == [Array("3".utf8), Array("4".utf8)])
    #expect(result.setAside.map(\.reason) == [.guest])
    #expect(result.setAside(.forgotten) == [3, -3000])
    #expect(result.account.all.rows == 6)
  }
}
