import CSV
import Columns
import TestSupport
import Testing

@Suite struct CSVEncoderTests {
  private func encode(_ columns: [Column]) -> String {
    var encoder = CSVEncoder(fields: columns.map(\.field))
    var bytes = encoder.begin()
    bytes += encoder.place(encoder.encode(columns))
    bytes += encoder.finish()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    CSVEncoder.append(Array(text.utf8)[...], to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `writes every type of column`() {
    let columns = [
      Column(Field("customer_id", .text), .text(TextColumn(["00123", "a,b"]))),
      Column(Field("stage", .text), .labels(codes: [1, 0], names: ["new", "at risk"])),
      Column(Field("orders", .integer), .int32([3, -4])),
      Column(Field("last", .date), .int32([0, 19_782])),
      Column(Field("revenue", .money(scale: 2)), .int64([1999, -5])),
      Column(Field("alive", .real), .real([0.25, 1])),
      Column(Field("hero", .boolean), .boolean([true, false])),
    ]
    #expect(
      encode(columns) == """
        customer_id,stage,orders,last,revenue,alive,hero
        00123,at risk,3,1970-01-01,19.99,0.250000,true
        "a,b",new,-4,2024-02-29,-0.05,1.000000,false

        """)
  }

  @Test func `an absent value is empty, an empty text is quoted`() {
    let columns = [
      Column(
        Field("a", .text, isNullable: true), .text(TextColumn(["", "x"])), validity: [true, false]),
      Column(Field("b", .real, isNullable: true), .real([.nan, 1]), validity: [false, true]),
    ]
    #expect(encode(columns) == "a,b\n\"\",\n,1.000000\n")
  }

  @Test(arguments: [
    ("plain", "plain"), ("two words", "two words"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
    ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), (" a", "\" a\""),
    ("a ", "\"a \""), ("", "\"\""), ("é;|\t'", "é;|\t'"),
  ])
  func `quotes only where it must`(text: String, expected: String) {
    #expect(quoted(text) == expected)
  }

  @Test func `writes no rows for an empty block`() {
    #expect(encode([Column(Field("a", .text), .text(TextColumn()))]) == "a\n")
  }

  @Test func `what it writes is read back the same`() throws {
    var generator = Generator.seeded()
    let folder = try TemporaryFolder()
    let pieces = ["\"", ",", "\n", "\r", "\r\n", " ", "a", "é", "🦊", ";", "\t", "\u{1}", "00", "'"]
    for _ in 0..<50 {
      let rows = Int.random(in: 0...20, using: &generator)
      let columns = (0..<Int.random(in: 2...4, using: &generator)).map { _ in
        (0..<rows).map { _ in
          (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
          }.joined()
        }
      }
      let text = encode(
        columns.enumerated().map { Column(Field("c\($0)", .text), .text(TextColumn($1))) })
      let expected = (0..<rows).map { row in columns.map { Array($0[row].utf8) } }
      let naive = NaiveCSV.parse(Array(text.utf8))
      try #require(naive.dropFirst().map(\.fields) == expected)
      let read = try CSVFile(try folder.file("a.csv", text)).records(threads: 2, chunkSize: 20)
      try #require(read.map(\.fields) == expected)
      try #require(read.allSatisfy { !$0.isMalformed })
    }
  }
}
