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

  /// Columns of all types, with extreme values, absent ones, and texts that need quotes or none does.
  private func columns(_ rows: Int, _ generator: inout Generator) -> [Column] {
    func values<Value>(_ make: (inout Generator) -> Value) -> [Value] {
      (0..<rows).map { _ in make(&generator) }
    }
    func integer(_ bits: Int, _ generator: inout Generator) -> Int64 {
      Int64(truncatingIfNeeded: generator.next())
        >> Int64.random(in: 0..<Int64(bits), using: &generator)
    }
    let flags = values { Bool.random(using: &$0) }
    let pieces = ["a", "é", ",", "\"", " ", "0", "\n", ""]
    let extremes: [Int32] = [.min, .max, -719_163, 2_932_897]
    let far = extremes.randomElement(using: &generator) ?? 0
    var columns: [Column] = []
    for scale in [0, 1, 2, 3, 6, 7, 8, 18] {
      let field = Field("m\(scale)", .money(scale: scale), isNullable: true)
      columns.append(Column(field, .int64(values { integer(64, &$0) }), validity: flags))
    }
    let reals = values { generator in
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: Double.random(in: 0..<2, using: &generator)
      case 1: Double(integer(64, &generator)) / 1e6
      case 2: Double(Int.random(in: -9...9, using: &generator)) / 2e6
      default:
        Double(sign: .plus, exponent: Int.random(in: -30...80, using: &generator), significand: 1.5)
      }
    }
    let days = values { Int32.random(in: -30_000...30_000, using: &$0) }
    return columns + [
      Column(Field("near", .real), .real(reals.map { $0.magnitude < 1e12 ? -$0 : 0 })),
      Column(Field("any", .real), .real(reals)),
      Column(
        Field("nan", .real, isNullable: true), .real(zip(reals, flags).map { $1 ? $0 : .nan }),
        validity: flags),
      Column(Field("count", .integer), .int32(values { Int32(integer(64, &$0) >> 32) })),
      Column(Field("day", .date), .int32(days)),
      Column(
        Field("due", .date, isNullable: true),
        .int32(zip(days, flags).map { $1 ? $0 : far }), validity: flags),
      Column(Field("far", .date), .int32(days.indices.map { $0 % 7 == 0 ? far : 0 })),
      Column(
        Field("flag", .boolean, isNullable: true), .boolean(flags), validity: flags.map { !$0 }),
      Column(
        Field("label", .text, isNullable: true),
        .labels(
          codes: zip(values { UInt8.random(in: 0..<8, using: &$0) }, flags).map { $1 ? $0 : 99 },
          names: pieces),
        validity: flags),
      Column(
        Field("text", .text),
        .text(
          TextColumn(
            values { generator in
              (0..<4).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            }))),
      Column(Field("id", .text), .text(TextColumn(values { "C\(integer(64, &$0))" }))),
      Column(
        Field("long", .text, isNullable: true),
        .text(
          TextColumn(values { String(repeating: "x", count: Int.random(in: 1...90, using: &$0)) })),
        validity: flags),
    ]
  }

  @Test(arguments: [1, 2, 127, 128, 129, 300])
  func `writes the same as value by value`(rows: Int) {
    var generator = Generator.seeded()
    for _ in 0..<5 {
      let columns = columns(rows, &generator)
      var expected = columns.map(\.field.name).joined(separator: ",") + "\n"
      for row in 0..<rows {
        expected +=
          columns.map { column in
            let text = column.text(row: row)
            let isText = column.field.type == .text && column.validity?[row] != false
            return isText ? quoted(text) : text
          }.joined(separator: ",") + "\n"
      }
      #expect(encode(columns) == expected)
    }
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
