import Bytes
import Columns
import Foundation
import TestSupport
import Testing

@testable import CSV

@Suite struct CSVFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func header(_ text: String) throws -> [String] {
    try CSVFile(try folder.file("a.csv", text)).header
  }

  /// The error of opening and reading a file of these bytes.
  private func error(_ bytes: [UInt8]) throws -> CSVError? {
    let path = try folder.file("a.csv", bytes)
    return #expect(throws: CSVError.self) { _ = try CSVFile(path).records(threads: 2) }
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func `finds the separator in the header`(separator: String) throws {
    let text = ["a", "b;,\t|", "c"].map { "\"\($0)\"" }.joined(separator: separator) + "\n"
    let file = try CSVFile(try folder.file("a.csv", text + text))
    #expect(file.separator == separator.utf8.first)
    #expect(file.header == ["a", "b;,\t|", "c"])
    #expect(try file.records() == [record(2, "a", "b;,\t|", "c")])
  }

  @Test func `takes the separator that stands most often`() throws {
    #expect(try header("a;b;c,d\n") == ["a", "b", "c,d"])
  }

  @Test func `a single column needs no separator`() throws {
    #expect(try header("a\n1\n") == ["a"])
  }

  @Test func `passes over empty lines before the header`() throws {
    let file = try CSVFile(try folder.file("a.csv", "\r\n\na;b\n1;2\n"))
    #expect(file.header == ["a", "b"])
    #expect(try file.records() == [record(4, "1", "2")])
  }

  @Test func `passes over a byte order mark`() throws {
    #expect(try header("\u{FEFF}a,b\n1,2\n") == ["a", "b"])
    #expect(try header("\u{FEFF}\"a\",b\n1,2\n") == ["a", "b"])
  }

  @Test func `a header may hold line ends and needs none after it`() throws {
    let file = try CSVFile(try folder.file("a.csv", "\"a\nb\",c\n1,2\n"))
    #expect(file.header == ["a\nb", "c"])
    #expect(try file.records() == [record(3, "1", "2")])
    #expect(try header("a,b") == ["a", "b"])
    #expect(try CSVFile(try folder.file("a.csv", "a,b")).records(threads: 3).isEmpty)
  }

  @Test func `a file without text has no header`() throws {
    #expect(try error([])?.problem == "the file is empty; a header line is needed")
    for text in ["\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n"] {
      let problem = try error(Array(text.utf8))?.problem
      #expect(problem == "the file holds no text; a header line is needed")
    }
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"),
      ([0x1F, 0x8B, 8, 0], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
      ([0x50, 0x4B, 3, 4], "zip"), ([0x61, 0x2C, 0, 0x0A], "NUL"),
    ] as [([UInt8], String)])
  func `names a file that is not text in UTF-8`(bytes: [UInt8], name: String) throws {
    let error = try error(bytes + Array("a,b\n1,2\n".utf8))
    #expect(error?.problem.contains(name) == true)
    #expect(error?.line == nil)
  }

  @Test func `names a file whose lines end in CR alone`() throws {
    #expect(try error(Array("a,b\r1,2\r".utf8))?.problem.contains("CR alone") == true)
  }

  @Test func `a quote in the header that is never closed is an error at its line`() throws {
    #expect(try error(Array("\na,\"b\n1,2\n".utf8))?.line == 2)
    #expect(try error(Array("\"a\"x,b\n1,2\n".utf8))?.problem.contains("header") == true)
  }

  @Test func `a header that never ends is an error`() throws {
    let error = try error([UInt8](repeating: 0x61, count: (1 << 20) + 1))
    #expect(error?.problem == "the header line does not end within the first MiB")
  }

  @Test func `a missing file is an error of the system`() {
    #expect(throws: FileError.self) { _ = try CSVFile("\(folder.path)/nowhere.csv") }
  }

  @Test func `a file changed while it is read is an error`() throws {
    let path = try folder.file("a.csv", "a,b\n1,2\n3,4\n")
    let file = try CSVFile(path)
    #expect(throws: FileError.self) {
      try file.forEachChunk(
        threads: Threads(1),
        parse: { records in while records.next() {} },
        consume: { _, _, _ in try Self.append("5,6\n", to: path) })
    }
  }

  private static func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
  }

  @Test func `tells how many bytes are done`() throws {
    let file = try CSVFile(try folder.file("a.csv", "a\n1\n2\n3\n4\n"))
    var done: [Int] = []
    try file.forEachChunk(
      threads: Threads(2), chunkSize: 3, parse: { records in while records.next() {} },
      consume: { _, _, bytes in done.append(bytes) })
    #expect(done == done.sorted())
    #expect(done.last == 10)
  }
}
