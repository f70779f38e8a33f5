import Foundation
import TestSupport
import Testing

/// People: who is whom, and what is known of them.
@Suite struct PeopleTests {
  @Test func `a map merges what is stored, and scores are those of orders with the ids replaced`()
    throws
  {
    let shop = try Shop(parts: 2)
    let sample = SampleOrders()
    var others = sample
    for index in others.orders.indices where ["c1", "c2"].contains(others.orders[index].customer) {
      others.orders[index].customer = "c0"
    }
    let moved = zip(sample.orders, others.orders).count { $0.customer != $1.customer }
    _ = try shop.folder.file("others.csv", others.csv())
    _ = try shop.folder.file("map.csv", "from_id,to_id\nc1,c0\nc2,c1\n")
    let document = try shop.json("import", "--customer-map", "map.csv", "--into", "shop")
    #expect(document["merged"] as? Int == moved)
    #expect(try shop.scores() == shop.scores(of: "others.csv"))
    let again = try shop.run("import", "1.csv", "--customer-map", "map.csv", "--into", "shop")
    #expect(again.ending == .exit(0) && again.text.contains("1.csv: imported before, skipped\n"))
    #expect(try shop.scores() == shop.scores(of: "others.csv"))

    _ = try shop.folder.file("circle.csv", "from_id,to_id\nc0,c2\n")
    let circle = try shop.run("import", "--customer-map", "circle.csv", "--into", "shop")
    #expect(circle.ending == .exit(2), "\(circle.message)")
    #expect(circle.message.contains("back to itself"), "\(circle.message)")

    let gone = try shop.json("store", "forget", "shop", "--customer", "c2")
    #expect(gone["ids"] as? Int == 3 && (gone["rows"] as? [String: Int])?["merges"] == 2)
  }

  @Test func `files of people are read, counted and forgotten`() throws {
    let shop = try Shop(parts: 1)
    _ = try shop.folder.file(
      "people.csv",
      "Customer ID,E-Mail,Phone,Accepts Marketing,Size\nc1,One@x.org,+49 30 1234567,yes,38\n"
        + "c2,,,no,40\nnew,new@x.org,,,41\n")
    let outcome = try shop.run("import", "--customers", "people.csv", "--into", "shop")
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(
      outcome.text.contains("; 3 rows of customers added\n")
        && outcome.text.contains("people.csv") && outcome.text.contains("Size"), "\(outcome.text)")
    let document = try shop.json(
      "import", "--customers", "people.csv", "--into", "shop")
    #expect(document["customers"] as? [String: Int] == ["rows": 3, "new": 0, "changed": 0])
    _ = try shop.folder.file(
      "bad.csv",
      SampleOrders().csv(adding: ["x,never,ONE@x.org", "y,never,1.00", "z,never,0049301234567"]))
    #expect(
      try shop.run("import", "bad.csv", "--into", "shop", "--max-rejects", "9").ending == .exit(0))
    let gone = try shop.json("store", "forget", "shop", "--customer", "c1")
    #expect((gone["rows"] as? [String: Int])?["customers"] == 1)
    #expect(gone["rejected_rows"] as? Int == 2)
    #expect(try shop.run("store", "vacuum", "shop", "--retention", "0").ending == .exit(0))
    let found = try Tool.shell("grep -rliE 'one@x.org|49 ?30 ?1234567' shop", in: shop.folder)
    #expect(found.text == "", "\(found.text)")
    #expect(try shop.run("store", "verify", "shop").ending == .exit(0))
  }

  @Test(arguments: [
    (["--into", "shop"], 2, "name at least one order file"),
    (["--customers", "none.csv", "--into", "shop"], 1, "none.csv: cannot be opened"),
    (
      ["--customers", "1.csv", "--customer-key", "email", "--into", "new"], 2,
      "1.csv: no column looks like the customer's e-mail"
    ),
  ])
  func `what is wrong with people is said`(
    arguments: [String], code: Int32, message: String
  ) throws {
    let shop = try Shop(parts: 1)
    let outcome = try Tool.run(["import"] + arguments, in: shop.folder)
    #expect(outcome.ending == .exit(code))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }
}
