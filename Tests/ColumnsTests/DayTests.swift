import Columns
import Foundation
import TestSupport
import Testing

@Suite struct DayTests {
  /// The Gregorian calendar of Foundation, which knows nothing of the engine's arithmetic.
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    return calendar
  }()

  @Test func `agrees with Foundation on every day from 1900 to 2999`() throws {
    var year = 1900
    var number = -25_567
    while year <= 2999 {
      let start = Date(timeIntervalSince1970: Double(number) * 86_400)
      let parts = Self.calendar.dateComponents([.year, .month, .day], from: start)
      try #require(parts.year == year && parts.month == 1 && parts.day == 1)
      for month in 1...12 {
        let date = Date(timeIntervalSince1970: Double(number) * 86_400)
        let length = try #require(Self.calendar.range(of: .day, in: .month, for: date)).count
        for day in 1...length {
          let civil = Day(rawValue: Int32(number)).civil
          let agrees =
            Day(year: year, month: month, day: day)?.rawValue == Int32(number)
            && civil.year == year && civil.month == month && civil.day == day
          if !agrees { Issue.record("\(year)-\(month)-\(day)") }
          number += 1
        }
        if Day(year: year, month: month, day: length + 1) != nil {
          Issue.record("\(year)-\(month)-\(length + 1)")
        }
      }
      year += 1
    }
    #expect(number == 376_200)
  }

  @Test func `agrees with Foundation on random days and their weekdays`() throws {
    var generator = Generator.seeded()
    for _ in 0..<10_000 {
      // Before 1582-10-15 Foundation's calendar is the Julian one.
      let number = Int32.random(in: -141_427...2_900_000, using: &generator)
      let date = Date(timeIntervalSince1970: Double(number) * 86_400)
      let parts = Self.calendar.dateComponents([.year, .month, .day, .weekday], from: date)
      let day = Day(rawValue: number)
      try #require(day.civil.year == parts.year, "\(number)")
      try #require(day.civil.month == parts.month, "\(number)")
      try #require(day.civil.day == parts.day, "\(number)")
      // Foundation counts from Sunday = 1.
      try #require((day.weekday + 1) % 7 + 1 == parts.weekday, "\(number)")
    }
  }

  @Test(
    arguments: [
      (0, 1, 1), (10_000, 1, 1), (-1, 1, 1), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0),
      (2024, 1, 32),
      (2024, 4, 31), (2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 2, 30),
      (.max, 1, 1), (2024, .max, 1), (2024, 1, .max), (.min, .min, .min),
    ] as [(Int, Int, Int)])
  func `has no day that the calendar has not`(year: Int, month: Int, day: Int) {
    #expect(Day(year: year, month: month, day: day) == nil)
  }

  @Test(
    arguments: [
      (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017),
      (1997, 9, 30, 10_134), (1, 1, 1, -719_162), (9999, 12, 31, 2_932_896),
    ] as [(Int, Int, Int, Int32)])
  func `counts from the first of January 1970`(year: Int, month: Int, day: Int, number: Int32) {
    #expect(Day(year: year, month: month, day: day)?.rawValue == number)
  }

  @Test func `the extremes of its number have a date`() {
    for number in [Int32.min, .max] {
      let day = Day(rawValue: number)
      #expect((1...12).contains(day.civil.month))
      #expect((0...6).contains(day.weekday))
      #expect(!day.description.isEmpty)
    }
  }

  @Test func `adds, subtracts and compares days`() throws {
    let day = try #require(Day(year: 2024, month: 2, day: 28))
    #expect((day + 2).description == "2024-03-01")
    #expect((day - 59).description == "2023-12-31")
    #expect((day + 2) - day == 2)
    #expect(day < day + 1)
  }

  @Test(arguments: [
    (2024, 1, 5, "2024-01-05"), (987, 12, 31, "0987-12-31"), (1, 1, 1, "0001-01-01"),
  ])
  func `reads as an ISO date`(year: Int, month: Int, day: Int, text: String) {
    #expect(Day(year: year, month: month, day: day)?.description == text)
  }
}
