import Foundation
import TestSupport
import Testing

/// Inputs that cannot be scored: the exit code says whose move it is, the message what to do.
@Suite struct InputTests {
  static let header = "customer_id,order_date,amount\n"

  /// Scores a file of this text; nothing may be left behind.
  private func score(_ text: String, _ options: String...) throws -> Tool.Outcome {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    let outcome = try Tool.run(["score", "orders.csv", "-o", "scores.csv"] + options, in: folder)
    #expect(folder.names == ["orders.csv"])
    #expect(outcome.output == [])
    return outcome
  }

  @Test func `an empty file is bad input`() throws {
    let outcome = try score("")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("orders.csv: the file is empty; a header line is needed"))
  }

  @Test func `a header alone is nothing to score`() throws {
    let outcome = try score(Self.header)
    #expect(outcome.ending == .exit(3))
    #expect(outcome.message.contains("the file has a header and no orders"))
  }

  @Test func `a missing column is a usage error that names the columns`() throws {
    let outcome = try score("shopper,order_date,amount\n1,2024-01-01,5\n")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains("name it with --customer COLUMN"))
    #expect(outcome.message.contains("the columns are 'shopper', 'order_date', 'amount'"))
    let named = try score(Self.header + "1,2024-01-01,5\n", "--amount", "net")
    #expect(named.ending == .exit(2))
    #expect(
      named.message.contains(
        "there is no column 'net'; the columns are 'customer_id', 'order_date', 'amount'"))
  }

  /// Scores a file of this text, which is enough for a model of some kind.
  private func scored(_ text: String) throws -> (table: ScoreFile, outcome: Tool.Outcome) {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    #expect(manifest.model.fallback?.kind == "penalised")
    #expect(manifest.warnings.contains { $0.contains("is a penalised fit") })
    return (try ScoreFile(folder.bytes("scores.csv")), outcome)
  }

  @Test func `customers who all bought once are scored by a penalised fit, and told so`() throws {
    let (table, outcome) = try scored(
      Self.header
        + (1...40).map { "\($0),2024-01-\($0 % 28 < 9 ? "0" : "")\($0 % 28 + 1),5.00\n" }.joined())
    #expect(table.rows.count == 40)
    #expect(outcome.text.contains("Note: mbg-nbd is a penalised fit, near what shops usually have"))
    #expect(outcome.text.contains("no repeat buyers (of at least 5)"))
    #expect(
      outcome.text.contains("customers were taken from column 'customer_id'; --customer names"))
  }

  @Test func `one customer is scored`() throws {
    let (table, outcome) = try scored(
      Self.header + "1,2024-01-01,5.00\n1,2024-02-01,5.00\n1,2024-02-11,5.00\n")
    #expect(table.rows.count == 1)
    #expect(outcome.text.contains("the base has 1 customer (of at least 10), 1 repeat buyer (of"))
  }

  @Test func `orders on one day alone are scored`() throws {
    let (table, outcome) = try scored(
      Self.header + (0..<60).map { "\($0 % 30),2024-01-01,5.00\n" }.joined())
    #expect(table.rows.count == 30)
    #expect(outcome.text.contains("1 day of history (of at least 7)"))
    // One order a year or so, from nothing known.
    for expected in try table.column("expected_orders_365") {
      #expect(Double(expected).map { $0 > 0.05 && $0 < 3 } == true)
    }
  }

  @Test func `an as-of before every order is nothing to score`() throws {
    let outcome = try score(SampleOrders().csv(), "--as-of", "2022-12-31")
    #expect(outcome.ending == .exit(3))
    #expect(outcome.message.contains("are after 2022-12-31; choose a later --as-of"))
  }

  @Test func `orders after today alone are nothing to score`() throws {
    let outcome = try score(SampleOrders().csv { "2100" + SampleOrders.iso($0).dropFirst(4) })
    #expect(outcome.ending == .exit(3))
    #expect(outcome.message.contains("every order is after today"))
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], "this is not text"),
      ([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0], "cannot be unpacked: gzip: it ends in the middle"),
      ([0x28, 0xB5, 0x2F, 0xFD, 0x04], "cannot be unpacked: zstd: it ends in the middle"),
      ([0x50, 0x41, 0x52, 0x31, 0x15, 0x04], "a file of 6 bytes is no Parquet file"),
      ([0x50, 0x4B, 0x03, 0x04, 0x14], "this is a zip file or a workbook"),
      ([0xFF, 0xFE, 0x63, 0x00, 0x75, 0x00], "this is UTF-16, not UTF-8"),
    ] as [([UInt8], String)])
  func `a file of another format is named as what it is`(
    bytes: [UInt8], message: String
  ) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", bytes)
    let outcome = try Tool.score("orders.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("orders.csv: " + message), "\(outcome.message)")
  }

  @Test func `what is no readable file is named`() throws {
    let folder = try TemporaryFolder()
    let missing = try Tool.score("missing.csv", in: folder)
    #expect(missing.ending == .exit(1))
    #expect(missing.message.contains("missing.csv: cannot be opened: No such file or directory"))
    let folderAsInput = try Tool.score(".", in: folder)
    #expect(folderAsInput.ending == .exit(1))
    #expect(folderAsInput.message.contains(".: there is no store in this folder; make one with"))
    try #require(unsafe mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let pipe = try Tool.score("pipe", in: folder)
    #expect(pipe.ending == .exit(1))
    #expect(pipe.message.contains("pipe: cannot be read: it is not a regular file"))
  }

  @Test(.enabled(if: getuid() != 0, "root may read every file"))
  func `a file that may not be read is named`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("orders.csv", SampleOrders().csv())
    try #require(unsafe chmod(path, 0) == 0)
    let outcome = try Tool.score("orders.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("orders.csv: cannot be opened: Permission denied"))
  }

  @Test func `a quote that is never closed is named with its line`() throws {
    let outcome = try score(
      Self.header + "1,2024-01-01,5.00\n\"2,2024-01-01,5.00\n3,2024-01-01,5.00\n")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("1 of 3 rows cannot be read (1 broken_row)"))
    #expect(outcome.message.contains("orders.csv, line 3 (broken_row)"), "\(outcome.message)")
  }

  @Test func `columns of the same name are refused`() throws {
    let outcome = try score("customer_id,order_date,amount,amount\n1,2024-01-01,5,6\n")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("2 columns are called 'amount'"))
  }
}
