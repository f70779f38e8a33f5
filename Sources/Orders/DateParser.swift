internal import Columns

/// Reads order dates: ISO dates and stamps, `YYYYMMDD`, day/month/year in either order, seconds, milliseconds or
/// microseconds since 1970 in 10, 13 or 16 digits, or a format that the user gave.
package struct DateParser: Sendable {
  /// What `--date-format` said.
  var format: DateFormat?
  /// What `--time-zone` said: applies to stamps whose moment is known.
  var zone: TimeZoneTable?
  /// What `--stamp-zone` said: the zone that stamps without an offset are written in; nil for the shop's own.
  var stampZone: TimeZoneTable?
  /// The order of day and month, where the source's preset knows it.
  var order: DateOrder?

  /// A parser with what the options said.
  package init(
    format: DateFormat? = nil, zone: TimeZoneTable? = nil, stampZone: TimeZoneTable? = nil
  ) {
    self.format = format
    self.zone = zone
    self.stampZone = stampZone
  }

  /// The day of the stamp in `bytes[range]`, and whether it was written in UTC.
  func parse(_ bytes: [UInt8], _ range: Range<Int>) -> (date: ParsedDate, isUTC: Bool) {
    let stamp = stamp(bytes, range)
    return (stamp.date, stamp.isUTC)
  }

  /// The stamp in `bytes[range]`.
  func stamp(_ bytes: [UInt8], _ range: Range<Int>) -> ParsedStamp {
    var reader = StampReader(bytes: bytes, at: range.lowerBound, end: range.upperBound)
    reader.skipBlanks()
    if let format {
      guard let stamp = format.parse(&reader), OrderOptions.years.contains(stamp.year),
        let day = Day(year: stamp.year, month: stamp.month, day: stamp.day)
      else { return .unreadable }
      return local(day, stamp.time)
    }
    let start = reader.at
    guard let first = reader.number() else { return epoch(reader, from: start) }
    switch reader.at - start {
    case 8:
      return finish(first.value / 10_000, first.value / 100 % 100, first.value % 100, &reader)
    case 4:
      guard let separator = reader.separator(), let month = reader.number(atMost: 2),
        reader.take(separator), let day = reader.number(atMost: 2)
      else { return .unreadable }
      return finish(first.value, month, day, &reader)
    case 1, 2:
      guard let separator = reader.separator(), let second = reader.number(atMost: 2),
        reader.take(separator), let year = reader.number(exactly: 4),
        OrderOptions.years.contains(year),
        let time = reader.time(), first.value <= 31, second <= 31
      else { return .unreadable }
      return undecided(
        UndecidedDate(first: first.value, second: second, year: year), time,
        // Nobody writes the month first before a point.
        order: separator == UInt8(ascii: ".") ? .dayFirst : order)
    default: return .unreadable
    }
  }

  /// The date in `bytes[range]` as a chunk holds it, or nil if it is none in any order of day and month.
  package func read(_ bytes: [UInt8], _ range: Range<Int>) -> ReadDate? { stamp(bytes, range).read }

  /// A stamp of a clock or of UTC as a table stores it: days since 1970-01-01 and nanoseconds since midnight.
  func stamp(of day: Int, nanosecond: Int, isUTC: Bool) -> ParsedStamp {
    guard let day = Int32(exactly: day), ReadDate.possible.contains(day) else {
      return .unreadable
    }
    let micros = nanosecond / 1000
    var time = StampTime(
      seconds: micros / 1_000_000, micros: micros % 1_000_000, hasClock: true)
    if isUTC { time.offset = 0 }
    return local(Day(rawValue: day), time)
  }

  private func finish(
    _ year: Int, _ month: Int, _ day: Int, _ reader: inout StampReader
  ) -> ParsedStamp {
    guard OrderOptions.years.contains(year), let day = Day(year: year, month: month, day: day),
      let time = reader.time()
    else { return .unreadable }
    return local(day, time)
  }

  /// A stamp that begins with two numbers of which either may be the month.
  private func undecided(
    _ date: UndecidedDate, _ time: StampTime, order: DateOrder?
  ) -> ParsedStamp {
    if let order { return date.day(order).map { local($0, time) } ?? .unreadable }
    // The zone of a stamp matters by a day only, which cannot be known before the order is.
    if time.isUTC && zone != nil || time.hasClock && time.offset == nil && stampZone != nil {
      return ParsedStamp(date: .unreadable, time: time)
    }
    return ParsedStamp(date: .undecided(date), time: time)
  }

  /// Seconds, milliseconds or microseconds since 1970: more digits than any date has.
  private func epoch(_ reader: StampReader, from start: Int) -> ParsedStamp {
    var reader = reader
    let digits = (start..<reader.end).prefix { reader.bytes[$0] &- 48 <= 9 }
    let count = digits.count
    guard count == 10 || count == 13 || count == 16 else { return .unreadable }
    var value = reader.bytes[digits].reduce(0) { $0 * 10 + Int($1 &- 48) }
    reader.at = digits.upperBound
    reader.skipBlanks()
    guard reader.at == reader.end else { return .unreadable }
    for _ in count..<16 { value *= 10 }
    let (day, micros) = value.quotientAndRemainder(dividingBy: 86_400_000_000)
    return local(
      Day(rawValue: Int32(day)),
      StampTime(
        seconds: micros / 1_000_000, micros: micros % 1_000_000, offset: 0, hasClock: true))
  }

  /// The day in the shop's own zone of a stamp in UTC, or in a zone of its own that is not the shop's; other
  /// stamps keep the day they were written with.
  private func local(_ day: Day, _ time: StampTime) -> ParsedStamp {
    let written = Int(day.rawValue) * 86_400 + time.seconds
    var time = time
    if time.offset == nil, time.hasClock, let stampZone {
      time.offset = written - stampZone.utc(ofLocal: written)
    } else if !time.isUTC || zone == nil {
      return ParsedStamp(date: .day(day), time: time)
    }
    let utc = written - (time.offset ?? 0)
    time.seconds = utc - Int(day.rawValue) * 86_400
    time.offset = 0
    // Without the shop's zone days are those of UTC.
    let own = zone?.day(of: utc) ?? TimeZoneTable.utc.day(of: utc)
    time.seconds -= Int(own - day) * 86_400
    return ParsedStamp(date: .day(own), time: time)
  }
}

