import Orders
import Testing

@Suite struct CurrencyTests {
  @Test(arguments: [
    ("EUR", 2), ("USD", 2), ("eur", 2), ("JPY", 0), ("KRW", 0), ("CLP", 0), ("KWD", 3), ("TND", 3),
    ("CLF", 4), ("UYW", 4),
  ])
  func `has the decimals of ISO 4217`(code: String, scale: Int) {
    #expect(Currency(code: code)?.scale == scale)
    #expect(Currency(code: code)?.code == code.uppercased())
  }

  @Test(arguments: ["", "EU", "EURO", "E1R", "€", "ÄÖÜ"])
  func `is three letters`(code: String) {
    #expect(Currency(code: code) == nil)
  }

  @Test func `has two decimals if it is not named`() {
    #expect(Currency.unnamed.code == nil)
    #expect(Currency.unnamed.scale == 2)
  }
}
