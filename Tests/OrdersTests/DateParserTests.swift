import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct DateParserTests {
  private func parse(
    _ text: String, format: String? = nil, zone: String? = nil
  ) throws -> (date: ParsedDate, isUTC: Bool) {
    let parser = DateParser(
      format: try format.map { try DateFormat($0) }, zone: zone.flatMap { TimeZoneTable(name: $0) })
    let bytes = Array("x\(text)y".utf8)
    return parser.parse(bytes, 1..<bytes.count - 1)
  }

  /// The day as text, or what else it is.
  private func read(_ text: String, format: String? = nil, zone: String? = nil) throws -> String {
    switch try parse(text, format: format, zone: zone).date {
    case .day(let day): day.description
    case .undecided(let date): "\(date.first) \(date.second) \(date.year)"
    case .unreadable: "unreadable"
    }
  }

  @Test(arguments: [
    "2024-02-29", "2024/02/29", "2024.02.29", "20240229", "2024-2-29", " 2024-02-29 ", "29.02.2024",
    "29.2.2024", "2024-02-29T10:30", "2024-02-29 10:30", "2024-02-29 10:30:15",
    "2024-02-29T10:30:15.123456789123", "2024-02-29T10:30:15,5", "2024-02-29   10:30",
    "2024-02-29T10:30:15Z", "2024-02-29 10:30:15 UTC", "2024-02-29 10:30:15 utc",
    "2024-02-29T10:30:15+02:00", "2024-02-29T10:30:15-0500", "2024-02-29 23:59:60",
    "2024-02-29T23:30:15+14", "2024-02-29 10:30 +0200", "2024-02-29 9:05", "2024-02-29 12:00 AM",
    "2024-02-29 11:59:59 PM", "2024-02-29 1:05pm", "2024-02-29 12:30 PM", "2024-02-29t10:30z",
    "20240229T10:30:00",
    "20240229 10:30", "29.02.2024 23:59", "2024-02-29T24:00", "2024-02-29T00:00:00.000Z",
  ])
  func `reads dates and stamps as the day they are written with`(text: String) throws {
    #expect(try read(text) == "2024-02-29")
  }

  @Test(arguments: [
    "", " ", "x", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31",
    "1899-12-31",
    "3000-01-01", "0205-01-01", "24-01-15", "1/2/24", "01.02.24", "2024-01", "2024", "2024-01-15T",
    "2024-01/15", "01/02-2024", "2024-01-15X", "2024-01-15 X", "2024-01-15 25:00",
    "2024-01-15 10:60", "2024-01-15 10:00:61", "2024-01-15 1:5", "2024-01-15 10",
    "2024-01-15 10:00.",
    "2024-01-15 10:00:00.", "2024-01-15 13:00 PM", "2024-01-15 0:00 AM", "2024-01-15 10:00 XM",
    "2024-01-15 10:00 P", "2024-01-15 24:01", "2024-01-15T10:00+", "2024-01-15T10:00+2",
    "2024-01-15T10:00+02:0", "2024-01-15T10:00+02:00x", "2024-01-15T10:00ZZ", "2024-01-15T10:00 UT",
    "32/01/2024", "99/99/2024", "2024011",
    "202401155", "20241301", "17053128000", "1705312800x", "9999999999999999999999", "2024-001-15",
    "1/1/02024",
    "45000", "-2024-01-15", "NULL", "２０２４-01-15", "31.12.2024.", "12.31.2024",
  ])
  func `does not read what is no date`(text: String) throws {
    #expect(try read(text) == "unreadable")
  }

  @Test(arguments: [
    ("03/04/2024", "3 4 2024"), ("3/4/2024 10:00 PM", "3 4 2024"), ("31-12-2024", "31 12 2024"),
    ("12/31/2024", "12 31 2024"), ("5/5/2024T10:00:00+01:00", "5 5 2024"),
  ])
  func `leaves open which of two numbers is the day`(text: String, expected: String) throws {
    #expect(try read(text) == expected)
  }

  @Test func `says whether a stamp is in UTC`() throws {
    for text in ["2024-01-15T10:00Z", "2024-01-15 10:00 UTC", "1/2/2024 10:00Z"] {
      #expect(try parse(text).isUTC)
    }
    for text in ["2024-01-15", "2024-01-15 10:00", "2024-01-15T10:00+02:00"] {
      #expect(try !parse(text).isUTC)
    }
  }

  @Test(arguments: [
    // Winter: one hour east. Summer: two.
    ("2024-01-15T22:59:59Z", "2024-01-15"), ("2024-01-15T23:00:00Z", "2024-01-16"),
    ("2024-07-15T21:59:59.9Z", "2024-07-15"), ("2024-07-15 22:00 UTC", "2024-07-16"),
    ("2023-12-31T23:30Z", "2024-01-01"), ("2024-01-15 11:30 PM UTC", "2024-01-16"),
    ("2024-01-15 12:30 AM UTC", "2024-01-15"), ("2024-01-15 12:30 PM UTC", "2024-01-15"),
    ("15.01.2024 23:30Z", "2024-01-16"),
    // The day as written in the stamp's own offset, or without any.
    ("2024-01-15T23:30:00", "2024-01-15"), ("2024-01-15T23:30:00-08:00", "2024-01-15"),
  ])
  func `counts stamps in UTC by the day of the shop`(text: String, day: String) throws {
    #expect(try read(text, zone: "Europe/Berlin") == day)
  }

  @Test func `the last day of the range may move over its end`() throws {
    #expect(try read("2999-12-31T23:30Z", zone: "Europe/Berlin") == "3000-01-01")
  }

  @Test(arguments: [
    ("29/02/2024", "%d/%m/%Y"), ("02/29/2024", "%m/%d/%Y"), ("29.2.24", "%d.%m.%y"),
    ("Feb 29, 2024", "%b %d, %Y"), ("29-FEBRUARY-2024", "%d-%b-%Y"), ("20240229", "%Y%m%d"),
    ("2024-02-29 10:30:15", "%Y-%m-%d %H:%M:%S"), ("29/02/2024  9:05", "%d/%m/%Y %H:%M"),
    ("2024-02-29T10:30:15.123+0200", "%Y-%m-%dT%H:%M:%S.%f%z"), ("100%29022024", "100%%%d%m%Y"),
    ("  29/02/2024  ", "%d/%m/%Y"), ("240229", "%y%m%d"),
  ])
  func `reads by a given format`(text: String, format: String) throws {
    #expect(try read(text, format: format) == "2024-02-29")
  }

  @Test(arguments: [
    ("29/02/2023", "%d/%m/%Y"), ("2/29/2024", "%d/%m/%Y"), ("29/02/24", "%d/%m/%Y"),
    ("29/02/2024 x", "%d/%m/%Y"), ("29/02/2024", "%d/%m/%Y %H:%M"), ("Foo 29 2024", "%b %d %Y"),
    ("29/02/2024 24:00", "%d/%m/%Y %H:%M"), ("29/02/2024 10:60", "%d/%m/%Y %H:%M"), ("", "%d%m%Y"),
    ("01/01/1899", "%d/%m/%Y"), ("01/01/3000", "%d/%m/%Y"), ("2024-02-29", "%d/%m/%Y"),
    ("F 29 2024", "%b %d %Y"),
  ])
  func `does not read what the format does not say`(text: String, format: String) throws {
    #expect(try read(text, format: format) == "unreadable")
  }

  @Test func `two-digit years follow POSIX`() throws {
    #expect(try read("69-01-01", format: "%y-%m-%d") == "1969-01-01")
    #expect(try read("68-01-01", format: "%y-%m-%d") == "2068-01-01")
  }

  @Test(arguments: [
    ("1705359600", 0), ("1705359600000", 0), ("1705359600000000", 0), (" 1705359600 ", 0),
    ("1705359599999", -1000), ("1705359600000001", 1),
  ])
  func `counts since 1970 are stamps in UTC, by their digits`(text: String, micros: Int64) throws {
    // 2024-01-15T23:00:00Z is midnight in Berlin.
    let parser = DateParser(zone: TimeZoneTable(name: "Europe/Berlin"))
    let bytes = Array(text.utf8)
    let stamp = parser.stamp(bytes, bytes.indices)
    #expect(stamp.isUTC)
    let day = try #require(stamp.read?.day)
    let utc = Int64(day) * 86_400_000_000 + (stamp.micros ?? 0)
    #expect(utc == 1_705_359_600_000_000 + micros)
    #expect(Day(rawValue: day).description == (micros < 0 ? "2024-01-15" : "2024-01-16"))
  }

  @Test(
    arguments: [
      ("2024-07-15T10:30:15.25Z", 37_815_250_000),
      ("2024-07-15T10:30:15.1234567+02:00", 30_615_123_456),
      ("2024-07-15 10:30:15", 37_815_000_000), ("2024-07-15 00:30 +0200", -5_400_000_000),
      ("2024-07-15 23:30-05:30", 104_400_000_000), ("15/07/2024 1:05 PM +01", 43_500_000_000),
      ("2024-07-15 23:59:60", 86_399_000_000),
    ] as [(String, Int64)])
  func `the time counts from midnight of the day as written`(text: String, micros: Int64) throws {
    let bytes = Array(text.utf8)
    let stamp = DateParser().stamp(bytes, bytes.indices)
    #expect(stamp.micros == micros)
    #expect(stamp.read != nil)
  }

  @Test func `a date alone has no time`() {
    for text in ["2024-07-15", "15/07/2024", "20240715"] {
      let bytes = Array(text.utf8)
      #expect(DateParser().stamp(bytes, bytes.indices).micros == nil)
    }
  }

  @Test(arguments: [
    // Written in UTC, counted in New York.
    ("2017-01-01 04:59:59", "2016-12-31"), ("2017-01-01 05:00", "2017-01-01"),
    ("2017-07-01 03:59:59", "2017-06-30"), ("2017-07-01 04:00", "2017-07-01"),
    ("2017-01-01", "2017-01-01"), ("2017-01-01T01:00-03:00", "2017-01-01"),
    ("2017-01-01T04:00Z", "2016-12-31"),
  ])
  func `stamps without an offset are of the zone they are said to be of`(
    text: String, day: String
  ) throws {
    let parser = DateParser(
      zone: TimeZoneTable(name: "America/New_York"), stampZone: .utc)
    let bytes = Array(text.utf8)
    let read = try #require(parser.read(bytes, bytes.indices))
    #expect(Day(rawValue: read.day).description == day)
  }

  @Test func `the order of day and month may be known`() throws {
    var parser = DateParser()
    parser.order = .monthFirst
    for (text, day) in [
      ("12/1/2010 8:26", "2010-12-01"), ("13/1/2010", nil), ("13.1.2010", "2010-01-13"),
    ] {
      let bytes = Array(text.utf8)
      #expect(parser.read(bytes, bytes.indices).map { Day(rawValue: $0.day).description } == day)
    }
  }

  @Test func `a format may tell that stamps are in UTC`() throws {
    let format = "%d/%m/%Y %H:%M%z"
    #expect(try read("15/01/2024 23:30Z", format: format, zone: "Europe/Berlin") == "2024-01-16")
    #expect(
      try read("15/01/2024 23:30+00:00", format: format, zone: "Europe/Berlin") == "2024-01-16")
    #expect(
      try read("15/01/2024 23:30+01:00", format: format, zone: "Europe/Berlin") == "2024-01-15")
  }

  @Test(arguments: [
    ("%d/%m", "a year, a month and a day are needed"), ("", "a year, a month and a day are needed"),
    ("%Y-%m-%d %Q", "%Q is not known"), ("%Y-%m-%d %", "% is not known"), ("%Y-%j", "%j is not"),
  ])
  func `a format that cannot work is a usage error`(format: String, problem: String) {
    let error = #expect(throws: OrderError.self) { _ = try DateFormat(format) }
    #expect(error?.kind == .usage)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func `never traps on arbitrary bytes`() throws {
    var generator = Generator.seeded()
    let alphabet = Array("0123456789012345678901-/.: TZ+UTCamPM".utf8) + [0, 0xFF]
    let parsers = [
      DateParser(), DateParser(zone: TimeZoneTable(name: "Asia/Kathmandu")),
      DateParser(format: try DateFormat("%d/%b/%Y %H:%M:%S.%f %z")),
    ]
    for _ in 0..<50_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      for parser in parsers {
        if case .undecided(let date) = parser.parse(bytes, bytes.indices).date {
          #expect(UndecidedDate(packed: date.packed) == date)
        }
      }
    }
  }
}
