import TestSupport
import Testing

@testable import Orders

@Suite struct MoneyTests {
  private func read(
    _ text: String, scale: Int = 2, mark: String = "-", code: String? = nil,
    _ evidence: inout DecimalEvidence
  ) throws -> ExactMoney? {
    let currency = try code.map { try #require(Currency(code: $0)) } ?? .unnamed
    let format = MoneyFormat(
      scale: scale, mark: OrderOptions.DecimalMark(rawValue: mark), currency: currency)
    let bytes = Array("x\(text)y".utf8)
    return format.read(bytes, 1..<bytes.count - 1, line: 0, &evidence)
  }

  private func read(
    _ text: String, scale: Int = 2, mark: String = "-", code: String? = nil
  ) throws -> Int64? {
    var evidence = DecimalEvidence()
    return try read(text, scale: scale, mark: mark, code: code, &evidence)?.rounded()?.minor
  }

  @Test func `reads what Python's decimals say in every style of writing`() throws {
    let lines = Fixtures.text("reference/money.tsv").split(separator: "\n")
    try #require(lines.count > 1000)
    for line in lines {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      var evidence = DecimalEvidence()
      let scale = try #require(Int(parts[1]))
      let money = try read(parts[0], scale: scale, mark: parts[2], &evidence)
      let expected = Amount(
        minor: try #require(Int64(parts[3])), residual: try #require(Int64(parts[4])))
      try #require(money?.rounded() == expected, "\(line)")
      // The same marks read as the other one.
      if parts[2] != "-" && scale > 0 {
        #expect(try read(parts[0], scale: scale, mark: "-") == nil || parts[0].contains("."))
      }
    }
  }

  @Test(arguments: [
    "12.50", "12,50", "€12.50", "€ 12,50", "12,50 €", "EUR 12.50", "eur12,5", "12.5EUR", "+12,50",
    "\u{A0}12,50\u{202F}€ ", "\t12.50", "12,50e0", "1,25e1", "0012,50", "12,5000000000000000",
    "12.500", "0012,500",
  ])
  func `reads signs, symbols and both marks`(text: String) throws {
    #expect(try read(text) == 1250)
  }

  @Test(
    arguments: [
      ("1,234.56", 123_456), ("1.234,56", 123_456), ("1,234,567", 123_456_700),
      ("1.234.567", 123_456_700), ("12,34,567.8", 123_456_780), ("1'234", 123_400),
      ("1 234", 123_400), ("1 234,5", 123_450), ("-$1,000.00", -100_000), ("$-1,000.00", -100_000),
      ("0,234", 23), (",5", 50), ("5,", 500), ("1234,567", 123_457), ("\u{2212}5", -500),
      ("1.234,567", 123_457), ("1 234.567", 123_457),
    ] as [(String, Int64)])
  func `the last of two marks is the decimal one`(text: String, minor: Int64) throws {
    #expect(try read(text) == minor)
  }

  @Test(arguments: [
    "", " ", "-", "€", "(5.00)", "5-", "--5", "+-5", "5 5", "1,2,3", "1,23,45", "12,345,6", "1,,5",
    "1.234.56", "1,234,56", "1,234.567.890", "1.2,345.6", "1 2345", "1'23", "1234,567.8",
    "1,234 567", "$5$", "$ EUR 5", "5 apples", "N/A", "nan", "inf", "5%", "0x10", "1,5e", "1,234e3",
    "1,234.5e1", "abc 5", "5kronor", "1,5e999", "10000000000000,01",
    "1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0", "5 \u{20AC} \u{20AC}", "5\u{0}",
    "1,111111111111111111111111111111111111111111",
  ])
  func `refuses what is no amount`(text: String) throws {
    #expect(try read(text) == nil)
  }

  @Test func `one mark before three digits is open`() throws {
    var evidence = DecimalEvidence()
    #expect(try read("1,234", &evidence) == nil)
    #expect(evidence.openCommas == 1)
    #expect(evidence.hint?.contains("an amount such as '1,234'") == true)
    #expect(try read("1,234", mark: "comma") == 123)
    #expect(try read("1,234", mark: "point") == 123_400)
    #expect(try read("1.234", mark: "point") == 123)
    #expect(try read("1.234", mark: "comma") == 123_400)
    #expect(try read("1.234") == 123)
    // Where there are no decimals, commas group.
    #expect(try read("1,234", scale: 0) == 1234)
  }

  @Test func `a decimal comma beside an open point is an error that names both`() throws {
    let format = MoneyFormat(scale: 2)
    var evidence = DecimalEvidence()
    _ = try read("1.234", &evidence)
    try evidence.check(format)
    var later = DecimalEvidence()
    _ = try read("12,50", &later)
    try later.check(format)
    var file = DecimalEvidence()
    file.merge(evidence, path: "a.csv", line: 7)
    file.merge(later, path: "a.csv", line: 20)
    let error = #expect(throws: OrderError.self) { try file.check(format) }
    #expect(error?.description.hasPrefix("a.csv, line 7: '1.234'") == true)
    #expect(error?.problem.contains("'12,50' in line 20") == true)
    #expect(throws: Never.self) { try file.check(MoneyFormat(scale: 2, mark: .comma)) }
  }

  @Test func `with three decimals a comma asks for the option`() throws {
    var evidence = DecimalEvidence()
    _ = try read("12,50", &evidence)
    #expect(throws: OrderError.self) { try evidence.check(MoneyFormat(scale: 3)) }
    #expect(throws: Never.self) { try evidence.check(MoneyFormat(scale: 3, mark: .comma)) }
  }

  @Test func `two currencies in one column are an error until one is named`() throws {
    var evidence = DecimalEvidence()
    for text in ["$5", "US$ 5"] { _ = try read(text, &evidence) }
    try evidence.check(MoneyFormat(scale: 2))
    _ = try read("€5", &evidence)
    let error = #expect(throws: OrderError.self) { try evidence.check(MoneyFormat(scale: 2)) }
    #expect(error?.problem.contains("'€5' and '$5'") == true)
    #expect(try read("€5", code: "USD") == nil)
    #expect(try read("$5", code: "CAD") == 500)
    #expect(try read("CHF 5", code: "CHF") == 500)
  }

  @Test func `rounding what is exact equals rounding at once`() throws {
    var generator = Generator.seeded()
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...12, using: &generator)
      var text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
      text += "." + (0..<Int.random(in: 0...25, using: &generator)).map { _ in "0" }.joined()
      text += ["", "5", "49", "51", "5000001"].randomElement(using: &generator) ?? ""
      let bytes = Array(text.utf8)
      for scale in [0, 2, 3] {
        let exact = ExactMoney.parse(bytes, bytes.indices, scale: scale)?.rounded()
        try #require(exact == Amount.parse(bytes, bytes.indices, scale: scale), "\(text)")
      }
    }
    // A hair beside the middle of two cents.
    let hair = DecimalText(significand: 5_000_000_000_000_000_000_001, exponent: -24)
    #expect(hair.exact(scale: 2)?.rounded()?.minor == 1)
    let middle = DecimalText(significand: 5_000_000_000_000_000_000_000, exponent: -24)
    #expect(middle.exact(scale: 2)?.rounded()?.minor == 0)
  }

