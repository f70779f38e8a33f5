import Foundation
import TestSupport
import Testing

/// `patron tables`.
@Suite struct TablesTests {
  private static let names = [
    "summary", "recency", "frequency", "concentration", "active_base", "months", "ladder", "gaps",
    "cohorts", "one_timers", "drift", "rfm_grid", "clv_distribution", "focus", "what_if",
    "calibration", "tracking",
  ]

  private func tables(
    _ arguments: String..., in folder: TemporaryFolder
  ) throws -> Tool.Outcome {
    try Tool.run(["tables"] + arguments, in: folder)
  }

  @Test
  func `each table comes as CSV and Parquet, and all of them in one document with their sums`()
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try tables(Tool.cdnow, "-o", "out", "--currency", "USD", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.hasSuffix("Wrote 17 tables to out\n"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("out/tables.json")))
        as? [String: Any])
    let found = try #require(document["tables"] as? [[String: Any]])
    #expect(found.map { $0["name"] as? String } == Self.names)
    let outputs = try #require(document["outputs"] as? [[String: Any]])
    #expect(outputs.count == 34)
    let sums = try Tool.shell("cd out && sha256sum *.csv *.parquet", in: folder).text
    for output in outputs {
      let file = try #require(output["file"] as? String)
      let sum = try #require(output["sha256"] as? String)
      #expect(sums.contains("\(sum)  \(file)\n"))
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out")
    #expect(
      Set(files) == Set(Self.names.flatMap { ["\($0).csv", "\($0).parquet"] } + ["tables.json"]))
    #expect(document["seconds"] == nil && document["folder"] == nil)
    let leftOut = try #require(document["left_out"] as? [[String: String]])
    #expect(
      leftOut.prefix(3) == [
        ["name": "economics", "reason": "it needs --cac and --margin"],
        ["name": "promotions", "reason": "it needs --periods"],
        ["name": "migration", "reason": "it needs --compare-to"],
      ])
    #expect(outcome.text.contains("Left out: promotions (it needs --periods)\n"))
    #expect(outcome.text.contains("\nclv_distribution\n") && !outcome.text.contains("\nrfm_grid\n"))
    #expect(
      outcome.text.contains(
        "Not shown, as they are to be plotted: rfm_grid, tracking; -o and --json have them\n"))
  }

  @Test func `files are the same on any number of threads and from a store`() throws {
    let folder = try TemporaryFolder()
    _ = try tables(Tool.cdnow, "-o", "one", "--threads", "1", "--quiet", in: folder)
    _ = try tables(Tool.cdnow, "-o", "three", "--threads", "3", "--quiet", in: folder)
    _ = try Tool.run(["import", Tool.cdnow, "--into", "shop", "--quiet"], in: folder)
    _ = try tables("shop", "-o", "stored", "--quiet", in: folder)
    for name in Self.names.flatMap({ ["\($0).csv", "\($0).parquet"] }) {
      let bytes = try folder.bytes("one/\(name)")
      #expect(try folder.bytes("three/\(name)") == bytes, "\(name)")
      #expect(try folder.bytes("stored/\(name)") == bytes, "\(name)")
    }
  }

  @Test func `windows that are asked for are those of the stages`() throws {
    let folder = try TemporaryFolder()
    let outcome = try tables(Tool.cdnow, "--stage-windows", "30,60", "--json", in: folder)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let windows = try #require(document["stage_windows"] as? [String: Any])
    #expect(windows["active"] as? Int == 30 && document["seconds"] is Double)
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("ordered in the last 30 days"))
  }

  @Test func `what is in the way is told before the work, and nothing is left behind`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("taken", "a file")
    let file = try tables(Tool.cdnow, "-o", "taken", in: folder)
    #expect(file.ending == .exit(1) && file.message.contains("taken: cannot be opened"))
    let missing = try tables(Tool.cdnow, "-o", "no/where", in: folder)
    #expect(missing.ending == .exit(1) && missing.message.contains("no/where: cannot be created"))
    _ = try Tool.run(["import", Tool.cdnow, "--into", "shop", "--quiet"], in: folder)
    let store = try tables("shop", "-o", "./shop", in: folder)
    #expect(store.ending == .exit(2) && store.message.contains("./shop: it is an input too"))
    #expect(try tables(Tool.cdnow, "-o", "-", in: folder).ending == .exit(2))
    _ = try folder.file("empty.csv", "customer_id,order_date,amount\n")
    let empty = try tables("empty.csv", "-o", "out", in: folder)
    #expect(empty.ending == .exit(3))
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out").isEmpty)
  }

  @Test func `a store's channels and codes bring more tables, and others say what they need`()
    throws
  {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv",
      """
      order_id,customer_id,order_date,amount,channel,coupon
      1,a,2024-01-10,10.00,web,TEN
      2,a,2024-02-10,20.00,shop,
      3,b,2024-03-10,30.00,shop,

      """)
    _ = try Tool.run(["import", "orders.csv", "--into", "shop", "--quiet"], in: folder)
    let outcome = try tables("shop", "-o", "out", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.hasSuffix("Wrote 20 tables to out\n"))
    #expect(outcome.text.contains("\nLeft out: products (the store has no lines of orders"))
    for name in ["channels", "discounts", "drivers"] {
      #expect(try !folder.bytes("out/\(name).csv").isEmpty)
    }
    let file = try tables("orders.csv", in: folder)
    #expect(file.text.contains("\nLeft out: channels (order files are read for days and amounts"))
  }

  /// The document of a run that prints it.
  private func document(
    _ arguments: String..., in folder: TemporaryFolder
  ) throws -> [String: Any] {
    let outcome = try Tool.run(["tables"] + arguments + ["--json"], in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
  }

  /// The names of the tables by models that a document leaves out, and why.
  private func leftOut(_ document: [String: Any]) -> [String: String] {
    let all = document["left_out"] as? [[String: String]] ?? []
    let reasons = Dictionary(all.map { ($0["name"] ?? "", $0["reason"] ?? "") }) { $1 }
    let names: Set = [
      "rfm_grid", "clv_distribution", "focus", "what_if", "returns", "calibration", "tracking",
    ]
    return reasons.filter { names.contains($0.key) }
  }

  @Test func `what there is no data for is left out, and it is said why`() throws {
    let folder = try TemporaryFolder()
    #expect(leftOut(try document(Tool.cdnow, in: folder)).keys.sorted() == ["returns"])
    let bare = leftOut(try document(Tool.cdnow, "--amount", "none", in: folder))
    #expect(bare.keys.sorted() == ["clv_distribution", "focus", "returns", "what_if"])
    #expect(bare["focus"]?.contains("there are no amounts; name their column") == true)
    let short = leftOut(
      try document(Tool.cdnow, "--as-of", "1997-02-20", "--horizons", "26,60", in: folder))
    #expect(
      short["calibration"]?.contains(
        "from 1997-01-01 to 1997-02-20 there is no room for two of the shortest horizon, 26 days")
        == true)
    #expect(short["tracking"] == short["calibration"])
    let enough = try document(
      Tool.cdnow, "--as-of", "1997-02-20", "--horizons", "25,60", in: folder)
    #expect(leftOut(enough).keys.sorted() == ["returns"])
  }

  @Test func `tables with the model of the same orders are those without, and it is named`() throws
  {
    let folder = try TemporaryFolder()
    _ = try Tool.run(["fit", Tool.cdnow, "-o", "model.json", "--quiet"], in: folder)
    let fitted = try document(Tool.cdnow, in: folder)
    let read = try document(Tool.cdnow, "--model-file", "model.json", in: folder)
    for name in ["tables", "spend_model", "horizons"] {
      #expect(fitted[name] as? NSObject == read[name] as? NSObject, "\(name)")
    }
    let file = (read["model"] as? [String: Any])?["file"] as? [String: String]
    #expect(file?["path"] == "model.json")
    let taken = try tables(Tool.cdnow, "--model-file", "model.json", "-o", "model.json", in: folder)
    #expect(taken.ending == .exit(2) && taken.message.contains("it is an input too"))
  }

  @Test func `refunds of known orders and days make a table of returns`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv",
      """
      order_id,customer_id,order_date,order_total
      1,a,2025-01-01,10.00
      2,a,2025-01-05,30.00
      3,b,2025-01-02,5.00
      4,c,2025-01-03,8.00
      2,a,2025-01-09,-4.00
      4,c,2025-01-07,-8.00

      """)
    let all = try document(
      "orders.csv", "--currency", "EUR", "--as-of", "2025-01-10", in: folder)
    let found = try #require(all["tables"] as? [[String: Any]])
    let table = try #require(found.first { $0["name"] as? String == "returns" })
    let columns = try #require(table["columns"] as? [String])
    let rows = try #require(table["rows"] as? [[Any]])
    func column(_ name: String) throws -> [String] {
      let place = try #require(columns.firstIndex(of: name))
      return rows.map { "\($0[place])" }
    }
    #expect(
      try column("return_band") == [
        "none", "up_to_10_percent", "10_to_25_percent", "25_to_50_percent", "above_50_percent",
        "all_customers", "everything_returned",
      ])
    #expect(try column("customers") == ["1", "1", "0", "0", "0", "2", "1"])
    #expect(
      try column("gross_revenue") == ["5.00", "40.00", "0.00", "0.00", "0.00", "45.00", "8.00"])
    #expect(
      try column("refunded_amount") == ["0.00", "4.00", "0.00", "0.00", "0.00", "4.00", "8.00"])
    #expect(try column("orders") == ["1", "2", "0", "0", "0", "3", "1"])
    #expect(try column("refunded_orders") == ["0", "1", "0", "0", "0", "1", "1"])
    // Before the first refund there is nothing to say.
    let before = try document(
      "orders.csv", "--currency", "EUR", "--as-of", "2025-01-06", in: folder)
    #expect(leftOut(before)["returns"]?.contains("no order has a refund") == true)
  }

  @Test func `tables of an earlier run that has them alone are taken away, and nothing else is`()
    throws
  {
    let folder = try TemporaryFolder()
    _ = try tables(Tool.cdnow, "-o", "out", "--compare-to", "1997-06-30", "--quiet", in: folder)
    #expect(try !folder.bytes("out/migration.csv").isEmpty)
    _ = try folder.file("out/mine.csv", "a\n")
    let again = try tables(Tool.cdnow, "-o", "out", "--quiet", in: folder)
    #expect(again.ending == .exit(0), "\(again.message)")
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out")
    #expect(
      Set(files)
        == Set(
          Self.names.flatMap { ["\($0).csv", "\($0).parquet"] } + ["tables.json", "mine.csv"]))
    // A document that names what no run of this kind writes has nothing removed.
    _ = try folder.file(
      "out/tables.json", "{\"command\": \"tables\", \"outputs\": [{\"file\": \"../out/mine.csv\"}]}"
    )
    #expect(try tables(Tool.cdnow, "-o", "out", "--quiet", in: folder).ending == .exit(0))
    #expect(try folder.bytes("out/mine.csv") == Array("a\n".utf8))
  }

  @Test func `people who have not ordered are leads`() throws {
    let folder = try TemporaryFolder()
    var generator = Generator.seeded()
    let ids = (0..<900).map { "p\($0 * 7919 % 100_003)" }
    let buyers = Set(ids.filter { _ in Bool.random(using: &generator) })
    let people = ids.filter { _ in Int.random(in: 0..<3, using: &generator) > 0 }
    // Half of the buyers come in January.
    let orders = buyers.enumerated().map { "\($1),2024-0\($0 % 2 + 1)-05,10.00\n" }
    _ = try folder.file("orders.csv", "customer_id,order_date,amount\n" + orders.joined())
    _ = try folder.file(
      "people.csv", "customer_id,email\n" + people.map { "\($0),\($0)@x.org\n" }.joined())
    let made = try Tool.run(
      ["import", "orders.csv", "--into", "shop", "--customers", "people.csv", "--quiet"], in: folder
    )
    #expect(made.ending == .exit(0), "\(made.message)")
    for (asOf, month) in [("2024-01-31", "-01-"), ("2024-12-31", "-0")] {
      let known = Set(orders.filter { $0.contains(month) }.map { String($0.prefix { $0 != "," }) })
      _ = try tables("shop", "-o", asOf, "--as-of", asOf, "--quiet", in: folder)
      let recency = try String(decoding: folder.bytes("\(asOf)/recency.csv"), as: UTF8.self)
      #expect(recency.contains("\nlead,\(people.count { !known.contains($0) }),,"), "\(recency)")
    }
    _ = try Tool.run(["import", "orders.csv", "--into", "bare", "--quiet"], in: folder)
    _ = try tables("bare", "-o", "bare-tables", "--quiet", in: folder)
    #expect(
      try !String(decoding: folder.bytes("bare-tables/recency.csv"), as: UTF8.self).contains("lead")
    )
  }
}
