import Bytes
import Delta
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct VacuumTests {
  private static let week = 7 * TestTable.day
  private let test: TestTable
  private let ours = (0..<6).map { _ in DataFile.uniqueName() }.sorted()

  init() throws { test = try TestTable() }

  /// Writes a file and sets its time.
  private func file(_ name: String, daysOld: Int) throws {
    if let folder = name.split(separator: "/").dropLast().first {
      _ = try Folder.create("\(test.table.path)/\(folder)")
    }
    let path = try test.folder.file("orders/\(name)", "12345")
    let time = timespec(tv_sec: TestTable.now / 1000 - daysOld * 86_400, tv_nsec: 0)
    var times = [time, time]
    try #require(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(test.table.path)/\(name)")
  }

  private func vacuum(retention: Int = week, now: Int = TestTable.now) throws -> Vacuum {
    try Vacuum(test.table, retention: retention, now: now)
  }

  private func candidates(retention: Int = week, now: Int = TestTable.now) throws -> [String] {
    try vacuum(retention: retention, now: now).candidates.map(\.path.description)
  }

  /// Adds a file to the table and takes it out again, so many days ago.
  private func tombstone(_ name: String, daysAgo: Int) throws {
    try test.append(name)
    let snapshot = try test.table.snapshot()
    let file = try #require(snapshot.files.first { $0.path.description == name })
    let removed = file.removed(at: TestTable.now - daysAgo * TestTable.day, dataChange: true)
    try test.commit([.remove(removed)], on: snapshot)
  }

  @Test func `files that are to be kept stay, though the newest version does not name them`() throws
  {
    try test.create()
    for name in ours.prefix(2) {
      try file(name, daysOld: 30)
      try tombstone(name, daysAgo: 30)
    }
    #expect(try candidates() == Array(ours.prefix(2)))
    let kept = try Vacuum(
      test.table, retention: Self.week, now: TestTable.now, keeping: [TablePath(ours[0])])
    #expect(kept.candidates.map(\.path.description) == [ours[1]])
  }

  @Test func `unique names are ours, others are not`() {
    for name in ours {
      #expect(name.utf8.count == 45)
      #expect(DataFile.isOurs(name))
      #expect(DataFile.isOurs("\(name).123-ab.tmp"))
    }
    #expect(Set((0..<1000).map { _ in DataFile.uniqueName() }).count == 1000)
    for name in [
      "part-00000-3935a07c-416b-4344-ad97-2a38342ee2fc-c000.snappy.parquet", "part-.parquet", "",
      "part-0123456789abcdef0123456789abcdef.csv", "part-0123456789ABCDEF0123456789abcdef.parquet",
      "part-0123456789abcdef0123456789abcdef.parquet.crc",
      "part-0123456789abcdef0123456789abcdef.parquetx.tmp", "xpart-\(ours[0])", "orders.parquet",
    ] {
      #expect(!DataFile.isOurs(name), "\(name)")
    }
  }

  @Test func `of the log only commits that were never made go, and only old ones`() throws {
    try test.create()
    let old = "_delta_log/.00000000000000000001.json.77-ab.tmp"
    let others = [
      "00000000000000000000.crc", "_last_checkpoint", "notes.tmp", ".1.json.77-ab.tmp",
      ".00000000000000000001.json.tmp", "00000000000000000001.json.77-ab.tmp",
    ]
    try file(old, daysOld: 8)
    try file("_delta_log/.00000000000000000001.json.78-ab.tmp", daysOld: 6)
    for name in others { try file("_delta_log/\(name)", daysOld: 100) }
    let vacuum = try vacuum()
    #expect(vacuum.candidates.map(\.path.description) == [old])
    try vacuum.run()
    #expect(!exists(old))
    #expect(others.allSatisfy { exists("_delta_log/\($0)") })
    #expect(try test.table.snapshot().version == 0)
  }

  @Test func `files in the table, young files and foreign files stay`() throws {
    try test.create()
    try test.append(ours[0], "bucket=1/\(ours[1])")
    try file(ours[0], daysOld: 100)
    try file("bucket=1/\(ours[1])", daysOld: 100)
    try file(ours[2], daysOld: 6)
    try file("bucket=1/\(ours[3])", daysOld: 8)
    try file("\(ours[4]).77-ab.tmp", daysOld: 8)
    try file("part-00000-3935a07c-c000.snappy.parquet", daysOld: 100)
    try file("notes.txt", daysOld: 100)
    try file("_change_data/\(ours[5])", daysOld: 100)
    try file(".hidden/\(ours[5])", daysOld: 100)
    let vacuum = try vacuum()
    #expect(
      vacuum.candidates.map(\.path.description)
        == ["bucket=1/\(ours[3])", "\(ours[4]).77-ab.tmp"])
    #expect(vacuum.candidates.map(\.size) == [5, 5])
    #expect(vacuum.candidates[0].since == TestTable.now - 8 * TestTable.day)
    #expect(exists("bucket=1/\(ours[3])"))
    try vacuum.run()
    try vacuum.run()
    #expect(!exists("bucket=1/\(ours[3])"))
    #expect(!exists("\(ours[4]).77-ab.tmp"))
    for name in [
      ours[0], "bucket=1/\(ours[1])", ours[2], "notes.txt", "_change_data/\(ours[5])",
      ".hidden/\(ours[5])", "_delta_log/\(CommitFile.name(of: 0))",
      "part-00000-3935a07c-c000.snappy.parquet",
    ] {
      #expect(exists(name), "\(name)")
    }
    #expect(try candidates().isEmpty)
  }

  @Test func `a tombstone's time counts, whoever named the file`() throws {
    try test.create()
    for (name, days) in [("theirs.parquet", 8), ("young.parquet", 6), (ours[0], 8), (ours[1], 6)] {
      try tombstone(name, daysAgo: days)
      try file(name, daysOld: 100)
    }
    #expect(try candidates() == [ours[0], "theirs.parquet"])
    #expect(try candidates(retention: 0).count == 4)
    #expect(try candidates(retention: 30 * TestTable.day).isEmpty)
  }

  @Test func `without a time in the tombstone the file's own counts`() throws {
    try test.create()
    try test.write(
      version: 1, TestTable.removeLine("old.parquet"), TestTable.removeLine("young.parquet"))
    try file("old.parquet", daysOld: 8)
    try file("young.parquet", daysOld: 6)
    #expect(try candidates() == ["old.parquet"])
  }

  @Test func `a file that came back is in the table`() throws {
    try test.create()
    try tombstone(ours[0], daysAgo: 100)
    try test.append(ours[0])
    try file(ours[0], daysOld: 100)
    #expect(try candidates().isEmpty)
  }

  @Test func `links are neither followed nor removed`() throws {
    try test.create()
    let outside = try TemporaryFolder()
    _ = try outside.file(ours[0], "12345")
    try #require(unsafe symlink(outside.path, "\(test.table.path)/door") == 0)
    try #require(
      unsafe symlink("\(outside.path)/\(ours[0])", "\(test.table.path)/\(ours[1])") == 0)
    try #require(unsafe mkfifo("\(test.table.path)/\(ours[2])", 0o600) == 0)
    let vacuum = try vacuum(retention: 0, now: .max)
    #expect(vacuum.candidates.isEmpty)
    try vacuum.run()
    #expect(outside.names == [ours[0]])
  }

  @Test func `names that no path can have are left alone`() throws {
    try test.create()
    let name = Array("\(test.table.path)/part-\u{0}".utf8.dropLast()) + [0xFF, 0xFE, 0]
    try #require(unsafe creat(name.map { CChar(bitPattern: $0) }, 0o600) >= 0)
    #expect(try candidates(retention: 0, now: .max).isEmpty)
  }

  @Test func `times at the ends of their range are no trouble`() throws {
    try test.create()
    try test.write(
      version: 1, TestTable.removeLine("a", #","deletionTimestamp":-9223372036854775808"#),
      TestTable.removeLine("b", #","deletionTimestamp":9223372036854775807"#))
    try file("a", daysOld: 1)
    try file("b", daysOld: 100)
    #expect(try candidates() == ["a"])
    #expect(try candidates(retention: .max, now: .min).isEmpty)
    #expect(try candidates(retention: .max, now: -2).isEmpty)
    #expect(deltaError { _ = try vacuum(retention: -1) }?.kind == .badRequest)
  }

  @Test func `a table that is not written here is not cleaned here`() throws {
    let text = #"{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}"#
    try test.write(version: 0, text, TestTable.metadataLine)
    #expect(deltaError { _ = try vacuum() }?.kind == .unsupported)
  }
}
