import Foundation
import TestSupport
import Testing

@testable import Orders

/// Products and shares of exact money, against decimals and by law.
@Suite struct MoneyArithmeticTests {
  private static let unit = ExactMoney.unit

  @Test func `a price times pieces is their product, or nothing`() {
    func product(_ price: Int128, _ quantity: Int128) -> Int128? {
      MoneyArithmetic.product(price: price, quantity: quantity)
    }
    #expect(product(295 * Self.unit, 12 * Self.unit) == 3540 * Self.unit)
    #expect(product(-295 * Self.unit, 12 * Self.unit) == -3540 * Self.unit)
    #expect(product(-3, -Self.unit) == 3)
    #expect(product(0, .max) == 0)
    // Half a step, to even: 0.5 and 1.5.
    #expect(product(1, Self.unit / 2) == 0)
    #expect(product(3, Self.unit / 2) == 2)
    #expect(product(-3, Self.unit / 2) == -2)
    #expect(product(MoneyArithmetic.largest, Self.unit) == MoneyArithmetic.largest)
    #expect(product(MoneyArithmetic.largest, Self.unit + 1) == nil)
    #expect(product(.max, .max) == nil)
    #expect(product(.min, .min) == nil)
    #expect(product(.min, 1) != nil)
  }

  @Test func `a share is rounded once, half to even`() {
    func share(_ whole: Int64, _ part: Int128, _ total: Int128) -> Int64? {
      MoneyArithmetic.share(of: whole, part, of: total)
    }
    #expect(share(100, 1, 3) == 33)
    #expect(share(200, 1, 3) == 67)
    #expect(share(1, 1, 2) == 0)
    #expect(share(3, 1, 2) == 2)
    #expect(share(7600, 100 * Self.unit, 100 * Self.unit) == 7600)
    #expect(
      share(Amount.largest, MoneyArithmetic.largest, MoneyArithmetic.largest) == Amount.largest)
    #expect(share(Amount.largest, MoneyArithmetic.largest, 1) == nil)
    #expect(share(2, Int128(Amount.largest), 1) == nil)
  }

  @Test func `parts of an amount add up to it within a unit each`() {
    var generator = Generator.seeded()
    for _ in 0..<10_000 {
      let whole = Int64.random(in: 0...Amount.largest, using: &generator)
      let total = Int128.random(in: 1...MoneyArithmetic.largest, using: &generator)
      let part = Int128.random(in: 0...total, using: &generator)
      let first = MoneyArithmetic.share(of: whole, part, of: total)
      let second = MoneyArithmetic.share(of: whole, total - part, of: total)
      #expect(abs((first ?? -9) + (second ?? -9) - whole) <= 1)
    }
  }

  @Test func `amounts are rounded half to even, and the rest is kept`() {
    var generator = Generator.seeded()
    #expect(Amount(rounding: Self.unit / 2) == Amount(minor: 0, residual: Int64(Self.unit / 2)))
    #expect(
      Amount(rounding: Self.unit * 3 / 2) == Amount(minor: 2, residual: -Int64(Self.unit / 2)))
    #expect(Amount(rounding: -Self.unit * 3 / 2)?.minor == -2)
    #expect(Amount(rounding: MoneyArithmetic.largest)?.minor == Amount.largest)
    #expect(Amount(rounding: MoneyArithmetic.largest + Self.unit) == nil)
    #expect(Amount(rounding: .min) == nil)
    for _ in 0..<10_000 {
      let exact = Int128.random(in: -Self.unit * 9...Self.unit * 9, using: &generator)
      let amount = Amount(rounding: exact)
      #expect(amount.map { Int128($0.minor) * Self.unit + Int128($0.residual) } == exact)
      #expect((amount?.residual.magnitude ?? .max) * 2 <= Self.unit.magnitude)
    }
  }
}
