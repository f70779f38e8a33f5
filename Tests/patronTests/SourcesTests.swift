import Foundation
import TestSupport
import Testing

/// Files as shops have them, through the binary.
@Suite struct SourcesTests {
  private let shop: Shop
  private let scores: [UInt8]

  init() throws {
    shop = try Shop()
    _ = try shop.folder.file("orders.csv", SampleOrders().csv())
    scores = try shop.scores(of: "orders.csv")
  }

  /// Runs a line of the shell in the folder, which has to end well.
  @discardableResult
  private func shell(_ script: String) throws -> Tool.Outcome {
    let outcome = try Tool.shell(script, in: shop.folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    return outcome
  }

  @Test(arguments: [
    "gzip -k orders.csv && $PATRON import orders.csv.gz --into shop",
    "zstd -q orders.csv && $PATRON import orders.csv.zst --into shop",
    "cat orders.csv | $PATRON import - --into shop",
    "gzip -c orders.csv | $PATRON import - --into shop",
    "mkdir all && mv orders.csv all/ && $PATRON import all --into shop",
    "$PATRON import 'ord*.csv' --into shop",
    "tail -n +2 orders.csv | $PATRON import - --into shop --columns customer_id,order_date,amount",
    "tr , ' ' < orders.csv > blanks.txt && $PATRON import blanks.txt --into shop",
  ])
  func `orders are imported alike from whatever holds them`(script: String) throws {
    try shell(script)
    #expect(try shop.scores() == scores)
    #expect(!shop.files.contains { $0.hasSuffix(".tmp") })
  }

  @Test(arguments: [
    "gzip -c orders.csv > a.csv && $PATRON score a.csv",
    "cat orders.csv | $PATRON score -", "mkdir all && mv orders.csv all/ && $PATRON score all",
    "$PATRON score './*.csv'",
  ])
  func `orders are scored alike from whatever holds them`(script: String) throws {
    #expect(try shell(script + " -o - --format csv").output == scores)
  }

  @Test func `what was piped in is known again`() throws {
    try shell("cat orders.csv | $PATRON import - --into shop")
    let again = try shell("cat orders.csv | $PATRON import - --into shop")
    #expect(again.text.hasPrefix("standard input: imported before, skipped\n"))
    #expect(try shop.run("import", "orders.csv", "--into", "shop").text.contains("skipped"))
    #expect(try shop.scores() == scores)
  }

  @Test func `nothing piped in is an empty file`() throws {
    let outcome = try shop.run("import", "-", "--into", "shop")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("standard input: the file is empty"), "\(outcome.message)")
    let twice = try shop.run("import", "-", "-", "--into", "shop")
    #expect(twice.ending == .exit(2) && twice.message.contains("named twice"))
  }

