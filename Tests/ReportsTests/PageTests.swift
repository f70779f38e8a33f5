import Columns
import Mustache
import Orders
import Segments
import TestSupport
import Testing

@testable import Reports

/// How numbers and texts come onto the page.
@Suite struct PageTests {
  @Test func `exact numbers are what they were read from, and their differences are exact`() throws
  {
    for text in ["0", "17", "-17", "0.07", "-0.07", "123456789012345.678", "1.000000"] {
      #expect(try #require(ExactNumber(text)).text == text)
    }
    for text in ["", "-", "1.2.3", "1e3", "champions", "1234567890123456789"] {
      #expect(ExactNumber(text) == nil, "\(text)")
    }
    #expect(ExactNumber("-1234567.80")?.grouped == "-1,234,567.80")
    #expect(ExactNumber("123")?.grouped == "123" && ExactNumber("0.05")?.grouped == "0.05")
    var generator = Generator.seeded()
    for _ in 0..<200 {
      let (left, right) = (
        Int64(generator.uniform() * 2e15) - 1_000_000_000_000_000, Int64(generator.uniform() * 1e12)
      )
      let difference =
        ExactNumber(units: left, decimals: 2) - ExactNumber(units: right, decimals: 2)
      #expect(difference.units == left - right && ExactNumber(difference.text) == difference)
    }
  }

  @Test func `rough numbers round half to even, and no zero has a sign`() {
    #expect(ShownNumber.rounded(0.5) == "0" && ShownNumber.rounded(1.5) == "2")
    #expect(ShownNumber.rounded(-0.2) == "0" && ShownNumber.percent(-0.0001) == "0.0\u{A0}%")
    #expect(ShownNumber.short(999_999) == "999,999")
    #expect(ShownNumber.short(1_250_000) == "1.2\u{A0}M")
    #expect(ShownNumber.short(-250_400_000) == "-250\u{A0}M")
    #expect(ShownNumber.short(3.21e9) == "3.2\u{A0}bn")
    #expect(ShownNumber.amount(468.2449, decimals: 2) == "468.24")
    #expect(ShownNumber.rounded(.nan) == "–" && ShownNumber.percent(1e18) == "–\u{A0}%")
  }

  @Test func `a quote is escaped whatever is set upon it, and so is all markup`() {
    let text = PageText().escapeText("<a href=\"\u{338}x\" id='y'>&\u{0}\u{202E}é\n")
    #expect(
      text
        == "&lt;a href=&quot;\u{338}x&quot; id=&#39;y&#39;&gt;&amp;\u{FFFD}\u{FFFD}é\n")
  }

  @Test func `a year before is shown where the history was 90 days old`() {
    let asOf = Day(rawValue: 20_000)
    #expect(EarlierDay.usual(before: asOf, from: asOf - 455).day == asOf - 365)
    let (day, reason) = EarlierDay.usual(before: asOf, from: asOf - 454)
    #expect(day == nil && reason.contains("\(asOf - 365)") && reason.contains("\(asOf - 454)"))
    let young = EarlierDay.usual(before: asOf, from: asOf - 300)
    #expect(
      young.day == nil && young.reason.hasPrefix("the history begins on \(asOf - 300), after"))
  }

  @Test func `bands of CLV are named by their borders, in the units of the page`() {
    for (above, upTo, name) in [
      ("", "0.00", "up to 0"), ("0.00", "1.00", "0–1"), ("500.00", "1000.00", "500–1k"),
      ("500000000", "1000000000", "500M–1bn"), ("5000000000000000.00", "", "over 5000000bn"),
    ] {
      #expect(FigurePlan.band(above, upTo) == name)
    }
  }

  @Test func `what is counted is one or many`() {
    #expect(ShownNumber.counted("1", "customer") == "1 customer")
    #expect(ShownNumber.counted("0", "day") == "0 days")
    #expect(ShownNumber.counted("1,001", "day") == "1,001 days")
  }

  @Test func `a window begins so many days before as-of, but not before the history`() throws {
    let asOf = Day(rawValue: 20_000)
    func basis(_ lookback: Int?) -> ReportBasis {
      let frame = TableFrame(
        asOf: asOf, from: asOf - 99, currency: (nil, 2), hasAmounts: true, guests: GuestRevenue())
      return ReportBasis(frame: frame, lookback: lookback, historyFrom: nil, hasGivenModel: false)
    }
    #expect(basis(nil).from == asOf - 99 && basis(nil).windowNote == nil)
    #expect(basis(1).from == asOf && basis(30).from == asOf - 29)
    #expect(basis(200).from == asOf - 99)
    #expect(try #require(basis(1).windowNote).contains("of the last day, from \(asOf) on"))
    #expect(
      try #require(basis(30).windowNote).contains("of the last 30 days, from \(asOf - 29) on"))
  }
}
