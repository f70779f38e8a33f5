import Foundation
import TestSupport
import Testing

/// `patron backtest`, end to end.
@Suite struct BacktestTests {
  private static let backtest = [
    "backtest", Tool.cdnow, "--zero-orders", "keep", "--currency", "USD",
  ]

  private func document(_ arguments: [String]) throws -> [String: Any] {
    let outcome = try Tool.run(arguments + ["--json"])
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any],
      "\(outcome.message)")
  }

  private func splits(_ document: [String: Any]) throws -> [[String: Any]] {
    try #require(document["splits"] as? [[String: Any]])
  }

  private func method(_ name: String, in split: [String: Any]) throws -> [String: Any] {
    let methods = try #require(split["methods"] as? [[String: Any]])
    return try #require(methods.first { $0["name"] as? String == name }, "\(name)")
  }

  @Test
  func `the file is the same bytes on any number of threads, and what --json prints but for times`()
    throws
  {
    let folder = try TemporaryFolder()
    for threads in ["1", "2", "5"] {
      let outcome = try Tool.run(
        Self.backtest + ["--threads", threads, "--quiet", "-o", "\(threads).json"], in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      #expect(outcome.output == [] && outcome.message == "")
    }
    #expect(folder.names == ["1.json", "2.json", "5.json"])
    let bytes = try folder.bytes("1.json")
    #expect(try folder.bytes("2.json") == bytes && folder.bytes("5.json") == bytes)
    var printed = try document(Self.backtest)
    #expect(printed.removeValue(forKey: "seconds") is Double)
    #expect(printed.removeValue(forKey: "peak_bytes") is Int)
    var inputs = try #require(printed["inputs"] as? [[String: Any]])
    #expect(inputs[0].removeValue(forKey: "path") as? String == Tool.cdnow)
    printed["inputs"] = inputs
    let written = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
    #expect(printed as NSDictionary == written)
  }

  @Test func `splits lie one and two horizons before as-of, and a year`() throws {
    let document = try document(Self.backtest)
    #expect(document["as_of"] as? String == "1998-06-30" && document["horizon"] as? Int == 90)
    let days = try splits(document).compactMap { $0["split"] as? String }
    #expect(days == ["1998-04-01", "1998-01-01", "1997-06-30"])
    let long = try self.document(Self.backtest + ["--horizon", "200"])
    #expect(try splits(long).compactMap { $0["split"] as? String } == ["1997-12-12"])
    #expect(long["untested"] as? [String] == ["1997-05-26", "1997-06-30"])
  }

  @Test(arguments: ["mbg-nbd", "bg-nbd"])
  func `figures are those of the score file as of the split, held against the orders after it`(
    model: String
  ) throws {
    let scored = try Tool.score(
      Tool.cdnow, "--as-of", "1998-01-01", "--zero-orders", "keep", "--currency", "USD",
      "--horizons", "90", "--model", model, "-o", "-", "--format", "csv")
    let scores = try ScoreFile(scored.output)
    var days: [String: Set<String>] = [:]
    var revenue = 0
    for line in Fixtures.text("cdnow/orders.csv").split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      if cells[1] > "1998-01-01" && cells[1] <= "1998-04-01" {
        days[cells[0], default: []].insert(cells[1])
        revenue += Int((Double(cells[3]) ?? 0) * 100 + 0.5)
      }
    }
    let actual = try scores.column("customer_id").map { Double(days[$0]?.count ?? 0) }
    func millionths(_ column: String) throws -> [Double] {
      try scores.present(column, decimals: 6).map { Double($0) / 1e6 }
    }
    let (expected, probability) = (
      try millionths("expected_orders_90"), try millionths("order_probability_90")
    )
    let n = Double(actual.count)
    func mean(_ term: (Int) -> Double) -> Double { actual.indices.reduce(0) { $0 + term($1) } / n }

    let all = try splits(document(Self.backtest + ["--split", "1998-01-01"]))
    let split = try #require(all.first)
    let came = try #require(split["actual"] as? [String: Any])
    #expect(split["customers"] as? Int == actual.count)
    #expect(came["purchase_days"] as? Int == Int(actual.reduce(0, +)))
    #expect(came["buyers"] as? Int == actual.count { $0 > 0 })
    #expect(
      came["revenue"] as? String == "\(revenue / 100).\(String(format: "%02d", revenue % 100))")
    let found = try method(model, in: split)
    func expect(_ name: String, _ value: Double, _ error: Double = 2e-6) throws {
      let figure = try #require(found[name] as? Double)
      #expect(abs(figure - value) < error, "\(name) \(figure), not \(value)")
    }
    try expect("bias", expected.reduce(0, +) / actual.reduce(0, +) - 1)
    try expect("mae", mean { abs(expected[$0] - actual[$0]) })
    try expect(
      "rmse", mean { (expected[$0] - actual[$0]) * (expected[$0] - actual[$0]) }.squareRoot())
    try expect(
      "brier",
      mean { (probability[$0] - min(1, actual[$0])) * (probability[$0] - min(1, actual[$0])) })
    try expect(
      "log_loss", mean { -log(actual[$0] > 0 ? probability[$0] : 1 - probability[$0]) }, 1e-4)
    let money = try #require(found["revenue"] as? [String: Any])
    let cents = try scores.present("expected_revenue_90", decimals: 2).reduce(0, +)
    #expect(money["expected"] as? String == "\(cents / 100).\(String(format: "%02d", cents % 100))")
  }

  @Test func `the tables name every method, mark the best and end with a verdict`() throws {
    let outcome = try Tool.run(Self.backtest)
    #expect(outcome.ending == .exit(0) && outcome.message == "", "\(outcome.message)")
    for text in [
      "Split 1998-04-01, forecast to 1998-06-30: 2,357 customers, of whom ", "mbg-nbd ", "bg-nbd ",
      "last-period ", "base-mean ", "own-rate ", "active-p80 ", "rfm ", "log loss", "* ",
      "purchase days by day", "has the least log loss of ", "The best rule of thumb is ",
    ] {
      #expect(outcome.text.contains(text), "\(text)")
    }
    let plain = try Tool.run(["backtest", Tool.cdnow, "--amount", "none", "--model", "bg-nbd"])
    #expect(plain.ending == .exit(0), "\(plain.message)")
    #expect(!plain.text.contains("revenue") && !plain.text.contains("mbg-nbd"))
    #expect(plain.text.contains("bg-nbd has a log loss of "))
  }

  @Test
  func `a gate that is not passed is exit code 4 with a line for each, and the file is there`()
    throws
  {
    let folder = try TemporaryFolder()
    let failed = try Tool.run(
      Self.backtest + ["--max-bias", "0.001%", "-o", "backtest.json"], in: folder)
    #expect(failed.ending == .exit(4))
    let lines = failed.message.split(separator: "\n")
    #expect(lines.count == 3)
    for (line, day) in zip(lines, ["1998-04-01", "1998-01-01", "1997-06-30"]) {
      #expect(
        line.hasPrefix("patron: gate: mbg-nbd after \(day): the total of purchase days is off by "))
      #expect(line.hasSuffix(" %, more than --max-bias 0.001%"))
    }
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("backtest.json"))) as? [String: Any])
    let gates = try #require(document["gates"] as? [String: Any])
    #expect(gates["passed"] as? Bool == false && (gates["failures"] as? [String])?.count == 3)
    let passed = try Tool.run(Self.backtest + ["--max-bias", "1000%", "--beat", "last-period"])
    #expect(
      passed.ending == .exit(0) && passed.text.contains("Gates: passed."), "\(passed.message)")
  }

  @Test func `a store is tested as its files are`() throws {
    let shop = try Shop()
    #expect(try shop.run("import", Tool.cdnow, "--into", "shop").ending == .exit(0))
    let stored = try shop.json("backtest", "shop", "--horizon", "60")
    let read = try document(["backtest", Tool.cdnow, "--horizon", "60"])
    #expect(try splits(stored) as NSArray == splits(read) as NSArray)
  }

  @Test(arguments: [
    (["--horizon", "0"], 2, "--horizon 0: 1 to 3650 days are possible"),
    (["--split", "1998-02-30"], 2, "'1998-02-30' is invalid for '--split"),
    (["--split", "1998-01-01,1998-01-01"], 2, "is invalid for '--split"),
    (["--max-bias", "10"], 2, "'10' is invalid for '--max-bias"),
    (["--beat", "lstm"], 2, "'lstm' is invalid for '--beat"),
    (["--model", "lstm"], 2, "'lstm' is invalid for '--model"),
    (["-o", "-"], 2, "-o -: --json prints the figures"),
    (["-o", Tool.cdnow], 2, "it is an input too"),
    (
      ["--split", "1998-04-02"], 2,
      "--split 1998-04-02: the 90 days after it end after 1998-06-30, the last day that counts"
    ),
    (
      ["--split", "1997-02-01"], 3,
      "no order lies 90 days or more before 1997-02-01, the day to split at"
    ),
    (["--horizon", "400"], 3, "nothing to test: no order lies 400 days or more before 1997-05-26"),
    (["--as-of", "1996-01-01"], 3, "nothing to test"),
  ])
  func `what cannot be tested is told`(options: [String], status: Int32, message: String) throws {
    let outcome = try Tool.run(Self.backtest + options)
    #expect(outcome.ending == .exit(status))
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(outcome.output == [])
  }
}
