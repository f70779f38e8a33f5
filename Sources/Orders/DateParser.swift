internal import Columns

/// Reads order dates: ISO dates and stamps, `YYYYMMDD`, day/month/year in either order, or a format
/// that the user gave.
package struct DateParser: Sendable {
  /// What `--date-format` said.
  var format: DateFormat?
  /// What `--time-zone` said: applies to stamps in UTC.
  var zone: TimeZoneTable?

  /// A parser with what the options said.
  package init(format: DateFormat? = nil, zone: TimeZoneTable? = nil) {
    self.format = format
    self.zone = zone
  }

  /// The day of the stamp in `bytes[range]`, and whether it was written in UTC.
  func parse(_ bytes: [UInt8], _ range: Range<Int>) -> (date: ParsedDate, isUTC: Bool) {
    var reader = StampReader(bytes: bytes, at: range.lowerBound, end: range.upperBound)
    reader.skipBlanks()
    if let format {
      guard let stamp = format.parse(&reader), OrderOptions.years.contains(stamp.year),
        let day = Day(year: stamp.year, month: stamp.month, day: stamp.day)
      else { return (.unreadable, false) }
      return local(day, stamp.time)
    }
    let start = reader.at
    guard let first = reader.number() else { return (.unreadable, false) }
    switch reader.at - start {
    case 8:
      return finish(first.value / 10_000, first.value / 100 % 100, first.value % 100, &reader)
    case 4:
      guard let separator = reader.separator(), let month = reader.number(atMost: 2),
        reader.take(separator), let day = reader.number(atMost: 2)
      else { return (.unreadable, false) }
      return finish(first.value, month, day, &reader)
    case 1, 2:
      guard let separator = reader.separator(), let second = reader.number(atMost: 2),
        reader.take(separator), let year = reader.number(exactly: 4),
        OrderOptions.years.contains(year),
        let time = reader.time(), first.value <= 31, second <= 31
      else { return (.unreadable, false) }
      let undecided = UndecidedDate(first: first.value, second: second, year: year)
      // Nobody writes the month first before a point.
      if separator == UInt8(ascii: ".") {
        guard let day = undecided.day(.dayFirst) else { return (.unreadable, false) }
        return local(day, time)
      }
      // The zone of a stamp matters by a day only, which cannot be known before the order is.
      if time.isUTC && zone != nil { return (.unreadable, true) }
      return (.undecided(undecided), time.isUTC)
    default: return (.unreadable, false)
    }
  }

  /// The date in `bytes[range]` as a chunk holds it, or nil if it is none in any order of day and month.
  package func read(_ bytes: [UInt8], _ range: Range<Int>) -> ReadDate? {
    let (date, isUTC) = parse(bytes, range)
    switch date {
    case .unreadable: return nil
    case .day(let day): return ReadDate(day: day.rawValue, isUTC: isUTC)
    case .undecided(let date):
      let isDate = date.day(.dayFirst) != nil || date.day(.monthFirst) != nil
      return isDate ? ReadDate(day: date.packed, isUTC: isUTC) : nil
    }
  }

  private func finish(
    _ year: Int, _ month: Int, _ day: Int, _ reader: inout StampReader
  ) -> (date: ParsedDate, isUTC: Bool) {
    guard OrderOptions.years.contains(year), let day = Day(year: year, month: month, day: day),
      let time = reader.time()
    else { return (.unreadable, false) }
    return local(day, time)
  }

  /// The day in the shop's own zone of a stamp in UTC; other stamps keep the day they were written
  /// with.
  private func local(_ day: Day, _ time: StampTime) -> (date: ParsedDate, isUTC: Bool) {
    guard time.isUTC, let zone else { return (.day(day), time.isUTC) }
    return (.day(zone.day(of: Int(day.rawValue) * 86_400 + time.seconds)), true)
  }
}

/// A date as a chunk holds it.
package struct ReadDate: Sendable, Equatable {
  /// Days since 1970-01-01, or a packed `UndecidedDate`.
  package var day: Int32
  /// Whether it was written as a stamp in UTC.
  var isUTC: Bool
}