  @Test func `price times quantity is exact up to the largest amount`() {
    func money(_ minor: Int128) -> ExactMoney { ExactMoney(femto: minor * ExactMoney.unit) }
    #expect(money(1999).times(money(-3)) == money(-5997))
    #expect(money(1).times(ExactMoney(femto: ExactMoney.unit / 8))?.femto == ExactMoney.unit / 8)
    #expect(money(1_000_000_000_000_000).times(money(1)) == money(1_000_000_000_000_000))
    #expect(money(1_000_000_000_000_000).times(money(2)) == nil)
    #expect(money(1_000_000_000_000_000).times(money(1_000_000_000_000_000)) == nil)
    #expect(money(-40_000_000).times(money(25_000_000)) == money(-1_000_000_000_000_000))
    // A cent and a hair: half of 1.000…01 cents rounds up, half of one rounds to even.
    let hair = ExactMoney(femto: ExactMoney.unit + 1)
    #expect(hair.times(5, decimals: 1)?.rounded()?.minor == 1)
    #expect(money(1).times(5, decimals: 1)?.rounded()?.minor == 0)
  }

  @Test func `never traps on arbitrary bytes`() {
    var generator = Generator.seeded()
    let alphabet = Array("0123456789..,,'eE+- $€ kr\u{A0}".utf8) + [0xFF, 0xC2, 0xE2, 0x80]
    for _ in 0..<100_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      var evidence = DecimalEvidence()
      for mark in [nil, OrderOptions.DecimalMark.comma] {
        let format = MoneyFormat(scale: 2, mark: mark)
        let money = format.read(bytes, bytes.indices, line: 0, &evidence)
        if let rest = money?.rounded()?.residual, rest.magnitude > 500_000_000_000_000 {
          Issue.record("\(bytes): more than half left over")
        }
      }
    }
  }
}
