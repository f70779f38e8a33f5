import Foundation
import TestSupport
import Testing

@testable import Orders

@Suite struct AmountTests {
  private func parse(_ text: String, scale: Int = 2) -> Amount? {
    let bytes = Array("x\(text)y".utf8)
    return Amount.parse(bytes, 1..<bytes.count - 1, scale: scale)
  }

  /// Foundation's decimal arithmetic: 38 digits, bankers' rounding.
  private func rounded(_ value: Decimal, scale: Int) -> Decimal {
    var value = value
    var result = Decimal()
    unsafe NSDecimalRound(&result, &value, scale, .bankers)
    return result
  }

  private func power(_ exponent: Int) -> Decimal {
    Decimal(sign: .plus, exponent: exponent, significand: 1)
  }

  @Test(
    arguments: [
      ("0", 0), ("12", 1200), ("12.5", 1250), ("12.34", 1234), ("-12.34", -1234), ("+1.00", 100),
      (".5", 50), ("5.", 500), ("007.10", 710), ("  1.25  ", 125), ("-0", 0), ("-0.00", 0),
      ("1e2", 10_000), ("1E2", 10_000), ("1.5e+1", 1500), ("150e-1", 1500), ("1.23e-2", 1),
      ("0e400", 0), ("1e-400", 0), ("10000000000000", 1_000_000_000_000_000),
      ("-10000000000000.00", -1_000_000_000_000_000),
    ] as [(String, Int64)])
  func `reads decimal numbers`(text: String, minor: Int64) {
    #expect(parse(text)?.minor == minor)
  }

  @Test(arguments: [
    "", " ", "-", "+", ".", "-.", "1.2.3", "1,000", "1,5", "1 000", "--1", "+-1", "1-", "e5", "1e",
    "1e+", "1e1.5", "1e5e5", "NaN", "nan", "inf", "-inf", "Infinity", "0x10", "1_000", "€5", "5 €",
    "$5", "٣", "1e401", "1e-401", "1e99999999999999999999", "10000000000000.01", "1e400",
    "-10000000000000.01", "99999999999999999999", "1e14", "\t1", "12\u{A0}", "1\"\"2",
  ])
  func `refuses what is no number or too large`(text: String) {
    #expect(parse(text) == nil)
  }

  @Test(
    arguments: [
      ("0.005", 0, 500_000_000_000_000), ("0.015", 2, -500_000_000_000_000),
      ("0.025", 2, 500_000_000_000_000), ("-0.005", 0, -500_000_000_000_000),
      ("-0.015", -2, 500_000_000_000_000), ("0.0051", 1, -490_000_000_000_000),
      ("0.0049", 0, 490_000_000_000_000), ("1.001", 100, 100_000_000_000_000),
      ("0.00000000000000001", 0, 1), ("0.000000000000000001", 0, 0),
    ] as [(String, Int64, Int64)])
  func `rounds half to even and keeps what is left over`(
    text: String, minor: Int64, residual: Int64
  ) {
    #expect(parse(text) == Amount(minor: minor, residual: residual))
  }

