import Bytes
import CSV
import Columns
import Foundation
import TestSupport
import Testing

@testable import Orders

@Suite struct OrderReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private typealias Rejected = (line: Int, reason: RejectReason, text: String)

  private func read(
    _ files: [String], threads: Int = 2, _ change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> (log: OrderLog, rejected: [Rejected]) {
    var options = OrderOptions()
    change(&options)
    var rejected: [Rejected] = []
    let paths = try files.enumerated().map { try folder.file("\($0).csv", $1) }
    let log = try OrderReader(options: options, threads: Threads(threads)).read(
      paths, progress: { _, _ in },
      reject: { rejected.append(($0.line, $0.reason, $0.text)) })
    return (log, rejected)
  }

  private func orders(_ log: OrderLog, _ id: String) -> [String] {
    (((try? log.orders(of: id)) ?? nil) ?? []).map { "\($0.day) \($0.amount)" }
  }

  @Test func `finds the orders of each customer by day and amount`() throws {
    let (log, rejected) = try read([
      """
      customer,date,amount
      a,2024-03-01,5.00
      b,2024-01-01,1
      a,2024-01-01,7.50
      a,2024-01-01,2
      """
    ])
    #expect(log.orders == 4)
    #expect(orders(log, "a") == ["2024-01-01 200", "2024-01-01 750", "2024-03-01 500"])
    #expect(orders(log, "b") == ["2024-01-01 100"])
    #expect(try log.orders(of: "c") == nil)
    #expect(try log.orders(of: "") == nil)
    #expect(rejected.isEmpty)
  }

  @Test func `every reason is counted, with its revenue, and handed back in file order`() throws {
    let (log, rejected) = try read([
      """
      customer,date,amount
      a,2024-01-01,10.00
      a,2024-01-01
      a,2024-01-01,1,2
      "a"x,2024-01-01,3
      a,2023-02-29,4.00
      a,2024-01-01,five
      a,,
      ,2024-01-01,5.00
      "",2024-01-01,6.00
        ,2024-01-01,6.50
      a,2024-01-01,-7.00
      a,2024-01-01,0.004
      a,2024-01-01,20.00
      """
    ])
    #expect(rejected.map(\.line) == [3, 4, 5, 6, 7, 8])
    #expect(
      rejected.map(\.reason) == [
        .brokenRow, .brokenRow, .brokenRow, .badDate, .badAmount, .badAmount,
      ])
    #expect(rejected[2].text == "\"a\"x,2024-01-01,3")
    let account = log.account
    #expect(account.used.rows == 3 && account.used.revenue == 3000)
    #expect(account.rejected.map(\.reason) == [.brokenRow, .badDate, .badAmount])
    #expect(account.rejected.map(\.tally.rows) == [3, 1, 2])
    #expect(account.rejected.map(\.tally.revenue) == [0, 400, 0])
    #expect(account.setAside.map(\.reason) == [.guest, .negativeAmount])
    #expect(account.setAside.map(\.tally.rows) == [3, 1])
    #expect(account.setAside.map(\.tally.revenue) == [1750, -700])
    #expect(account.all.rows == 13)
    #expect(account.all.revenue == 3000 + 400 + 1750 - 700)
    #expect(account.rounding == "0.4")
  }

  @Test func `an id that is not UTF-8 is rejected and its bytes handed back`() throws {
    let bytes = Array("customer,date,amount\n".utf8) + [0x61, 0xFF] + Array(",2024-01-01,3\n".utf8)
    let path = try folder.file("bad.csv", bytes)
    var rejected: [OrderReader.RejectedRow] = []
    let log = try OrderReader(options: OrderOptions(), threads: Threads(1)).read(
      [path], progress: { _, _ in }, reject: { rejected.append($0) })
    #expect(rejected.map(\.reason) == [.badCustomer])
    #expect(rejected.first?.bytes == [0x61, 0xFF] + Array(",2024-01-01,3".utf8))
    #expect(log.account.rejected.first?.tally.revenue == 300)
    #expect(log.orders == 0)
  }

  @Test func `orders of amount zero are read like others`() throws {
    let log = try read(["customer,date,amount\na,2024-01-01,0\na,2024-01-02,-0.00\n"]).log
    #expect(orders(log, "a") == ["2024-01-01 0", "2024-01-02 0"])
    #expect(log.account.setAside.isEmpty)
  }

  @Test func `without amounts every order counts`() throws {
    let (log, _) = try read(["customer,date,amount\na,2024-01-01,what\na,2024-01-02,\n"]) {
      $0.amount = .none
    }
    #expect(!log.hasAmounts)
    #expect(orders(log, "a") == ["2024-01-01 0", "2024-01-02 0"])
  }

  @Test func `amounts have the decimals of the currency`() throws {
    let text = "customer,date,amount\na,2024-01-01,1234.567\n"
    for (code, amount) in [("JPY", 1235), ("EUR", 123_457), ("KWD", 1_234_567)] {
      let log = try read([text]) { $0.currency = Currency(code: code) ?? .unnamed }.log
      #expect(orders(log, "a") == ["2024-01-01 \(amount)"])
    }
  }

  @Test func `ids are taken as they are written`() throws {
    let ids = ["00123", "123", "büro@example.com", "a\"b", "a,b", "line\nend", " x", "x", "🦊", "'"]
    let rows = ids.map { "\"\($0.replacing("\"", with: "\"\""))\",2024-01-01,1" }
    let (log, rejected) = try read(["customer,date,amount\n" + rows.joined(separator: "\n")])
    #expect(rejected.isEmpty)
    for id in ids { #expect(orders(log, id) == ["2024-01-01 100"], "\(id)") }
    #expect(log.blocks.reduce(0) { $0 + $1.customers } == ids.count)
    // The same letter in another encoding is another id.
    #expect(try log.orders(of: "bu\u{308}ro@example.com") == nil)
  }

  @Test func `a customer written with quotes and without is one`() throws {
    let (log, _) = try read(["customer,date,amount\na\"b,2024-01-01,1\n\"a\"\"b\",2024-01-02,2\n"])
    #expect(orders(log, "a\"b") == ["2024-01-01 100", "2024-01-02 200"])
  }

  @Test func `several files are one source, each with its own columns`() throws {
    let files = [
      "customer,date,amount\na,2024-01-01,1\na,x,1\n",
      "Total;Email;Order Date\n2,5;a;2024-01-02\n3.5;a;2024-01-03\n",
    ]
    let (log, rejected) = try read(files)
    #expect(orders(log, "a") == ["2024-01-01 100", "2024-01-03 350"])
    #expect(rejected.map(\.line) == [3, 2])
    #expect(log.inputs.map(\.binding?.customer.index) == [0, 1])
    #expect(log.inputs.map { URL(filePath: $0.path).lastPathComponent } == ["0.csv", "1.csv"])
    let digests = files.map { file in
      var digest = SHA256()
      digest.update(Array(file.utf8))
      return digest.finish()
    }
    #expect(log.inputs.map(\.sha256) == digests)
  }

  @Test func `each file decides its own order of day and month`() throws {
    let (log, _) = try read([
      "customer,date,amount\na,03/04/2024,1\na,13/04/2024,1\n",
      "customer,date,amount\na,05/13/2024,1\na,05/06/2024,1\n",
    ])
    #expect(
      orders(log, "a") == [
        "2024-04-03 100", "2024-04-13 100", "2024-05-06 100", "2024-05-13 100",
      ])
    #expect(throws: OrderError.self) {
      _ = try read([
        "customer,date,amount\na,04/13/2024,1\n", "customer,date,amount\na,03/04/2024,1\n",
      ])
    }
  }

  @Test func `dates of neither reading are rejected, not evidence`() throws {
    let rows = ["13/13/2024", "31/04/2024", "02/30/2024", "00/01/2024", "29/02/2023"]
    let text = "customer,date,amount\n" + rows.map { "a,\($0),1\n" }.joined()
    let (log, rejected) = try read([text])
    #expect(rejected.map(\.reason) == Array(repeating: .badDate, count: 5))
    #expect(log.orders == 0)
  }

  @Test func `a contradiction names file and line of both dates`() throws {
    let text = "customer,date,amount\na,13/04/2024,1\n\na,\"04/13/2024\",1\n"
    let error = #expect(throws: OrderError.self) { _ = try read([text]) }
    #expect(error?.line == 4)
    #expect(error?.path?.hasSuffix("0.csv") == true)
    #expect(error?.problem.contains("0.csv, line 2, only day/month/year") == true)
  }

  @Test func `a format decides what would be undecidable`() throws {
    let text = "customer,date,amount\na,03/04/2024,1\n"
    #expect(throws: OrderError.self) { _ = try read([text]) }
    let format = try DateFormat("%m/%d/%Y")
    #expect(orders(try read([text]) { $0.dateFormat = format }.log, "a") == ["2024-03-04 100"])
  }

  @Test func `stamps in UTC count by the days of the shop, or it is said`() throws {
    let text = "customer,date,amount\na,2024-01-15T23:30:00Z,1\n"
    let (plain, _) = try read([text])
    #expect(orders(plain, "a") == ["2024-01-15 100"])
    #expect(plain.notes.count == 1)
    #expect(plain.notes.first?.contains("UTC") == true)
    let (zoned, _) = try read([text]) { $0.timeZone = TimeZoneTable(name: "Europe/Berlin") }
    #expect(orders(zoned, "a") == ["2024-01-16 100"])
    #expect(zoned.notes.isEmpty)
  }

  @Test func `what the caller throws for a row ends the reading`() throws {
    struct Enough: Error {}
    let path = try folder.file("a.csv", "customer,date,amount\na,x,1\n")
    #expect(throws: Enough.self) {
      _ = try OrderReader(options: OrderOptions(), threads: Threads(2)).read(
        [path], progress: { _, _ in }, reject: { _ in throw Enough() })
    }
  }

  @Test func `a header alone is no orders`() throws {
    let (log, _) = try read(["customer,date,amount\n"])
    #expect(log.orders == 0)
    #expect(log.blocks.count == OrderGatherer.blocks)
    #expect(log.account == Account())
  }

  @Test func `tells the progress over all files`() throws {
    let paths = try (0..<2).map {
      try folder.file("\($0).csv", "customer,date,amount\na,2024-01-01,1\n")
    }
    var calls: [[Int]] = []
    _ = try OrderReader(options: OrderOptions(), threads: Threads(1)).read(
      paths, progress: { calls.append([$0, $1]) }, reject: { _ in })
    #expect(calls == [[36, 72], [72, 72]])
  }
}
