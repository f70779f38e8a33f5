import Foundation
import TestSupport
import Testing

/// Which day an order counts for, by what the file says and what the command adds.
@Suite struct DateTests {
  private static func score(_ text: String, _ options: [String] = []) throws -> Tool.Outcome {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    return try Tool.run(
      ["score", "orders.csv", "-o", "-", "--format", "csv"] + options, in: folder)
  }

  /// The scores of the sample with ISO dates.
  private static let expected: [UInt8] =
    (try? Tool.Outcome.scores(SampleOrders().csv())) ?? []

  @Test(arguments: [
    "dd/MM/yyyy", "MM/dd/yyyy", "d-M-yyyy", "M/d/yyyy h:mm a", "dd.MM.yyyy HH:mm", "yyyyMMdd",
    "yyyy/MM/dd", "yyyy-MM-dd'T'HH:mm:ss'+02:00'", "yyyy-MM-dd HH:mm:ss.SSS",
  ])
  func `every spelling of a day that the column decides scores alike`(format: String) throws {
    try #require(Self.expected.count > 10_000)
    let outcome = try Self.score(SampleOrders().csv { SampleOrders.date($0, format) })
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.output == Self.expected)
  }

  /// Orders on days whose number is a month's, so that both readings are dates.
  private static func undecidable(_ format: String) -> String {
    var sample = SampleOrders(customers: 300)
    sample.orders.removeAll { (Int(SampleOrders.date($0.day, "d")) ?? 31) > 12 }
    return sample.csv { SampleOrders.date($0, format) }
  }

  @Test func `dates that read both ways are refused, naming both readings`() throws {
    let outcome = try Self.score(Self.undecidable("dd/MM/yyyy"))
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("reads both as day/month/year and as month/day/year"))
    #expect(outcome.message.contains("--date-format %d/%m/%Y or --date-format %m/%d/%Y"))
    #expect(outcome.message.contains("orders.csv, line "))
  }

  @Test(arguments: [("dd/MM/yyyy", "%d/%m/%Y"), ("MM/dd/yyyy", "%m/%d/%Y")])
  func `a date format decides`(format: String, option: String) throws {
    let expected = try Self.score(Self.undecidable("yyyy-MM-dd"))
    #expect(expected.ending == .exit(0), "\(expected.message)")
    let outcome = try Self.score(Self.undecidable(format), ["--date-format", option])
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.output == expected.output)
  }

  @Test func `two values that contradict each other are both named`() throws {
    let text = SampleOrders().csv(
      date: { SampleOrders.date($0, "dd/MM/yyyy") }, adding: ["c1,12/31/2023,3.00"])
    let outcome = try Self.score(text)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("'12/31/2023' only reads month/day/year, but '"))
    #expect(outcome.message.contains("only day/month/year"))
  }

  /// A customer who buys on the 1st and again late on the evening of the 200th day, in UTC.
  private static let stamped =
    SampleOrders().csv { SampleOrders.iso($0) + " 12:00:00" }
    + "night,\(SampleOrders.iso(0))T00:30:00Z,1.00\nnight,\(SampleOrders.iso(250))T23:30:00Z,1.00\n"

  @Test(
    arguments: [
      (nil, 0, 250), ("UTC", 0, 250), ("Asia/Tokyo", 0, 251), ("America/New_York", -1, 250),
      // 23:30 UTC is 01:30 of the next day in Berlin's summer, 00:30 of the same day in its winter.
      ("Europe/Berlin", 0, 251),
    ] as [(String?, Int, Int)])
  func `stamps in UTC count by the days of the time zone`(
    zone: String?, first: Int, last: Int
  ) throws {
    let outcome = try Self.score(Self.stamped, zone.map { ["--time-zone", $0] } ?? [])
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let row = try ScoreFile(outcome.output).row(of: "night")
    #expect(row["first_order_date"] == SampleOrders.iso(first))
    #expect(row["last_order_date"] == SampleOrders.iso(last))
    #expect(row["as_of"] == SampleOrders.iso(last))
  }

  @Test func `it is said when stamps count by UTC for want of a time zone`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", Self.stamped)
    let note = "some stamps are in UTC and were counted by UTC days; --time-zone NAME"
    #expect(try Tool.score("orders.csv", in: folder).text.contains(note))
    let named = try Tool.score("orders.csv", "--time-zone", "UTC", in: folder)
    #expect(named.ending == .exit(0) && !named.text.contains(note))
    _ = try folder.file("plain.csv", SampleOrders().csv())
    #expect(try !Tool.score("plain.csv", in: folder).text.contains(note))
  }

  @Test func `today and yesterday are days of the clock`() throws {
    // Midnight may pass between the calls.
    for _ in 0..<2 {
      let before = SampleOrders.date(
        Int(Date.now.timeIntervalSince1970) / 86_400 - 19_358, "yyyy-MM-dd")
      let today = try ScoreFile(Self.score(SampleOrders().csv(), ["--as-of", "today"]).output)
      let yesterday = try ScoreFile(
        Self.score(SampleOrders().csv(), ["--as-of", "yesterday"]).output)
      let now = Int(Date.now.timeIntervalSince1970) / 86_400 - 19_358
      if SampleOrders.iso(now) != before { continue }
      #expect(try today.column("as_of").allSatisfy { $0 == SampleOrders.iso(now) })
      #expect(try yesterday.column("as_of").allSatisfy { $0 == SampleOrders.iso(now - 1) })
      return
    }
  }
}

extension Tool.Outcome {
  /// The score file of an order file's text.
  static func scores(_ text: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    return try Tool.score("orders.csv", "-o", "-", "--format", "csv", in: folder).output
  }
}
