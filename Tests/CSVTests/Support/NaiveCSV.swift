/// A record as the naive parser and the reader under test are compared.
struct Record: Equatable, CustomStringConvertible {
  /// The line on which it starts, from 1.
  var line: Int
  var fields: [[UInt8]]
  var isMalformed = false

  var description: String {
    let texts = fields.map { String(decoding: $0, as: UTF8.self).debugDescription }
    return "\(line)\(isMalformed ? "!" : ""): \(texts.joined(separator: " | "))"
  }
}

/// The whole file at once, one byte after the other, by a table of states.
enum NaiveCSV {
  private enum State { case fieldStart, plain, quoted, quoteInQuoted, afterQuoted }

  /// All records with at least one byte.
  ///
  /// After the header, a record of several lines that is
  /// malformed, of another number of fields, or never closed, is one malformed line.
  static func parse(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) -> [Record] {
    var records: [Record] = []
    var at = 0
    var line = 1
    while at < bytes.count {
      var (record, end, isClosed) = one(bytes, from: at, line: line, separator)
      let breaks = bytes[at..<end].count { $0 == 10 }
      let isSeveral = breaks > (bytes[end - 1] == 10 ? 1 : 0)
      let isWhole = !record.isMalformed && record.fields.count == records.first?.fields.count
      if !isClosed || (isSeveral && !isWhole && !records.isEmpty) {
        end = (bytes[at...].firstIndex(of: 10) ?? bytes.count - 1) + 1
        record = Record(line: line, fields: [], isMalformed: true)
      }
      let content = bytes[at..<end]
      if !(content.elementsEqual([10]) || content.elementsEqual([13, 10])
        || content.elementsEqual([13]))
      {
        records.append(record)
      }
      line += content.count { $0 == 10 }
      at = end
    }
    return records
  }

  /// The record at `start`, where it ends, and whether its quotes are closed.
  private static func one(
    _ bytes: [UInt8], from start: Int, line: Int, _ separator: UInt8
  ) -> (Record, end: Int, isClosed: Bool) {
    let quote = UInt8(ascii: "\"")
    var record = Record(line: line, fields: [])
    var field: [UInt8] = []
    var state = State.fieldStart
    var pendingReturn = false
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 10 && state != .quoted { break }
      at += 1
      switch state {
      case .fieldStart where byte == quote: state = .quoted
      case .quoted where byte == quote: state = .quoteInQuoted
      case .quoted: field.append(byte)
      case .quoteInQuoted where byte == quote:
        field.append(quote)
        state = .quoted
      case .fieldStart where byte == separator, .plain where byte == separator,
        .quoteInQuoted where byte == separator, .afterQuoted where byte == separator:
        if pendingReturn { record.isMalformed = true }
        record.fields.append(field)
        (field, state, pendingReturn) = ([], .fieldStart, false)
      case .quoteInQuoted, .afterQuoted:
        // Only a CR at the very end may follow.
        if pendingReturn || byte != 13 { record.isMalformed = true }
        pendingReturn = byte == 13
        state = .afterQuoted
      case .fieldStart, .plain:
        field.append(byte)
        state = .plain
      }
    }
    // A CR right before the line end belongs to it.
    if state == .plain && field.last == 13 { field.removeLast() }
    record.fields.append(field)
    return (record, min(at + 1, bytes.count), state != .quoted)
  }
}
