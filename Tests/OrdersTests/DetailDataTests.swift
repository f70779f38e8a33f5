import Columns
import Parquet
import TestSupport
import Testing

@testable import Orders

/// Real tables of lines beside figures that were computed with DuckDB.
@Suite struct DetailDataTests {
  /// Rows, revenue in 10^-15 minor units, and the days on which each customer bought.
  private struct Sums {
    var rows = 0
    var revenue: Int128 = 0
    var days: Set<[UInt8]> = []
    var rejected = 0
  }

  private func sums(
    _ file: String, _ roles: [(name: String, role: Role)], _ change: (inout OrderOptions) -> Void
  ) throws -> Sums {
    var options = OrderOptions()
    change(&options)
    let file = try OrderFile(try #require(Fixtures.testData) + "/" + file)
    guard case .parquet(let table, _) = file else { return Sums() }
    var rules = Preset.Rules()
    rules.monthFirst = true
    let binding = Binding(
      roles, of: ParquetOrders.candidates(in: table).map(\.name), shape: .lines, rules: rules)
    var sums = Sums()
    try file.forEachDetailChunk(
      binding: binding, options: options, ordinal: 0, threads: Threads(2)
    ) { chunk, _, _ in
      let records = chunk.records.span
      sums.rejected += chunk.rejected.count
      var at = 0
      while let record = DetailRecord(records, at: at) {
        at = record.range.upperBound
        sums.rows += 1
        let price = record.exact(.unitPrice, in: records)
        let quantity = record.exact(.quantity, in: records)
        let whole = record.exact(.lineTotal, in: records)
        let product = quantity.flatMap { price?.times($0) }
        sums.revenue += (whole ?? product)?.femto ?? 0
        guard let customer = record.text(.customerID, in: records),
          let day = record.stamp(in: records)?.day
        else { continue }
        sums.days.insert(customer.map { records[$0] } + "\(day)".utf8)
      }
      #expect(at == records.count)
    }
    return sums
  }

  private static let retail = "online_retail_ii/online_retail_II_2009_2010.parquet"
  private static let journey = "complete_journey/transactions.parquet"

  @Test(.enabled(if: Fixtures.hasTestData(retail)))
  func `Online Retail's lines come to the published revenue`() throws {
    let sums = try sums(
      Self.retail,
      [
        ("Invoice", .orderID), ("StockCode", .product), ("Description", .also),
        ("Quantity", .quantity),
        ("InvoiceDate", .stamp), ("Price", .unitPrice), ("Customer ID", .customerID),
        ("Country", .country),
      ]
    ) { $0.currency = Currency(code: "GBP") ?? .unnamed }
    #expect(sums.rejected == 0)
    #expect(sums.rows == 525_461)
    // 9,539,484.634: prices have three decimals now and then.
    #expect(sums.revenue == 9_539_484_634 * (ExactMoney.unit / 10))
  }

  @Test(.enabled(if: Fixtures.hasTestData(journey)))
  func `the Complete Journey's lines fall on the days of the shop`() throws {
    let roles: [(name: String, role: Role)] = [
      ("household_id", .customerID), ("basket_id", .orderID), ("product_id", .product),
      ("quantity", .quantity), ("sales_value", .lineTotal), ("transaction_timestamp", .stamp),
    ]
    let utc = try sums(Self.journey, roles) { _ in }
    #expect(utc.rows == 1_469_307 && utc.rejected == 0)
    // Some of the floats are no cents, by a hair.
    #expect(ExactMoney(femto: utc.revenue).rounded()?.minor == 459_603_958)
    #expect(utc.days.count == 126_824)
    let own = try sums(Self.journey, roles) {
      $0.timeZone = TimeZoneTable(name: "America/New_York")
    }
    #expect(own.days.count == 127_431)
    #expect(own.revenue == utc.revenue)
  }
}
