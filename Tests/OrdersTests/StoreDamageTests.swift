import Columns
import Delta
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Orders

/// A store whose bytes changed: an error that names the file, or provably no difference.
@Suite struct StoreDamageTests {
  private let store: TestStore
  private let orders: OrderBlock
  private let lastDay: Day?

  /// A store of two imports, merged into two buckets, and a third import.
  init() throws {
    store = try TestStore()
    var generator = Generator(seed: 11)
    let files = (0..<3).map { _ in TestOrder.random(40, customers: 15, using: &generator) }
    try store.add(TestStore.csv(files[0]))
    try store.add(TestStore.csv(files[1]))
    try store.compact(buckets: 2)
    try store.add(TestStore.csv(files[2]))
    _ = try store.open().vacuum(retention: 0, now: TestStore.now + 1 << 40, isDryRun: false)
    orders = try store.orders()
    lastDay = try Self.lastDay(store.open())
  }

  private static func lastDay(_ store: OrderStore) throws -> Day? {
    try StoredOrders(store, threads: Threads(1)).lastDay(
      notAfter: Day(rawValue: .max), keepsZeroOrders: false, threads: Threads(1))
  }

  /// The files that scoring needs.
  private func names() throws -> [String] {
    try store.commits + store.open().files().map(\.add.path.description)
  }

  /// Whether scoring sees the orders of before; nil if it fails.
  private func isUnharmed() -> Bool? {
    guard let open = try? store.open(), let found = try? TestStore.orders(of: open),
      let day = try? Self.lastDay(open)
    else { return nil }
    return found.isSame(as: orders) && day == lastDay
  }

  /// Whether a finding names a file, by its path or by its version.
  private func isNamed(_ file: String, in findings: [String]) -> Bool {
    findings.contains { $0.contains(file) }
  }

