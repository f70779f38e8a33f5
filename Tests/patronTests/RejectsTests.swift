import Foundation
import TestSupport
import Testing

/// Rows that cannot be read: counted, handed back, and no more of them than allowed.
@Suite struct RejectsTests {
  static let bad = [
    "c1,2023-13-02,5.00", "c2,2023-02-02,five", "c3,x,2023-02-02,7.00", "c4,,2.50",
    "c5,2023-02-02,", "\"c6\"x,2023-02-02,1.00", "c7", "\"c\n8\",never,3.00",
  ]

  private static func folder(_ lines: [String] = bad) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv(adding: lines))
    return folder
  }

  @Test func `more than the limit stop the run, and the first are shown`() throws {
    let folder = try Self.folder()
    let rows = SampleOrders().orders.count
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.message.contains(
        "8 of \(rows + 8) rows cannot be read (3 broken_row, 3 bad_date, 2 bad_amount), more than "
          + "--max-rejects 1% allows. The first:"), "\(outcome.message)")
    for text in [
      "orders.csv, line \(rows + 2) (bad_date): c1,2023-13-02,5.00",
      "orders.csv, line \(rows + 3) (bad_amount): c2,2023-02-02,five",
      "orders.csv, line \(rows + 4) (broken_row): c3,x,2023-02-02,7.00",
    ] {
      #expect(outcome.message.contains(text), "\(text)")
    }
    #expect(folder.names == ["orders.csv"])
  }

  @Test(arguments: [("8", true), ("7", false), ("0", false), ("100%", true), ("0%", false)])
  func `the limit is a number of rows or a share of them`(limit: String, isWithin: Bool) throws {
    let folder = try Self.folder()
    let outcome = try Tool.score("orders.csv", "--quiet", "--max-rejects", limit, in: folder)
    #expect(outcome.ending == .exit(isWithin ? 0 : 1))
  }

  @Test func `no rejects are within a limit of none`() throws {
    let folder = try Self.folder([])
    #expect(
      try Tool.score("orders.csv", "--quiet", "--max-rejects", "0", in: folder).ending == .exit(0))
  }

  @Test func `rejected rows come back with file, line, reason and text`() throws {
    let folder = try Self.folder()
    let sample = SampleOrders()
    let rows = sample.orders.count
    let outcome = try Tool.score(
      "orders.csv", "-o", "scores.csv", "--max-rejects", "8", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let expected = """
      file,line,reason,text
      orders.csv,\(rows + 2),bad_date,"c1,2023-13-02,5.00"
      orders.csv,\(rows + 3),bad_amount,"c2,2023-02-02,five"
      orders.csv,\(rows + 4),broken_row,"c3,x,2023-02-02,7.00"
      orders.csv,\(rows + 5),bad_date,"c4,,2.50"
      orders.csv,\(rows + 6),bad_amount,"c5,2023-02-02,"
      orders.csv,\(rows + 7),broken_row,\"\"\"c6\"\"x,2023-02-02,1.00"
      orders.csv,\(rows + 8),broken_row,c7
      orders.csv,\(rows + 9),bad_date,\"\"\"c
      8\"\",never,3.00"

      """
    #expect(
      String(decoding: try folder.bytes("scores.csv.rejects.csv"), as: UTF8.self) == expected)
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    #expect(manifest.rows.in == rows + 8 && manifest.rows.used == rows)
    #expect(manifest.rows.rejected == ["broken_row": 3, "bad_date": 3, "bad_amount": 2])
    // As far as an amount could be read, it is counted.
    #expect(
      manifest.revenue?.rejected
        == ["broken_row": "0.00", "bad_date": "10.50", "bad_amount": "0.00"])
    #expect(manifest.revenue?.used == SampleOrders.decimal(sample.revenue, scale: 2))
    #expect(
      manifest.revenue?.in == SampleOrders.decimal(sample.revenue + 1050, scale: 2))
  }

  @Test func `a row that is not UTF-8 comes back as the bytes it was`() throws {
    let folder = try TemporaryFolder()
    let row: [UInt8] = [0x4A, 0xF6, 0x72, 0x67] + Array(",2023-02-02,5.00\n".utf8)
    _ = try folder.file("orders.csv", Array(SampleOrders().csv().utf8) + row)
    let outcome = try Tool.score(
      "orders.csv", "-o", "scores.csv", "--max-rejects", "1", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let back = try folder.bytes("scores.csv.rejects.csv")
    #expect(back.suffix(row.count + 2).elementsEqual([0x22] + row.dropLast() + [0x22, 0x0A]))
  }

  @Test func `rejects of an earlier run are gone after one without`() throws {
    let folder = try Self.folder()
    _ = try folder.file("clean.csv", SampleOrders().csv())
    let first = try Tool.score(
      "orders.csv", "-o", "scores.csv", "--max-rejects", "8", in: folder)
    #expect(first.ending == .exit(0))
    #expect(folder.names.contains("scores.csv.rejects.csv"))
    #expect(try Tool.score("clean.csv", "-o", "scores.csv", in: folder).ending == .exit(0))
    #expect(
      folder.names == ["clean.csv", "orders.csv", "scores.csv", "scores.csv.manifest.json"])
  }

  @Test func `a file named for rejects appears even without any`() throws {
    let folder = try Self.folder()
    _ = try folder.file("clean.csv", SampleOrders().csv())
    for options in [["-o", "scores.csv"], ["-o", "-", "--format", "csv"], []] {
      let first = try Tool.run(
        ["score", "orders.csv", "--max-rejects", "8", "--rejects", "bad.csv"] + options,
        in: folder)
      #expect(first.ending == .exit(0))
      #expect(try folder.bytes("bad.csv").count > 100)
      let second = try Tool.run(
        ["score", "clean.csv", "--rejects", "bad.csv"] + options, in: folder)
      #expect(second.ending == .exit(0))
      #expect(try folder.bytes("bad.csv") == Array("file,line,reason,text\n".utf8))
    }
    #expect(!folder.names.contains("scores.csv.rejects.csv"))
  }
}
