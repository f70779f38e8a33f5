import Bytes
import Delta
import Foundation
import TestSupport
import Testing

@Suite struct SnapshotTests {
  private let test: TestTable

  init() throws { test = try TestTable() }

  private func begin(_ lines: String...) throws {
    let lines = [TestTable.protocolLine, TestTable.metadataLine] + lines
    try test.write(CommitFile.name(of: 0), lines.joined(separator: "\n"))
  }

  @Test func `a table is replayed up to the version asked for`() throws {
    try test.create()
    try test.append("a", "b")
    try test.append("c")
    let newest = try test.table.snapshot()
    let removed = newest.files[0].removed(at: TestTable.now, dataChange: true)
    try test.commit([.remove(removed), .add(try TestTable.add("d"))], on: newest)
    #expect(try test.files(0) == [])
    #expect(try test.files(1) == ["a", "b"])
    #expect(try test.files(2) == ["a", "b", "c"])
    #expect(try test.files(3) == ["b", "c", "d"])
    #expect(try test.table.snapshot().version == 3)
    #expect(try test.table.snapshot().tombstones == [removed])
    #expect(try test.table.snapshot() == test.table.snapshot(version: 3))
  }

  @Test func `the newest word on a file counts`() throws {
    try begin(TestTable.addLine("a"))
    try test.write(version: 1, TestTable.addLine("a", #","tags":{"x":"y"}"#))
    #expect(try test.table.snapshot().files.map(\.tags) == [["x": "y"]])
    try test.write(version: 2, TestTable.removeLine("a"), TestTable.removeLine("never-was"))
    #expect(try test.files().isEmpty)
    #expect(try test.table.snapshot().tombstones.count == 2)
    try test.write(version: 3, TestTable.addLine("a"))
    #expect(try test.files() == ["a"])
    #expect(try test.table.snapshot().tombstones.map(\.path.description) == ["never-was"])
  }

  @Test func `the newest progress of an application counts, even if it went back`() throws {
    try begin(#"{"txn":{"appId":"x","version":5}}"#, #"{"txn":{"appId":"y","version":-3}}"#)
    try test.write(version: 1, #"{"txn":{"appId":"x","version":4,"lastUpdated":1}}"#)
    #expect(try test.table.snapshot().transactions == ["x": 4, "y": -3])
  }

  @Test func `the tables that a version goes with are those last named`() throws {
    let base = try test.create()
    var transaction = Transaction(
      on: base,
      info: CommitInfo(operation: "WRITE", timestamp: TestTable.now, tables: ["lines": 7]))
    transaction.actions = [.add(try TestTable.add("a"))]
    _ = try transaction.commit(to: test.table)
    #expect(try test.table.snapshot().tables == ["lines": 7])
    try test.append("b")
    #expect(try test.table.snapshot().tables == ["lines": 7])
    #expect(try test.table.snapshot(version: 0).tables.isEmpty)
  }

  @Test func `a clock that goes backwards changes nothing`() throws {
    try begin(TestTable.addLine("a"))
    try test.write(
      version: 1, #"{"commitInfo":{"timestamp":-9223372036854775808}}"#,
      TestTable.removeLine("a", #","deletionTimestamp":-5"#),
      #"{"add":{"path":"b","partitionValues":{},"size":1,"modificationTime":-9,"dataChange":true}}"#
    )
    #expect(try test.files() == ["b"])
  }

  @Test func `a gap is an error that names the file`() throws {
    try test.create()
    for name in ["a", "b", "c"] { try test.append(name) }
    try FileManager.default.removeItem(atPath: "\(test.log)/\(CommitFile.name(of: 2))")
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .corrupt)
    #expect(
      error?.description
        == "\(test.table.path): the commit of version 2 is missing and no checkpoint stands in for it: "
        + "restore _delta_log/00000000000000000002.json from a copy")
    #expect(try test.files(1) == ["a"])
  }

  @Test func `a version that is not there is a bad request`() throws {
    #expect(deltaError { _ = try test.table.snapshot() }?.kind == .badRequest)
    try test.create()
    for version in [1, -1, Int.max, Int.min] {
      let error = deltaError { _ = try test.table.snapshot(version: version) }
      #expect(error?.kind == .badRequest)
      #expect(error?.finding == "there is no version \(version); the newest is 0")
    }
  }

  @Test func `an empty or torn commit is an error that names file and version`() throws {
    try test.create()
    try test.append("a")
    try test.write(version: 2, "")
    var error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.place.file == "\(test.log)/\(CommitFile.name(of: 2))")
    #expect(error?.place.version == 2)
    try test.write(version: 2, String(TestTable.addLine("b").dropLast(20)))
    error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .corrupt)
    #expect(try test.files(1) == ["a"])
  }

  @Test func `protocol and metadata are obligatory`() throws {
    try test.write(version: 0, TestTable.metadataLine)
    #expect(deltaError { _ = try test.table.snapshot() }?.finding.contains("protocol") == true)
    try test.write(version: 0, TestTable.protocolLine)
    #expect(deltaError { _ = try test.table.snapshot() }?.finding.contains("metaData") == true)
  }

  @Test(arguments: [
    (#""minReaderVersion":2,"minWriterVersion":5"#, "reader version 2"),
    (#""minReaderVersion":0,"minWriterVersion":2"#, "reader version 0"),
    (#""minReaderVersion":-1,"minWriterVersion":2"#, "reader version -1"),
    (
      #""minReaderVersion":9007199254740993,"minWriterVersion":2"#,
      "reader version 9007199254740993"
    ),
    (
      #""minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["v2Checkpoint","timestampNtz","deletionVectors"]"#,
      "not known here: deletionVectors, v2Checkpoint"
    ),
  ])
  func `a protocol that is not read is refused by name`(text: String, words: String) throws {
    try test.write(version: 0, #"{"protocol":{\#(text)}}"#, TestTable.metadataLine)
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains(words) == true)
  }

  @Test(arguments: [
    #""minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["changeDataFeed"]"#,
    #""minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],"writerFeatures":[]"#,
    #""minReaderVersion":3,"minWriterVersion":7"#,
    #""minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz","vacuumProtocolCheck"]"#,
  ])
  func `a protocol whose features change nothing for a reader is read`(text: String) throws {
    try test.write(version: 0, #"{"protocol":{\#(text)}}"#, TestTable.metadataLine)
    #expect(try test.table.snapshot().version == 0)
  }

  @Test func `files with deleted rows are not read`() throws {
    try begin(TestTable.addLine("a", #","deletionVector":{"storageType":"u"}"#))
    #expect(deltaError { _ = try test.table.snapshot() }?.kind == .unsupported)
    try test.write(version: 1, TestTable.removeLine("a", #","deletionVector":{"storageType":"u"}"#))
    #expect(try test.files().isEmpty)
  }

  @Test func `a thousand commits are replayed`() throws {
    try begin()
    for version in 1...1000 { try test.write(version: version, TestTable.addLine("f\(version)")) }
    #expect(try test.files().count == 1000)
  }
}
