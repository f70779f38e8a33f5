/// A date format in the letters of `strptime`: `%d/%m/%Y %H:%M`.
public struct DateFormat: Sendable {
  private enum Part: Sendable {
    case literal(UInt8)
    case year, shortYear, month, monthName, day, hour, minute, second, fraction, offset
  }

  private let parts: [Part]
  /// The format as given.
  public let text: String

  /// A date and time as read.
  struct Stamp {
    var year = 0
    var month = 0
    var day = 0
    var time = StampTime()
  }

  /// The format that a text describes.
  ///
  /// Letters: `%Y %y %m %b %d %H %M %S %f %z`, `%%`; a blank stands for any number of them. Year,
  /// month and day are needed.
  ///
  /// - Throws: `OrderError` that names what is wrong with the text.
  public init(_ text: String) throws(OrderError) {
    self.text = text
    var parts: [Part] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        parts.append(.literal(byte))
        continue
      }
      let letters = bytes.prefix(1)
      let letter = bytes.popFirst() ?? 0
      let part: Part? =
        switch letter {
        case UInt8(ascii: "Y"): .year
        case UInt8(ascii: "y"): .shortYear
        case UInt8(ascii: "m"): .month
        case UInt8(ascii: "b"): .monthName
        case UInt8(ascii: "d"): .day
        case UInt8(ascii: "H"): .hour
        case UInt8(ascii: "M"): .minute
        case UInt8(ascii: "S"): .second
        case UInt8(ascii: "f"): .fraction
        case UInt8(ascii: "z"): .offset
        case UInt8(ascii: "%"): .literal(letter)
        default: nil
        }
      guard let part else {
        throw OrderError(
          .usage,
          problem: "--date-format \(text): %\(String(decoding: letters, as: UTF8.self)) is not "
            + "known; use %Y %y %m %b %d %H %M %S %f %z and %%")
      }
      parts.append(part)
    }
    func has(_ wanted: (Part) -> Bool) -> Bool { parts.contains(where: wanted) }
    let isComplete =
      has { if case .year = $0 { true } else if case .shortYear = $0 { true } else { false } }
      && has { if case .month = $0 { true } else if case .monthName = $0 { true } else { false } }
      && has { if case .day = $0 { true } else { false } }
    guard isComplete else {
      throw OrderError(
        .usage, problem: "--date-format \(text): a year, a month and a day are needed")
    }
    self.parts = parts
  }

  /// Reads a whole stamp, or nil.
  func parse(_ reader: inout StampReader) -> Stamp? {
    var stamp = Stamp()
    for part in parts {
      switch part {
      case .literal(0x20): reader.skipBlanks()
      case .literal(let byte): guard reader.take(byte) else { return nil }
      case .year: guard Self.read(&reader, 4, 4, into: &stamp.year) else { return nil }
      case .shortYear:
        // The POSIX rule: 69 to 99 are of the twentieth century.
        guard Self.read(&reader, 2, 2, into: &stamp.year) else { return nil }
        stamp.year += stamp.year >= 69 ? 1900 : 2000
      case .month: guard Self.read(&reader, 1, 2, into: &stamp.month) else { return nil }
      case .monthName:
        guard let month = Self.monthName(&reader) else { return nil }
        stamp.month = month
      case .day: guard Self.read(&reader, 1, 2, into: &stamp.day) else { return nil }
      case .hour:
        var hour = 0
        guard Self.read(&reader, 1, 2, into: &hour), hour < 24 else { return nil }
        stamp.time.seconds += hour * 3600
        stamp.time.hasClock = true
      case .minute:
        var minute = 0
        guard Self.read(&reader, 2, 2, into: &minute), minute < 60 else { return nil }
        stamp.time.seconds += minute * 60
      case .second:
        var second = 0
        guard Self.read(&reader, 2, 2, into: &second), second <= 60 else { return nil }
        stamp.time.seconds += min(second, 59)
      case .fraction:
        let start = reader.at
        var fraction = 0
        guard Self.read(&reader, 1, 9, into: &fraction) else { return nil }
        let end = reader.at
        reader.at = start
        stamp.time.micros = reader.fraction() ?? 0
        reader.at = end
      case .offset: guard reader.offset(&stamp.time) else { return nil }
      }
    }
    reader.skipBlanks()
    return reader.at == reader.end ? stamp : nil
  }

  /// Reads a number of `least` to `most` digits, no further even if more digits follow.
  private static func read(
    _ reader: inout StampReader, _ least: Int, _ most: Int, into value: inout Int
  ) -> Bool {
    let end = reader.end
    reader.end = min(end, reader.at + most)
    defer { reader.end = end }
    guard let number = reader.number(), number.digits >= least else { return false }
    value = number.value
    return true
  }

  /// Reads an English month name of three letters or in full.
  private static func monthName(_ reader: inout StampReader) -> Int? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    var letters: [UInt8] = []
    while reader.at < reader.end, (97...122).contains(reader.current | 0x20) {
      letters.append(reader.current | 0x20)
      reader.at += 1
    }
    let name = String(decoding: letters, as: UTF8.self)
    return names.firstIndex { $0 == name || $0.prefix(3) == name }.map { $0 + 1 }
  }
}
