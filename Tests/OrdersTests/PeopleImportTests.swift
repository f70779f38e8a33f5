import Bytes
import Columns
import Delta
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Who is whom, and what is known of them, in a store.
@Suite struct PeopleImportTests {
  /// Lines of orders of seven customers, every fourth order not paid.
  private static func lines(_ orders: Range<Int>, name: (Int) -> String = { "c\($0)" }) -> String {
    let rows = orders.flatMap { order in
      (0...order % 3).map { line in
        "#\(order),\(name(order % 7)),2024-01-\(10 + order % 20),p\(line),\(line + 1),\(order).50,"
          + (order % 4 == 0 ? "pending" : "paid")
      }
    }
    return "order_id,customer_id,order_date,product,quantity,price,status\n"
      + rows.joined(separator: "\n") + "\n"
  }

  private static func plain(name: (Int) -> String = { "c\($0)" }) -> String {
    "customer_id,order_date,amount\n"
      + (0..<40).map { "\(name($0 % 9)),2024-02-01,\($0).00\n" }.joined()
  }

  private static let merged = ["c1": "c2", "c8": "p", "nobody": "c0"]

  private static func person(_ customer: Int) -> String { merged["c\(customer)"] ?? "c\(customer)" }

  private static var map: [[UInt8]: [UInt8]] {
    Dictionary(uniqueKeysWithValues: merged.map { (Array($0.utf8), Array($1.utf8)) })
  }

  private static func rows(_ store: TestStore, _ kind: StoreTable) throws -> [TestRow] {
    guard let table = try store.open().stored(kind) else { return [] }
    return try TestTables.rows(of: table)
  }

  /// Ids merged after their orders came are as if they had never had two.
  @Test func `merging is importing with the ids replaced`() throws {
    let (late, early) = (try TestStore(), try TestStore())
    try late.add(Self.lines(0..<60), Self.plain())
    let outcome = try late.add(Self.lines(40..<90)) { $0.customerMap = Self.map }
    try early.add(Self.lines(0..<60, name: Self.person), Self.plain(name: Self.person))
    try early.add(Self.lines(40..<90, name: Self.person))
    for kind in [StoreTable.orders, .setAside, .lines] {
      #expect(try Self.rows(late, kind) == Self.rows(early, kind), "\(kind)")
    }
    #expect(late.findings() == [] && early.findings() == [])
    let moved = (0..<60).count { $0 % 7 == 1 } + (0..<40).count { [1, 8].contains($0 % 9) }
    #expect(outcome.people.merged == moved)
    #expect(outcome.conflicts.duplicates == 20 && outcome.conflicts.restatedInStore == 0)
    // What is recorded holds for later imports.
    #expect(try late.open().merges() == Self.map)
    try late.add(Self.lines(90..<120))
    try early.add(Self.lines(90..<120, name: Self.person))
    for kind in [StoreTable.orders, .setAside, .lines] {
      #expect(try Self.rows(late, kind) == Self.rows(early, kind), "\(kind)")
    }
    // Compaction merges the tables beside them, too.
    try late.compact()
    #expect(try late.open().merges() == Self.map)
    #expect(late.findings() == [])
  }

  @Test func `orders that are restated as they move go once`() throws {
    let (late, early) = (try TestStore(), try TestStore())
    func other(_ text: String) -> String { text.replacing(".50,", with: ".75,") }
    try late.add(Self.lines(0..<60))
    let outcome = try late.add(other(Self.lines(0..<30))) { $0.customerMap = Self.map }
    try early.add(Self.lines(0..<60, name: Self.person))
    try early.add(other(Self.lines(0..<30, name: Self.person)))
    for kind in [StoreTable.orders, .setAside, .lines] {
      #expect(try Self.rows(late, kind) == Self.rows(early, kind), "\(kind)")
    }
    #expect(outcome.conflicts.restatedInStore == 30)
    #expect(outcome.people.merged == (30..<60).count { $0 % 7 == 1 })
    #expect(late.findings() == [])
  }

