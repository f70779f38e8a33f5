import Columns
import Foundation
import TestSupport
import Testing

@testable import Orders

@Suite struct TimeZoneTableTests {
  private static let names = [
    "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC", "Pacific/Apia",
    "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca",
  ]

  /// The day by Foundation's calendar.
  private func day(of seconds: Int, _ calendar: Calendar) throws -> Day? {
    let parts = calendar.dateComponents(
      [.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
    return Day(
      year: try #require(parts.year), month: try #require(parts.month), day: try #require(parts.day)
    )
  }

  private func calendar(_ name: String) throws -> Calendar {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: name))
    return calendar
  }

  @Test(arguments: names)
  func `agrees with Foundation at random moments`(name: String) throws {
    var generator = Generator.seeded()
    let table = try #require(TimeZoneTable(name: name))
    let calendar = try calendar(name)
    for _ in 0..<5000 {
      let seconds = Int.random(in: -2_208_988_800..<4_102_444_800, using: &generator)
      try #require(try table.day(of: seconds) == day(of: seconds, calendar), "\(seconds)")
    }
  }

  @Test(arguments: names)
  func `agrees with Foundation around every midnight of half a century`(name: String) throws {
    let table = try #require(TimeZoneTable(name: name))
    let calendar = try calendar(name)
    var date = Date(timeIntervalSince1970: 157_766_400)
    let end = Date(timeIntervalSince1970: 1_735_689_600)
    while date < end {
      date = try #require(calendar.date(byAdding: .day, value: 1, to: date))
      let midnight = Int(calendar.startOfDay(for: date).timeIntervalSince1970)
      for seconds in [midnight - 1, midnight] {
        try #require(try table.day(of: seconds) == day(of: seconds, calendar), "\(seconds)")
      }
    }
  }

  @Test(arguments: names)
  func `what clocks show is the first moment at which they show it`(name: String) throws {
    var generator = Generator.seeded()
    let table = try #require(TimeZoneTable(name: name))
    let zone = try #require(TimeZone(identifier: name))
    func offset(_ seconds: Int) -> Int {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
    for _ in 0..<5000 {
      let seconds = Int.random(in: 0..<2_000_000_000, using: &generator)
      let local = seconds + offset(seconds)
      let moment = table.utc(ofLocal: local)
      try #require(moment + offset(moment) == local, "\(seconds)")
      // Earlier only if clocks were put back in between.
      try #require(moment <= seconds && seconds - moment < 86_400)
    }
  }

  @Test(arguments: [
    // Central Europe, 2024: 02:00 to 03:00 is left out on March 31 and shown twice on October 27.
    (19_813, 7199, 1_711_846_799), (19_813, 9000, 1_711_848_600), (19_813, 10_800, 1_711_846_800),
    (20_023, 7200, 1_729_987_200), (20_023, 9000, 1_729_989_000), (20_023, 10_800, 1_729_994_400),
  ])
  func `a time that is left out moves forward, one that is shown twice is the first`(
    day: Int, second: Int, utc: Int
  ) throws {
    let table = try #require(TimeZoneTable(name: "Europe/Berlin"))
    #expect(table.utc(ofLocal: day * 86_400 + second) == utc)
  }

  @Test func `a day that was left out stays left out`() throws {
    // Samoa went from 2011-12-29 straight to 2011-12-31, at 10:00 UTC.
    let table = try #require(TimeZoneTable(name: "Pacific/Apia"))
    #expect(table.day(of: 1_325_239_199).description == "2011-12-29")
    #expect(table.day(of: 1_325_239_200).description == "2011-12-31")
  }

  @Test(arguments: ["Mars/Olympus", "", "Berlin"])
  func `knows no zone that the system does not know`(name: String) {
    #expect(TimeZoneTable(name: name) == nil)
  }
}
