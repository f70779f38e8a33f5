import Foundation
import TestSupport
import Testing

/// Every row and its revenue is used, set aside or rejected, and the manifest says which.
@Suite struct AccountTests {
  private static func manifest(
    _ text: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ManifestFile {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    let outcome = try Tool.run(["score", "orders.csv", "--json"] + options, in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)", sourceLocation: sourceLocation)
    return try ManifestFile(outcome.output)
  }

  private static func decimal(_ minor: Int) -> String { SampleOrders.decimal(minor, scale: 2) }

  @Test func `guests, negative and zero amounts are set aside with their revenue`() throws {
    let sample = SampleOrders()
    let lines = [
      "c1,2023-02-02,-5.00", "c1,2023-02-03,-7.25", ",2023-02-02,9.00", "  ,2023-02-02,1.00",
      "c1,2023-02-02,0.00",
    ]
    let manifest = try Self.manifest(sample.csv(adding: lines))
    #expect(manifest.rows.in == sample.orders.count + 5)
    #expect(manifest.rows.used == sample.orders.count)
    #expect(manifest.rows.set_aside == ["guest": 2, "negative_amount": 2, "zero_value": 1])
    #expect(manifest.rows.rejected == [:])
    let revenue = try #require(manifest.revenue)
    #expect(revenue.used == Self.decimal(sample.revenue))
    #expect(
      revenue.set_aside == ["guest": "10.00", "negative_amount": "-12.25", "zero_value": "0.00"])
    #expect(revenue.in == Self.decimal(sample.revenue + 1000 - 1225))
  }

  @Test func `zero orders that are kept are purchase days`() throws {
    let sample = SampleOrders()
    let text = sample.csv(adding: ["c1,2023-07-30,0.00"])
    let without = try Self.manifest(text)
    let with = try Self.manifest(text, "--zero-orders", "keep")
    #expect(with.rows.set_aside == [:])
    #expect(with.orders == without.orders + 1)
    #expect(with.purchase_days == without.purchase_days + 1)
    #expect(with.as_of == "2023-07-30")
    #expect(without.as_of != "2023-07-30")
  }

  @Test func `orders after today are set aside with a warning`() throws {
    let manifest = try Self.manifest(SampleOrders().csv(adding: ["c1,2199-01-01,5.00"]))
    #expect(manifest.rows.set_aside == ["future": 1])
    #expect(manifest.revenue?.set_aside == ["future": "5.00"])
    #expect(manifest.warnings.contains { $0.contains("after today were set aside") })
    #expect(manifest.as_of < "2024")
  }

  @Test func `orders after the as-of of the command are set aside without a warning`() throws {
    let sample = SampleOrders()
    let manifest = try Self.manifest(sample.csv(), "--as-of", SampleOrders.iso(100))
    let later = sample.orders.filter { $0.day > 100 }
    #expect(manifest.as_of == SampleOrders.iso(100))
    #expect(manifest.rows.set_aside == ["after_as_of": later.count])
    #expect(
      manifest.revenue?.set_aside["after_as_of"]
        == Self.decimal(later.reduce(0) { $0 + $1.amount }))
    #expect(!manifest.warnings.contains { $0.contains("set aside") })
  }

  @Test func `a last day with few orders for its weekday is pointed out`() throws {
    // 20 orders on every day of ten weeks, and one on the last.
    let days = (0..<70).flatMap { day in
      (0..<20).map { "c\(($0 * 7 + day * 3) % 90),\(SampleOrders.iso(day)),5.00" }
    }
    let text = (["customer_id,order_date,amount"] + days).joined(separator: "\n")
    let partial = try Self.manifest(text + "\nc1,\(SampleOrders.iso(70)),5.00\n")
    #expect(
      partial.warnings.contains(
        "the last day, 2023-03-12, looks partial: 1 orders, where its weekday usually has 20; "
          + "--as-of 2023-03-11 leaves it out"))
    let whole = try Self.manifest(text + "\n")
    #expect(!whole.warnings.contains { $0.contains("partial") })
  }

  @Test(arguments: [("JPY", 0), ("KWD", 3), ("EUR", 2)])
  func `amounts have the decimals of their currency`(code: String, scale: Int) throws {
    let sample = SampleOrders()
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", sample.csv(scale: scale))
    let outcome = try Tool.score(
      "orders.csv", "--currency", code, "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains(" \(code)\n"))
    let table = try ScoreFile(folder.bytes("scores.csv"))
    let total = try table.present("net_revenue", decimals: scale).reduce(0, +)
    #expect(total == sample.revenue)
    _ = try table.present("clv_365", decimals: scale)
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    #expect(manifest.currency == code)
    #expect(manifest.revenue?.used == SampleOrders.decimal(sample.revenue, scale: scale))
  }

  @Test(arguments: [
    // A double printed with 17 digits is the amount it stands for.
    (["19.989999999999998", "4.3499999999999996", "1e1"], 1999 + 435 + 1000, "0"),
    (["1.005"], 100, "0.005"), (["1.015"], 102, "-0.005"), (["1.0051"], 101, "-0.0049"),
    (["1.005", "1.015", "2.001"], 100 + 102 + 200, "0.001"), ([" 12.5 ", "+3"], 1550, "0"),
  ])
  func `amounts are exact, or rounded once, half to even, and accounted for`(
    amounts: [String], total: Int, rounding: String
  ) throws {
    let sample = SampleOrders()
    let text = sample.csv(adding: amounts.map { "c1,2023-02-02,\($0)" })
    let manifest = try Self.manifest(text)
    let revenue = try #require(manifest.revenue)
    #expect(revenue.used == Self.decimal(sample.revenue + total))
    #expect(revenue.in == revenue.used)
    #expect(revenue.rounding == rounding)
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", text)
    let summary = try Tool.score("orders.csv", in: folder).text
    let effect = rounding.hasPrefix("-") ? "added \(rounding.dropFirst())" : "took \(rounding)"
    let line = "rounding to the currency's digits \(effect)\n"
    #expect(summary.contains(line) == (rounding != "0"))
  }

  @Test func `without amounts every column of money is empty, and it is said once`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    let outcome = try Tool.score(
      "orders.csv", "--amount", "none", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(0))
    #expect(outcome.text.components(separatedBy: "every column of money is empty").count == 2)
    #expect(outcome.text.contains("amount none"))
    let table = try ScoreFile(folder.bytes("scores.csv"))
    let money = table.names.filter {
      $0.contains("revenue") || $0.contains("clv") || $0.contains("value") || $0.contains("tier")
        || $0.contains("refunded") || $0 == "m_score" || $0 == "is_hero"
    }
    #expect(money.count == 2 + 2 + 2 + 2 * 3 + 2 + 1 + 2 + 2)
    for name in table.names {
      let isEmpty = try table.column(name).allSatisfy(\.isEmpty)
      #expect(isEmpty == money.contains(name), "\(name)")
    }
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    #expect(manifest.revenue == nil && manifest.base.clv == nil)
  }

  @Test func `a revenue beyond 18 digits is refused by name`() throws {
    let folder = try TemporaryFolder()
    let lines = Array(repeating: "rich,2023-02-02,9999999999999.99", count: 1001)
    _ = try folder.file("orders.csv", SampleOrders().csv(adding: lines))
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("customer 'rich': the revenue exceeds"))
    #expect(folder.names == ["orders.csv"])
  }
}
