public import Bytes
public import Columns

/// A CSV file with a header, or with names given for its columns, read in chunks by many threads.
public struct CSVFile: Sendable {
  /// The file.
  public let input: InputFile
  /// The byte between fields: `,` `;` tab or `|`, whichever the first line has most of.
  ///
  /// Where it has none of them, a blank, which stands for any run of blanks.
  public let separator: UInt8
  /// The names in the first record, or those given.
  public let header: [String]
  /// The offset of the record after the header, if there is one.
  let firstRecord: Int
  /// The number of lines up to there.
  let headerLines: Int

  /// A record of more bytes than this is taken for a quote that is never closed.
  var longestRecord = 16 << 20

  /// Opens a file and reads its header.
  ///
  /// - Throws: `FileError`, or `CSVError` if the file is empty or is not text in UTF-8.
  public init(_ path: String) throws { try self.init(InputFile(path)) }

  /// Reads the header of a file that is open.
  ///
  /// - Parameters:
  ///   - input: the file.
  ///   - columns: the names of the columns of a file that has no header.
  /// - Throws: `FileError`, or `CSVError` if the file is empty, is not text in UTF-8, or has another number of
  ///   columns.
  public init(_ input: InputFile, columns: [String]? = nil) throws {
    let path = input.path
    let start = try input.read(at: 0, count: min(input.size, 1 << 20))
    let line = columns == nil ? "header line" : "line of data"
    if start.isEmpty {
      throw CSVError(path: path, problem: "the file is empty; a \(line) is needed")
    }
    if let kind = Self.foreignKind(start) {
      throw CSVError(path: path, problem: kind)
    }
    if start.contains(UInt8(ascii: "\r")) && !start.contains(UInt8(ascii: "\n")) {
      throw CSVError(
        path: path, problem: "its lines end in CR alone; convert them with tr '\\r' '\\n'")
    }
    let mark = start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let separator = Self.separator(of: start[mark...])
    var records = CSVRecords(
      start, start: mark, limit: start.count, isEndOfFile: start.count == input.size,
      separator: separator, longest: longestRecord, columns: nil)
    guard records.next(), !records.isMalformed else {
      let problem =
        if records.isMalformed {
          "a quote in the \(line == "header line" ? "header" : line) is not closed, or text follows it; "
            + "close it or remove it"
        } else if !records.isIncomplete {
          "the file holds no text; a \(line) is needed"
        } else {
          "the \(line) does not end within the first MiB"
        }
      throw CSVError(path: path, line: records.line + 1, problem: problem)
    }
    if let columns {
      if columns.count != records.fields.count {
        throw CSVError(
          path: path, line: records.line + 1,
          problem:
            "the line has \(records.fields.count) fields, and --columns names \(columns.count)")
      }
      header = columns
      firstRecord = mark
      headerLines = 0
    } else {
      header = records.fields.indices.map { String(decoding: records.content($0), as: UTF8.self) }
      firstRecord = records.position
      headerLines = records.linesPassed
    }
    self.input = input
    self.separator = separator
  }

  /// Names the format of a file that is not UTF-8 text, with what to do, or nil.
  private static func foreignKind(_ bytes: [UInt8]) -> String? {
    let kinds: [(magic: [UInt8], kind: String)] = [
      ([0xFF, 0xFE], "this is UTF-16, not UTF-8; convert it with iconv -f UTF-16 -t UTF-8"),
      ([0xFE, 0xFF], "this is UTF-16, not UTF-8; convert it with iconv -f UTF-16 -t UTF-8"),
      ([0x1F, 0x8B], "this is a gzip file; unpack it with gunzip"),
      ([0x28, 0xB5, 0x2F, 0xFD], "this is a zstd file; unpack it with zstd -d"),
      (Array("PK\u{3}\u{4}".utf8), "this is a zip file or a workbook; export it as CSV"),
    ]
    if let match = kinds.first(where: { bytes.starts(with: $0.magic) }) { return match.kind }
    if bytes.prefix(4096).contains(0) {
      return "this is not text: it holds NUL bytes; export the orders as CSV in UTF-8"
    }
    return nil
  }

