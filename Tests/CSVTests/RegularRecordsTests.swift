import CKernels
import TestSupport
import Testing

@testable import CSV

/// The search by blocks of 64 bytes beside the scan of one byte after the other, and its kernel beside its twin.
@Suite struct RegularRecordsTests {
  /// Text of such parts, of some length.
  private func bytes(_ parts: [String], upTo limit: Int, _ generator: inout Generator) -> [UInt8] {
    var bytes: [UInt8] = []
    let count = Int.random(in: 0...limit, using: &generator)
    while bytes.count < count { bytes += (parts.randomElement(using: &generator) ?? "").utf8 }
    return bytes
  }

  private func records(_ bytes: [UInt8], columns: Int, limit: Int, isEndOfFile: Bool) -> CSVRecords
  {
    CSVRecords(
      bytes, start: 0, limit: limit, isEndOfFile: isEndOfFile, separator: UInt8(ascii: ","),
      longest: 100, columns: columns)
  }

  /// Both ways over the same bytes; where they go on, and what is said of the end, is compared, too.
  private func expectEqual(_ bytes: [UInt8], columns: Int, _ generator: inout Generator) throws {
    let isEndOfFile = Bool.random(using: &generator)
    let limit = Int.random(in: 0...bytes.count, using: &generator)
    var one = records(bytes, columns: columns, limit: limit, isEndOfFile: isEndOfFile)
    var other = one
    let expected = one.allOneByOne()
    let text = String(decoding: bytes, as: UTF8.self).debugDescription
    let found = other.all()
    try #require(found == expected, "\(text), \(columns) columns, limit \(limit)")
    try #require(other.position == one.position, "\(text)")
    try #require(other.linesPassed == one.linesPassed && other.isIncomplete == one.isIncomplete)
  }

  @Test func `equal the scan on any bytes`() throws {
    var generator = Generator.seeded()
    let parts = [",", ",", "\"", "\n", "\n", "\r", "a", "1"]
    for _ in 0..<400_000 {
      try expectEqual(
        bytes(parts, upTo: 24, &generator), columns: Int.random(in: 2...3, using: &generator),
        &generator)
    }
  }

  @Test func `equal the scan on text that is mostly regular, across blocks`() throws {
    var generator = Generator.seeded()
    let parts =
      Array(repeating: "a1,1\n", count: 12) + [
        "\"b\"\"\",\"\"\r\n", "\"a,\",\"1\"\n", ",\n", "\"a\"x,1\n", "a\",1\n", "\"a\n\",1\n", "\n",
        "a,b,c\n",
        "\"a\"\r,1\n", "\"aaaaaaaaaaaaaaaaaaaaaaaaaa\"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",1\n",
        "é,\u{0}\n",
      ]
    for _ in 0..<40_000 {
      try expectEqual(bytes(parts, upTo: 400, &generator), columns: 2, &generator)
    }
  }

  @Test func `the kernel gives what its twin gives`() throws {
    var generator = Generator.seeded()
    let parts = [",", ",", "\n", "\"", "\"\"", "\r\n", "abc", "1", "é", "a,b\n", "\"a\",\"b\"\n"]
    for _ in 0..<100_000 {
      let bytes = bytes(parts, upTo: 300, &generator) + [0]
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      let end = Int.random(in: start..<bytes.count, using: &generator)
      let columns = Int.random(in: 2...4, using: &generator)
      var results: [[UInt32]] = []
      for isPortable in [false, true] {
        var bounds = [UInt32](repeating: 0, count: end - start + 9)
        var odd: Int32 = 0
        // SAFETY: the range is one of the bytes, and there is room for the bounds that it can have.
        let count = unsafe (isPortable ? patron_csv_records_portable : patron_csv_records)(
          bytes, start, end, UInt8(ascii: ","), columns, &bounds, &odd)
        results.append([UInt32(odd)] + bounds.prefix(count * columns + 1))
      }
      try #require(results[0] == results[1], "\(bytes), \(start)..<\(end), \(columns) columns")
    }
  }

  @Test func `every record that is regular is found as one`() {
    let line = "1003131924905,2022-01-01,16.10\n"
    let bytes = Array(String(repeating: line, count: 1000).utf8)
    var records = records(bytes, columns: 3, limit: bytes.count, isEndOfFile: true)
    var regular = RegularRecords()
    var count = 0
    // The longest record decides how far is searched: of 100 bytes three are found at a time.
    while records.nextRegular(into: &regular) {
      #expect(regular.count == 3 || count == 999)
      #expect(!regular.hasOddBytes && regular.line == count)
      count += regular.count
    }
    #expect(count == 1000 && records.position == bytes.count)
  }

  @Test(arguments: [0, 0x80, 0xFF, 0x7F, 1] as [UInt8])
  func `bytes that are NUL or not ASCII are told`(byte: UInt8) {
    for place in 0..<80 {
      var bytes = Array("a,".utf8) + [UInt8](repeating: 0x61, count: 80) + [0x0A]
      bytes[2 + place] = byte
      var records = records(bytes, columns: 2, limit: bytes.count, isEndOfFile: true)
      var regular = RegularRecords()
      let isFound = records.nextRegular(into: &regular)
      #expect(isFound)
      #expect(regular.hasOddBytes == (byte == 0 || byte > 127), "at \(place)")
    }
  }

  @Test(arguments: [
    // Each line leaves a quote open that the next one closes.
    ("a\"b,\"\na\"b,\"\na\"b,\"\n", [0, 1], true),
    ("\"a\n\",1,2,\"\n", [0, 1], false),
  ])
  func `a line that breaks on a later one is malformed, whatever follows`(
    text: String, lines: [Int], isIncomplete: Bool
  ) {
    let bytes = Array(text.utf8)
    var records = records(bytes, columns: 2, limit: bytes.count, isEndOfFile: false)
    let found = records.allOneByOne()
    #expect(found.map(\.line) == lines)
    #expect(found.first?.isMalformed == true)
    #expect(records.isIncomplete == isIncomplete)
  }

  @Test func `a file of one column has none`() {
    var records = records(Array("a\nb\n".utf8), columns: 1, limit: 4, isEndOfFile: true)
    var regular = RegularRecords()
    let isFound = records.nextRegular(into: &regular)
    let all = records.all()
    #expect(!isFound && all.count == 2)
  }
}
