import Columns
import Reports
import TestSupport
import Testing

/// Changes between two score files.
@Suite struct ChangesTests {
  private typealias Customer = ScoreTexts.Customer

  private func changes(
    _ old: [ScoreTexts.Customer], _ new: [ScoreTexts.Customer], threshold: Double = 0.1
  ) throws -> (rows: [[String]], changes: Changes) {
    try changes(ScoreTexts(old).csv, ScoreTexts(asOf: "2024-07-01", new).csv, threshold)
  }

  private func changes(
    _ old: String, _ new: String, _ threshold: Double = 0.1
  ) throws -> (rows: [[String]], changes: Changes) {
    let folder = try TemporaryFolder()
    let step = try #require(ChangeThreshold(threshold))
    var changes = try Changes(
      from: ScoreFile(folder.file("old.csv", old)), to: ScoreFile(folder.file("new.csv", new)),
      threshold: step)
    let rows = try changes.all()
    return (rows, changes)
  }

  @Test func `the same scores have no change`() throws {
    let customers = (0..<50).map { Customer(id: "c\($0)") }
    let (rows, found) = try changes(customers, customers)
    #expect(rows.isEmpty && found.rows == 0)
    #expect(found.counts.map(\.kind) == ChangeKind.allCases && found.leftOut.isEmpty)
    #expect(found.customers == (50, 50))
  }

  @Test func `every kind has its row, in the order of the kinds`() throws {
    let (rows, found) = try changes(
      [Customer(id: "a"), Customer(id: "left")],
      [
        Customer(
          id: "a", stage: "lapsing", segment: "at_risk", tier: "low", predicted: "medium",
          hero: "true", churn: "0.900000", orders: "5"),
        Customer(id: "came"),
      ])
    let own = rows.filter { $0[0] == "a" }.map { Array($0.dropFirst()) }
    #expect(
      own == [
        ["lifecycle_stage", "active", "lapsing"], ["rfm_segment", "champions", "at_risk"],
        ["value_tier", "gold", "low"], ["predicted_value_tier", "gold", "medium"],
        ["is_hero", "false", "true"], ["churn_probability", "0.500000", "0.900000"],
        ["order", "3", "5"],
      ])
    #expect(rows.contains(["came", "new", "-", "-"]) && rows.contains(["left", "gone", "-", "-"]))
    #expect(found.counts.map(\.customers) == Array(repeating: 1, count: 9))
  }

  @Test func `customers stand in the order of score files, whoever is in which`() throws {
    var generator = Generator.seeded()
    let ids = (0..<300).map { "customer-\($0)" }
    let old = ids.filter { _ in Bool.random(using: &generator) }
    let new = ids.filter { _ in Bool.random(using: &generator) }
    let (rows, found) = try changes(
      old.map { Customer(id: $0) }, new.map { Customer(id: $0, stage: "new") })
    let expected = Set(old).union(new).sorted(by: ScoreTexts.isBefore).map { id in
      let kind = !old.contains(id) ? "new" : !new.contains(id) ? "gone" : "lifecycle_stage"
      return [id, kind]
    }
    #expect(rows.map { Array($0.prefix(2)) } == expected)
    #expect(found.customers == (old.count, new.count))
  }

  @Test(arguments: [(0.1, true), (0.1000005, true), (0.100001, false)])
  func `a churn probability moves by the threshold itself too`(
    threshold: Double, counts: Bool
  ) throws {
    for churn in ["0.600000", "0.4"] {
      let (rows, _) = try changes(
        [Customer(id: "a")], [Customer(id: "a", churn: churn)], threshold: threshold)
      #expect(rows.count == (counts ? 1 : 0), "\(churn) at \(threshold)")
    }
  }

  @Test func `a value in place of none is a change, and fewer orders are none`() throws {
    let (rows, _) = try changes(
      [Customer(id: "a", tier: "", hero: ""), Customer(id: "b")],
      [Customer(id: "a", tier: "low", hero: "true", orders: "2"), Customer(id: "b", stage: "")])
    #expect(
      Set(rows) == [
        ["a", "value_tier", "-", "low"], ["a", "is_hero", "-", "true"],
        ["b", "lifecycle_stage", "active", "-"],
      ])
  }

  @Test func `what one file has no value of is left out`() throws {
    let plain = Customer(id: "a", tier: "", predicted: "", hero: "")
    let (rows, found) = try changes([Customer(id: "a")], [plain])
    #expect(rows.isEmpty)
    #expect(found.leftOut.map(\.kind) == [.valueTier, .predictedValueTier, .isHero])
    #expect(found.leftOut.allSatisfy { $0.file.path.hasSuffix("new.csv") })
    #expect(!found.counts.map(\.kind).contains(.valueTier))
    // One customer who has a value, after many who have none, is enough.
    let many = (0..<70_000).map { Customer(id: "c\($0)", hero: "") }
    var last = ScoreTexts(many)
    last.customers[69_999].hero = "true"
    #expect(try changes(last.csv, last.csv).changes.leftOut.isEmpty)
  }

  @Test func `columns may stand in any order, between others, and in quotes`() throws {
    let old = "x,is_hero,as_of,customer_id\n1,true,2024-06-30,\"a,\"\"b\"\"\"\n"
    let new = "customer_id,as_of,is_hero\r\n\"a,\"\"b\"\"\",2024-07-01,false\r\n"
    let (rows, found) = try changes(old, new)
    #expect(rows == [["a,\"b\"", "is_hero", "true", "false"]])
    #expect(found.leftOut.count == 6)
  }

  @Test func `changes of many blocks are all there`() throws {
    let old = ScoreTexts((0..<70_000).map { Customer(id: "c\($0)") })
    var new = old
    for index in new.customers.indices { new.customers[index].tier = "low" }
    let (rows, found) = try changes(old.csv, new.csv)
    #expect(rows.map { $0[0] } == old.customers.map(\.id) && found.rows == 70_000)
  }
}