  @Test func `the summary and the document say what a file was taken for`() throws {
    let text = SampleOrders().csv().replacingOccurrences(of: "amount", with: "amount,mood")
    let rows = text.split(separator: "\n")
    let file = ([String(rows[0])] + rows.dropFirst().map { "\($0),good" }).joined(separator: "\n")
    _ = try shop.folder.file("moods.csv", file + "\n")
    let outcome = try shop.run("score", "moods.csv")
    #expect(
      outcome.text.contains(
        "moods.csv: customer 'customer_id' (guessed), date 'order_date' (guessed), "
          + "amount 'amount' (guessed)\n  not used: 'mood'\n"), "\(outcome.text)")
    let document = try shop.json("import", "moods.csv", "--into", "shop")
    let input = try #require((document["inputs"] as? [[String: Any]])?.first)
    let source = try #require(input["source"] as? [String: Any])
    #expect(source["preset"] as? String == "generic" && source["rows"] as? String == "orders")
    #expect(source["unused"] as? [String] == ["mood"])
    #expect((source["missing"] as? [String])?.contains("order_id") == true)
    #expect(
      source["columns"] as? [String: String]
        == ["customer_id": "customer_id", "stamp": "order_date", "amount": "amount"])
  }

  @Test func `the summary says what was read of a file with details`() throws {
    let rows = SampleOrders().csv().split(separator: "\n")
    let file = ["order_id,\(rows[0])"] + rows.dropFirst().enumerated().map { "\($0),\($1)" }
    _ = try shop.folder.file("ids.csv", file.joined(separator: "\n") + "\n")
    let outcome = try shop.run("score", "ids.csv")
    #expect(
      outcome.text.contains(
        "ids.csv: generic, each row is an order\n  read: order_id 'order_id', "
          + "customer_id 'customer_id', stamp 'order_date', amount 'amount'\n  not there: "),
      "\(outcome.text)")
    #expect(try shop.scores(of: "ids.csv") == scores)
  }

  @Test func `a file without another column has no amounts`() throws {
    let sample = SampleOrders()
    let text =
      "cust,date\n" + sample.orders.map { "\($0.customer),\(SampleOrders.iso($0.day))\n" }.joined()
    _ = try shop.folder.file("dates.csv", text)
    let document = try shop.json("import", "dates.csv", "--into", "shop")
    #expect(document["revenue"] is NSNull)
    #expect(try shop.scores() == shop.scores(of: "dates.csv", ["--amount", "none"]))
    let more = try shop.run("import", "orders.csv", "--into", "shop")
    #expect(more.ending == .exit(0), "\(more.message)")
    let mixed = try shop.run("score", "dates.csv", "orders.csv")
    #expect(mixed.ending == .exit(2))
    #expect(
      mixed.message.contains("dates.csv: it has no column of amounts, and orders.csv has one"))
  }

  @Test func `a source of one's own is a file`() throws {
    _ = try shop.folder.file(
      "own.preset", "customer_id Kunde\nstamp Tag\namount Betrag  # in euros\n")
    let text = SampleOrders().csv().replacingOccurrences(
      of: "customer_id,order_date,amount", with: "Kunde,Tag,Betrag")
    _ = try shop.folder.file("kunden.csv", text)
    #expect(try shop.scores(of: "kunden.csv", ["--source", "own.preset"]) == scores)
    let wrong = try shop.run("score", "kunden.csv", "--source", "orders.csv")
    #expect(wrong.ending == .exit(1) && wrong.message.contains("orders.csv, line 1: no preset"))
    let missing = try shop.run("score", "kunden.csv", "--source", "shopfy")
    #expect(missing.ending == .exit(2) && missing.message.contains("the presets are shopify, "))
  }

  @Test(arguments: [
    (["--columns", "a"], "names separated by commas are needed"),
    (["--columns", "a,,b"], "names separated by commas are needed"),
    (["--columns", "a,b"], "line 1: the line has 3 fields, and --columns names 2"),
    (["--rates", "r.csv"], "--rates needs --currency"),
    (["--stamp-zone", "Mars"], "--stamp-zone Mars: no such zone"),
    (["--customer-key", "name"], "'name' is invalid for '--customer-key"),
    (["--customer-map", "none.csv"], "none.csv: cannot be opened"),
    (["--product", "thing"], "there is no column 'thing'"),
  ])
  func `options that cannot be met are named`(options: [String], message: String) throws {
    let outcome = try Tool.run(["score", "orders.csv"] + options, in: shop.folder)
    #expect(outcome.ending == .exit(2) || outcome.ending == .exit(1))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }

  @Test(
    .enabled(if: Fixtures.hasTestData("cdnow/CDNOW_master.txt"), "needs PATRON_TEST_DATA"),
    arguments: [
      ("cdnow/CDNOW_master.txt", ["--currency", "USD"], 69_659, "2500315.63"),
      (
        "cdnow/CDNOW_sample.txt", ["--columns", "customer_id,_,order_date,quantity,amount"], 6919,
        "244091.94"
      ),
      ("cdnow/cdnowElog.csv", [], 6919, "244091.94"),
      ("apparel/apparelTrans.csv", ["--currency", "USD"], 3187, "124356.90"),
      ("grocery/groceryElog.csv", [], 10_483, nil),
      ("lifetimes_example/example_transactions.csv", [], 15_273, nil),
      (
        "retail_transactions/Retail_Data_Transactions.csv", ["--currency", "USD"], 125_000,
        "8123989.00"
      ),
    ] as [(String, [String], Int, String?)])
  func `real files of orders need no names`(
    name: String, options: [String], rows: Int, revenue: String?
  ) throws {
    let path = "\(Fixtures.testData ?? "")/\(name)"
    let outcome = try Tool.run(
      ["import", path, "--into", "real", "--json"] + options, in: shop.folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    #expect((document["rows"] as? [String: Any])?["used"] as? Int == rows)
    #expect((document["revenue"] as? [String: Any])?["used"] as? String == revenue)
  }
}
