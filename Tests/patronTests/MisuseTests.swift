import Foundation
import TestSupport
import Testing

/// What careless or unlucky use must not do: lose a file, crash, or score nonsense in silence.
@Suite struct MisuseTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    return folder
  }

  @Test func `an input is never removed as an earlier run's rejects`() throws {
    let folder = try Self.folder()
    let orders = try folder.bytes("orders.csv")
    _ = try folder.file("out.csv.rejects.csv", orders)
    let refused = try Tool.score("out.csv.rejects.csv", "-o", "out.csv", in: folder)
    #expect(refused.ending == .exit(2))
    let allowed = try Tool.score(
      "out.csv.rejects.csv", "-o", "out.csv", "--rejects", "r.csv", in: folder)
    #expect(allowed.ending == .exit(0), "\(allowed.message)")
    #expect(try folder.bytes("out.csv.rejects.csv") == orders)
  }

  @Test func `a file that only has the name of rejects stays`() throws {
    let folder = try Self.folder()
    _ = try folder.file("out.csv.rejects.csv", "precious\n")
    #expect(try Tool.score("orders.csv", "-o", "out.csv", in: folder).ending == .exit(0))
    #expect(try folder.bytes("out.csv.rejects.csv") == Array("precious\n".utf8))
  }

  @Test(arguments: ["2>/dev/full", "2>&-"])
  func `a standard error that takes nothing stops no run and changes no exit code`(
    _ redirection: String
  ) throws {
    let folder = try Self.folder()
    let script = """
      "$PATRON" score nope.csv \(redirection); [ $? = 1 ] || exit 10
      "$PATRON" score orders.csv -o - --format csv > a.csv \(redirection) || exit 11
      "$PATRON" score orders.csv -o b.csv --quiet \(redirection) || exit 12
      cmp a.csv b.csv || exit 13
      """
    #expect(try Tool.shell(script, in: folder).ending == .exit(0))
  }

  @Test func `a closed standard output is an error, and nothing is written into other files`()
    throws
  {
    let folder = try Self.folder()
    let script = """
      "$PATRON" score orders.csv -o scores.csv --quiet || exit 10
      cp scores.csv before.csv
      "$PATRON" score orders.csv -o scores.csv >&-; [ $? = 1 ] || exit 11
      cmp scores.csv before.csv || exit 12
      """
    #expect(try Tool.shell(script, in: folder).ending == .exit(0))
  }

  @Test(arguments: ["0999-12-31", "3000-01-01", "9999-12-31"])
  func `an as-of outside the years of orders is refused`(_ day: String) throws {
    #expect(
      try Tool.score("orders.csv", "--as-of", day, in: Self.folder()).ending == .exit(2))
  }

  @Test(arguments: ["1e-310", "1e-7", "11", "nan"])
  func `a discount that no formula stands is refused`(_ discount: String) throws {
    let outcome = try Tool.score(
      "orders.csv", "--annual-discount", discount, in: Self.folder())
    #expect(outcome.ending == .exit(2))
  }

  @Test func `without a discount there is no residual value, and CLV is expected revenue`() throws {
    let folder = try Self.folder()
    #expect(
      try Tool.score("orders.csv", "--annual-discount", "0", "-o", "s.csv", in: folder).ending
        == .exit(0))
    let table = try ScoreFile(folder.bytes("s.csv"))
    #expect(try table.column("residual_clv").allSatisfy { $0.isEmpty })
    #expect(try table.column("clv_365") == table.column("expected_revenue_365"))
  }

  @Test func `customers without value are in the lowest tier, however many they are`() throws {
    let folder = try Self.folder()
    #expect(
      try Tool.score(
        "orders.csv", "--as-of", "2090-01-01", "-o", "s.csv", in: folder
      ).ending == .exit(0))
    let table = try ScoreFile(folder.bytes("s.csv"))
    let values = try table.column("clv_365")
    for (value, tier) in zip(values, try table.column("predicted_value_tier"))
    where value == "0.00" {
      #expect(tier == "low")
    }
    #expect(values.contains("0.00"))
  }

  @Test func `rejects that were asked for are handed back even when they stop the run`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", SampleOrders().csv(adding: (0..<90).map { "c1,no date \($0),1.00" }))
    let outcome = try Tool.score(
      "orders.csv", "-o", "s.csv", "--rejects", "bad.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("bad_date: dates are ISO"))
    #expect(folder.names == ["bad.csv", "orders.csv"])
    #expect(try folder.bytes("bad.csv").count { $0 == 10 } == 91)
  }

  @Test func `a price beside a quantity is that of one piece`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("lines.csv", "customer_id,date,quantity,price\na,2024-01-01,3,2.50\n")
    let outcome = try Tool.run(["import", "lines.csv", "--into", "shop", "--json"], in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains(#""used" : "7.50""#), "\(outcome.text)")
  }

  @Test func `a stray quote costs one row of the account`() throws {
    let folder = try TemporaryFolder()
    let sample = SampleOrders()
    _ = try folder.file("orders.csv", sample.csv(adding: ["\"oops,2023-01-01,1.00"]))
    let outcome = try Tool.score("orders.csv", "--json", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let manifest = try ManifestFile(outcome.output)
    #expect(manifest.rows.used == sample.orders.count)
    #expect(manifest.rows.rejected == ["broken_row": 1])
  }

  @Test func `two runs to one place leave the manifest of the file that is there`() throws {
    let folder = try Self.folder()
    for _ in 0..<10 {
      let runs = try [[], ["--as-of", "2023-05-01"]].map { options in
        try Tool.start(
          Tool.path, ["score", "orders.csv", "--quiet", "-o", "s.csv"] + options,
          in: folder.path, output: FileHandle.nullDevice, error: FileHandle.nullDevice)
      }
      for run in runs { #expect(Tool.wait(for: run) == .exit(0)) }
      let check = #"grep -q "$(sha256sum s.csv | cut -d' ' -f1)" s.csv.manifest.json"#
      #expect(try Tool.shell(check, in: folder).ending == .exit(0))
    }
  }

  @Test func `control characters of a file do not reach the terminal`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", SampleOrders().csv(adding: ["\u{1B}[31mred,no date,1.00"]))
    let outcome = try Tool.score("orders.csv", "--max-rejects", "0", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(!outcome.message.contains("\u{1B}"))
  }

  /// Commands, and what they would be told to read and to write over.
  @Test(arguments: [
    ["score", "--customer-map"], ["score", "--rates"], ["score", "--rfm-map"], ["fit", "--rates"],
    ["backtest", "--customer-map"], ["tables", "--cac"], ["report", "--periods"],
    ["report", "--customer-map"], ["report", "--source"], ["lists", "--rfm-map"],
  ])
  func `no file that is read is written over`(words: [String]) throws {
    let folder = try TemporaryFolder()
    let text = "from_id,to_id\na,b\n"
    _ = try folder.file("side.csv", text)
    let outcome = try Tool.run(
      [words[0], Tool.cdnow, "--currency", "USD", words[1], "side.csv", "-o", "side.csv"],
      in: folder)
    #expect(outcome.ending == .exit(2), "\(outcome.message)")
    #expect(outcome.message.contains("side.csv: it is an input"), "\(outcome.message)")
    #expect(try String(decoding: folder.bytes("side.csv"), as: UTF8.self) == text)
  }
}
