import Bytes
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var target: String { "\(folder.path)/scores.csv" }

  private func synced(_ name: String, _ text: String) throws -> SyncedFile {
    var file = try OutputFile("\(folder.path)/\(name)")
    try file.write(Array(text.utf8))
    return try file.sync()
  }

  private func refusal(of path: String) -> String {
    do {
      _ = try OutputFile(path)
      return ""
    } catch { return error.description }
  }

  @Test func `appears only when it is published`() throws {
    let file = try synced("scores.csv", "abc")
    #expect(folder.names.count == 1)
    #expect(folder.names.allSatisfy { $0.hasPrefix("scores.csv.") && $0.hasSuffix(".tmp") })
    try Publication.publish([file], manifest: try synced("m.json", "{}"))
    #expect(folder.names == ["m.json", "scores.csv"])
    #expect(try folder.bytes("scores.csv") == Array("abc".utf8))
  }

  @Test func `knows its size and digest`() throws {
    var file = try OutputFile(target)
    try file.write(Array("ab".utf8))
    try file.write([])
    try file.write(Array("c".utf8))
    #expect(file.size == 3)
    let synced = try file.sync()
    #expect(synced.size == 3)
    #expect(synced.path == target)
    #expect(
      synced.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `takes its temporary file with it when it ends unpublished`() throws {
    do {
      var file = try OutputFile(target)
      try file.write([1])
      #expect(folder.names.count == 1)
    }
    #expect(folder.names.isEmpty)
    do { _ = try synced("scores.csv", "abc") }
    #expect(folder.names.isEmpty)
  }

  @Test func `leaves an earlier file alone until it is published`() throws {
    _ = try folder.file("scores.csv", "old")
    do {
      let file = try synced("scores.csv", "new")
      #expect(try folder.bytes("scores.csv") == Array("old".utf8))
      _ = file
    }
    #expect(try folder.bytes("scores.csv") == Array("old".utf8))
  }

  @Test func `a reader of the replaced file keeps the whole of it`() throws {
    let reader = try InputFile(try folder.file("scores.csv", "old contents"))
    try Publication.publish([try synced("scores.csv", "new")])
    #expect(try reader.read(at: 0, count: reader.size) == Array("old contents".utf8))
    #expect(try folder.bytes("scores.csv") == Array("new".utf8))
  }

  @Test func `two files of one name do not disturb each other`() throws {
    let first = try synced("scores.csv", "first")
    let second = try synced("scores.csv", "second")
    #expect(folder.names.count == 2)
    try Publication.publish([first, second])
    #expect(try folder.bytes("scores.csv") == Array("second".utf8))
    #expect(folder.names == ["scores.csv"])
  }

  @Test func `is not stopped by what a killed run left behind`() throws {
    _ = try folder.file("scores.csv.\(getpid()).tmp", "half")
    try Publication.publish([try synced("scores.csv", "whole")])
    #expect(try folder.bytes("scores.csv") == Array("whole".utf8))
  }

  @Test func `refuses a folder`() {
    #expect(refusal(of: folder.path).hasSuffix("cannot be written: it is a folder"))
  }

  @Test func `names the missing folder as the reason`() {
    let path = "\(folder.path)/missing/scores.csv"
    #expect(
      refusal(of: path)
        == "\(path): cannot be written: its folder does not exist; create it first")
  }

  @Test func `refuses to take the place of a device or a pipe`() throws {
    #expect(refusal(of: "/dev/null").hasSuffix("it is not a regular file"))
    let pipe = "\(folder.path)/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(refusal(of: pipe).hasSuffix("it is not a regular file"))
    #expect(folder.names == ["pipe"])
  }

  @Test func `refuses an empty name`() {
    #expect(refusal(of: "").hasSuffix("the name is empty"))
  }

  @Test func `a file that a parent folder is needed for is named`() throws {
    _ = try folder.file("plain", "")
    #expect(refusal(of: "\(folder.path)/plain/scores.csv").hasSuffix("Not a directory"))
  }

  /// A limit on the size of files stands in for a full disk: writing fails in the middle.
  @Test func `a disk that is full is an error and leaves nothing behind`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1 << 16, rlim_max: 1 << 16)
      try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      var failure: FileError?
      do {
        var file = try OutputFile("\(folder.path)/scores.csv")
        try file.write([UInt8](repeating: 1, count: 60_000))
        try file.write([UInt8](repeating: 2, count: 60_000))
      } catch let error as FileError { failure = error }
      #expect(failure?.code == EFBIG)
      #expect(failure?.action == "be written")
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `temporary names are told from others, and say what they stand for`() {
    #expect(OutputFile.target(ofTemporary: "scores.csv.4711-deadbeef.tmp") == "scores.csv")
    #expect(OutputFile.target(ofTemporary: ".5.json.1-0.tmp") == ".5.json")
    for name in [
      "", ".tmp", "scores.csv", "scores.csv.tmp", "scores.csv.4711-deadbeef", "a.4711.tmp",
      "a.-1.tmp", "a.1-g.tmp", "a.1-2-3.tmp", "4711-1.tmp", "a.1-100000000.tmp",
    ] {
      #expect(OutputFile.target(ofTemporary: name) == nil, "\(name)")
    }
  }
}