/// A stamp as read: its day where orders are counted, and its time.
struct ParsedStamp: Equatable {
  /// The day.
  var date: ParsedDate
  /// The time from midnight of that day, by the clock that its offset tells.
  var time: StampTime

  /// No stamp.
  static let unreadable = ParsedStamp(date: .unreadable, time: StampTime())

  /// Whether it was written in UTC.
  var isUTC: Bool { time.isUTC }

  /// The date as a chunk holds it, or nil if it is none in any order of day and month.
  var read: ReadDate? {
    switch date {
    case .unreadable: return nil
    case .day(let day): return ReadDate(day: day.rawValue, isUTC: isUTC)
    case .undecided(let date):
      let isDate = date.day(.dayFirst) != nil || date.day(.monthFirst) != nil
      return isDate ? ReadDate(day: date.packed, isUTC: isUTC) : nil
    }
  }

  /// Microseconds from midnight of the day: of UTC if the offset is known, and so perhaps before or after the
  /// day, else by the clock; nil for a date alone.
  var micros: Int64? {
    time.hasClock ? Int64(time.seconds - (time.offset ?? 0)) * 1_000_000 + Int64(time.micros) : nil
  }
}

/// A date as a chunk holds it.
package struct ReadDate: Sendable, Equatable {
  /// Days since 1970-01-01, or a packed `UndecidedDate`.
  package var day: Int32
  /// Whether it was written as a stamp in UTC.
  var isUTC: Bool

  /// The days of 1900-01-01 to 2999-12-31, the years that dates may lie in.
  static let possible: ClosedRange<Int32> = -25_567...376_199
}

/// A time of day and what is said of its zone.
struct StampTime: Equatable {
  /// Seconds since midnight.
  var seconds = 0
  /// Microseconds of the second.
  var micros = 0
  /// Seconds east of UTC, if the stamp says so.
  var offset: Int?
  /// Whether there is a time at all.
  var hasClock = false

  /// Whether the stamp ends in `Z` or `UTC`, or in +00:00, as databases write UTC.
  var isUTC: Bool { offset == 0 }
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
    var time = StampTime(hasClock: true)
    var seconds = 0
    if take(UInt8(ascii: ":")) {
      guard let value = number(exactly: 2), value <= 60 else { return nil }
      seconds = value
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard let micros = fraction() else { return nil }
        time.micros = micros
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
    guard offset(&time) else { return nil }
    skipBlanks()
    guard at == end else { return nil }
    time.seconds = min(hours * 3600 + minutes * 60 + seconds, 86_399)
    return time
  }

  /// The digits under the cursor as microseconds, further ones cut off; nil if there are none.
  mutating func fraction() -> Int? {
    let start = at
    var micros = 0
    while at < end && bytes[at] &- 48 <= 9 {
      if at - start < 6 { micros = micros * 10 + Int(bytes[at] &- 48) }
      at += 1
    }
    for _ in min(at - start, 6)..<6 { micros *= 10 }
    return at > start ? micros : nil
  }

  /// Passes an offset, if one is there; false if it is malformed.
  mutating func offset(_ time: inout StampTime) -> Bool {
    switch current {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      at += 1
      time.offset = 0
    case UInt8(ascii: "U"), UInt8(ascii: "u"):
      guard end - at >= 3, String(decoding: bytes[at..<at + 3], as: UTF8.self).lowercased() == "utc"
      else { return false }
      at += 3
      time.offset = 0
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let sign = current == UInt8(ascii: "-") ? -1 : 1
      at += 1
      guard let number = number(), number.digits == 2 || number.digits == 4 else { return false }
      var (hours, minutes) = (number.value, 0)
      if number.digits == 4 { (hours, minutes) = (number.value / 100, number.value % 100) }
      if number.digits == 2 && take(UInt8(ascii: ":")) {
        guard let value = self.number(exactly: 2) else { return false }
        minutes = value
      }
      guard hours < 24, minutes < 60 else { return false }
      time.offset = sign * (hours * 3600 + minutes * 60)
    default: break
    }
    return true
  }
}
