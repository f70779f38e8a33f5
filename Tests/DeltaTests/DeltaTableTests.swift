import Bytes
import Delta
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DeltaTableTests {
  private let test: TestTable

  init() throws { test = try TestTable() }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  private func path(_ name: String) -> String { "\(test.table.path)/\(name)" }

  @Test func `a folder without a log is no table`() throws {
    let error = deltaError { _ = try DeltaTable(test.folder.path) }
    #expect(error?.kind == .badRequest)
    #expect(error?.finding.contains("_delta_log is missing") == true)
    #expect(throws: FileError.self) { try DeltaTable(test.folder.path + "/nothing") }
  }

  @Test func `creating a table that is there changes nothing`() throws {
    try test.create()
    #expect(try DeltaTable.create(test.table.path).snapshot().version == 0)
  }

  @Test func `a log that is a file, a link or a pipe is refused`() throws {
    for make in [
      { FileManager.default.createFile(atPath: $0, contents: nil) },
      { unsafe symlink("elsewhere", $0) == 0 }, { unsafe mkfifo($0, 0o600) == 0 },
    ] as [(String) -> Bool] {
      let folder = try TemporaryFolder()
      try #require(make("\(folder.path)/_delta_log"))
      #expect(throws: FileError.self) { try DeltaTable(folder.path) }
    }
  }

  /// Opening the pipe would wait for a writer for ever.
  @Test(.timeLimit(.minutes(1)))
  func `a commit that is a pipe, a link or a folder is refused`() throws {
    try test.create()
    let name = "\(test.log)/\(CommitFile.name(of: 1))"
    try #require(unsafe mkfifo(name, 0o600) == 0)
    #expect(message { _ = try test.table.snapshot() }.hasSuffix("it is not a regular file"))
    #expect(message { try test.append("a") }.hasSuffix("it is not a regular file"))
    unsafe unlink(name)
    try #require(unsafe symlink(CommitFile.name(of: 0), name) == 0)
    #expect(message { _ = try test.table.snapshot() }.contains("it is a symbolic link"))
    unsafe unlink(name)
    try #require(unsafe mkdir(name, 0o700) == 0)
    #expect(message { _ = try test.table.snapshot() }.hasSuffix("it is a folder, not a file"))
  }

  @Test func `a huge commit is refused before it is read`() throws {
    try test.create()
    try test.write(version: 1, "")
    try #require(unsafe truncate("\(test.log)/\(CommitFile.name(of: 1))", 1 << 40) == 0)
    #expect(deltaError { _ = try test.table.snapshot() }?.kind == .unsupported)
  }

  @Test func `data files have a folder for each partition value`() throws {
    let path = DataFile.uniquePath(["bucket": 3, "year": -1])
    #expect(path.hasPrefix("bucket=3/year=-1/part-"))
    #expect(!DataFile.uniquePath().contains("/"))
    for _ in 0..<2 { try test.table.createFolders(of: try TablePath(path)) }
    _ = try test.folder.file("orders/\(path)", "12345")
    #expect(try test.table.open(try TestTable.add(path, size: 5)).size == 5)
    try test.table.createFolders(of: try TablePath("a"))
    #expect(throws: FileError.self) { try test.table.createFolders(of: try TablePath("\(path)/x")) }
  }

  @Test func `data files are opened if they are as the log says`() throws {
    _ = try Folder.create(path("bucket=0"))
    _ = try test.folder.file("orders/bucket=0/part a", "12345")
    let file = try test.table.open(try TestTable.add("bucket=0/part a", size: 5))
    #expect(try file.read(at: 0, count: 5) == Array("12345".utf8))
    for size in [0, 4, 6, Int.max] {
      let error = deltaError {
        _ = try test.table.open(try TestTable.add("bucket=0/part a", size: size))
      }
      #expect(error?.kind == .corrupt)
      #expect(error?.finding.contains("the file has 5 bytes, the log says \(size)") == true)
    }
    #expect(
      message { _ = try test.table.open(try TestTable.add("bucket=0/b", size: 5)) }
        .hasSuffix("No such file or directory"))
  }

  @Test(.timeLimit(.minutes(1)))
  func `data files behind links, pipes and folders are refused`() throws {
    _ = try test.folder.file("secret", "12345")
    _ = try Folder.create(path("inside"))
    _ = try test.folder.file("orders/inside/data", "12345")
    try #require(unsafe symlink("../secret", path("link")) == 0)
    try #require(unsafe symlink(test.folder.path, path("door")) == 0)
    try #require(unsafe symlink("inside", path("alias")) == 0)
    try #require(unsafe mkfifo(path("pipe"), 0o600) == 0)
    for name in ["link", "door/secret", "alias/data", "pipe", "inside", "inside/data/x"] {
      #expect(throws: FileError.self, "\(name)") {
        try test.table.open(try TestTable.add(name, size: 5))
      }
    }
    #expect(try test.table.open(try TestTable.add("inside/data", size: 5)).size == 5)
  }

  @Test func `statistics are text for the log, and rows are read from it`() throws {
    var add = try TestTable.add("a")
    #expect(add.numRecords == nil)
    let statistics = FileStatistics(
      numRecords: 7, minValues: ["order_date": "2026-01-01"],
      maxValues: ["order_date": "2026-02-01"],
      nullCount: ["order_date": 0])
    add.stats = statistics.json
    #expect(
      add.stats
        == #"{"maxValues":{"order_date":"2026-02-01"},"minValues":{"order_date":"2026-01-01"},"#
        + #""nullCount":{"order_date":0},"numRecords":7}"#)
    #expect(add.numRecords == 7)
    for text in ["", "{}", #"{"numRecords":null}"#, #"{"numRecords":"x"}"#, "[1]"] {
      add.stats = text
      #expect(add.numRecords == nil)
    }
    add.stats = #"{"numRecords":3,"minValues":{"a":{"b":1}}}"#
    #expect(add.numRecords == 3)
  }
}