  @Test func `any flipped bit is found, and none of them reaches a score`() throws {
    var generator = Generator.seeded()
    let names = try names()
    #expect(names.count == 8, "four commits, two buckets merged and imported: \(names)")
    var read = 0
    for name in names {
      let bytes = try store.bytes(name)
      for index in bytes.indices {
        var flipped = bytes
        let bit = UInt8.random(in: 0..<8, using: &generator)
        flipped[index] ^= 1 << bit
        try store.write(name, flipped)
        let findings = store.findings()
        try #require(
          isNamed(name, in: findings), "\(name), byte \(index), bit \(bit): \(findings)")
        let isUnharmed = isUnharmed()
        try #require(isUnharmed != false, "\(name), byte \(index), bit \(bit)")
        read += isUnharmed == true ? 1 : 0
      }
      try store.write(name, bytes)
    }
    #expect(store.findings() == [])
    #expect(read > 0, "page indexes are not read")
  }

  @Test func `a file cut anywhere is found`() throws {
    for name in try names() {
      let bytes = try store.bytes(name)
      for count in bytes.indices {
        try store.write(name, Array(bytes[..<count]))
        try #require(isNamed(name, in: store.findings()), "\(name) cut to \(count)")
        try #require(isUnharmed() == nil)
      }
      try store.write(name, bytes + [0])
      #expect(isNamed(name, in: store.findings()))
      try store.write(name, bytes)
    }
  }

  @Test func `a file that is gone or is none is found`() throws {
    for name in try names() {
      let bytes = try store.bytes(name)
      let path = "\(store.path)/orders/\(name)"
      let copy = try store.folder.file("copy", bytes)
      // Without its last commit a log is that of an earlier version: a whole one.
      if name != store.commits.last {
        try FileManager.default.removeItem(atPath: path)
        #expect(isNamed(name, in: store.findings()), "\(store.findings())")
        #expect(isUnharmed() == nil)
        try store.write(name, bytes)
      }
      let impostors: [(String) throws -> Void] = [
        { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false) },
        { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: copy) },
        { path in try #require(unsafe mkfifo(path, 0o600) == 0) },
      ]
      for impostor in impostors {
        try FileManager.default.removeItem(atPath: path)
        try impostor(path)
        #expect(isNamed(name, in: store.findings()), "\(store.findings())")
        #expect(isUnharmed() == nil)
      }
      try FileManager.default.removeItem(atPath: path)
      try store.write(name, bytes)
    }
    #expect(isUnharmed() == true)
  }

  @Test func `files that changed places are found`() throws {
    let twin = try TestStore()
    try twin.add("customer,date,amount\na,2024-01-01,1\n")
    try twin.add("customer,date,amount\na,2024-01-01,2\n")
    let names = try twin.open().files().map(\.add.path.description)
    let bytes = try names.map { try twin.bytes($0) }
    try #require(bytes[0].count == bytes[1].count, "or the sizes would tell")
    try twin.write(names[0], bytes[1])
    try twin.write(names[1], bytes[0])
    let findings = twin.findings()
    for name in names { #expect(isNamed(name, in: findings), "\(findings)") }
    #expect(throws: (any Error).self) { try twin.orders() }
    // A commit is of its version alone.
    try twin.write(names[0], bytes[0])
    try twin.write(names[1], bytes[1])
    try twin.write(twin.commits[1], twin.bytes(twin.commits[0]))
    #expect(isNamed(twin.commits[1], in: twin.findings()))
  }

  /// A commit by another program, which has no checksum, on top of the store.
  private func addForeign(_ actions: String) throws {
    try store.write(
      "_delta_log/0000000000000000000\(store.commits.count).json", Array(actions.utf8))
  }

  @Test(arguments: [
    "../../secret.parquet", "/etc/passwd", "file:///etc/passwd", "_delta_log/x.parquet",
  ])
  func `a path that leads out of the store is refused`(path: String) throws {
    try addForeign(
      #"{"add":{"path":"\#(path)","partitionValues":{"bucket":"0"},"size":1,"#
        + #""modificationTime":1,"dataChange":true}}"#)
    #expect(throws: (any Error).self) { try store.orders() }
    #expect(isNamed("_delta_log", in: store.findings()))
  }

  @Test(arguments: [
    (#""size":9223372036854775807"#, #"{\"numRecords\":1}"#),
    (#""size":1"#, #"{\"numRecords\":9223372036854775807}"#),
    (#""size":1"#, #"{\"numRecords\":-1}"#),
    (#""size":1"#, "no JSON"), (#""size":1"#, #"{\"numRecords\":1e300}"#),
  ])
  func `numbers of another program's commit make errors and no overflow`(
    size: String, stats: String
  ) throws {
    let extremes = "170141183460469231731687303715884105727"
    let tags = [
      #""patron.buckets":"2","patron.customers":"1","patron.revenue":"\#(extremes)""#,
      #""patron.first_day":"5","patron.last_day":"-5","patron.footer_crc32":"0""#,
      #""patron.sha256":"0""#,
    ].joined(separator: ",")
    for tags in ["", #","tags":{\#(tags)}"#] {
      let adds = (0..<2).map { file in
        #"{"add":{"path":"bucket=0/\#(file).parquet","partitionValues":{"bucket":"0"},\#(size),"#
          + #""modificationTime":1,"dataChange":true,"stats":"\#(stats)"\#(tags)}}"#
      }
      let version = store.commits.count
      try addForeign(adds.joined(separator: "\n"))
      #expect(!store.findings().isEmpty)
      #expect(throws: (any Error).self) { try store.orders() }
      #expect(throws: (any Error).self) { try store.compact() }
      #expect(throws: (any Error).self) { try StoreInfo(store.open(), threads: Threads(1)) }
      try FileManager.default.removeItem(
        atPath: "\(store.path)/orders/_delta_log/0000000000000000000\(version).json")
    }
  }

  @Test func `facts in the log that are not those of the file are found`() throws {
    // As if a flaw of ours had written them: the commit's checksum is gone with our marks.
    let last = try #require(store.commits.last)
    let text = String(decoding: try store.bytes(last), as: UTF8.self)
      .replacing("Patron/0.1.0", with: "Else/1").replacing("patronCrc32", with: "crc")
    let changes: [(Regex<Substring>, String)] = [
      (/"patron.customers":"\d+"/, #""patron.customers":"1""#),
      (/"patron.sha256":"\w+"/, #""patron.sha256":"00""#),
      (/"patron.footer_crc32":"\w+"/, #""patron.footer_crc32":"1""#),
      (/numRecords\\":\d+/, #"numRecords\":39"#),
      (/"bucket":"1"/, #""bucket":"0""#),
    ]
    for (old, new) in changes {
      let changed = text.replacing(old, with: new)
      try #require(changed != text, "\(new)")
      try store.write(last, Array(changed.utf8))
      #expect(isNamed("bucket=", in: store.findings()), "\(new): \(store.findings())")
    }
  }
}
