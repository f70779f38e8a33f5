import Columns
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct ScenarioTests {
  private static let vocabulary = Vocabulary(
    fields: [
      Field("orders", .integer), Field("net_revenue", .money(scale: 2), isNullable: true),
      Field("clv_365", .money(scale: 2), isNullable: true), Field("probability_alive", .real),
      Field("lifecycle_stage", .text), Field("preferred_channel", .text, isNullable: true),
      Field("is_hero", .boolean, isNullable: true), Field("last_order_date", .date),
    ],
    aliases: ["clv": "clv_365"], numbers: ["days": 7],
    words: ["lifecycle_stage": ["new", "active", "lead"]])

  /// Five people; of the last nothing is known.
  private static let people: [String: Column] = {
    let known = [true, true, true, true, false]
    let columns = [
      Column(
        Field("orders", .integer, isNullable: true), .int32([1, 7, 8, 9, 0]), validity: known),
      Column(
        Field("net_revenue", .money(scale: 2), isNullable: true),
        .int64([1000, 25050, 25051, 99, 0]), validity: known),
      Column(
        Field("clv_365", .money(scale: 2), isNullable: true), .int64([5, 4, 5, 9, 0]),
        validity: known),
      Column(
        Field("probability_alive", .real, isNullable: true), .real([0.1, 0.5, 0.9, 0.5, 0]),
        validity: known),
      Column(
        Field("lifecycle_stage", .text),
        .labels(codes: [0, 1, 1, 0, 2], names: ["new", "active", "lead"])),
      Column(
        Field("preferred_channel", .text, isNullable: true),
        .text(TextColumn(["web", "my shop", "", "web", ""])),
        validity: [true, true, false, true, false]),
      Column(
        Field("is_hero", .boolean, isNullable: true), .boolean([false, true, false, true, true]),
        validity: known),
    ]
    return Dictionary(uniqueKeysWithValues: columns.map { ($0.field.name, $0) })
  }()

  /// The people of a rule, in their order.
  private static func chosen(_ rule: String) throws -> [Int] {
    let scenario = try Scenario.read("some: \(rule)")[0]
    return try BoundScenario(scenario, vocabulary).members(people, rows: 5)
      .sorted { $0.rank != $1.rank ? $0.rank > $1.rank : $0.row < $1.row }.map(\.row)
  }

  @Test(arguments: [
    ("orders > 7", [2, 3]), ("orders >= days", [1, 2, 3]), ("orders < days", [0]),
    ("orders <= 1", [0]), ("orders = 1|9", [0, 3]), ("orders != 1|9", [1, 2]),
    ("net_revenue > 250.50", [2]), ("net_revenue>=250.5 by clv", [2, 1]),
    ("probability_alive = 0.5", [1, 3]), ("probability_alive < .5", [0]),
    ("is_hero", [1, 3]), ("not is_hero", [0, 2]), ("is_hero and orders > 7", [3]),
    ("lifecycle_stage = active|lead", [1, 2, 4]), ("lifecycle_stage != active", [0, 3, 4]),
    ("preferred_channel = \"my shop\"", [1]), ("preferred_channel != web", [1]),
    ("lifecycle_stage != lead by clv", [3, 0, 2, 1]),
    ("lifecycle_stage = active|new|lead by probability_alive", [2, 1, 3, 0, 4]),
    ("orders >= 0 by is_hero", [1, 3, 0, 2]),
  ])
  func `a rule chooses those of whom all holds, and what is unknown holds for nobody`(
    rule: String, rows: [Int]
  ) throws {
    #expect(try Self.chosen(rule) == rows)
  }

  @Test func `scenarios may have comments, blank lines and lines that go on`() throws {
    let scenarios = try Scenario.read(
      "# first\n\none: orders > 1 # more\n  and is_hero\n\tand not is_hero\r\ntwo: not is_hero by clv\n"
    )
    #expect(scenarios.map(\.name) == ["one", "two"])
    #expect(
      scenarios.map(\.rule) == [
        "orders > 1 and is_hero and not is_hero", "not is_hero by clv",
      ])
    #expect(scenarios.map(\.line) == [3, 6])
    let again = try Scenario.read(
      scenarios.map { "\($0.name): \($0.rule)" }.joined(separator: "\n"))
    #expect(again.map(\.rule) == scenarios.map(\.rule))
  }

  @Test(arguments: [
    ("", 1, "there is no scenario"), ("  and x", 1, "goes on with one before"),
    ("one: orders > 1\none: is_hero", 2, "the name 'one' stands in line 1 too"),
    ("One: is_hero", 1, "'One' is no name"), ("one is_hero", 1, "a colon is missing"),
    ("one:", 1, "a column is missing"), ("one: orders >", 1, "a value is missing"),
    ("one: orders > 1 is_hero", 1, "'is_hero' is one too many"),
    ("one: orders > 1|2", 1, "'>' takes one value"), ("one: is_hero by", 1, "who comes first"),
    ("one: not orders > 1", 1, "`not` stands before"), ("one: x = \"a", 1, "a quote is not closed"),
    ("one: x = !", 1, "'!' means nothing here"), ("\n\none: orders ? 1\n", 3, "one too many"),
  ])
  func `a text that says nothing clear is an error of its line`(
    text: String, line: Int, message: String
  ) {
    let error = #expect(throws: ScenarioProblem.self) { _ = try Scenario.read(text) }
    #expect(error?.line == line && error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test(arguments: [
    ("order > 1", "there is no column 'order'; there are clv, clv_365, is_hero"),
    ("orders > many", "a whole number is needed, or one of days"),
    ("orders > 1.5", "a whole number is needed"),
    ("net_revenue > 1.005", "an amount with at most 2 decimals"),
    ("probability_alive > nan", "a number is needed"),
    ("lifecycle_stage = actve", "'actve' is none of new, active, lead"),
    ("lifecycle_stage > new", "words are equal, or not"), ("is_hero = true", "it is true or false"),
    ("orders", "compare it with a value"), ("not lifecycle_stage", "compare it with a value"),
    ("last_order_date > 2024-01-01", "days are compared by the columns that count them"),
    ("is_hero by lifecycle_stage", "is a text, which has no greatest value"),
    ("is_hero by value", "there is no column 'value'"),
  ])
  func `a rule of what there is not, or cannot be compared, is an error`(
    rule: String, message: String
  ) throws {
    let scenario = try Scenario.read("\n\none: \(rule)")[0]
    let error = #expect(throws: ScenarioProblem.self) {
      _ = try BoundScenario(scenario, Self.vocabulary)
    }
    #expect(error?.line == 3 && error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test func `no text is too strange to be read or refused`() {
    var generator = Generator.seeded()
    let parts = [
      "one", ":", " ", "\n", "\n ", "orders", "is_hero", "and", "not", "by", "=", "!=", "<", ">=",
      "|",
      "\"", "#", "7", "99999999999999999999", "clv", "\u{301}", "é", "\0", "!", "lead",
    ]
    var read = 0
    for _ in 0..<20_000 {
      let text =
        (0..<Int.random(in: 0..<14, using: &generator)).map { _ in
          parts.randomElement(using: &generator) ?? ""
        }.joined(separator: Bool.random(using: &generator) ? "" : " ")
      guard let scenarios = try? Scenario.read(text) else { continue }
      read += 1
      for scenario in scenarios {
        _ = try? BoundScenario(scenario, Self.vocabulary).members(Self.people, rows: 5)
      }
    }
    #expect(read > 0)
  }

  @Test func `the scenarios that are there without a file are those of the documentation`() throws {
    #expect(Scenario.builtIn.count == 16)
    let page = try String(contentsOfFile: Fixtures.path("../docs/lists.md"), encoding: .utf8)
    #expect(page.contains("```\n\(Scenario.builtInText)\n```"))
  }

  @Test func `days until a month and day come round begin with tomorrow`() throws {
    func days(_ month: Int, _ day: Int, after asOf: (Int, Int, Int)) throws -> Int32 {
      let from = try #require(Day(year: asOf.0, month: asOf.1, day: asOf.2))
      return People.days(
        to: try #require(Day(year: 2000, month: month, day: day)), after: from)
    }
    #expect(try days(3, 1, after: (2024, 2, 28)) == 2)
    #expect(try days(2, 29, after: (2024, 2, 28)) == 1)
    #expect(try days(2, 29, after: (2023, 2, 27)) == 1)
    #expect(try days(2, 29, after: (2023, 2, 28)) == 366)
    #expect(try days(6, 30, after: (2023, 6, 30)) == 366)
    #expect(try days(1, 1, after: (2023, 12, 31)) == 1)
  }

  @Test func `a share of all ids is held out, and always the same`() throws {
    let ids = (0..<20_000).map { Array("c\($0)".utf8)[...] }
    let tenth = try #require(HoldOut(share: 0.1))
    let fifth = try #require(HoldOut(share: 0.2))
    let held = ids.filter { tenth.contains($0) }
    #expect(abs(held.count - 2000) < 150)
    #expect(held.allSatisfy { fifth.contains($0) })
    #expect(ids.allSatisfy { !HoldOut.nobody.contains($0) })
    #expect(
      HoldOut(share: 1.1) == nil && HoldOut(share: -0.1) == nil && HoldOut(share: .nan) == nil)
  }
}