/// A time of day and what is said of its zone.
struct StampTime: Equatable {
  /// Seconds since midnight.
  var seconds = 0
  /// Whether the stamp ends in `Z` or `UTC`.
  var isUTC = false
}

/// A cursor over the bytes of one stamp.
struct StampReader {
  let bytes: [UInt8]
  var at: Int
  var end: Int

  /// The byte under the cursor, 0 at the end.
  var current: UInt8 { at < end ? bytes[at] : 0 }

  mutating func skipBlanks() { while current == 0x20 { at += 1 } }

  /// Passes one byte if it is the given one.
  mutating func take(_ byte: UInt8) -> Bool {
    if at < end && bytes[at] == byte {
      at += 1
      return true
    }
    return false
  }

  /// Passes `/`, `-` or `.`.
  mutating func separator() -> UInt8? {
    let byte = current
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    else { return nil }
    at += 1
    return byte
  }

  /// The digits under the cursor as a number of at most nine digits, and how many they are.
  mutating func number() -> (value: Int, digits: Int)? {
    var value = 0
    let start = at
    while at < end && bytes[at] &- 48 <= 9 {
      value = value * 10 + Int(bytes[at] &- 48)
      at += 1
      if at - start > 9 { return nil }
    }
    return at == start ? nil : (value, at - start)
  }

  /// A number of 1 to `most` digits.
  mutating func number(atMost most: Int) -> Int? {
    guard let number = number(), number.digits <= most else { return nil }
    return number.value
  }

  /// A number of exactly `digits` digits.
  mutating func number(exactly digits: Int) -> Int? {
    guard let number = number(), number.digits == digits else { return nil }
    return number.value
  }

  /// The rest of the stamp after its date: nothing, or `T` or blanks, hours, minutes, seconds,
  /// fraction, AM or PM, and an offset; nil if it is anything else.
  mutating func time() -> StampTime? {
    skipBlanks()
    if at == end { return StampTime() }
    if current | 0x20 == UInt8(ascii: "t") { at += 1 }
    guard var hours = number(atMost: 2), take(UInt8(ascii: ":")),
      let minutes = number(exactly: 2), minutes < 60
    else { return nil }
    var seconds = 0
    if take(UInt8(ascii: ":")) {
      guard let value = number(exactly: 2), value <= 60 else { return nil }
      seconds = value
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard skipDigits() else { return nil }
      }
    }
    skipBlanks()
    if current | 0x20 == UInt8(ascii: "a") || current | 0x20 == UInt8(ascii: "p") {
      guard (1...12).contains(hours), at + 1 < end, bytes[at + 1] | 0x20 == UInt8(ascii: "m")
      else { return nil }
      hours = hours % 12 + (current | 0x20 == UInt8(ascii: "p") ? 12 : 0)
      at += 2
      skipBlanks()
    }
    guard hours < 24 || (hours == 24 && minutes == 0 && seconds == 0) else { return nil }
    guard let isUTC = offset() else { return nil }
    skipBlanks()
    guard at == end else { return nil }
    return StampTime(seconds: min(hours * 3600 + minutes * 60 + seconds, 86_399), isUTC: isUTC)
  }

  private mutating func skipDigits() -> Bool {
    let start = at
    while at < end && bytes[at] &- 48 <= 9 { at += 1 }
    return at > start
  }

  /// Passes an offset, if one is there: whether it says UTC; nil if it is malformed.
  mutating func offset() -> Bool? {
    switch current {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      at += 1
      return true
    case UInt8(ascii: "U"), UInt8(ascii: "u"):
      guard end - at >= 3, String(decoding: bytes[at..<at + 3], as: UTF8.self).lowercased() == "utc"
      else { return nil }
      at += 3
      return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      at += 1
      guard let hours = number(), hours.digits == 2 || hours.digits == 4 else { return nil }
      var minutes = 0
      if hours.digits == 2 && take(UInt8(ascii: ":")) {
        guard let value = number(exactly: 2) else { return nil }
        minutes = value
      }
      // Databases write UTC as +00:00.
      return hours.value == 0 && minutes == 0
    default: return false
    }
  }
}
