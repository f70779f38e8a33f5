import Bytes
import Columns
import Delta
import Foundation
import TestSupport
import Testing

/// Tables that delta-rs wrote (`Tests/Interop/foreign_tables.py`), and one that it writes to together with us.
@Suite struct ForeignTablesTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let folder = environment["PATRON_FOREIGN_FILES"].map { $0 + "/tables" }
  private static let python = environment["PATRON_PYTHON"]

  /// What stands in NAME.json.
  private struct Expected: Decodable {
    struct File: Decodable {
      var path: String
      var partition: [String: String?]
    }

    var versions: [[File]]?
    var first: Int?
    var whole: String?
    var refused: String?
  }

  private static let names = [
    "appended", "checkpointed", "compacted", "cut", "cut_features", "cut_odd_values", "features",
    "odd_values", "overwritten", "partitioned",
  ]

  @Test(
    .enabled(if: folder != nil, "PATRON_FOREIGN_FILES names no folder of tables"), arguments: names)
  func `a table of delta-rs has the files that it finds in it`(name: String) throws {
    let path = "\(try #require(Self.folder))/\(name)"
    let json = try Data(contentsOf: URL(filePath: path + ".json"))
    let expected = try JSONDecoder().decode(Expected.self, from: json)
    let table = try DeltaTable(path)
    if let refused = expected.refused {
      let error = deltaError { _ = try table.snapshot() }
      #expect(error?.kind == .unsupported)
      #expect(error?.finding.contains(refused) == true, "\(error?.finding ?? "")")
      return
    }
    let versions = try #require(expected.versions)
    let first = expected.first ?? 0
    #expect(try table.snapshot().version == first + versions.count - 1)
    if first > 0 { #expect(throws: DeltaError.self) { try table.snapshot(version: first - 1) } }
    for (version, files) in zip(first..., versions) {
      let snapshot = try table.snapshot(version: version)
      if let whole = expected.whole {
        let whole = try DeltaTable("\(try #require(Self.folder))/\(whole)")
        #expect(try whole.snapshot(version: version) == snapshot)
      }
      #expect(snapshot.files.map(\.path.description) == files.map(\.path))
      #expect(snapshot.files.map(\.partitionValues) == files.map(\.partition))
      for add in snapshot.files {
        #expect(try table.open(add).size == add.size)
        #expect((add.numRecords ?? 0) > 0)
      }
    }
  }

  @Test(.enabled(if: python != nil, "PATRON_PYTHON names no Python with delta-rs"))
  func `a checkpoint that delta-rs makes of our table keeps all that we said of its files`() throws
  {
    let test = try TestTable()
    try test.create()
    for seed in 0..<3 {
      var add = try DataFiles(table: test.table).write(
        DataFiles.Orders(
          bucket: seed, customers: ["kundin é", "b"], days: [20_000, 20_001], amounts: [-1, 2]))
      add.tags = ["patron.crc": "89abcdef", "empty": "", "none": nil]
      let progress = ApplicationTransaction(appId: "orders.csv", version: seed)
      try test.commit([.add(add), .transaction(progress)], on: try test.table.snapshot())
    }
    let file = try #require(try test.table.snapshot().files.first)
    let now = Int(Date().timeIntervalSince1970 * 1000)
    try test.commit(
      [.remove(file.removed(at: now, dataChange: true))], on: try test.table.snapshot())
    let state = try test.table.snapshot()
    let others = Process()
    others.executableURL = URL(filePath: try #require(Self.python))
    others.arguments = [Fixtures.root + "/Tests/Interop/cut_table.py", test.table.path]
    try others.run()
    others.waitUntilExit()
    try #require(others.terminationStatus == 0)
    #expect(try test.table.commit(0) == nil)
    #expect(try test.table.snapshot() == state)
    try test.append("goes on")
    #expect(try test.files().count == 3)
  }

  @Test(
    .enabled(if: python != nil, "PATRON_PYTHON names no Python with delta-rs"),
    .timeLimit(.minutes(3)))
  func `our appends and those of delta-rs at the same time are all there`() throws {
    let parent = try #require(Self.environment["PATRON_INTEROP_DIR"]) + "/delta"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    let table = try DeltaTable.create("\(parent)/raced")
    let field = Field("number", .integer, isNullable: true)
    var transaction = Transaction(on: nil, info: TestTable.info())
    let schema = Schema([SchemaField(field)])
    transaction.actions = [.protocol(.own), .metadata(Metadata(id: "raced", schema: schema))]
    _ = try transaction.commit(to: table)

    let others = Process()
    others.executableURL = URL(filePath: try #require(Self.python))
    others.arguments = [
      Fixtures.root + "/Tests/Interop/racing_appends.py", table.path, "\(Self.appends)",
    ]
    try others.run()
    // Loading Python takes longer than all our commits would.
    while try table.snapshot().version == 0 && others.isRunning { usleep(1000) }
    let base = try table.snapshot(version: 0)
    for number in 0..<Self.appends {
      let rows = Column(field, .int32([Int32(1000 + number)]))
      var append = Transaction(on: base, info: TestTable.info())
      append.actions = [.add(try DataFiles(table: table).write([rows]))]
      guard case .committed = try append.commit(to: table) else {
        Issue.record("not committed")
        return
      }
    }
    others.waitUntilExit()
    #expect(others.terminationStatus == 0)

    let snapshot = try table.snapshot()
    #expect(snapshot.version == 2 * Self.appends)
    #expect(snapshot.files.count == 2 * Self.appends)
    for add in snapshot.files { #expect(try table.open(add).size == add.size) }
    let writers = try (1...snapshot.version).map { try table.commit($0)?.info?.version != nil }
    #expect(writers.count { $0 } == Self.appends)
    let changes = zip(writers, writers.dropFirst()).count { $0 != $1 }
    print("raced: the writer changed \(changes) times in \(writers.count) commits")
    #expect(changes > 1)
  }

  /// As many commits as each of the two writers makes; test_delta.py knows the number too.
  private static let appends = 60
}
