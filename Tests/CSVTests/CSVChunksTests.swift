import Columns
import TestSupport
import Testing

@testable import CSV

/// Reading in chunks by many threads gives what one pass gives, wherever the cuts fall.
@Suite struct CSVChunksTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Valid CSV with everything that makes a cut hard: line ends and quotes inside quotes, blank
  /// lines, CR LF, ragged and malformed rows.
  private func text(_ count: Int, _ generator: inout Generator) -> String {
    let inside = ["\n", "\r\n", "\"\"", ",", "x", "é", "\n\n", "long text with blanks", "\"\"\n"]
    let plain = ["", "1", "a\"b", "abc", " ", "19.99", "é", "x\"\n,", "7\"\"", "\r"]
    var text = "a,b,c\n"
    while text.utf8.count < count {
      let fields = (0..<Int.random(in: 1...4, using: &generator)).map { _ -> String in
        if Bool.random(using: &generator) {
          let parts = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            inside.randomElement(using: &generator) ?? ""
          }
          let tail = Int.random(in: 0..<10, using: &generator) == 0 ? "z" : ""
          return "\"\(parts.joined())\"\(tail)"
        }
        return plain.randomElement(using: &generator) ?? ""
      }
      text += fields.joined(separator: ",")
      text += ["\n", "\n", "\r\n", "\n\n"].randomElement(using: &generator) ?? ""
    }
    return Bool.random(using: &generator) ? text : String(text.dropLast())
  }

  private func expectEqual(
    _ text: [UInt8], sizes: some Sequence<Int>, threads: [Int] = [1, 2, 3, 5]
  ) throws {
    let file = try CSVFile(try folder.file("a.csv", text))
    let all = NaiveCSV.parse(text)
    for count in threads {
      for size in sizes {
        for oneByOne in [false, true] {
          let records = try file.records(threads: count, chunkSize: size, oneByOne: oneByOne)
          try #require(records == Array(all.dropFirst()), "\(count) threads, chunks of \(size)")
        }
      }
    }
  }

  @Test func `equals one pass at every chunk size`() throws {
    var generator = Generator.seeded()
    for _ in 0..<3 { try expectEqual(Array(text(400, &generator).utf8), sizes: 1...200) }
  }

  @Test func `a pass that is asked for chunks gives the same at every chunk size`() throws {
    var generator = Generator.seeded()
    for size in 1...200 {
      let text = Array(text(400, &generator).utf8)
      let file = try CSVFile(try folder.file("a.csv", text))
      var pass = CSVPass(file, chunkSize: size)
      var records: [Record] = []
      while let chunk = try pass.next({ chunk, firstLine in
        chunk.allOneByOne().map {
          Record(line: firstLine + $0.line, fields: $0.fields, isMalformed: $0.isMalformed)
        }
      }) { records += chunk }
      try #require(records == Array(NaiveCSV.parse(text).dropFirst()), "chunks of \(size)")
    }
  }

  @Test func `passes every byte once and in order, whatever was guessed`() throws {
    var generator = Generator.seeded()
    for size in 1...100 {
      let text = Array(text(400, &generator).utf8)
      let file = try CSVFile(try folder.file("a.csv", text))
      for count in [1, 3] {
        var passed: [UInt8] = []
        try file.forEachChunk(
          threads: Threads(count), chunkSize: size, parse: { _ in },
          pass: { passed += $0 }, consume: { _, _, _ in })
        try #require(passed == text, "\(count) threads, chunks of \(size)")
      }
    }
  }

  @Test func `equals one pass on many files`() throws {
    var generator = Generator.seeded()
    for _ in 0..<150 {
      let size = Int.random(in: 1...100, using: &generator)
      let count = Int.random(in: 10...500, using: &generator)
      try expectEqual(Array(text(count, &generator).utf8), sizes: [size, 1 << 20])
    }
  }

  @Test func `equals one pass on any bytes after the header`() throws {
    var generator = Generator.seeded()
    let alphabet = Array("\"\"\",,\n\n\r ab".utf8)
    for _ in 0..<400 {
      let body = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      let size = Int.random(in: 1...30, using: &generator)
      try expectEqual(Array("a,b\n".utf8) + body, sizes: [size], threads: [1, 3])
    }
  }

  @Test func `a record longer than what is read ahead is still one record`() throws {
    let long = "\"" + String(repeating: "line, \"\"of\"\" text\n", count: 10_000) + "\""
    let text = "a,b\n1,2\n\(long),3\n4,5\n" + String(repeating: "6,7\n", count: 50)
    try expectEqual(Array(text.utf8), sizes: [30_000, 70_000, 1 << 20], threads: [1, 2, 3])
  }

  @Test func `a stray quote costs one row, not all rows up to the next one`() throws {
    let rows = (0..<50).map { "\($0),x\n" }.joined()
    for stray in ["\"a,1\n", "1,\"a\n", "\"a\"b,1\n", "\"\n"] {
      let text = "id,name\n" + rows + stray + rows + "\"y\nz\",2\n" + stray + rows
      try expectEqual(Array(text.utf8), sizes: [5, 60, 1 << 20])
      let records = try CSVFile(folder.file("a.csv", text)).records()
      #expect(records.count == 153 || stray == "\"\n" && records.count >= 152, "\(stray)")
      #expect(records.filter { !$0.isMalformed && $0.fields.count == 2 }.count >= 150, "\(stray)")
    }
  }

  @Test func `whether a record is too long does not depend on chunks and threads`() throws {
    for (length, isTooLong) in [(1000, false), (1001, true)] {
      for lineEnd in ["\n", "\r\n", ""] {
        let long = "\"" + String(repeating: "x\n", count: length / 2 - 2) + "\""
        let padding = String(repeating: "y", count: length - long.utf8.count - 1)
        let text = "a,b\n1,2\n\(long),\(padding)\(lineEnd)"
        var file = try CSVFile(try folder.file("a.csv", text))
        file.longestRecord = 1000
        for threads in [1, 2, 5] {
          for size in [1, 7, 300, 999, 1000, 1001, 1003, 5000] {
            let records = try file.records(threads: threads, chunkSize: size)
            // A record that is too long is a malformed line, and its other lines are records.
            try #require((records.count == 2) == !isTooLong)
            try #require(records[1].isMalformed == isTooLong && records[1].line == 3)
          }
        }
      }
    }
  }

  private struct Refusal: Error {}

  @Test(arguments: [1, 2, 5])
  func `an error of the parser at a wrong guess is none`(threads: Int) throws {
    // The second line inside the quotes looks like a row of one field to a thread that starts there.
    let text = "a,b\n" + String(repeating: "\"x\ny\nz\",1\n", count: 20)
    let file = try CSVFile(try folder.file("a.csv", text))
    var rows = 0
    try file.forEachChunk(
      threads: Threads(threads), chunkSize: 7,
      parse: { records in
        var rows = 0
        while records.next() {
          if records.fields.count != 2 { throw Refusal() }
          rows += 1
        }
        return rows
      }, consume: { count, _, _ in rows += count })
    #expect(rows == 20)
  }

  @Test(arguments: [1, 2, 5])
  func `an error of the parser ends the reading after all that came before`(threads: Int) throws {
    let text = "a\n" + (0..<50).map { "\($0)\n" }.joined()
    let file = try CSVFile(try folder.file("a.csv", text))
    var rows = 0
    #expect(throws: Refusal.self) {
      try file.forEachChunk(
        threads: Threads(threads), chunkSize: 3,
        parse: { records in
          var rows = 0
          while records.next() {
            if records.content(0) == Array("40".utf8) { throw Refusal() }
            rows += 1
          }
          return rows
        }, consume: { count, _, _ in rows += count })
    }
    #expect(rows <= 40 && rows >= 38)
  }
}
