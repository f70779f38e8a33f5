import Bytes
import Glibc
import TestSupport
import Testing

@Suite struct FolderTests {
  private let temporary: TemporaryFolder
  private let folder: Folder

  init() throws {
    temporary = try TemporaryFolder()
    folder = try Folder(temporary.path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  private func path(_ name: String) -> String { "\(temporary.path)/\(name)" }

  @Test func `names are listed in the order of their bytes`() throws {
    for name in ["b", "a", "é", "Z", ".hidden"] { _ = try temporary.file(name, "") }
    #expect(try folder.names() == [".hidden", "Z", "a", "b", "é"])
    #expect(try folder.names().count == 5)
  }

  @Test func `many names are all listed`() throws {
    for number in 0..<3000 { _ = try temporary.file("file-with-a-longer-name-\(number)", "") }
    #expect(try folder.names().count == 3000)
  }

  @Test func `files are read and folders entered by name`() throws {
    let inner = try Folder.create(path("inner"))
    #expect(try Folder.create(path("inner")).path == inner.path)
    _ = try temporary.file("inner/data", "abc")
    let file = try folder.folder("inner").file("data")
    #expect(file.path == path("inner/data"))
    #expect(try file.read(at: 0, count: file.size) == Array("abc".utf8))
  }

  @Test func `folders are created where there is nothing`() throws {
    let inner = try folder.folder(creating: "inner")
    _ = try inner.folder(creating: "deeper")
    #expect(try folder.folder(creating: "inner").names() == ["deeper"])
    _ = try temporary.file("data", "")
    try #require(unsafe symlink("inner", path("link")) == 0)
    #expect(message { _ = try folder.folder(creating: "data") }.hasSuffix("it is not a folder"))
    #expect(message { _ = try folder.folder(creating: "link") }.contains("it is a symbolic link"))
  }

  @Test func `status tells what stands under a name`() throws {
    _ = try temporary.file("data", "abc")
    try #require(unsafe mkfifo(path("pipe"), 0o600) == 0)
    try #require(unsafe symlink("data", path("link")) == 0)
    _ = try Folder.create(path("inner"))
    #expect(try folder.status("nothing") == nil)
    #expect(try folder.status("data")?.kind == .file)
    #expect(try folder.status("data")?.size == 3)
    #expect(try folder.status("pipe")?.kind == .other)
    #expect(try folder.status("link")?.kind == .link)
    #expect(try folder.status("inner")?.kind == .folder)
    var times = [
      timespec(tv_sec: 12, tv_nsec: 345_678_901), timespec(tv_sec: 12, tv_nsec: 345_678_901),
    ]
    try #require(unsafe utimensat(AT_FDCWD, path("data"), &times, 0) == 0)
    #expect(try folder.status("data")?.modified == 12_345)
  }

  @Test func `links are refused, as files and as folders`() throws {
    _ = try temporary.file("data", "abc")
    let inner = try Folder.create(path("inner"))
    try #require(unsafe symlink("data", path("link")) == 0)
    try #require(unsafe symlink(inner.path, path("door")) == 0)
    #expect(message { _ = try folder.file("link") }.contains("it is a symbolic link"))
    #expect(message { _ = try folder.folder("door") }.contains("it is a symbolic link"))
  }

  /// Opening the pipe would wait for a writer for ever.
  @Test(.timeLimit(.minutes(1)))
  func `a pipe is refused without waiting`() throws {
    try #require(unsafe mkfifo(path("pipe"), 0o600) == 0)
    #expect(message { _ = try folder.file("pipe") }.hasSuffix("it is not a regular file"))
    #expect(message { _ = try folder.folder("pipe") }.hasSuffix("it is not a regular file"))
  }

  @Test func `a folder is no file, a file no folder, and nothing is neither`() throws {
    _ = try Folder.create(path("inner"))
    _ = try temporary.file("data", "")
    #expect(message { _ = try folder.file("inner") }.hasSuffix("it is a folder, not a file"))
    #expect(message { _ = try folder.folder("data") }.hasSuffix("it is not a folder"))
    #expect(message { _ = try folder.file("nothing") }.hasSuffix("No such file or directory"))
    #expect(message { _ = try folder.folder("nothing") }.hasSuffix("No such file or directory"))
    #expect(message { _ = try Folder(path("nothing")) }.hasSuffix("No such file or directory"))
    #expect(message { _ = try Folder.create(path("a/b")) }.contains("cannot be created"))
    #expect(message { _ = try Folder.create(path("data")) }.hasSuffix("Not a directory"))
  }

  @Test func `files are removed by name, and only once`() throws {
    _ = try temporary.file("data", "")
    try folder.remove("data")
    try folder.remove("data")
    try folder.sync()
    #expect(try folder.names().isEmpty)
    _ = try Folder.create(path("inner"))
    #expect(message { try folder.remove("inner") }.contains("cannot be removed"))
  }

  @Test func `a name that leads elsewhere is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) { _ = try Folder("/tmp").status("..") }
    await #expect(processExitsWith: .failure) { _ = try Folder("/tmp").status("a/b") }
    await #expect(processExitsWith: .failure) { _ = try Folder("/tmp").file("") }
  }
}
