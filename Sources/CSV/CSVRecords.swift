/// The bytes of one field of a record.
public struct CSVField: Sendable {
  /// Where the content starts: after the opening quote, if there is one.
  public var start: Int
  /// Where the content ends: before the closing quote, if there is one.
  public var end: Int
  /// Whether the content holds doubled quotes that stand for one.
  public var hasDoubledQuotes: Bool

  /// A field whose content is known.
  init(start: Int, end: Int, hasDoubledQuotes: Bool) {
    self.start = start
    self.end = end
    self.hasDoubledQuotes = hasDoubledQuotes
  }
}

/// The records of a run of bytes, one after the other.
///
/// The grammar is RFC 4180 with any of four separators and either line end. A quote opens a quoted
/// field only as the field's first byte; elsewhere in an unquoted field it stands for itself. Inside
/// quotes, separators and line ends are content and `""` is one quote.
///
///     record = field *(separator field) [CR] (LF / end of file)
///     field  = quote *(any / quote quote) quote / *(any but separator, LF)
///
/// A stray quote must cost one row and not all rows up to the next one. So a record of several lines
/// that breaks the grammar, has not the header's number of fields, or does not end, is taken for one
/// malformed line, and the next line for the start of the next record.
public struct CSVRecords: Sendable {
  /// The bytes that field ranges refer to.
  public let bytes: [UInt8]
  /// The fields of the current record.
  public private(set) var fields: [CSVField] = []
  /// The current record, without its line end.
  public private(set) var record = 0..<0
  /// The line on which the current record starts, from 0 at the first byte of this run.
  public private(set) var line = 0
  /// Whether the current record breaks the grammar: text follows a closing quote, or a quote is
  /// closed too late.
  public private(set) var isMalformed = false

  let separator: UInt8
  let limit: Int
  private let isEndOfFile: Bool
  let longest: Int
  let columns: Int?
  var position: Int
  var linesPassed = 0
  private(set) var isIncomplete = false

  /// The records that start in `start..<limit` of `bytes`; the last may end after `limit`.
  ///
  /// - Parameters:
  ///   - bytes: a part of a file.
  ///   - start: the first byte of a record.
  ///   - limit: where records stop to belong to this run.
  ///   - isEndOfFile: whether `bytes` end where the file ends.
  ///   - separator: the byte between fields.
  ///   - longest: the most bytes that a record may have.
  ///   - columns: the number of fields of the header, if it is known.
  init(
    _ bytes: [UInt8], start: Int, limit: Int, isEndOfFile: Bool, separator: UInt8, longest: Int,
    columns: Int?
  ) {
    self.longest = longest
    self.columns = columns
    self.bytes = bytes
    self.separator = separator
    self.limit = limit
    self.isEndOfFile = isEndOfFile
    position = start
  }

  /// Moves to the next record that starts before the limit, if there is one; lines without a byte
  /// are passed over.
  public mutating func next() -> Bool {
    while true {
      if position >= limit || position >= bytes.count { return false }
      let start = position
      line = linesPassed
      if scan(from: start) {
        let isWhole = !isMalformed && (columns == nil || fields.count == columns)
        if !isWhole && linesPassed > line + 1 { takeFirstLine(from: start) }
      } else if isEndOfFile || bytes.count - start >= longest + 2 {
        // More bytes would not end it; the longest record ends in CR and LF.
        guard takeFirstLine(from: start) else {
          isIncomplete = true
          return false
        }
      } else {
        isIncomplete = true
        return false
      }
      if !record.isEmpty { return true }
    }
  }

  /// Makes the line at `start` the current record, malformed and without fields; false if that line
  /// is too long itself.
  @discardableResult
  private mutating func takeFirstLine(from start: Int) -> Bool {
    var end = start
    while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
    if end - start > longest || (end == bytes.count && !isEndOfFile) { return false }
    position = min(end + 1, bytes.count)
    linesPassed = line + 1
    record = start..<(end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
    fields.removeAll(keepingCapacity: true)
    isMalformed = true
    return true
  }

  /// Scans one record; false if the bytes end before it does or it is too long.
  private mutating func scan(from start: Int) -> Bool {
    let quote = UInt8(ascii: "\"")
    let newline = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    let bytes = bytes
    let count = bytes.count
    fields.removeAll(keepingCapacity: true)
    isMalformed = false
    var newlines = 0
    var at = start
    while true {
      var field: CSVField
      if at < count && bytes[at] == quote {
        field = CSVField(start: at + 1, end: at + 1, hasDoubledQuotes: false)
        at += 1
        while true {
          while at < count && bytes[at] != quote {
            if bytes[at] == newline { newlines += 1 }
            at += 1
          }
          // A quote as the last byte may be the first half of a doubled one.
          if at >= count || (at + 1 >= count && !isEndOfFile) { return false }
          if at + 1 < count && bytes[at + 1] == quote {
            field.hasDoubledQuotes = true
            at += 2
            continue
          }
          field.end = at
          at += 1
          break
        }
        while at < count && bytes[at] != separator && bytes[at] != newline {
          let isLineEnd =
            bytes[at] == carriageReturn && (at + 1 >= count || bytes[at + 1] == newline)
          if !isLineEnd { isMalformed = true }
          at += 1
        }
      } else {
        field = CSVField(start: at, end: at, hasDoubledQuotes: false)
        while at < count && bytes[at] != separator && bytes[at] != newline { at += 1 }
        field.end = at
        let endsLine = at >= count || bytes[at] == newline
        if endsLine && field.end > field.start && bytes[field.end - 1] == carriageReturn {
          field.end -= 1
        }
      }
      fields.append(field)
      // What breaks on a later line is one malformed line, wherever it ends: lines that each leave a quote
      // open would all be scanned up to the longest record.
      let isBroken = isMalformed || fields.count > columns ?? .max
      if newlines > 0 && isBroken && at - start <= longest {
        isMalformed = true
        linesPassed += newlines + 1
        return true
      }
      if at >= count && !isEndOfFile { return false }
      if at >= count || bytes[at] == newline {
        record = start..<(at > start && bytes[at - 1] == carriageReturn ? at - 1 : at)
        if record.count > longest { return false }
        position = min(at + 1, count)
        linesPassed += newlines + 1
        return true
      }
      at += 1
    }
  }

  /// The content of field `index`, with doubled quotes made single.
  public func content(_ index: Int) -> [UInt8] { fields[index].content(in: bytes) }
}

extension CSVField {
  /// The content, with doubled quotes made single.
  ///
  /// - Precondition: `bytes` are those of the records that the field is of.
  public func content(in bytes: [UInt8]) -> [UInt8] {
    let raw = bytes[start..<end]
    guard hasDoubledQuotes else { return Array(raw) }
    var content: [UInt8] = []
    var isFirstOfTwo = false
    for byte in raw {
      isFirstOfTwo = byte == UInt8(ascii: "\"") && !isFirstOfTwo
      if !isFirstOfTwo { content.append(byte) }
    }
    return content
  }
}