  @Test func `agrees with Foundation's decimals on random texts`() throws {
    var generator = Generator.seeded()
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...15, using: &generator)
      let significand = Int64.random(
        in: 0..<Int64(pow(10.0, Double(digits))), using: &generator)
      let places = Int.random(in: 0...12, using: &generator)
      let scale = [0, 2, 3].randomElement(using: &generator) ?? 2
      let isNegative = Bool.random(using: &generator)
      var text = String(significand)
      if places > 0 {
        text = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
        text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
      }
      var exponent = -places
      if Int.random(in: 0..<5, using: &generator) == 0 {
        let extra = Int.random(in: -4...4, using: &generator)
        text += "e\(extra)"
        exponent += extra
      }
      let exact = Decimal(
        sign: isNegative ? .minus : .plus, exponent: exponent, significand: Decimal(significand))
      let expected = rounded(exact, scale: scale) * power(scale)
      let amount = parse((isNegative ? "-" : "") + text, scale: scale)
      if expected.magnitude > power(15) {
        try #require(amount == nil, "\(text) at scale \(scale)")
        continue
      }
      let read = try #require(amount, "\(text) at scale \(scale)")
      try #require(Decimal(read.minor) == expected, "\(text) at scale \(scale)")
      // A residual below its unit is cut off, so only texts of few enough decimals give the text back.
      if exponent + scale >= -15 {
        let whole = (Decimal(read.minor) + Decimal(read.residual) * power(-15)) * power(-scale)
        try #require(whole == exact, "\(text) at scale \(scale)")
      }
    }
  }

  @Test(arguments: [0, 2, 3])
  func `takes printed binary numbers as the amount they stand for`(scale: Int) throws {
    var generator = Generator.seeded()
    for index in 0..<20_000 {
      let minor =
        index < 5000
        ? Int64(index)
        : Int64.random(in: 0...1_000_000_000_000_000, using: &generator) >> Int64(index % 40)
      let value = Double(minor) / pow(10, Double(scale))
      for text in ["\(value)", String(format: "%.17g", value), String(format: "%.16g", value)] {
        // Only 17 digits always stand for the number itself.
        let isSame = Double(text) == value
        let amount = parse(text, scale: scale)
        if isSame { try #require(amount == Amount(minor: minor, residual: 0), "\(text)") }
      }
    }
  }

  @Test(
    arguments: [
      ("19.989999999999998", 1999, 0), ("0.070000000000000007", 7, 0),
      // A sum of floats that no amount of cents prints as: the shortest decimal, residual and all.
      ("0.30000000000000004", 30, 4), ("1.1500000000000001", 115, 10),
      ("1234567890.123456", 123_456_789_012, 345_600_000_000_000),
      // DECIMAL(38, 18) columns print all their zeros.
      ("19.990000000000000000", 1999, 0), ("0.005000000000000000", 0, 500_000_000_000_000),
      ("9999999999999.990", 999_999_999_999_999, 0), (".1250000000000000", 12, 500_000_000_000_000),
      ("+12.500000000000000", 1250, 0), ("-.5000000000000000", -50, 0),
    ] as [(String, Int64, Int64)])
  func `reads long texts as the shortest decimal of the number`(
    text: String, minor: Int64, residual: Int64
  ) {
    #expect(parse(text) == Amount(minor: minor, residual: residual))
  }

  @Test(
    arguments: [
      (String(repeating: "9", count: 10_000), nil),
      (String(repeating: "0", count: 10_000), 0),
      (String(repeating: "0", count: 10_000) + "7.25", 725),
      ("0." + String(repeating: "0", count: 10_000) + "1", 0),
      ("1." + String(repeating: "0", count: 10_000), 100),
      ("0.3" + String(repeating: "3", count: 10_000), 33),
      ("7." + String(repeating: "9", count: 10_000), 800),
      (String(repeating: "9", count: 10_000) + "e-9999", nil),
      ("0." + String(repeating: "0", count: 399) + "1e400", 100),
      ("1." + String(repeating: "2", count: 50) + "e300", nil),
      ("1" + String(repeating: "0", count: 34) + "e-30", 1_000_000),
      ("." + String(repeating: ".", count: 10_000), nil),
      ("1e" + String(repeating: "0", count: 10_000) + "1", 1000),
    ] as [(String, Int64?)])
  func `survives texts of any length`(text: String, minor: Int64?) {
    #expect(parse(text)?.minor == minor)
  }

  @Test func `never traps on arbitrary bytes`() {
    var generator = Generator.seeded()
    let alphabet = Array("0123456789..eE+- ,x\u{0}".utf8) + [0xFF]
    for _ in 0..<50_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      for scale in [0, 2, 3, 4] {
        let amount = Amount.parse(bytes, bytes.indices, scale: scale)
        if let amount, amount.residual.magnitude > 500_000_000_000_000 {
          Issue.record("\(bytes): more than half left over")
        }
      }
    }
  }
}
