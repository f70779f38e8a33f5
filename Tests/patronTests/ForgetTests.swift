import Foundation
import TestSupport
import Testing

/// `patron store forget`.
@Suite struct ForgetTests {
  @Test func `people go, and scores are those of the others`() throws {
    let shop = try Shop(parts: 3)
    let sample = SampleOrders()
    let gone = Set(["c1", "c2", "c3"])
    var others = sample
    others.orders.removeAll { gone.contains($0.customer) }
    let removed = sample.orders.filter { gone.contains($0.customer) }
    _ = try shop.folder.file("ids.txt", "c2\nc3\nnobody\n")
    let outcome = try shop.run(
      "store", "forget", "shop", "--customer", "c1", "--file", "ids.txt")
    #expect(outcome.ending == .exit(0) && outcome.message == "")
    let revenue = removed.reduce(0) { $0 + $1.amount }
    for line in [
      "shop: version 3; 4 ids forgotten up to 20",
      "Removed    \(removed.count) orders\n",
      "less\n", "Note: the store had nothing of 'nobody'; orders of it are set aside",
      "patron store vacuum shop --retention 0 removes their files.\n",
    ] {
      #expect(outcome.text.contains(line), "\(outcome.text)")
    }
    _ = try shop.folder.file("others.csv", others.csv())
    #expect(try shop.scores() == shop.scores(of: "others.csv"))
    let info = try shop.json("store", "info", "shop")
    #expect(
      info["revenue"] as? String == SampleOrders.decimal(sample.revenue - revenue, scale: 2))

    let vacuum = try shop.run("store", "vacuum", "shop", "--retention", "0")
    #expect(vacuum.ending == .exit(0) && vacuum.text.contains(" removed\n"))
    #expect(try shop.run("store", "verify", "shop").ending == .exit(0))
    #expect(try shop.scores() == shop.scores(of: "others.csv"))
  }

  @Test func `the document has what the summary says`() throws {
    let shop = try Shop(parts: 1)
    let own = SampleOrders().orders.filter { $0.customer == "c1" }
    let document = try shop.json("store", "forget", "shop", "--customer", "c1", "--customer", "c0x")
    #expect(
      document.keys.sorted() == [
        "command", "forgotten_on", "ids", "patron", "rejected_rows", "revenue", "rows", "store",
        "unknown", "version",
      ])
    #expect(document["unknown"] as? [String] == ["c0x"] && document["ids"] as? Int == 2)
    #expect(
      document["rows"] as? [String: Int]
        == ["orders": own.count, "set_aside": 0, "lines": 0, "customers": 0, "merges": 0])
    #expect(
      document["revenue"] as? String
        == SampleOrders.decimal(own.reduce(0) { $0 + $1.amount }, scale: 2))
    let quiet = try shop.run("store", "forget", "shop", "--customer", "c2", "--quiet")
    #expect(quiet.ending == .exit(0) && quiet.text == "")
  }

  @Test func `their orders do not come back, and later ones are a new customer's`() throws {
    let shop = try Shop(parts: 1)
    let sample = SampleOrders()
    let own = sample.orders.filter { $0.customer == "c1" }
    #expect(
      try shop.run("store", "forget", "shop", "--customer", "c1", "--quiet").ending == .exit(0))
    let scores = try shop.scores()
    // The same orders in another file, by whatever route; and one that is placed later.
    let plain = own.map {
      "c1,\(SampleOrders.iso($0.day)),\(SampleOrders.decimal($0.amount, scale: 2))"
    }
    _ = try shop.folder.file(
      "plain.csv", "customer_id,order_date,amount\n" + plain.joined(separator: "\n") + "\n")
    let again = try shop.json("import", "plain.csv", "--into", "shop")
    let rows = try #require(again["rows"] as? [String: Any])
    #expect(rows["set_aside"] as? [String: Int] == ["forgotten": own.count])
    #expect(rows["used"] as? Int == 0)
    _ = try shop.folder.file(
      "detail.csv",
      "order_id,customer_id,order_date,amount,status\n1,c1,2023-01-01,5.00,pending\n"
        + "2,c1,2024-01-01,6.00,paid\n")
    let detail = try shop.json("import", "detail.csv", "--into", "shop")
    let others = try #require(detail["rows"] as? [String: Any])
    #expect(others["set_aside"] as? [String: Int] == ["forgotten": 2])
    #expect(try shop.scores() == scores)
    let folders = Set(shop.dataFiles.compactMap { $0.split(separator: "/").first })
    #expect(folders == ["orders", "forgotten"], "nothing of them is kept")
    _ = try shop.folder.file(
      "later.csv", "customer_id,order_date,amount\nc1,2999-01-01,7.00\nc2,2023-01-01,1.00\n")
    let later = try shop.json("import", "later.csv", "--into", "shop")
    #expect((later["rows"] as? [String: Any])?["used"] as? Int == 2)

    _ = try Tool.shell("rm shop/key", in: shop.folder)
    _ = try shop.folder.file("more.csv", "customer_id,order_date,amount\nc3,2023-01-01,1.00\n")
    let outcome = try shop.run("import", "more.csv", "--into", "shop")
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.message.contains("shop/key: the key of the 1 forgotten customers is gone"),
      "\(outcome.message)")
  }

  @Test func `rows that were handed back go too`() throws {
    let shop = try Shop()
    _ = try shop.folder.file(
      "1.csv", SampleOrders().csv(adding: ["c1,never,1.00", "c2,never,2.00"]))
    #expect(
      try shop.run("import", "1.csv", "--into", "shop", "--max-rejects", "2").ending == .exit(0))
    let file = try #require(shop.files.first { $0.hasPrefix("rejects/") })
    let outcome = try shop.run("store", "forget", "shop", "--customer", "c1")
    #expect(outcome.text.contains(", 1 rejected row\n"), "\(outcome.text)")
    let text = String(decoding: try shop.bytes(file), as: UTF8.self)
    #expect(text.contains("\"c2,never,2.00\"") && !text.contains("c1,never"))
    #expect(try shop.run("store", "forget", "shop", "--customer", "c2").ending == .exit(0))
    #expect(!shop.files.contains(file))
  }

  @Test(arguments: [
    (["shop"], 2, "name somebody with --customer, or a file of ids with --file"),
    (["shop", "--customer", " "], 2, "' ' is no customer; the store's customers go by their id"),
    (["shop", "--file", "none.txt"], 1, "none.txt: cannot be opened"),
    (["shop", "--file", "empty.txt"], 1, "empty.txt, line 1: the file holds no text"),
    (["shop", "--file", "header.csv"], 2, "header.csv: there is no id in it"),
    (["1.csv", "--customer", "c1"], 1, "1.csv: cannot be opened: Not a directory"),
    (["missing", "--customer", "c1"], 1, "missing: cannot be opened"),
  ])
  func `a wrong command leaves the store as it is`(
    arguments: [String], code: Int32, message: String
  ) throws {
    let shop = try Shop(parts: 1)
    _ = try shop.folder.file("empty.txt", "\n")
    _ = try shop.folder.file("header.csv", "customer_id,when\n")
    let files = shop.files
    let outcome = try Tool.run(["store", "forget"] + arguments, in: shop.folder)
    #expect(outcome.ending == .exit(code))
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(shop.files == files)
  }
}
