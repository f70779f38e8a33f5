import Bytes
import Columns
import TestSupport
import Testing

@testable import CSV

/// Files whose fields stand between blanks, and files without a header.
@Suite struct BlankSeparatedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String, columns: [String]? = nil) throws -> CSVFile {
    try CSVFile(InputFile(try folder.file("a.txt", text)), columns: columns)
  }

  @Test func `runs of blanks are one separator, and none at the ends`() throws {
    let file = try file(
      " customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n\t2\t3 4 5 \n"
    )
    #expect(file.separator == UInt8(ascii: " "))
    #expect(file.header == ["customer_id", "date", "number_of_cds", "dollar_value"])
    #expect(
      try file.records() == [
        record(2, "00001", "19970101", "1", "11.77"), record(3, "2", "3", "4", "5"),
      ])
  }

  @Test func `fields in quotes hold blanks, quotes and nothing`() throws {
    let file = try file("\"a b\" c\n\"x \"\"y\" \"\"\n\"1\n2\" 3\n")
    #expect(file.header == ["a b", "c"])
    #expect(try file.records() == [record(2, "x \"y", ""), record(3, "1\n2", "3")])
  }

  @Test func `lines of blanks are no records, and stray quotes cost a line each`() throws {
    let file = try file("a b\n   \n\n\"1\"x 2\n3 4\n\"5 6\n7 8")
    #expect(
      try file.records() == [
        Record(line: 4, fields: [Array("1".utf8), Array("2".utf8)], isMalformed: true),
        record(5, "3", "4"), Record(line: 6, fields: [], isMalformed: true), record(7, "7", "8"),
      ])
  }

  @Test func `another separator goes before blanks`() throws {
    #expect(try file("Customer ID,Order date\n").header == ["Customer ID", "Order date"])
    #expect(try file("customer \n").header == ["customer "])
    #expect(try file("  customer\n").separator == UInt8(ascii: ","))
  }

  @Test func `chunks of any size and threads give the same records`() throws {
    var generator = Generator.seeded()
    var text = "a b c\n"
    for _ in 0..<2000 {
      let fields = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        ["1", "\"2 3\"", "\"\"", "\"x", "4\"", "\"5\n6\""].randomElement(using: &generator) ?? ""
      }
      let blanks = [" ", "  ", "\t"]
      text +=
        (blanks.randomElement(using: &generator) ?? "")
        + fields.joined(separator: blanks.randomElement(using: &generator) ?? " ")
        + (["\n", " \r\n", "\r\n"].randomElement(using: &generator) ?? "\n")
    }
    let file = try file(text)
    let all = try file.records()
    #expect(all.count > 1000)
    for size in [1, 7, 100, 4096] {
      #expect(try file.records(threads: 3, chunkSize: size) == all)
    }
  }

  @Test func `names that are given leave the first line a record`() throws {
    let file = try file("1,2\n3,4\n", columns: ["x", "_"])
    #expect(file.header == ["x", "_"])
    #expect(try file.records() == [record(1, "1", "2"), record(2, "3", "4")])
    let marked = try self.file("\u{FEFF}1 2\n", columns: ["x", "y"])
    #expect(try marked.records() == [record(1, "1", "2")])
  }

  @Test(arguments: [
    ("1,2,3\n", "a.txt, line 1: the line has 3 fields, and --columns names 2"),
    ("\n1\n", "line 2: the line has 1 fields, and --columns names 2"),
    ("", "the file is empty; a line of data is needed"),
    ("\n", "the file holds no text; a line of data is needed"),
  ])
  func `names that do not fit are an error`(text: String, message: String) throws {
    let error = #expect(throws: CSVError.self) { _ = try file(text, columns: ["x", "y"]) }
    #expect(error?.description.hasSuffix(message) == true, "\(error?.description ?? "")")
  }
}
