import Bytes
import Foundation
import TestSupport
import Testing

@testable import Orders

/// Rows that were handed back, and whether they name somebody.
@Suite struct ForgottenWordsTests {
  private static let words = ForgottenWords(
    [Array("00042".utf8), Array("Müller, Ann".utf8), Array("ann@x.org".utf8)], .id)
  private static let phones = ForgottenWords([Array("4930123456".utf8)], .phone)

  @Test(arguments: [
    ("00042,2024-01-01,x", true), ("a;00042 ;x", true), ("a\t00042", true), ("a|b|00042\r\n", true),
    ("00042 2024-01-01 1", true), ("x,\"00042\",y", true), ("x,\"00042,y", true),
    ("00042.0,1", true), ("'00042,1", true), ("ANN@X.ORG,1", true), ("x,\"müller, ann\",1", true),
    ("MÜLLER, ANN;1", true), ("1,\"a \"\"b\"\" c\",00042", true),
    ("a,\"line\n00042\n", true),
    ("000420,1", false), ("42,1", false), ("a 00042,1", false), ("ann@x.orgs,1", false),
    ("", false),
    ("\"00042x\",1", false), ("0042,00042x", false), ("00042;,", true),
  ])
  func `a row goes if a whole field is an id or an e-mail`(text: String, isIn: Bool) {
    #expect(Self.words.isIn(text: Array(text.utf8)) == isIn)
  }

  @Test(arguments: [
    ("a,+49 30 / 123-456,1", true), ("a,0049(30)123456,1", true), ("a,4930123456", true),
    ("a,4930123456x", false), ("a,493012345", false), ("a,49,30123456", false),
  ])
  func `a phone number is one in any spelling`(text: String, isIn: Bool) {
    #expect(Self.phones.isIn(text: Array(text.utf8)) == isIn)
  }

  @Test func `rows go from files of rejected rows, and files that have no other`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/rejects"
    #expect(try Self.words.removeRows(fromFilesIn: path) == 0, "there is no folder")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let header = "file,line,reason,text\n"
    let own = "a.csv,2,bad_date,\"00042,never,1\"\n"
    let other = "a.csv,3,bad_date,\"7,\"\"00042 two\"\"\nlines,1\"\n"
    let texts = [
      "both.csv": header + own + other + own, "other.csv": header + other, "own.csv": header + own,
      "open.csv": header + other + "a.csv,4,broken_row,\"\"\"00042,x", "empty.csv": "",
      "edited.csv": "x;00042\nx;00043\n00042\n", "notes.txt": own,
    ]
    for (name, text) in texts { _ = try folder.file("rejects/\(name)", text) }
    try FileManager.default.createSymbolicLink(
      atPath: "\(path)/link.csv", withDestinationPath: "notes.txt")
    #expect(try Self.words.removeRows(fromFilesIn: path) == 5)
    func text(_ name: String) throws -> String {
      String(decoding: try folder.bytes("rejects/\(name)"), as: UTF8.self)
    }
    #expect(try text("both.csv") == header + other)
    #expect(try text("other.csv") == header + other)
    #expect(try text("open.csv") == header + other)
    #expect(try text("edited.csv") == "x;00042\nx;00043\n", "the first line is the header")
    #expect(try text("notes.txt") == own)
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(
      names == [
        "both.csv", "edited.csv", "empty.csv", "link.csv", "notes.txt", "open.csv", "other.csv",
      ])
  }

  @Test func `ids are read one by line, or from their column`() throws {
    let folder = try TemporaryFolder()
    func ids(_ text: String) throws -> [String] {
      try SideFiles.ids(try folder.file("ids", text))
    }
    #expect(try ids("00042\r\n\nann, bob\n 7") == ["00042", "ann, bob", " 7"])
    #expect(try ids("\u{FEFF}00042\n") == ["00042"])
    #expect(try ids("when;Customer ID\n2024;7\n2025;8\n") == ["7", "8"])
    #expect(try ids("customer_id\n00042\n") == ["00042"])
    for text in ["\n\n", "customer_id\n"] {
      let error = #expect(throws: (any Error).self) { try ids(text) }
      #expect("\(try #require(error))".contains("ids"), "\(text)")
    }
  }
}
