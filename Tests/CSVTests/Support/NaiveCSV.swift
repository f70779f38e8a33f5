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

  /// All records with at least one byte, and the line of the record that is never closed, if any.
  static func parse(
    _ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")
  ) -> (records: [Record], unclosed: Int?) {
    let quote = UInt8(ascii: "\"")
    var records: [Record] = []
    var record = Record(line: 1, fields: [])
    var field: [UInt8] = []
    var state = State.fieldStart
    var line = 1
    var length = 0
    var pendingReturn = false

    func endRecord() {
      // A CR right before the line end belongs to it.
      if state == .plain && field.last == 13 {
        field.removeLast()
        length -= 1
      }
      if pendingReturn { length -= 1 }
      record.fields.append(field)
      if length > 0 { records.append(record) }
    }

    for byte in bytes {
      if byte == 10 && state != .quoted {
        endRecord()
        line += 1
        record = Record(line: line, fields: [])
        (field, state, length, pendingReturn) = ([], .fieldStart, 0, false)
        continue
      }
      length += 1
      if byte == 10 { line += 1 }
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
    if state == .quoted { return (records, record.line) }
    endRecord()
    return (records, nil)
  }
}