  @Test func `chains over several imports end at one person`() throws {
    let store = try TestStore()
    let text = "customer_id,order_date,amount\na,2024-01-01,1\nb,2024-01-01,2\nc,2024-01-01,4\n"
    try store.add(text)
    func ids(_ pairs: [String: String]) -> [[UInt8]: [UInt8]] {
      Dictionary(uniqueKeysWithValues: pairs.map { (Array($0.utf8), Array($1.utf8)) })
    }
    try store.add(files: []) { $0.customerMap = ids(["a": "b"]) }
    #expect(try Self.rows(store, .orders).map(\.id).sorted { $0[0] < $1[0] } == [[98], [98], [99]])
    try store.add(files: []) { $0.customerMap = ids(["b": "c"]) }
    #expect(try Self.rows(store, .orders).map(\.id) == [[99], [99], [99]])
    try store.add("customer_id,order_date,amount\na,2024-01-09,8\n")
    #expect(try Self.rows(store, .orders).map(\.id) == [[99], [99], [99], [99]])
    for pairs in [["c": "a"], ["a": "d"]] {
      let version = try store.open().version
      let error = #expect(throws: OrderError.self) {
        try store.add(files: []) { $0.customerMap = ids(pairs) }
      }
      #expect(error?.kind == .usage)
      #expect(try store.open().version == version)
    }
  }

  /// The rows of `customers` as texts: id, then values by column.
  private static func people(_ store: TestStore) throws -> [String] {
    let names = StoreTable.customers.fields(scale: 2).dropFirst().map(\.name)
    return try rows(store, .customers).map { row in
      let values = zip(names, row.values).compactMap { name, value -> String? in
        switch value {
        case .text(let text)?: "\(name)=\(String(decoding: text, as: UTF8.self))"
        case .number(let number)?: "\(name)=\(number)"
        case nil: nil
        }
      }
      return ([String(decoding: row.id, as: UTF8.self)] + values).joined(separator: " ")
    }.sorted()
  }

  @Test func `the latest value that is there is kept, file by file or all at once`() throws {
    let orders = [
      "order_id,customer_id,email,city,order_date,amount\n1,a,A@x.org,Ulm,2024-01-03,1\n"
        + "2,a,,Bonn,2024-01-02,1\n3,b,b@x.org,,2024-01-01,1\n4,,guest@x.org,,2024-01-01,1\n",
      "order_id,customer_id,email,city,order_date,amount\n5,a,a2@x.org,,2023-01-01,1\n"
        + "1,a,A@x.org,Kiel,2024-01-03,1\n",
    ]
    let people =
      "customer_id,phone,consent,birthday,shoe size\nb,+49 30 1,yes,1980-02-29,38\n"
      + "c,,no,,40\n,1,yes,,41\nd,,,,42\n"
    let (once, twice) = (try TestStore(), try TestStore())
    let file = try once.folder.file("people.csv", people)
    let first = try once.add(orders[0], orders[1]) { $0.customerFiles = [file] }
    try twice.add(orders[0])
    let second = try twice.add(orders[1]) { $0.customerFiles = [file] }
    let expected = [
      "a email=a@x.org city=Kiel first_seen=19358",
      "b email=b@x.org phone=+49301 consent=1 birthday=3711 first_seen=19723",
      "c consent=0", "d",
    ]
    #expect(try Self.people(once) == expected)
    #expect(try Self.people(twice) == expected)
    #expect(first.people == PeopleCounts(rows: 4, new: 4))
    #expect(second.people == PeopleCounts(rows: 4, new: 2, changed: 2))
    #expect(first.inputs.last?.layout?.unused == ["shoe size"])
    #expect(first.notes.contains("1 rows of \(file) name no customer, and say nothing"))
    // Said again it changes nothing, and no file is written.
    let files = try once.open().stored(.customers)?.snapshot.files
    let again = try once.add(files: []) { $0.customerFiles = [file] }
    #expect(again.people == PeopleCounts(rows: 4))
    #expect(try once.open().stored(.customers)?.snapshot.files == files)
    #expect(once.findings() == [] && twice.findings() == [])
  }

  @Test func `rows of people merge with their ids`() throws {
    let store = try TestStore()
    let file = try store.folder.file(
      "people.csv", "customer_id,city,email\na,Ulm,a@x.org\nb,Bonn,\nz,Jena,\n")
    try store.add("customer_id,order_date,amount\na,2024-01-01,1\n") { $0.customerFiles = [file] }
    let outcome = try store.add(files: []) {
      $0.customerMap = [[97]: [98], [122]: [121]]
    }
    #expect(try Self.people(store) == ["b email=a@x.org city=Bonn", "y city=Jena"])
    #expect(outcome.people == PeopleCounts(new: 1, changed: 1, merged: 1))
    #expect(store.findings() == [])
  }

  @Test func `who was forgotten is not known again`() throws {
    let store = try TestStore()
    let file = try store.folder.file("people.csv", "customer_id,city\na,Ulm\nb,Bonn\n")
    try store.add("customer_id,order_date,amount\na,2024-01-01,1\nb,2024-01-01,1\n") {
      $0.customerFiles = [file]
    }
    _ = try store.open().forget(
      ["a"], upTo: Day(rawValue: 20_000), threads: Threads(1), now: TestStore.now,
      progress: { _ in })
    #expect(try Self.people(store) == ["b city=Bonn"])
    try store.add(
      "order_id,customer_id,order_date,amount,city\n1,a,2024-01-01,1,Ulm\n"
    ) {
      $0.customerFiles = [file]
      $0.customerMap = [[97]: [98]]
    }
    #expect(try Self.people(store) == ["b city=Bonn"])
    #expect(try store.open().merges() == [:])
    // Who orders again is a new customer.
    try store.add(
      "order_id,customer_id,order_date,amount,city\n2,a,2999-01-01,1,Kiel\n"
    ) {
      $0.customerFiles = [file]
    }
    #expect(try Self.people(store).contains("a city=Ulm first_seen=375835"))
  }

  @Test func `people go by e-mail where that makes a customer`() throws {
    let store = try TestStore()
    let file = try store.folder.file("people.csv", "E-Mail;First Name;Zip\n Ann@X.org;Ann;'01234\n")
    try store.add("email,order_date,amount\nann@x.org,2024-01-01,1\n") {
      $0.customerKey = .email
      $0.customerFiles = [file]
    }
    #expect(try Self.people(store) == ["ann@x.org email=ann@x.org first_name=Ann postcode=01234"])
    let wrong = try store.folder.file("wrong.csv", "customer_id,city\na,Ulm\n")
    let error = #expect(throws: OrderError.self) {
      try store.add(files: []) { $0.customerFiles = [wrong] }
    }
    #expect(error?.problem.contains("no column looks like the customer's e-mail") == true)
  }
}
