import CSV
import Columns
import TestSupport
import Testing

@testable import Orders

/// The loop over plain rows beside the judgement of one field after the other.
@Suite struct CSVRowParserTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows of which most are plain, in runs of the same date.
  private func text(_ rows: Int, _ generator: inout Generator) -> String {
    let ids = [
      "1003131924905", "a", "abcdefgh", "abcdefghijklmnop", "abcdefghijklmnopq", "büro@example.com",
      "",
      " ", " a", "\"a\"", "\"a\"\"b\"", "\"a,b\"", "\"x\ny\"", "a\"b", "\u{0}", "12345678",
      "somebody.with.a.long.name@shop.example.com", "\"quoted \"\"name\"\" of somebody\"",
      "\"quoted, name of somebody\"", "a name with an ö somewhere",
      "sixteen bytes or more, a NUL\u{0}",
      "\"abcdefghijklmnop\"", "\"ab\"\"defghijklmno\"", "\"\"",
    ]
    let dates = [
      "2024-01-15", "2024-02-30", "2024-01-15 10:00:00", "2024-01-15T23:59:60",
      "2024-01-15T23:30:00Z",
      "15/01/2024", "01/15/2024", "03/04/2024", "\"2024-01-15\"", "20240115", "",
      "2024-01-15 25:00:00",
      "1705312800", "1705312800123", "2024-1-5", "\"2024-01-15 10:00:00\"", "1899-12-31",
      "Z2024-1-05", "2024-01-15 10:00 ",
    ]
    let amounts = [
      "16.10", "0", "12345678", "123456.78", "123456.789", "-5", "", "x", "\"19.99\"", "1e3", "5.",
      ".5", "€5", "1.234", "\"12,50\"", "\"1,234\"", "\"1,234.56\"", "$ 7",
      "1234567890.12", "19.9900000000000002", " 7", "\"1\"\"\"", "12345678.",
    ]
    let ends = ["\n", "\n", "\n", "\n", "\r\n", "\n\n", ",x\n", " \n", "\r\r\n"]
    func one(_ list: [String], _ generator: inout Generator) -> String {
      let isPlain = Int.random(in: 0..<4, using: &generator) > 0
      return (isPlain ? list.first : list.randomElement(using: &generator)) ?? ""
    }
    var text = ""
    for _ in 0..<rows {
      let fields = [one(amounts, &generator), one(ids, &generator), one(dates, &generator)]
      text += fields.joined(separator: ",") + one(ends, &generator)
    }
    return text
  }

  /// What is made of the same rows one by one.
  private func expected(
    _ records: inout CSVRecords, _ format: CSVRowParser.Format
  ) -> (rows: [String], chunk: OrderChunk) {
    var builder = ChunkBuilder(rows: 0, guests: format.guests)
    let bytes = records.bytes
    var ids: [UInt8] = []
    while records.next() {
      guard records.fields.count == 3, !records.isMalformed else {
        builder.reject(line: records.line, .brokenRow, nil, row: Array(bytes[records.record]))
        continue
      }
      let id = records.content(1)
      let start = ids.count
      ids += id
      let amount = records.fields[0]
      let date = records.fields[2]
      let value = format.money.amount(
        bytes, amount.start..<amount.end, line: records.line, &builder.marks)
      builder.judge(
        line: records.line, id: Identity(ids, start..<ids.count, start: start),
        date: format.dates.read(bytes, date.start..<date.end), amount: value,
        idText: { id }, row: { Array(bytes[records.record]) },
        dateText: { records.content(2) })
    }
    let chunk = builder.finish(ids: ids)
    return (described(chunk), chunk)
  }

  /// The rows in order, with their ids.
  private func described(_ chunk: OrderChunk) -> [String] {
    chunk.rows.map { row in
      "\(Array(chunk.ids[row.id])) \(row.hash) \(row.day) \(row.amount)"
    }
  }

  @Test func `equals the judgement of rows one by one`() throws {
    var generator = Generator.seeded()
    for round in 0..<300 {
      let header = "amount,customer,date\n"
      let text = header + self.text(round, &generator)
      // A NUL near the start would be a file of another format.
      let file = try CSVFile(
        folder.file(
          "a.csv",
          header + String(repeating: " \n", count: 2048)
            + text.dropFirst(header.count)))
      var options = OrderOptions()
      if round % 7 == 0 { options.dateFormat = try DateFormat("%Y-%m-%d") }
      if round % 5 == 0 { options.timeZone = TimeZoneTable(name: "Europe/Berlin") }
      if round % 11 == 0 { options.stampZone = .utc }
      if round % 13 == 0 { options.guests = ["a", "q\"", "1003131924905"] }
      if round % 17 == 0 { options.decimalMark = .comma }
      if round % 19 == 0 { options.hasMinorUnits = true }
      // Some of the options make files ones of details; their rows are judged alike.
      let plain = try OrderFile.csv(file).layout(OrderOptions()).plain
      let format = CSVRowParser.Format(
        columns: 3, binding: try #require(plain), values: ValueFormat(options))
      try file.forEachChunk(
        threads: Threads(1),
        parse: { records in
          var copy = records
          let (rows, expected) = expected(&copy, format)
          let chunk = CSVRowParser.parse(&records, format)
          #expect(described(chunk) == rows)
          #expect(chunk.partitionStarts == expected.partitionStarts)
          #expect(chunk.account == expected.account)
          #expect(chunk.setAsideDays == expected.setAsideDays)
          #expect(chunk.marks.openCommas == expected.marks.openCommas)
          #expect(chunk.marks.openPoint?.line == expected.marks.openPoint?.line)
          #expect(chunk.marks.comma?.line == expected.marks.comma?.line)
          #expect(chunk.marks.otherSymbol?.line == expected.marks.otherSymbol?.line)
          #expect(chunk.hasUTC == expected.hasUTC)
          #expect(chunk.evidence.hasValues == expected.evidence.hasValues)
          for (found, wanted) in [
            (chunk.evidence.dayFirst, expected.evidence.dayFirst),
            (chunk.evidence.monthFirst, expected.evidence.monthFirst),
            (chunk.evidence.ambiguous, expected.evidence.ambiguous),
          ] {
            #expect(found?.line == wanted?.line && found?.text == wanted?.text)
          }
          #expect(chunk.rejected.map(\.line) == expected.rejected.map(\.line))
          #expect(chunk.rejected.map(\.reason) == expected.rejected.map(\.reason))
          #expect(chunk.rejected.map(\.bytes) == expected.rejected.map(\.bytes))
        }, consume: { _, _, _ in })
    }
  }

  @Test func `ids stand in the order of the rows`() throws {
    let text = "amount,customer,date\n" + (0..<1000).map { "1,\($0),2024-01-15\n" }.joined()
    let file = try CSVFile(folder.file("a.csv", text))
    let plain = try OrderFile.csv(file).layout(OrderOptions()).plain
    let format = CSVRowParser.Format(
      columns: 3, binding: try #require(plain), values: ValueFormat(OrderOptions()))
    try file.forEachChunk(
      threads: Threads(1), parse: { CSVRowParser.parse(&$0, format) },
      consume: { chunk, _, _ in
        #expect(chunk.rows.count == 1000)
        var next = 0
        for row in chunk.rows {
          #expect(row.id.lowerBound == next)
          next = row.id.upperBound
        }
        #expect(next == chunk.ids.count)
      })
  }
}
