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

  @Test func `what was paid back is taken off what is used, and stays in the sum`() throws {
    var account = Account()
    account.use(rows: 2, try amount("10.005"))
    account.use(rows: 1, try amount("-4.00"))
    // Of the order 10.00 rows take 4.00 and a column 8.00.
    account.refund(800, ofOrdersWith: 1000, byRows: 400)
    #expect(account.used.rows == 3 && account.used.revenue == 0)
    #expect(account.refunds == 800)
    #expect(account.setAside.map(\.reason) == [.refundBeyondOrder])
    #expect(account.setAside.map(\.tally.revenue) == [-200])
    #expect(account.all.rows == 3 && account.all.revenue == 600)
    #expect(account.rounding == "0.5")
    let one = account
    account += one
    #expect(account.refunds == 1600 && account.all.revenue == 1200)
  }

  @Test func `other currencies are no part of any sum`() throws {
    var account = Account()
    account.setAside(.otherCurrency, rows: 2, nil)
    account.otherCurrency("USD", rows: 2, try amount("7.50"))
    account.otherCurrency("JPY", rows: 1, nil)
    let one = account
    account += one
    #expect(account.all.revenue == 0 && account.all.rows == 4)
    #expect(account.otherCurrencies["USD"]?.revenue == 1500)
    #expect(account.otherCurrencies["JPY"]?.rows == 2)
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
    let rejects = Array(1...RejectReason.allCases.count)
    #expect(left.rejected.map(\.tally.rows) == rejects.map { $0 + 1 })
    #expect(left.rejected.map(\.tally.revenue) == rejects.map { Int128(100 * $0) })
    #expect(left.setAside.count == SetAsideReason.allCases.count)
    #expect(left.used.revenue == 700)
    let rejected = rejects.reduce(0) { $0 + $1 + 1 }
    #expect(left.all.rows == rejected + SetAsideReason.allCases.count + 1)
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
