import Bytes
import Delta
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct TransactionTests {
  private let test: TestTable

  init() throws { test = try TestTable() }

  private func removal(_ name: String, from snapshot: Snapshot, dataChange: Bool) throws -> Action {
    let file = try #require(snapshot.files.first { $0.path.description == name })
    return .remove(file.removed(at: TestTable.now, dataChange: dataChange))
  }

  private func addition(_ name: String, dataChange: Bool = true) throws -> Action {
    .add(try TestTable.add(name, dataChange: dataChange))
  }

  @Test func `versions follow each other, and nothing else is left in the log`() throws {
    #expect(
      try test.commit([.protocol(.own), .metadata(TestTable.metadata)], on: nil)
        == .committed(version: 0))
    #expect(try test.append("a") == .committed(version: 1))
    #expect(try test.append("b") == .committed(version: 2))
    let names = try FileManager.default.contentsOfDirectory(atPath: test.log).sorted()
    #expect(names == (0...2).map(CommitFile.name(of:)))
    let commit = try test.table.commit(2)
    #expect(commit?.info?.readVersion == 1)
    #expect(commit?.info?.isBlindAppend == true)
    #expect(commit?.info?.version == 2)
    #expect(try test.table.commit(3) == nil)
  }

  @Test func `appends on one snapshot go after each other`() throws {
    let base = try test.create()
    for (index, name) in ["a", "b", "c"].enumerated() {
      #expect(
        try test.commit([try addition(name)], on: base) == .committed(version: index + 1))
    }
    #expect(try test.files() == ["a", "b", "c"])
    #expect(try test.table.commit(3)?.info?.readVersion == 0)
  }

  @Test func `an append and a compaction go together, in either order`() throws {
    try test.create()
    try test.append("a", "b")
    let base = try test.table.snapshot()
    let compaction = [
      try removal("a", from: base, dataChange: false),
      try removal("b", from: base, dataChange: false),
      try addition("ab", dataChange: false),
    ]
    try test.append("c")
    #expect(try test.commit(compaction, on: base) == .committed(version: 3))
    #expect(try test.commit([try addition("d")], on: base) == .committed(version: 4))
    #expect(try test.files() == ["ab", "c", "d"])
  }

  @Test(arguments: [true, false])
  func `two that remove one file do not go together`(dataChange: Bool) throws {
    try test.create()
    try test.append("a", "b", "c")
    let base = try test.table.snapshot()
    try test.commit([try removal("a", from: base, dataChange: dataChange)], on: base)
    let error = deltaError {
      try test.commit(
        [
          try removal("a", from: base, dataChange: false),
          try removal("b", from: base, dataChange: false), try addition("ab", dataChange: false),
        ], on: base)
    }
    #expect(error?.kind == .conflict)
    #expect(error?.finding.contains("'a' was removed meanwhile") == true)
    #expect(error?.finding.contains("start over") == true)
    #expect(error?.place.version == 2)
    #expect(try test.files() == ["b", "c"])
    #expect(
      try test.commit([try removal("c", from: base, dataChange: false)], on: base)
        == .committed(version: 3))
  }

  @Test func `a file that is added anew meanwhile is not removed`() throws {
    try test.create()
    try test.append("a")
    let base = try test.table.snapshot()
    try test.commit([try addition("a", dataChange: false)], on: base)
    let removal = try removal("a", from: base, dataChange: true)
    #expect(deltaError { try test.commit([removal], on: base) }?.kind == .conflict)
  }

  @Test func `a file name that somebody else used meanwhile is a conflict`() throws {
    let base = try test.create()
    try test.append("a")
    #expect(deltaError { try test.commit([try addition("a")], on: base) }?.kind == .conflict)
  }

  @Test func `changes that depend on all rows bear no others`() throws {
    try test.create()
    try test.append("a")
    let base = try test.table.snapshot()
    let rewrite = [try removal("a", from: base, dataChange: true), try addition("a2")]
    try test.append("b")
    let error = deltaError { try test.commit(rewrite, on: base, isolation: .serializable) }
    #expect(error?.kind == .conflict)
    #expect(error?.finding.contains("rows of the table were changed") == true)
    #expect(try test.commit(rewrite, on: base) == .committed(version: 3))
  }

  @Test func `changes that depend on all rows bear a compaction of other files`() throws {
    try test.create()
    try test.append("a", "b")
    let base = try test.table.snapshot()
    let compaction = [
      try removal("b", from: base, dataChange: false), try addition("b2", dataChange: false),
    ]
    try test.commit(compaction, on: base)
    let rewrite = [try removal("a", from: base, dataChange: true), try addition("a2")]
    #expect(
      try test.commit(rewrite, on: base, isolation: .serializable) == .committed(version: 3))
    #expect(try test.table.commit(3)?.info?.isBlindAppend == false)
  }

  @Test func `changed metadata or protocol end every commit under way`() throws {
    let base = try test.create()
    var metadata = TestTable.metadata
    metadata.name = "orders"
    #expect(try test.commit([.metadata(metadata)], on: base) == .committed(version: 1))
    #expect(deltaError { try test.commit([try addition("a")], on: base) }?.kind == .conflict)
    let second = try test.table.snapshot()
    try test.commit([.protocol(.own)], on: second)
    #expect(deltaError { try test.commit([try addition("a")], on: second) }?.kind == .conflict)
    let third = try test.table.snapshot()
    try test.append("a")
    #expect(deltaError { try test.commit([.metadata(metadata)], on: third) }?.kind == .conflict)
  }

  @Test func `a table is created once`() throws {
    try test.create()
    let error = deltaError { try test.create() }
    #expect(error?.kind == .conflict)
    #expect(error?.finding.contains("the table was created meanwhile") == true)
  }

  @Test func `what an application has done it does not do again`() throws {
    let base = try test.create()
    func load(_ name: String, _ version: Int, on base: Snapshot) throws -> Transaction.Outcome {
      let progress = ApplicationTransaction(appId: "orders.csv", version: version)
      return try test.commit([.transaction(progress), try addition(name)], on: base)
    }
    let done = ApplicationTransaction(appId: "orders.csv", version: 3)
    #expect(try load("a", 3, on: base) == .committed(version: 1))
    #expect(try load("b", 3, on: base) == .alreadyCommitted(done))
    #expect(try load("b", 2, on: try test.table.snapshot()) == .alreadyCommitted(done))
    #expect(try test.files() == ["a"])
    #expect(try load("b", 4, on: base) == .committed(version: 2))
    #expect(try test.files() == ["a", "b"])
  }

  @Test func `what cannot be committed is a bad request and leaves the table alone`() throws {
    #expect(deltaError { try test.commit([.protocol(.own)], on: nil) }?.kind == .badRequest)
    let base = try test.create()
    try test.append("a")
    let newest = try test.table.snapshot()
    let a = try removal("a", from: newest, dataChange: true)
    var unpartitioned = try TestTable.add("b")
    unpartitioned.partitionValues = [:]
    var twice = TestTable.metadata
    twice.partitionColumns = ["Bucket"]
    for (actions, base) in [
      ([try addition("a")], newest), ([a, a], newest), ([a], base),
      ([a, try addition("a")], newest),
      ([.add(unpartitioned)], newest), ([.metadata(twice)], newest),
      ([.add(try TestTable.add("b", size: -1))], newest),
      ([.add(try TestTable.add("a", size: 1001, dataChange: false))], newest),
      ([.protocol(.own), .protocol(.own)], newest),
    ] {
      #expect(deltaError { try test.commit(actions, on: base) }?.kind == .badRequest)
    }
    #expect(try test.table.snapshot() == newest)
  }

  @Test(arguments: [
    (#""minReaderVersion":1,"minWriterVersion":3"#, "writer version 3"),
    (
      #""minReaderVersion":1,"minWriterVersion":9223372036854775807"#,
      "writer version 9223372036854775807"
    ),
    (
      #""minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["invariants","rowTracking"]"#,
      "not known here: rowTracking"
    ),
  ])
  func `tables that need more of a writer are read and not written`(
    text: String, words: String
  ) throws {
    try test.write(version: 0, #"{"protocol":{\#(text)}}"#, TestTable.metadataLine)
    let base = try test.table.snapshot()
    let error = deltaError { try test.commit([try addition("a")], on: base) }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains(words) == true)
  }

  @Test func `rows of an append-only table are rearranged and not removed`() throws {
    var metadata = TestTable.metadata
    metadata.configuration["delta.appendOnly"] = "true"
    try test.create(metadata)
    try test.append("a")
    let base = try test.table.snapshot()
    let removal = try removal("a", from: base, dataChange: true)
    #expect(deltaError { try test.commit([removal], on: base) }?.kind == .unsupported)
    try test.commit(
      [
        try self.removal("a", from: base, dataChange: false), try addition("a2", dataChange: false),
      ],
      on: base)
  }

  @Test func `columns with conditions are not written`() throws {
    let metadata = TestTable.metadataLine.replacing(
      #"\"fields\":[]"#,
      with: #"\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"nullable\":true,"#
        + #"\"metadata\":{\"delta.invariants\":\"a > 0\"}}]"#)
    try test.write(version: 0, TestTable.protocolLine, metadata)
    let base = try test.table.snapshot()
    let error = deltaError { try test.commit([try addition("a")], on: base) }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains("'a'") == true)
  }

  @Test func `a damaged commit of another is an error, not overtaken`() throws {
    let base = try test.create()
    try test.write(version: 1, "{\"add\":{\"pa")
    #expect(deltaError { try test.commit([try addition("a")], on: base) }?.kind == .corrupt)
    #expect(try test.table.commit(2) == nil)
  }

  @Test func `a log that cannot be written to is an error and leaves nothing behind`() async {
    await #expect(processExitsWith: .success) {
      let test = try TestTable()
      let base = try test.create()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100, rlim_max: 100)
      try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      #expect(throws: FileError.self) {
        try test.commit([.add(try TestTable.add("a"))], on: base)
      }
      #expect(try Folder(test.log).names() == [CommitFile.name(of: 0)])
    }
  }

  @Test func `two commits from one version cannot both name other tables`() throws {
    let base = try test.create()
    func commit(_ tables: [String: Int]?) throws -> Transaction.Outcome {
      try Transaction(
        on: base, info: CommitInfo(operation: "WRITE", timestamp: TestTable.now, tables: tables)
      ).commit(to: test.table)
    }
    #expect(try commit(nil) == .committed(version: 1))
    #expect(try commit(["lines": 3]) == .committed(version: 2))
    #expect(deltaError { _ = try commit(["lines": 4]) }?.kind == .conflict)
    #expect(try commit(nil) == .committed(version: 3))
    #expect(try test.table.snapshot().tables == ["lines": 3], "carried on by who names none")
    let history = try test.table.history()
    #expect(history.map(\.version) == [0, 1, 2, 3])
    #expect(history.map(\.info.patronTables) == [nil, nil, ["lines": 3], nil])
  }

  @Test func `a table can get other columns and stays the same table`() throws {
    let base = try test.create()
    let schema = Schema(base.schema.fields + [SchemaField("order_id", .string, isNullable: true)])
    try test.commit([.metadata(base.metadata.with(schema))], on: base)
    let snapshot = try test.table.snapshot()
    #expect(snapshot.schema == schema && snapshot.metadata.id == base.metadata.id)
    #expect(snapshot.metadata.configuration == base.metadata.configuration)
  }
}
