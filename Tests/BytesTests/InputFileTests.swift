import Bytes
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct InputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expect(
    _ problem: String, code: Int32? = nil, _ body: () throws -> Void,
    at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: location) { try body() }
    let description = error?.description ?? "no error"
    #expect(description.contains(problem), sourceLocation: location)
    if let code { #expect(error?.code == code, sourceLocation: location) }
  }

  @Test func `reads any range`() throws {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let file = try InputFile(try folder.file("a", bytes))
    #expect(file.size == 1000)
    #expect(try file.read(at: 0, count: 1000) == bytes)
    #expect(try file.read(at: 998, count: 2) == Array(bytes[998...]))
    #expect(try file.read(at: 1000, count: 0).isEmpty)
  }

  @Test func `reads an empty file as no bytes`() throws {
    let file = try InputFile(try folder.file("empty", ""))
    #expect(file.size == 0)
    #expect(try file.read(at: 0, count: 0).isEmpty)
    try file.checkUnchanged()
  }

  @Test func `names a missing file`() {
    expect("nowhere.csv: cannot be opened: No such file or directory", code: ENOENT) {
      _ = try InputFile("\(folder.path)/nowhere.csv")
    }
  }

  @Test func `refuses a folder`() {
    expect("cannot be read: it is a folder, not a file") { _ = try InputFile(folder.path) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `refuses a pipe without waiting for its writer`() throws {
    let path = "\(folder.path)/pipe"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    expect("it is not a regular file") { _ = try InputFile(path) }
  }

  @Test func `refuses a device`() {
    expect("it is not a regular file") { _ = try InputFile("/dev/zero") }
  }

  @Test func `says how far a file was cut while it was read`() throws {
    let path = try folder.file("a", [UInt8](repeating: 1, count: 1000))
    let file = try InputFile(path)
    try #require(unsafe truncate(path, 600) == 0)
    #expect(try file.read(at: 0, count: 600).count == 600)
    expect("it was cut to 600 bytes while it was read") { _ = try file.read(at: 500, count: 200) }
    expect("it was changed while it was read") { try file.checkUnchanged() }
  }

  @Test func `sees that bytes were added`() throws {
    let path = try folder.file("a", "abc")
    let file = try InputFile(path)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("d".utf8))
    #expect(file.size == 3)
    expect("it was changed while it was read; run again") { try file.checkUnchanged() }
  }

  @Test func `sees that bytes were replaced`() throws {
    let path = try folder.file("a", "abc")
    var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    try #require(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
    let file = try InputFile(path)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data("xyz".utf8))
    expect("it was changed while it was read; run again") { try file.checkUnchanged() }
  }

  @Test func `is not disturbed when another file takes its name`() throws {
    let path = try folder.file("a", "abc")
    let file = try InputFile(path)
    try FileManager.default.removeItem(atPath: path)
    _ = try folder.file("a", "xyz!")
    #expect(try file.read(at: 0, count: 3) == Array("abc".utf8))
    try file.checkUnchanged()
  }

  @Test func `a range beyond the file is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = try InputFile("/etc/passwd").read(at: 0, count: Int.max)
    }
    await #expect(processExitsWith: .failure) {
      _ = try InputFile("/etc/passwd").read(at: -1, count: 1)
    }
  }
}
