import Foundation
import TestSupport
import Testing

/// `patron changes`, end to end on the CDNOW sample.
@Suite struct ChangesCommandTests {
  /// A folder with scores of two days, in CSV and Parquet.
  private func scored(_ options: String...) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, day) in [("old", "1997-09-30"), ("new", "1998-03-31")] {
      for format in ["csv", "parquet"] {
        let outcome = try Tool.run(
          ["score", Tool.cdnow, "--as-of", day, "--quiet", "-o", "\(name).\(format)"] + options,
          in: folder)
        try #require(outcome.ending == .exit(0), "\(outcome.message)")
      }
    }
    return folder
  }

  private func run(_ arguments: String..., in folder: TemporaryFolder) throws -> Tool.Outcome {
    try Tool.run(["changes"] + arguments, in: folder)
  }

  private func json(_ outcome: Tool.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any],
      "\(outcome.message)")
  }

  @Test func `both formats of scores give the same changes, and these are what the files say`()
    throws
  {
    let folder = try scored()
    for (old, new, name) in [
      ("old.csv", "new.csv", "a.csv"), ("old.parquet", "new.parquet", "b.csv"),
      ("old.csv", "new.parquet", "c.csv"),
    ] {
      #expect(try run(old, new, "-o", name, "--quiet", in: folder).ending == .exit(0))
    }
    let bytes = try folder.bytes("a.csv")
    #expect(try folder.bytes("b.csv") == bytes && folder.bytes("c.csv") == bytes)
    let (old, new) = (
      try ScoreFile(folder.bytes("old.csv")), try ScoreFile(folder.bytes("new.csv"))
    )
    let found = try ScoreFile(bytes)
    #expect(found.names == ["customer_id", "change", "before", "after", "as_of_before", "as_of"])
    #expect(Set(found.rows.map { $0[4] + $0[5] }) == ["1997-09-301998-03-31"])
    // The sample's customers all ordered before the first day, so they stand in the same rows.
    try #require(try old.column("customer_id") == new.column("customer_id"))
    for column in [
      "lifecycle_stage", "rfm_segment", "value_tier", "predicted_value_tier", "is_hero",
    ] {
      let expected = zip(old.rows, zip(try old.column(column), try new.column(column)))
        .filter { $1.0 != $1.1 }.map { [$0[0], $1.0, $1.1] }
      #expect(
        found.rows.filter { $0[1] == column }.map { [$0[0], $0[2], $0[3]] } == expected, "\(column)"
      )
      #expect(!expected.isEmpty)
    }
    let churn = zip(
      try old.present("churn_probability", decimals: 6),
      try new.present("churn_probability", decimals: 6))
    #expect(
      found.rows.count { $0[1] == "churn_probability" } == churn.count { abs($0 - $1) >= 100_000 })
    let orders = zip(try old.present("orders", decimals: 0), try new.present("orders", decimals: 0))
    #expect(found.rows.count { $0[1] == "order" } == orders.count { $0 < $1 })
  }

  @Test func `the manifest counts what was written`() throws {
    let folder = try scored()
    let outcome = try run("old.parquet", "new.parquet", "-o", "changes.jsonl", "--json", in: folder)
    let document = try json(outcome)
    let lines = try folder.bytes("changes.jsonl").split(separator: UInt8(ascii: "\n"))
    let kinds = try lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])["change"]
        as? String
    }
    let counts = try #require(document["changes"] as? [String: Int])
    #expect(counts.count == 9)
    for (kind, count) in counts { #expect(kinds.count { $0 == kind } == count, "\(kind)") }
    #expect(document["rows"] as? Int == lines.count && document["threshold"] as? Double == 0.1)
    #expect(document["as_of_before"] as? String == "1997-09-30")
    #expect(document["as_of"] as? String == "1998-03-31")
    #expect(document["warnings"] as? [String] == [])
    let inputs = try #require(document["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["path"] as? String } == ["old.parquet", "new.parquet"])
    for input in inputs {
      let scores = try ManifestFile(folder.bytes("\(input["path"] ?? "").manifest.json"))
      #expect(input["sha256"] as? String == scores.outputs.first?.sha256)
      #expect(input["customers"] as? Int == scores.customers)
    }
    // The file is the same without what differs from machine to machine.
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("changes.jsonl.manifest.json")))
        as? [String: Any])
    #expect((file["inputs"] as? [[String: Any]])?.allSatisfy { $0["path"] == nil } == true)
    #expect(file["changes"] as? [String: Int] == counts)
  }

  @Test func `counts are printed, and changes stream`() throws {
    let folder = try scored()
    let text = try run("old.csv", "new.csv", in: folder).text
    let customers = try ManifestFile(folder.bytes("old.csv.manifest.json")).customers
    let grouped = "\(customers / 1000),\(String(customers % 1000 + 1000).dropFirst())"
    #expect(
      text.hasPrefix(
        "From 1997-09-30 to 1998-03-31: \(grouped) customers before, \(grouped) now\n"),
      "\(text)")
    #expect(text.contains("\nlifecycle_stage ") && !text.contains("Note:"))
    let streamed = try run("old.csv", "new.csv", "-o", "-", "--format", "csv", in: folder)
    _ = try run("old.csv", "new.csv", "-o", "changes.csv", in: folder)
    #expect(try streamed.output == folder.bytes("changes.csv") && streamed.message.isEmpty)
    #expect(folder.names.count { $0.hasPrefix("changes") } == 2)
  }

  @Test func `settings that differ are warned of`() throws {
    let folder = try TemporaryFolder()
    for (name, options) in [
      ("old.csv", ["--as-of", "1997-09-30", "--currency", "USD"]),
      ("new.csv", ["--churn-horizon", "90", "--model", "bg-nbd", "--currency", "EUR"]),
      ("bare.csv", ["--amount", "none"]),
    ] {
      _ = try Tool.run(["score", Tool.cdnow, "--quiet", "-o", name] + options, in: folder)
    }
    let text = try run("old.csv", "new.csv", in: folder).text
    #expect(
      text.contains(
        "Note: the horizon of churn was 365 in old.csv, and is 90 in new.csv: changes may come"))
    #expect(text.contains("the model was mbg-nbd in old.csv, and is bg-nbd in new.csv"))
    #expect(text.contains("the currency was USD in old.csv, and is EUR in new.csv"))
    let bare = try run("old.csv", "bare.csv", "-o", "-", "--format", "csv", in: folder)
    #expect(bare.ending == .exit(0))
    for kind in ["value_tier", "predicted_value_tier", "is_hero"] {
      #expect(
        bare.message.contains("bare.csv has no \(kind): \(kind) is left out"), "\(bare.message)")
      #expect(!bare.text.contains(",\(kind),"))
    }
    // A manifest of other scores says nothing about these.
    _ = try folder.file("old.csv.manifest.json", folder.bytes("new.csv.manifest.json"))
    #expect(
      try run("old.csv", "new.csv", in: folder).text.contains(
        "Note: old.csv.manifest.json is not of these scores, and is not compared"))
    _ = try folder.file("old.csv.manifest.json", "{")
    #expect(try run("old.csv", "new.csv", in: folder).text.contains("no manifest of patron score"))
  }

  @Test func `what is asked for wrongly is usage, and bad files are input`() throws {
    let folder = try scored()
    let usage: [[String]] = [
      ["old.csv"], ["new.csv", "old.csv"], ["old.csv", "new.csv", "--threshold", "0"],
      ["old.csv", "new.csv", "--threshold", "nan"], ["old.csv", "new.csv", "-o", "old.csv"],
      ["old.csv", "new.csv", "-o", "new.csv.manifest.json", "--format", "csv"],
      ["old.csv", "new.csv", "-o", "-"], ["old.csv", "new.csv", "-o", "changes"],
      ["old.csv", "new.csv", "-o", "-", "--format", "parquet"], ["-", "new.csv"],
    ]
    let before = folder.names
    for arguments in usage {
      #expect(try Tool.run(["changes"] + arguments, in: folder).ending == .exit(2), "\(arguments)")
    }
    let input: [[String]] = [
      ["old.csv", "missing.csv"], [Tool.cdnow, "new.csv"], ["old.csv", "."],
      ["old.csv", "new.csv", "-o", "missing/changes.csv"],
    ]
    for arguments in input {
      #expect(try Tool.run(["changes"] + arguments, in: folder).ending == .exit(1), "\(arguments)")
    }
    #expect(folder.names == before)
  }

  @Test(arguments: ["csv", "parquet"])
  func `a file that was cut or changed is an error or another file, never a trap`(format: String)
    throws
  {
    let folder = try scored()
    var generator = Generator.seeded()
    let whole = try folder.bytes("old.\(format)")
    for round in 0..<60 {
      var bytes = whole
      if round % 2 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
      } else {
        for _ in 0..<(round % 3 + 1) {
          // Half of them where Parquet has its footer, of which everything depends.
          let from = round % 4 == 1 ? 0 : bytes.count - min(bytes.count, 6_000)
          bytes[Int.random(in: from..<bytes.count, using: &generator)] ^=
            1
            << UInt8.random(
              in: 0..<8, using: &generator)
        }
      }
      _ = try folder.file("broken", bytes)
      let outcome = try run("broken", "new.csv", "-o", "changes.csv", in: folder)
      switch outcome.ending {
      case .exit(0): break
      case .exit(1), .exit(2):
        #expect(outcome.message.contains("broken"), "\(outcome.message)")
        #expect(!folder.names.contains("changes.csv"), "nothing is written")
      default: Issue.record("round \(round): \(outcome.ending), \(outcome.message)")
      }
      for name in folder.names where name.hasPrefix("changes") {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
      }
    }
  }
}
