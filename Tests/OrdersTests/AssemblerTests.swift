import TestSupport
import Testing

@testable import Orders

/// What rows of orders and lines come to, trap by trap.
@Suite struct AssemblerTests {
  @Test func `rows of orders are orders`() throws {
    var rows = TestRows()
    rows.file(.orders)
    rows.order("1", "a", "10.00")
    rows.order("2", "b", "0.00")
    rows.order("3", "a", "12.345")
    let result = try rows.assembled()
    #expect(result.orders.map(\.amount.minor) == [1000, 0, 1234])
    #expect(result.orders.map(\.customer) == [[97], [98], [97]])
    #expect(result.used == [3, 2234])
    #expect(result.account.rounding == "0.5")
    #expect(result.setAside.isEmpty && result.removals.isEmpty)
  }

  @Test func `lines are added exactly and rounded once`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .quantity, .unitPrice, .product])
    for _ in 0..<3 {
      rows.row(
        [.orderID: "1", .customerID: "a", .product: "tea"],
        [.quantity: "3", .unitPrice: "0.333"])
    }
    rows.row(
      [.orderID: "1", .customerID: "a"], [.quantity: "0.5", .unitPrice: "0.001"])
    let result = try rows.assembled()
    #expect(result.used == [4, 300])
    #expect(result.account.rounding == "-0.25")
    let order = try #require(result.order("1"))
    #expect(order.lines.map(\.number) == [0, 1, 2, 3])
    #expect(order.lines.map(\.unitPrice) == [3330, 3330, 3330, 10])
    #expect(order.lines.map(\.quantity) == [3000, 3000, 3000, 500])
    #expect(order.lines[0].texts[.product] == Array("tea".utf8))
    #expect(order.linesDigest != 0)
  }

  @Test(arguments: [RevenueBasis.net, .netOfDiscounts, .gross])
  func `a price that no row says is that before the line's discount`(basis: RevenueBasis) throws {
    var rows = TestRows(basis: basis)
    rows.file(.lines, roles: [.orderID, .stamp, .lineTotal, .quantity, .lineDiscount])
    rows.row(
      [.orderID: "1", .customerID: "a"],
      [.lineTotal: "8.00", .quantity: "2", .lineDiscount: "2.00"])
    rows.row(
      [.orderID: "1", .customerID: "a"],
      [.lineTotal: "-4.00", .quantity: "-1", .lineDiscount: "-1.00"])
    let order = try #require(try rows.assembled().order("1"))
    #expect(order.amount.minor == (basis == .gross ? 500 : 400))
    #expect(order.lines.map(\.unitPrice) == [50_000, 50_000])
  }

  @Test func `the total wins over the lines, and stands on the first row alone`() throws {
    var rows = TestRows()
    rows.file(.lines, fills: true, roles: [.orderID, .stamp, .orderTotal, .quantity, .unitPrice])
    rows.row(
      [.orderID: "#1", .customerID: "a"],
      [.orderTotal: "100.00", .tax: "19.00", .shipping: "5.00", .quantity: "1", .unitPrice: "70"])
    // Another order between its rows.
    rows.row([.orderID: "#2", .customerID: "b"], [.orderTotal: "1.00", .unitPrice: "1"])
    rows.row([.orderID: "#1"], day: nil, [.quantity: "2", .unitPrice: "10"])
    let result = try rows.assembled()
    #expect(result.order("#1")?.amount.minor == 7600)
    #expect(result.order("#1")?.customer == [97])
    #expect(result.order("#1")?.parts == [.tax: 1900, .shipping: 500])
    #expect(result.order("#1")?.lines.count == 2)
    #expect(result.used == [3, 7700])
  }

  @Test(arguments: [
    (RevenueBasis.net, false, 7600), (.netOfDiscounts, false, 7600), (.gross, false, 8600),
    (.net, true, 6600), (.netOfDiscounts, true, 6600), (.gross, true, 7600),
  ])
  func `the basis says what is taken out`(basis: RevenueBasis, isBefore: Bool, amount: Int64) throws
  {
    var rows = TestRows(basis: basis)
    rows.file(.orders) { $0.totalIsBeforeDiscounts = isBefore }
    rows.row(
      [.orderID: "1", .customerID: "a"],
      [
        .orderTotal: "100.00", .tax: "15.00", .shipping: "5.00", .tip: "3.00", .giftCard: "1.00",
        .discount: "-10.00",
      ])
    let result = try rows.assembled()
    #expect(result.orders.map(\.amount.minor) == [amount])
    #expect(result.used == [1, Int128(amount)])
  }

  @Test func `rows of an order that contradict each other are handed back`() throws {
    for (role, values) in [Role.customerID: ["a", "b"], .currency: ["EUR", "USD"]] {
      var rows = TestRows()
      rows.file(.lines, roles: [.orderID, .stamp, .lineTotal])
      for value in values {
        var texts: [Role: String] = [.orderID: "1", .customerID: "a"]
        texts[role] = value
        rows.row(texts, [.lineTotal: "5.00"])
      }
      rows.row([.orderID: "2", .customerID: "a"], [.lineTotal: "5.00"])
      let result = try rows.assembled()
      #expect(result.rejected.map(\.reason) == [.contradictingRows, .contradictingRows])
      #expect(result.rejected.map(\.sequence) == [1, 2])
      #expect(result.account.rejectedRows == 2)
      #expect(result.used == [1, 500])
    }
    var rows = TestRows()
    rows.file(.lines)
    rows.order("1", "a", "5.00")
    rows.order("1", "a", "6.00")
    #expect(try rows.assembled().account.rejectedRows == 2)
  }

  @Test func `identical lines count, unless the source makes them by mistake`() throws {
    for drops in [false, true] {
      var rows = TestRows()
      rows.file(.lines, roles: [.orderID, .stamp, .lineTotal]) { $0.dropsDuplicateLines = drops }
      for digest in [1, 2, 1, 1] as [UInt64] {
        rows.row([.orderID: "1", .customerID: "a"], digest: digest, [.lineTotal: "5.00"])
      }
      let result = try rows.assembled()
      #expect(result.used == (drops ? [2, 1000] : [4, 2000]))
      #expect(result.setAside(.duplicateLine) == (drops ? [2, 1000] : [0, 0]))
    }
  }

  @Test func `what is no product is taken out of every order, in any case of letters`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .lineTotal, .product]) {
      $0.notProducts = ["POST", "gift_0001_*"]
      $0.adjustPrefix = "A"
    }
    rows.row([.orderID: "1", .customerID: "a", .product: "tea"], [.lineTotal: "5.00"])
    rows.row([.orderID: "1", .customerID: "a", .product: "post"], [.lineTotal: "2.50"])
    rows.row([.orderID: "2", .customerID: "a", .product: "GIFT_0001_80"], [.lineTotal: "80.00"])
    rows.row([.orderID: "A3", .customerID: "a", .product: "B"], [.lineTotal: "-9.00"])
    let result = try rows.assembled()
    #expect(result.used == [1, 500])
    #expect(result.setAside(.notProduct) == [2, 8250])
    #expect(result.setAside(.adjustment) == [1, -900])
    #expect(result.orders.count == 1 && result.setAside.isEmpty)
  }

  @Test func `of a total, what is no product is taken off`() throws {
    var rows = TestRows()
    rows.file(.lines, fills: true) { $0.notProducts = ["card"] }
    rows.row(
      [.orderID: "1", .customerID: "a", .product: "tea"], [.orderTotal: "30.00", .unitPrice: "10"])
    rows.row([.orderID: "1", .product: "card"], day: nil, [.unitPrice: "20.00"])
    let result = try rows.assembled()
    #expect(result.used == [1, 1000])
    #expect(result.setAside(.notProduct) == [1, 2000])
  }

  @Test func `nobody is a guest: no customer, a placeholder, or what the source writes`() throws {
    var rows = TestRows()
    rows.rules.guests = [Array("shop@example.com".utf8)]
    rows.file(.orders) { $0.guests = ["0"] }
    rows.order("1", nil, "1.00")
    rows.order("2", "0", "2.00")
    rows.order("3", "shop@example.com", "4.00")
    rows.order("4", "00", "8.00")
    let result = try rows.assembled()
    #expect(result.setAside(.guest) == [3, 700])
    #expect(result.used == [1, 800])
    #expect(result.conflicts.guests == 3 && result.conflicts.live == 1)
  }

  @Test func `a customer is what the key says, never a mixture, and one person by the map`() throws
  {
    var rows = TestRows()
    rows.rules.key = .email
    rows.rules.customerMap = [Array("old@x.de".utf8): Array("new@x.de".utf8)]
    rows.file(.orders)
    rows.row([.orderID: "1", .customerID: "7", .email: "old@x.de"], [.orderTotal: "1.00"])
    rows.row([.orderID: "2", .customerID: "7"], [.orderTotal: "2.00"])
    let result = try rows.assembled()
    #expect(result.order("1")?.customer == Array("new@x.de".utf8))
    #expect(result.reason("2") == .guest)
  }

  @Test func `chains of ids end at one person, and circles are refused`() throws {
    let map = try AssemblyRules.closed([[1]: [2], [2]: [3], [4]: [4]])
    #expect(map == [[1]: [3], [2]: [3], [4]: [4]])
    #expect(throws: OrderError.self) { try AssemblyRules.closed([[1]: [2], [2]: [3], [3]: [1]]) }
    #expect(throws: OrderError.self) { try AssemblyRules.closed([[5]: [1], [1]: [2], [2]: [1]]) }
  }

  @Test func `a status says what counts, and one that nobody knows does not`() throws {
    var rows = TestRows()
    rows.rules.paidStatuses = [Array("on-hold".utf8)]
    rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .status])
    let reasons: [(String?, SetAsideReason?)] = [
      ("paid", nil), (" PAID ", nil), ("wc-paid", nil), ("on-hold", nil), ("pending", .pending),
      ("voided", .voided), ("failed", .failed), ("cancelled", .cancelled),
      ("refunded", .refunded), ("bezahlt", .unknownStatus), (nil, .unknownStatus),
    ]
    for (index, (status, _)) in reasons.enumerated() {
      rows.order("\(index)", "a", "1.00", status: status)
    }
    let result = try rows.assembled()
    for (index, (status, reason)) in reasons.enumerated() {
      #expect(result.reason("\(index)") == reason, "\(status ?? "none")")
      #expect((result.order("\(index)") == nil) == (reason != nil))
    }
    #expect(result.unknownStatuses == [Array("bezahlt".utf8): 1, []: 1])
  }

  @Test func `tests and payments that were not taken do not count, and tests are not kept`() throws
  {
    var rows = TestRows()
    rows.file(.orders) { $0.testValue = "Test" }
    rows.row([.orderID: "1", .customerID: "a", .test: "test"], [.orderTotal: "1.00"])
    rows.row([.orderID: "1", .customerID: "a", .test: "Live"], [.orderTotal: "2.00"])
    rows.row([.orderID: "2", .customerID: "a", .captured: "FALSE"], [.orderTotal: "4.00"])
    let result = try rows.assembled()
    #expect(result.setAside(.test) == [1, 100])
    #expect(result.used == [1, 200])
    #expect(result.reason("2") == .pending)
    #expect(result.setAside.count == 1)
    #expect(result.conflicts.restatedInImport == 0)
  }

  @Test func `another currency is set aside without revenue, or converted`() throws {
    for rate in [nil, 2] as [Int128?] {
      var rows = TestRows()
      rows.rules.convert = { money, code, _ in
        guard code == Array("USD".utf8), let rate else { return nil }
        return ExactMoney(femto: money.femto / rate)
      }
      rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .currency])
      rows.row([.orderID: "1", .customerID: "a", .currency: "eur"], [.orderTotal: "10.00"])
      rows.row(
        [.orderID: "2", .customerID: "a", .currency: "usd"], [.orderTotal: "30.00", .tax: "4.00"])
      let result = try rows.assembled()
      #expect(result.used == (rate == nil ? [1, 1000] : [2, 2300]))
      #expect(result.setAside(.otherCurrency) == (rate == nil ? [1, 0] : [0, 0]))
      #expect(result.account.otherCurrencies["USD"]?.revenue == (rate == nil ? 2600 : nil))
      #expect(result.currencies == [Array("EUR".utf8): 1, Array("USD".utf8): 1])
      #expect(result.order("2")?.parts == (rate == nil ? nil : [.tax: 200]))
    }
  }

  @Test func `payments and items of other files make total and lines`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: [.orderID, .stamp, .customerID])
    rows.row([.orderID: "1", .customerID: "a"])
    rows.row([.orderID: "2", .customerID: "b"])
    rows.file(.payments, roles: [.orderID, .amount])
    rows.row([.orderID: "1"], day: nil, [.amount: "10.00"])
    rows.row([.orderID: "1"], day: nil, [.amount: "5.00"])
    rows.row([.orderID: "9"], day: nil, [.amount: "7.00"])
    rows.file(.items, roles: [.orderID, .unitPrice, .shipping, .product])
    for product in ["tea", "cup"] {
      rows.row(
        [.orderID: "1", .product: product], day: nil, [.unitPrice: "6.00", .shipping: "1.50"])
    }
    let result = try rows.assembled()
    #expect(result.order("1")?.amount.minor == 1200)
    #expect(result.order("1")?.lines.count == 2)
    #expect(result.order("2")?.amount.minor == 0)
    #expect(result.used == [6, 1200])
    #expect(result.setAside(.unmatchedRow) == [1, 700])
  }

  @Test func `lines without an order id are one order by customer and stamp`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.stamp, .lineTotal])
    rows.row([.customerID: "a"], micros: 5, [.lineTotal: "1.00"])
    rows.row([.customerID: "b"], micros: 5, [.lineTotal: "2.00"])
    rows.row([.customerID: "a"], micros: 5, [.lineTotal: "4.00"])
    rows.row([.customerID: "a"], micros: 6, [.lineTotal: "8.00"])
    rows.row([:], micros: 5, [.lineTotal: "16.00"])
    rows.row([.customerID: "a"], day: nil, [.lineTotal: "32.00"])
    let result = try rows.assembled()
    #expect(result.orders.map(\.amount.minor) == [500, 200, 800])
    #expect(result.setAside(.guest) == [1, 1600])
    #expect(result.rejected.map(\.reason) == [.badDate])
  }

  @Test func `an export that was cut inside of an order is one order`() throws {
    for (isCut, amounts) in [(true, [1500]), (false, [1000])] as [(Bool, [Int64])] {
      var rows = TestRows()
      rows.file(.lines, roles: [.orderID, .stamp, .lineTotal])
      rows.row([.orderID: "1", .customerID: "a"], [.lineTotal: "5.00"])
      if !isCut { rows.row([.orderID: "2", .customerID: "a"], [.lineTotal: "1.00"]) }
      rows.file(.lines, roles: [.orderID, .stamp, .lineTotal])
      rows.row([.orderID: "1", .customerID: "a"], [.lineTotal: "10.00"])
      let result = try rows.assembled()
      #expect(result.orders.filter { $0.orderID == [49] }.map(\.amount.minor) == amounts)
      #expect(result.setAside(.superseded) == (isCut ? [0, 0] : [1, 500]))
    }
  }

  @Test func `amounts that no order has are handed back`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .quantity, .unitPrice])
    let million = "1000000"
    rows.row(
      [.orderID: "1", .customerID: "a"], [.quantity: "\(million)000000", .unitPrice: million])
    for _ in 0..<3 {
      rows.row(
        [.orderID: "2", .customerID: "a"], [.quantity: million, .unitPrice: "5\(million)"])
    }
    rows.row([.orderID: "3", .customerID: "a"], [.quantity: "1"])
    rows.row([.orderID: "3", .customerID: "a"], [.unitPrice: "1.00"])
    let result = try rows.assembled()
    #expect(result.rejected.map(\.reason).allSatisfy { $0 == .badAmount })
    #expect(result.account.rejectedRows == 5)
    #expect(result.used == [1, 100])
  }
}
