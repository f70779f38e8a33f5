import Foundation
import TestSupport
import Testing

@testable import Orders

@Suite struct AccountTests {
  private func amount(_ text: String, scale: Int = 2) throws -> Amount {
    let bytes = Array(text.utf8)
    return try #require(Amount.parse(bytes, bytes.indices, scale: scale))
  }

  @Test func `every row and its revenue is somewhere`() throws {
    var account = Account()
    account.use(try amount("10.00"))
    account.use(try amount("5.50"))
    account.reject(.badDate, try amount("3.00"))
    account.reject(.badAmount, nil)
    account.setAside(.guest, try amount("2.00"))
    account.setAside(.negativeAmount, try amount("-4.00"))
    #expect(account.used.rows == 2)
    #expect(account.used.revenue == 1550)
    #expect(account.rejectedRows == 2)
    #expect(account.rejected.map(\.reason) == [.badDate, .badAmount])
    #expect(account.rejected.map(\.tally.revenue) == [300, 0])
    #expect(account.setAside.map(\.reason) == [.guest, .negativeAmount])
    #expect(account.all.rows == 6)
    #expect(account.all.revenue == 1650)
  }

  @Test func `moving used rows to a reason changes no sum`() throws {
    var account = Account()
    for text in ["10.00", "5.50", "1.25"] { account.use(try amount(text)) }
    let before = account.all
    var later = Tally()
    later.add(minor: 550)
    later.add(minor: 125)
    account.setAside(.afterAsOf, fromUsed: later)
    #expect(account.used.rows == 1)
    #expect(account.used.revenue == 1000)
    #expect(account.setAside.map(\.reason) == [.afterAsOf])
    #expect(account.setAside.first?.tally.rows == 2)
    #expect(account.all == before)
  }

  @Test func `adding accounts adds every line`() throws {
    var left = Account()
    var right = Account()
    for (index, reason) in RejectReason.allCases.enumerated() {
      for _ in 0...index { left.reject(reason, try amount("1")) }
      right.reject(reason, nil)
    }
    for reason in SetAsideReason.allCases { right.setAside(reason, try amount("0.01")) }
    right.use(try amount("7"))
    left += right
    #expect(left.rejected.map(\.tally.rows) == [2, 3, 4, 5])
    #expect(left.rejected.map(\.tally.revenue) == [100, 200, 300, 400])
    #expect(left.setAside.count == SetAsideReason.allCases.count)
    #expect(left.used.revenue == 700)
    #expect(left.all.rows == 10 + 4 + 5 + 1)
  }

  @Test(arguments: [
    (["1.00", "2.50"], ""), (["0.005"], "0.5"), (["0.015"], "-0.5"), (["0.005", "0.015"], ""),
    (["0.001", "0.001", "0.001"], "0.3"), (["0.00000000000000001"], "0.000000000000001"),
    (["-0.005", "-0.001"], "-0.6"), (["0.004", "0.004", "0.004"], "1.2"),
  ])
  func `says what rounding took away`(texts: [String], rounding: String) throws {
    var account = Account()
    for text in texts { account.use(try amount(text)) }
    #expect(account.rounding == rounding)
  }

  @Test func `revenue as written is revenue in and what rounding took away`() throws {
    var generator = Generator.seeded()
    for scale in [0, 2, 3] {
      var account = Account()
      var written = Decimal()
      for index in 0..<3000 {
        let digits = Int64.random(in: -99_999_999_999...99_999_999_999, using: &generator)
        let exponent = -Int.random(in: 0...9, using: &generator)
        let value = Decimal(
          sign: digits < 0 ? .minus : .plus, exponent: exponent,
          significand: Decimal(digits.magnitude))
        written += value
        let read = try amount("\(value)", scale: scale)
        switch index % 3 {
        case 0: account.use(read)
        case 1: account.reject(.badDate, read)
        default: account.setAside(.guest, read)
        }
      }
      let rounding = account.rounding.isEmpty ? Decimal() : Decimal(string: account.rounding)
      let sum = try #require(Decimal(string: "\(account.all.revenue)")) + (try #require(rounding))
      #expect(sum == written * Decimal(sign: .plus, exponent: scale, significand: 1))
    }
  }
}
