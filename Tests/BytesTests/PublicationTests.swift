import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct PublicationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func synced(_ name: String, _ text: String) throws -> SyncedFile {
    var file = try OutputFile("\(folder.path)/\(name)")
    try file.write(Array(text.utf8))
    return try file.sync()
  }

  @Test func `publishes files and manifest together`() throws {
    try Publication.publish(
      [try synced("a", "1"), try synced("b", "2")], manifest: try synced("m.json", "{}"))
    #expect(folder.names == ["a", "b", "m.json"])
  }

  @Test func `without a manifest only the files appear`() throws {
    try Publication.publish([try synced("a", "1")])
    #expect(folder.names == ["a"])
  }

  @Test func `a failed publication leaves neither the old manifest nor the new one`() throws {
    _ = try folder.file("a", "old")
    _ = try folder.file("m.json", "old")
    let files = [try synced("a", "new"), try synced("b", "new")]
    let manifest = try synced("m.json", "new")
    // A folder has taken the name of the second file meanwhile: its rename fails.
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/b/inner", withIntermediateDirectories: true)
    #expect(throws: FileError.self) { try Publication.publish(files, manifest: manifest) }
    #expect(try folder.bytes("a") == Array("new".utf8))
    #expect(!folder.names.contains("m.json"))
  }

  @Test func `the manifest does not go if it cannot`() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/stale/inner", withIntermediateDirectories: true)
    let file = try synced("a", "new")
    #expect(throws: FileError.self) {
      try Publication.publish([file], removing: ["\(folder.path)/stale"])
    }
    #expect(!folder.names.contains("a"))
  }

  @Test func `removes the files of an earlier run that have no successor`() throws {
    let stale = try folder.file("old.csv", "old")
    try Publication.publish(
      [try synced("a", "1")], removing: [stale, "\(folder.path)/never-was"])
    #expect(folder.names == ["a"])
  }

  @Test func `works with a name that has no folder in it`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      try #require(FileManager.default.changeCurrentDirectoryPath(folder.path))
      var file = try OutputFile("scores.csv")
      try file.write([1])
      try Publication.publish([try file.sync()])
      #expect(folder.names == ["scores.csv"])
    }
  }
}