  /// The separator that stands most often outside quotes in the first line that is not empty; blanks where there
  /// are no others.
  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
    var counts = [0, 0, 0, 0]
    var isQuoted = false
    var hasText = false
    var isBehindBlank = false
    var hasInnerBlank = false
    for byte in bytes.drop(while: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") { break }
      if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
      if byte == CSVRecords.blanks {
        isBehindBlank = hasText
      } else if byte != UInt8(ascii: "\r") {
        hasInnerBlank = hasInnerBlank || isBehindBlank
        hasText = true
      }
    }
    let best = counts.max() ?? 0
    if best == 0 && hasInnerBlank { return CSVRecords.blanks }
    return candidates[counts.firstIndex(of: best) ?? 0]
  }

  /// A parsed chunk: which bytes and lines it covered, and what was made of them.
  struct Chunk<Result: Sendable>: Sendable {
    let start: Int
    let end: Int
    let lines: Int
    let result: Result
  }

  /// A chunk parsed from where its first record was guessed to start; nil if that led nowhere.
  private struct Guess<Result: Sendable>: Sendable {
    let range: Range<Int>
    /// The bytes of the range; nil if they could not be read.
    var bytes: ArraySlice<UInt8>?
    var chunk: Chunk<Result>?
  }

  /// Parses all records, chunk by chunk in parallel, and hands the results over in file order.
  ///
  /// A chunk other than the first begins after the first line end at its nominal start. Where that
  /// guess was wrong (the line end stood inside quotes) the chunk is parsed again from where its
  /// predecessor really ended: the results are those of one pass from the start.
  ///
  /// - Parameters:
  ///   - threads: who parses.
  ///   - chunkSize: nominal bytes per chunk, at least 1; results do not depend on it.
  ///   - parse: makes a result of all records of a chunk, on any thread.
  ///   - pass: gets the bytes of the file, all of them in order, on the calling thread.
  ///   - consume: gets each result, the file's line at which its chunk starts (from 1) and the
  ///     number of bytes consumed so far.
  /// - Throws: what `parse` and `consume` throw, `FileError`, or `CSVError` for a line that is too
  ///   long.
  public func forEachChunk<Result: Sendable>(
    threads: Threads, chunkSize: Int = 4 << 20,
    parse: @Sendable (inout CSVRecords) throws -> Result,
    pass: (ArraySlice<UInt8>) -> Void = { _ in },
    consume: (Result, _ firstLine: Int, _ bytesDone: Int) throws -> Void
  ) throws {
    var position = firstRecord
    var line = headerLines + 1
    let start = firstRecord
    let firstLine = line
    let chunks = (input.size - start + chunkSize - 1) / chunkSize
    pass(try input.read(at: 0, count: start)[...])
    try threads.forEach(chunks) { task -> Guess<Result> in
      let from = start + task * chunkSize
      var guess = Guess<Result>(range: from..<min(from + chunkSize, input.size))
      // An error after a wrong guess means nothing; after a right one it comes again below.
      guess.chunk =
        task == 0
        ? try parseChunk(guess.range, line: firstLine, bytes: &guess.bytes, parse: parse)
        : try? parseChunk(guess.range, line: nil, bytes: &guess.bytes, parse: parse)
      return guess
    } inOrder: { guess in
      pass(
        try guess.bytes
          ?? input.read(at: guess.range.lowerBound, count: guess.range.count)[...])
      if position >= guess.range.upperBound { return }
      var chunk = guess.chunk
      if chunk?.start != position {
        var bytes: ArraySlice<UInt8>?
        chunk = try parseChunk(
          position..<guess.range.upperBound, line: line, bytes: &bytes, parse: parse)
      }
      guard let chunk else { return }
      try consume(chunk.result, line, chunk.end)
      position = chunk.end
      line += chunk.lines
    }
    try input.checkUnchanged()
  }

  /// Parses the records that start within `range`.
  ///
  /// - Parameters:
  ///   - range: where records may start.
  ///   - line: the file's line at which the range starts, if it starts with a record; nil if the
  ///     first record must be guessed.
  ///   - bytes: set to the bytes of the range once they are read.
  ///   - parse: makes a result of the records.
  /// - Returns: nil if the guess leads nowhere: there is no line end in the range, or the last record
  ///   does not end soon after it.
  /// - Throws: what `parse` throws, `FileError`, or `CSVError` for a line that is too long.
  func parseChunk<Result: Sendable>(
    _ range: Range<Int>, line: Int?, bytes: inout ArraySlice<UInt8>?,
    parse: @Sendable (inout CSVRecords) throws -> Result
  ) throws -> Chunk<Result>? {
    let isStart = line != nil
    var overrun = 64 << 10
    while true {
      let from = isStart ? range.lowerBound : range.lowerBound - 1
      let end = min(range.upperBound + overrun, input.size)
      let read = try input.read(at: from, count: end - from)
      bytes = read[range.lowerBound - from..<range.upperBound - from]
      var start = 0
      if !isStart {
        guard let lineEnd = read.prefix(range.count).firstIndex(of: UInt8(ascii: "\n")) else {
          return nil
        }
        start = lineEnd + 1
      }
      var records = CSVRecords(
        read, start: start, limit: range.upperBound - from, isEndOfFile: end == input.size,
        separator: separator, longest: longestRecord, columns: header.count)
      let result = try parse(&records)
      if records.isIncomplete {
        guard let line else { return nil }
        if end == input.size || end - from - records.position >= longestRecord + 2 {
          throw CSVError(
            path: input.path, line: line + records.linesPassed,
            problem: "this line is longer than \(longestRecord) bytes; is it the file of orders?")
        }
        overrun *= 4
        continue
      }
      return Chunk(
        start: from + start, end: from + records.position, lines: records.linesPassed,
        result: result)
    }
  }
}
