import CSV
import Columns
import TestSupport
import Testing

@Suite struct CSVRecordsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The records that follow a header of one line.
  private func records(_ body: String, header: String = "a,b") throws -> [Record] {
    try CSVFile(try folder.file("a.csv", "\(header)\n\(body)")).records()
  }

  @Test func `reads plain fields`() throws {
    #expect(try records("1,2\n3,4\n") == [record(2, "1", "2"), record(3, "3", "4")])
  }

  @Test func `the last line needs no line end`() throws {
    #expect(try records("1,2\n3,4") == [record(2, "1", "2"), record(3, "3", "4")])
    #expect(try records("1,\"2\"") == [record(2, "1", "2")])
    #expect(try records("1,") == [record(2, "1", "")])
  }

  @Test func `either line end will do, even mixed`() throws {
    #expect(
      try records("1,2\r\n\"3\",\"4\"\r\n5,6\n7,8\r", header: "a,b\r")
        == [record(2, "1", "2"), record(3, "3", "4"), record(4, "5", "6"), record(5, "7", "8")])
  }

  @Test func `a CR in the middle of a field is content`() throws {
    #expect(try records("1\r,2\r3\n") == [record(2, "1\r", "2\r3")])
    #expect(try records("1,2\r\r\n") == [record(2, "1", "2\r")])
  }

  @Test func `a quoted field may hold separators`() throws {
    #expect(try records("\"1,x\",\",\"\n") == [record(2, "1,x", ",")])
  }

  @Test func `a quoted field may hold line ends`() throws {
    #expect(
      try records("\"1\nx\r\ny\",2\n3,4\n") == [record(2, "1\nx\r\ny", "2"), record(5, "3", "4")])
  }

  @Test func `a doubled quote stands for one`() throws {
    #expect(try records("\"a\"\"b\",\"\"\"\"\n") == [record(2, "a\"b", "\"")])
    #expect(try records("\"\"\"\"\"\",\"\"\n") == [record(2, "\"\"", "")])
  }

  @Test func `a quote inside an unquoted field stands for itself`() throws {
    #expect(try records("5\" pipe,a\"\"b\n") == [record(2, "5\" pipe", "a\"\"b")])
    #expect(try records(" \"x\",y\n") == [record(2, " \"x\"", "y")])
  }

  @Test func `text after a closing quote is flagged`() throws {
    let read = try records("\"1\"x,2\n\"1\" ,2\n\"1\"\r,2\n3,4\n")
    #expect(read.map(\.isMalformed) == [true, true, true, false])
    #expect(read[3] == record(5, "3", "4"))
  }

  @Test func `empty fields are fields`() throws {
    #expect(
      try records(",\n,,\n\"\",\n") == [
        record(2, "", ""), record(3, "", "", ""), record(4, "", ""),
      ])
  }

  @Test func `rows of any number of fields are told by their fields`() throws {
    #expect(try records("1\n1,2,3\n").map(\.fields.count) == [1, 3])
  }

  @Test func `lines without a byte are passed over and counted`() throws {
    #expect(try records("\n\r\n1,2\n\n\n3,4\n\n") == [record(4, "1", "2"), record(7, "3", "4")])
  }

  @Test func `a line of blanks or of an empty quoted field is a row`() throws {
    #expect(try records(" \n\"\"\n") == [record(2, " "), record(3, "")])
  }

  @Test func `bytes that are not UTF-8 pass`() throws {
    let path = try folder.file("a.csv", Array("a,b\n".utf8) + [0xFF, 0x2C, 0xC3, 0x0A])
    #expect(try CSVFile(path).records() == [Record(line: 2, fields: [[0xFF], [0xC3]])])
  }

  @Test func `the row is handed back as it stands in the file`() throws {
    let file = try CSVFile(try folder.file("a.csv", "a,b\n\"x\"\"\ny\",2\r\n3,4"))
    var texts: [String] = []
    try file.forEachChunk(
      threads: Threads(1),
      parse: { records in
        var texts: [String] = []
        while records.next() {
          texts.append(String(decoding: records.bytes[records.record], as: UTF8.self))
        }
        return texts
      }, consume: { chunk, _, _ in texts += chunk })
    #expect(texts == ["\"x\"\"\ny\",2", "3,4"])
  }
}
