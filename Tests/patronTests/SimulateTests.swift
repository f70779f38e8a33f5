import Foundation
import TestSupport
import Testing

/// `patron simulate`, and what the other commands make of its orders.
@Suite struct SimulateTests {
  private static let shop = ["--orders", "10000", "--customers", "1000", "--seed", "3"]

  private static func simulate(
    _ output: String, _ options: [String] = shop, in folder: TemporaryFolder
  ) throws -> Tool.Outcome {
    try Tool.run(["simulate", "-o", output] + options, in: folder)
  }

  private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test func `a file is the same bytes as standard output, on any number of threads`() throws {
    let folder = try TemporaryFolder()
    let streamed = try Self.simulate("-", in: folder)
    #expect(streamed.ending == .exit(0) && streamed.message == "")
    for threads in ["1", "2", "5"] {
      let outcome = try Self.simulate(
        "\(threads).csv", Self.shop + ["--threads", threads], in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      #expect(try folder.bytes("\(threads).csv") == streamed.output)
    }
    let lines = streamed.text.split(separator: "\n")
    #expect(lines.count == 10_001)
    #expect(Set(lines.dropFirst().map { $0.prefix(13) }).count == 1000)
    #expect(try Self.simulate("-", ["--seed", "4"], in: folder).output != streamed.output)
  }

  @Test func `the summary and the manifest say what was simulated`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.simulate("orders.csv", in: folder)
    #expect(outcome.ending == .exit(0) && outcome.message == "")
    for text in [
      "10,000 orders of 1,000 customers from 2023-01-01 to 2025-12-31, ", "Pareto/NBD: r 0.5530, ",
      "Gamma-Gamma: p 6.2500, q 3.7400, v 15.4400", "Seed 3", "Wrote orders.csv\n",
    ] {
      #expect(outcome.text.contains(text), "\(outcome.text)")
    }
    #expect(folder.names == ["orders.csv", "orders.csv.manifest.json"])
    let written = try Self.object(folder.bytes("orders.csv.manifest.json"))
    var printed = try Self.object(
      Self.simulate("orders.csv", Self.shop + ["--json"], in: folder).output)
    #expect(try #require(printed.removeValue(forKey: "seconds") as? Double) > 0)
    #expect(try #require(printed.removeValue(forKey: "peak_bytes") as? Int) > 1 << 20)
    var outputs = try #require(printed["outputs"] as? [[String: Any]])
    #expect(outputs[0].removeValue(forKey: "path") as? String == "orders.csv")
    printed["outputs"] = outputs
    #expect(NSDictionary(dictionary: printed) == NSDictionary(dictionary: written))
    #expect(written["orders"] as? Int == 10_000 && written["customers"] as? Int == 1000)
    #expect(
      outputs[0]["sha256"] as? String
        == (try Tool.shell("sha256sum orders.csv", in: folder).text).prefix(64).description)
    let cents = try String(decoding: folder.bytes("orders.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst().reduce(0) {
        try $0 + minor(String($1.split(separator: ",")[2]))
      }
    #expect(try minor(#require(written["revenue"] as? String)) == cents)
  }

  @Test func `quiet prints nothing`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.simulate("orders.parquet", Self.shop + ["--quiet"], in: folder)
    #expect(outcome.ending == .exit(0) && outcome.output == [] && outcome.message == "")
    #expect(folder.names == ["orders.parquet", "orders.parquet.manifest.json"])
  }

  @Test func `the period is what the options say`() throws {
    let folder = try TemporaryFolder()
    for (options, first, last) in [
      (["--start", "2024-02-01", "--end", "2024-02-29"], "2024-02-01", "2024-02-29"),
      (["--days", "2"], "2025-12-30", "2025-12-31"),
      (["--end", "2024-02-28"], "2021-03-01", "2024-02-28"),
    ] {
      let json = try Self.object(
        Self.simulate("orders.csv", Self.shop + ["--json"] + options, in: folder).output)
      #expect(json["first_day"] as? String == first && json["last_day"] as? String == last)
      #expect(json["first_order_date"] as? String == first)
      #expect(json["last_order_date"] as? String == last)
    }
  }

  @Test func `the parameters are those of the options`() throws {
    let folder = try TemporaryFolder()
    let given = ["r": 0.7, "alpha": 40, "s": 0.3, "beta": 90, "p": 2, "q": 5.5, "v": 12]
    let options = given.flatMap { ["--\($0.key)", "\($0.value)"] }
    let json = try Self.object(
      Self.simulate(
        "orders.csv", ["--customers", "500", "--seed", "9", "--json"] + options, in: folder
      ).output)
    var found = try #require(json["model"] as? [String: Any])
    found.merge(try #require(json["spend_model"] as? [String: Any])) { $1 }
    for (name, value) in given { #expect(found[name] as? Double == value, "\(name)") }
    let rows = try folder.bytes("orders.csv").count { $0 == UInt8(ascii: "\n") } - 1
    #expect(json["orders"] as? Int == rows && rows > 500)
    #expect(json["customers"] as? Int == 500 && json["seed"] as? Int == 9)
  }

  @Test func `a full disk or a closed pipe leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let full = try Tool.shell(
      "ulimit -f 8; exec \"$PATRON\" simulate -o orders.csv --quiet", in: folder)
    #expect(full.ending == .exit(1))
    #expect(full.message == "patron: orders.csv: cannot be written: File too large\n")
    #expect(folder.names == [])
    let script = """
      { "$PATRON" simulate -o -; echo $? > code; } | head -1
      while [ ! -s code ]; do sleep 0.01; done
      """
    let closed = try Tool.shell(script, in: folder)
    #expect(closed.text == "customer_id,order_date,amount\n" && closed.message == "")
    #expect(try folder.bytes("code") == Array("0\n".utf8))
  }

  @Test func `scores are the same from CSV, Parquet and a store`() throws {
    let shop = try Shop()
    for file in ["orders.csv", "orders.parquet"] {
      #expect(try Self.simulate(file, in: shop.folder).ending == .exit(0))
    }
    #expect(try shop.run("import", "orders.parquet", "--into", "shop").ending == .exit(0))
    let scores = try shop.scores(of: "orders.csv")
    #expect(try ScoreFile(scores).rows.count == 1000)
    #expect(try shop.scores(of: "orders.parquet") == scores)
    #expect(try shop.scores(of: "shop") == scores)
    let account = try shop.json("score", "shop")
    #expect((account["rows"] as? [String: Any])?["used"] as? Int == 10_000)
  }

  /// Few orders a day, since what a customer spends on one day counts as one spend of the model.
  @Test func `the Gamma-Gamma fit leads back to the parameters of the spends`() throws {
    let shop = try Shop()
    let options = ["--orders", "90000", "--customers", "30000", "--r", "2", "--beta", "300"]
    #expect(try Self.simulate("orders.csv", options, in: shop.folder).ending == .exit(0))
    let document = try shop.json("score", "orders.csv")
    let spend = try #require(document["spend_model"] as? [String: Any])
    let found = try #require(spend["parameters"] as? [String: Double])
    let errors = try #require(spend["standard_errors"] as? [String: Double])
    for (name, truth) in [("p", 6.25), ("q", 3.74), ("v", 15.44)] {
      let (value, error) = (try #require(found[name]), try #require(errors[name]))
      #expect(abs(value - truth) < 3 * error, "\(name) = \(value) ± \(error)")
      #expect(error < 0.1 * truth)
    }
  }
}
