import Testing

@testable import Orders

@Suite struct CurrencyTableTests {
  private func table(_ rows: [(String, String, Int32?)]) throws -> CurrencyTable {
    var table = CurrencyTable()
    for (code, rate, day) in rows {
      let text = Array(rate.utf8)
      let number = try #require(DecimalText(text, text.indices))
      table.add(code, factor: number.significand, decimals: -number.exponent, from: day)
    }
    return table
  }

  private func converted(
    _ table: CurrencyTable, _ minor: Int128, _ code: String, day: Int32 = 0
  ) -> Int64? {
    table.converted(
      ExactMoney(femto: minor * ExactMoney.unit), from: Array(code.utf8), on: day)?.rounded()?.minor
  }

  @Test func `converts by the exact rate and rounds once`() throws {
    let table = try table([("USD", "0.923361034164358", nil), ("JPY", "0.0061", nil)])
    #expect(converted(table, 10_000, "USD") == 9234)
    // 1,234 yen in a store of euros.
    #expect(converted(table, 123_400, "jpy") == 753)
    #expect(converted(table, -10_000, "USD") == -9234)
    #expect(converted(table, 100, "GBP") == nil)
    // 0.25 cents and 0.35 cents: one half rounds to even, what lies beside it does not.
    let halves = try self.table([
      ("USD", "0.5", nil), ("CHF", "0.50000000000000000000000001", nil),
      ("GBP", "0.49999999999999999999999999", nil),
    ])
    #expect(converted(halves, 1, "USD") == 0)
    #expect(converted(halves, 3, "USD") == 2)
    #expect(converted(halves, 1, "CHF") == 1)
    #expect(converted(halves, 1, "GBP") == 0)
    #expect(converted(halves, 3, "GBP") == 1)
  }

  @Test func `a dated rate holds from its day until the next`() throws {
    let table = try table([
      ("USD", "2", 10), ("USD", "3", 20), ("CHF", "1", nil),
      ("CHF", "4", 20),
    ])
    #expect(converted(table, 1, "USD", day: 9) == nil)
    #expect(converted(table, 1, "USD", day: 10) == 2)
    #expect(converted(table, 1, "USD", day: 19) == 2)
    #expect(converted(table, 1, "USD", day: 20) == 3)
    #expect(converted(table, 1, "CHF", day: -5) == 1)
  }

  @Test func `more than an order can be is nothing`() throws {
    let table = try table([("USD", "1000000", nil)])
    #expect(converted(table, 1_000_000_000, "USD") == 1_000_000_000_000_000)
    #expect(converted(table, 1_000_000_001, "USD") == nil)
  }

  @Test func `a rate takes the place of one from the same day`() throws {
    let table = try table([("USD", "2", 5), ("USD", "3", nil), ("USD", "4", 5)])
    #expect(converted(table, 1, "USD", day: 4) == 3)
    #expect(converted(table, 1, "USD", day: 5) == 4)
  }
}
