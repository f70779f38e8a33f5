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

  private func hidden(_ name: String, _ text: String) throws -> SyncedFile {
    var file = try OutputFile("\(folder.path)/\(name)", isHidden: true)
    try file.write(Array(text.utf8))
    return try file.sync()
  }

  private func isPublished(_ outcome: Publication.Outcome) -> Bool {
    if case .published = outcome { true } else { false }
  }

  @Test func `a free name is taken, and the temporary one goes`() throws {
    let file = try hidden("a", "1")
    #expect(folder.names.count == 1)
    #expect(folder.names.allSatisfy { $0.hasPrefix(".a.") && $0.hasSuffix(".tmp") })
    #expect(isPublished(try Publication.publishIfAbsent(file)))
    #expect(folder.names == ["a"])
    #expect(try folder.bytes("a") == Array("1".utf8))
  }

  @Test func `a taken name keeps its file`() throws {
    _ = try folder.file("a", "old")
    do {
      let outcome = try Publication.publishIfAbsent(try hidden("a", "new"))
      guard case .nameTaken = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    #expect(folder.names == ["a"])
    #expect(try folder.bytes("a") == Array("old".utf8))
  }

  @Test func `a name that only a link has is taken`() throws {
    let file = try hidden("a", "new")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/a", withDestinationPath: "nowhere")
    #expect(!isPublished(try Publication.publishIfAbsent(file)))
  }

  @Test func `of many who take a name one succeeds`() async throws {
    for round in 0..<50 {
      let files = try (0..<4).map { try hidden("a\(round)", "\($0)") }
      let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
        for file in files {
          group.addTask {
            if case .published = try Publication.publishIfAbsent(file) { true } else { false }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(wins == 1)
    }
  }

  @Test func `a folder that has gone is an error, and nothing was taken`() throws {
    let file = try hidden("a", "1")
    try FileManager.default.removeItem(atPath: folder.path)
    #expect(throws: FileError.self) { try Publication.publishIfAbsent(file) }
  }
}
