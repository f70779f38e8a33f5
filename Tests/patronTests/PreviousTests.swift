import Foundation
import TestSupport
import Testing

/// `patron score --previous`: the gate against an earlier run.
@Suite struct PreviousTests {
  /// A folder with scores of a day, `scores.csv`.
  private func scored(_ options: String...) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let outcome = try score(options + ["-o", "scores.csv"], in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    return folder
  }

  private func score(_ options: [String], in folder: TemporaryFolder) throws -> Tool.Outcome {
    try Tool.run(["score", Tool.cdnow, "--currency", "USD"] + options, in: folder)
  }

  private func files(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try folder.names.map { ($0, try folder.bytes($0)) })
  }

  @Test func `the same run passes, and may take the place of the one before`() throws {
    let folder = try scored("--as-of", "1998-06-01")
    let before = try files(folder)
    let again = try score(
      [
        "--as-of", "1998-06-01", "--previous", "scores.csv", "-o", "scores.csv", "--max-change",
        "0%",
      ], in: folder)
    #expect(again.ending == .exit(0), "\(again.message)")
    #expect(try files(folder) == before, "the comparison leaves no trace in the files")
    let later = try score(["--previous", "scores.csv", "-o", "scores.csv"], in: folder)
    #expect(later.ending == .exit(0), "\(later.message)")
    #expect(try folder.bytes("scores.csv") != before["scores.csv"])
  }

  @Test func `a run that moved too far says what moved, and leaves all as it was`() throws {
    let folder = try scored("--as-of", "1997-01-31")
    let before = try files(folder)
    for output in [
      ["-o", "scores.csv"], ["-o", "new.parquet"], ["-o", "-", "--format", "csv"], ["--json"], [],
    ] {
      let outcome = try score(["--previous", "scores.csv"] + output, in: folder)
      #expect(outcome.ending == .exit(4), "\(output)")
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.message.contains("patron: customers rose from ")
          && outcome.message.contains("more than --max-change 20% allows"), "\(outcome.message)")
      #expect(outcome.message.contains("patron: revenue rose from "))
      #expect(outcome.message.contains("nothing was written"))
      #expect(try files(folder) == before)
    }
    #expect(
      try score(["--previous", "scores.csv", "--max-change", "100000%"], in: folder).ending
        == .exit(0))
  }

  @Test func `the figures are those of both manifests, and the limit itself is allowed`() throws {
    let folder = try scored("--as-of", "1997-09-30", "--horizons", "30,365")
    let options = [
      "--previous", "scores.csv", "--max-change", "400%", "--horizons", "30,90,365", "--json",
    ]
    let outcome = try score(options, in: folder)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any],
      "\(outcome.message)")
    let previous = try #require(document["previous"] as? [String: Any])
    let figures = try #require(previous["figures"] as? [[String: Any]])
    let (old, new) = (
      try ManifestFile(folder.bytes("scores.csv.manifest.json")), try ManifestFile(outcome.output)
    )
    #expect(
      figures.map { $0["name"] as? String } == [
        "customers", "revenue", "expected orders of 30 days", "expected orders of 365 days",
      ])
    #expect(
      figures.map { $0["before"] as? String }.prefix(2) == ["\(old.customers)", old.revenue?.used])
    #expect(
      figures.map { $0["after"] as? String }.prefix(2) == ["\(new.customers)", new.revenue?.used])
    for (figure, horizon) in zip(figures.dropFirst(2), ["30", "365"]) {
      let (before, after) = (
        try #require(old.base.expected_orders[horizon]),
        try #require(new.base.expected_orders[horizon])
      )
      let change = try #require(figure["change"] as? Double)
      #expect(abs(change - (after - before) / before) < 1e-9)
    }
    #expect(
      previous["as_of"] as? String == "1997-09-30" && previous["max_change"] as? String == "400%")
  }

  @Test func `a run made in another way is warned of, and one of another currency refused`() throws
  {
    let folder = try scored("--as-of", "1998-06-01")
    let options = ["--previous", "scores.csv", "--max-change", "1000%"]
    let other = try score(options + ["--model", "bg-nbd", "--zero-orders", "keep"], in: folder)
    #expect(
      other.text.contains(
        "the run before, scores.csv.manifest.json, was by mbg-nbd, and this one is by bg-nbd"))
    #expect(other.text.contains("set rows aside as zero_value, and this one none"), "\(other.text)")
    let earlier = try score(options + ["--as-of", "1997-03-31", "--max-change", "2%"], in: folder)
    #expect(earlier.ending == .exit(4))
    let parameters = try score(
      [
        "--previous", "scores.csv", "--max-change", "99%", "--as-of", "1997-09-30", "--horizons",
        "7",
      ], in: folder)
    #expect(
      parameters.text.contains("is as of 1998-06-01, a later day than 1997-09-30"),
      "\(parameters.message)")
    #expect(parameters.text.contains("has no horizon in common with this one"))
    let euro = try Tool.run(
      ["score", Tool.cdnow, "--currency", "EUR"] + options, in: folder)
    #expect(euro.ending == .exit(1))
    #expect(euro.message.contains("its currency is USD, and this run's EUR"), "\(euro.message)")
    let bare = try score(options + ["--amount", "none"], in: folder)
    #expect(bare.ending == .exit(1) && bare.message.contains("this run none"), "\(bare.message)")
  }

  @Test func `a manifest that is missing or no manifest is named with what to do`() throws {
    let folder = try scored()
    let usage = try score(["--max-change", "5%"], in: folder)
    #expect(usage.ending == .exit(2))
    #expect(
      try score(["--previous", "scores.csv", "--max-change", "5"], in: folder).ending == .exit(2))
    for (text, finding) in [
      (nil, "cannot be opened"), ("", "it is not whole JSON"), ("{}", "is missing"),
      ("[1", "it is not whole JSON"),
      (String(repeating: "[", count: 100_000), "this is no manifest"),
    ] as [(String?, String)] {
      let path = "\(folder.path)/scores.csv.manifest.json"
      if let text {
        _ = try folder.file("scores.csv.manifest.json", text)
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      let outcome = try score(["--previous", "scores.csv", "-o", "new.csv"], in: folder)
      #expect(outcome.ending == .exit(1))
      #expect(
        outcome.message.contains("scores.csv.manifest.json") && outcome.message.contains(finding)
          && outcome.message.contains("write scores without --previous first"), "\(outcome.message)"
      )
      #expect(!folder.names.contains("new.csv"))
    }
  }

  @Test(arguments: [
    ("customers", "-1"), ("customers", "1.5"), ("customers", "9e18"), ("customers", "1e400"),
    ("currency", "7"), ("as_of", "\"\\u001b[2J\""), ("churn_horizon", "1e300"),
    ("revenue.used", "\"12.345\""), ("revenue.used", "\"-\""),
    ("revenue.used", "\"99999999999999999999\""),
    ("base.expected_orders.365", "-1"), ("base.expected_orders.365", "1e300"),
    ("base.expected_orders.365", "0"),
    ("model.parameters.r", "1e308"), ("model.parameters.r", "-4"), ("model.name", "\"\\u0007\""),
    ("rows.set_aside", "{\"guest\": -9223372036854775808}"), ("outputs", "[]"), ("outputs", "{}"),
  ])
  func `a manifest with a value that no run writes traps nothing`(key: String, value: String) throws
  {
    let folder = try scored("--as-of", "1998-06-01")
    let name = "scores.csv.manifest.json"
    let json = try JSONSerialization.jsonObject(with: Data(folder.bytes(name)))
    let marked = set(json, key.split(separator: ".").map(String.init)[...])
    let text = String(decoding: try JSONSerialization.data(withJSONObject: marked), as: UTF8.self)
    try #require(text.contains("\"VALUE\""))
    _ = try folder.file(name, text.replacing("\"VALUE\"", with: value))
    let outcome = try score(["--previous", "scores.csv", "-o", "new.csv"], in: folder)
    switch outcome.ending {
    case .exit(0), .exit(1), .exit(4): break
    default: Issue.record("\(outcome.ending): \(outcome.message)")
    }
    #expect(!outcome.message.contains("\u{1B}") && !outcome.text.contains("\u{7}"))
    #expect(folder.names.contains("new.csv") == (outcome.ending == .exit(0)))
  }

  /// A document with `VALUE` at a place.
  private func set(_ json: Any, _ keys: ArraySlice<String>) -> Any {
    guard let key = keys.first, var object = json as? [String: Any] else { return "VALUE" }
    object[key] = set(object[key] ?? "", keys.dropFirst())
    return object
  }

  @Test func `a manifest with any byte changed traps nothing`() throws {
    let folder = try scored("--as-of", "1998-06-01")
    let name = "scores.csv.manifest.json"
    let whole = try folder.bytes(name)
    var generator = Generator.seeded()
    for round in 0..<60 {
      var bytes = whole
      if round % 3 == 0 {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
      } else {
        bytes[Int.random(in: bytes.indices, using: &generator)] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
      _ = try folder.file(name, bytes)
      let outcome = try score(["--previous", "scores.csv", "--quiet"], in: folder)
      #expect(
        [.exit(0), .exit(1), .exit(4)].contains(outcome.ending), "round \(round): \(outcome.ending)"
      )
    }
  }
}
