import TestSupport
import Testing

@testable import Orders

/// What takes from orders, and orders that come again.
@Suite struct AssemblerRefundTests {
  private let column: Set<Role> = [.orderID, .stamp, .orderTotal, .refunded]

  @Test func `a refund column takes its share of the amount, at no known time`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: column)
    rows.row(
      [.orderID: "1", .customerID: "a"],
      [.orderTotal: "120.00", .tax: "20.00", .refunded: "30.00"])
    let result = try rows.assembled()
    let order = try #require(result.order("1"))
    #expect(order.amount.minor == 7500 && order.undatedRefund == 2500)
    #expect(result.used == [1, 7500])
    #expect(result.account.refunds == 2500)
    #expect(result.account.all.revenue == 10_000)
    #expect(result.conflicts.undatedRefunds == 1)
  }

  @Test func `a whole refund sets the order aside, unless it has a date`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: column.union([.status, .refundDate]))
    rows.order("1", "a", "10.00", status: "paid", refunded: "10.00")
    rows.order("2", "a", "10.00", status: "refunded")
    rows.order("3", "a", "10.00", status: "refunded", refundDay: 19_005)
    rows.order("4", "a", "10.00", status: "cancelled", refundDay: 19_006)
    rows.order("5", "a", "10.00", status: "paid", refunded: "4.00", refundDay: 19_007)
    let result = try rows.assembled()
    #expect(result.reason("1") == .refunded && result.reason("2") == .refunded)
    #expect(result.order("3")?.refunds == [OrderRefund(day: 19_005, amount: 1000)])
    #expect(result.order("4")?.refunds == [OrderRefund(day: 19_006, amount: 1000)])
    #expect(result.order("5")?.refunds == [OrderRefund(day: 19_007, amount: 400)])
    #expect(result.order("5")?.amount.minor == 1000)
    #expect(result.used == [3, 600])
    #expect(result.account.refunds == 2400)
    #expect(result.setAside(.refunded) == [2, 2000])
  }

  @Test func `what is more than the order is beyond it`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: column)
    rows.order("1", "a", "10.00", refunded: "15.00", refundDay: 19_003)
    rows.file(.orders)
    rows.order("2", "a", "10.00")
    rows.order("2", "a", day: 19_001, "-4.00")
    rows.order("2", "a", day: 19_002, "-8.00")
    let result = try rows.assembled()
    #expect(result.order("2")?.refunds.map(\.amount) == [400, 800])
    #expect(result.used == [4, 0])
    #expect(result.setAside(.refundBeyondOrder) == [0, -700])
    #expect(result.account.refunds == 1500)
    #expect(result.account.all.revenue == 800)
  }

  @Test func `rows below zero take from their order, whichever comes first`() throws {
    for isFirst in [false, true] {
      var rows = TestRows()
      rows.file(.orders)
      if isFirst { rows.order("1", "a", day: 19_009, "-3.00") }
      rows.order("1", "a", "10.00")
      if !isFirst { rows.order("1", "a", day: 19_009, "-3.00") }
      let result = try rows.assembled()
      #expect(result.order("1")?.refunds == [OrderRefund(day: 19_009, amount: 300)])
      #expect(result.used == [2, 700])
      #expect(result.account.refunds == 0)
      #expect(result.conflicts.restatedInImport == 0)
    }
  }

  @Test func `a refund without its order is kept aside`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .lineTotal]) { $0.cancelPrefix = "C" }
    rows.row([.orderID: "C7", .customerID: "a"], [.lineTotal: "-3.00"])
    rows.row([.orderID: "C8"], [.lineTotal: "-4.00"])
    rows.row([.customerID: "a"], [.lineTotal: "-5.00"])
    let result = try rows.assembled()
    #expect(result.reason("C7") == .refundWithoutOrder)
    #expect(result.setAside(.refundWithoutOrder) == [1, -300])
    #expect(result.setAside(.guest) == [1, -400])
    #expect(result.setAside(.negativeAmount) == [1, -500])
    #expect(result.used == [0, 0])
  }

  @Test func `a cancellation's number leads to the order it cancels`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .lineTotal]) { $0.cancelPrefix = "C" }
    rows.row([.orderID: "C7", .customerID: "a"], day: 19_002, [.lineTotal: "-3.00"])
    rows.row([.orderID: "7", .customerID: "a"], [.lineTotal: "8.00"])
    let result = try rows.assembled()
    #expect(result.order("7")?.refunds == [OrderRefund(day: 19_002, amount: 300)])
    #expect(result.setAside.isEmpty)
    #expect(result.used == [2, 500])
  }

  @Test func `lines below zero lower the day they are of`() throws {
    var rows = TestRows()
    rows.file(.lines, roles: [.orderID, .stamp, .lineTotal])
    rows.row([.orderID: "1", .customerID: "a"], [.lineTotal: "10.00"])
    rows.row([.orderID: "1", .customerID: "a"], [.lineTotal: "-1.00"])
    rows.row([.orderID: "1", .customerID: "a"], day: 19_004, [.lineTotal: "-2.00"])
    let result = try rows.assembled()
    #expect(result.order("1")?.amount.minor == 900)
    #expect(result.order("1")?.lines.count == 2)
    #expect(result.order("1")?.refunds == [OrderRefund(day: 19_004, amount: 200)])
    #expect(result.used == [3, 700])
  }

  @Test func `a refund in two exports is one, twice in one export it is two`() throws {
    var rows = TestRows()
    for _ in 0..<2 {
      rows.file(.orders)
      rows.order("1", "a", "10.00")
      for _ in 0..<2 { rows.order("1", "a", day: 19_001, "-1.00") }
    }
    let result = try rows.assembled()
    #expect(result.order("1")?.refunds.map(\.amount) == [100, 100])
    #expect(result.used == [3, 800])
    #expect(result.setAside(.duplicate) == [3, 800])
    #expect(result.account.all.rows == 6)
  }

  @Test func `where a column says what was paid back, rows say it again`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: column)
    rows.order("1", "a", "10.00", refunded: "3.00")
    rows.order("1", "a", day: 19_001, "-3.00")
    let result = try rows.assembled()
    #expect(result.order("1")?.amount.minor == 700)
    #expect(result.setAside(.duplicate) == [1, -300])
    #expect(result.used == [1, 700] && result.account.refunds == 300)
  }

  @Test func `a status says that all was paid back, rows say when`() throws {
    var rows = TestRows()
    rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .status])
    rows.order("1", "a", "10.00", status: "refunded")
    rows.order("1", "a", day: 19_007, "-10.00", status: "paid")
    let store = FakeStore()
    let result = try rows.assembled()
    store.apply(result)
    #expect(result.order("1")?.refunds == [OrderRefund(day: 19_007, amount: 1000)])
    #expect(result.used == [2, 0] && result.account.refunds == 0)
    rows.rules.onConflict = .fail
    let again = try rows.assembled(store.states)
    #expect(again.orders.isEmpty && again.removals.isEmpty)
    #expect(again.setAside(.duplicate) == [2, 0])
  }

  @Test func `before refunds, nothing takes from an order`() throws {
    for basis in [RevenueBasis.netOfDiscounts, .gross] {
      var rows = TestRows(basis: basis)
      rows.file(.orders, roles: column)
      rows.order("1", "a", "10.00", status: "refunded", refunded: "10.00")
      rows.order("2", "a", "10.00")
      rows.order("2", "a", day: 19_001, "-3.00")
      let result = try rows.assembled()
      #expect(result.orders.map(\.amount.minor) == [1000, 1000])
      #expect(result.orders.allSatisfy { $0.refunds.isEmpty && $0.undatedRefund == 0 })
      #expect(result.used == [2, 2000])
      #expect(result.setAside(.refunded) == [1, -300])
    }
  }

  @Test func `an order that comes again is a duplicate, or restated by the later one`() throws {
    for (rule, amount, conflicts) in [
      (ConflictRule.replace, 1200, [1, 0]), (.keep, 1000, [0, 1]),
    ] as [(ConflictRule, Int64, [Int])] {
      var rows = TestRows()
      rows.rules.onConflict = rule
      rows.file(.orders)
      rows.order("1", "a", "10.00")
      rows.order("1", "a", "10.00")
      rows.order("1", "a", "12.00")
      let result = try rows.assembled()
      #expect(result.orders.map(\.amount.minor) == [amount])
      #expect(result.conflicts.duplicates == 1)
      #expect([result.conflicts.restatedInImport, result.conflicts.kept] == conflicts)
      #expect(result.setAside(.duplicate) == [1, 1000])
      #expect(result.setAside(rule == .keep ? .keptStored : .superseded)[0] == 1)
      #expect(result.account.all.revenue == 3200)
    }
  }

  @Test func `with the rule fail the error names the file and the row`() throws {
    var rows = TestRows()
    rows.rules.onConflict = .fail
    rows.file(.orders)
    rows.order("1", "a", "10.00")
    rows.order("1", "a", "10.00")
    _ = try rows.assembled()
    rows.file(.orders)
    rows.order("1", "a", "11.00")
    let error = #expect(throws: OrderError.self) { try rows.assembled() }
    #expect(error?.path == "1.csv" && error?.line == 3)
  }

  @Test func `an order that the store has is a duplicate, or takes its place`() throws {
    var first = TestRows()
    first.file(.lines, roles: [.orderID, .stamp, .lineTotal])
    first.row([.orderID: "1", .customerID: "a"], [.lineTotal: "10.00"])
    let store = FakeStore()
    store.apply(try first.assembled())

    let again = try first.assembled(store.states)
    #expect(again.orders.isEmpty && again.removals.isEmpty)
    #expect(again.setAside(.duplicate) == [1, 1000])

    var later = TestRows()
    later.file(.lines, roles: [.orderID, .stamp, .lineTotal])
    later.row([.orderID: "1", .customerID: "b"], [.lineTotal: "10.00"])
    let restated = try later.assembled(store.states)
    #expect(restated.orders.map(\.customer) == [[98]])
    #expect(restated.removals == [store.states[0].place])
    #expect(restated.conflicts.restatedInStore == 1)

    later.rules.onConflict = .keep
    let kept = try later.assembled(store.states)
    #expect(kept.orders.isEmpty && kept.removals.isEmpty)
    #expect(kept.setAside(.keptStored) == [1, 1000])
  }

  @Test(arguments: [
    [("pending", "10.00"), ("paid", "10.00")], [("paid", "10.00"), ("cancelled", "10.00")],
    [("paid", "10.00"), ("refunded", "10.00"), ("paid", "10.00")],
  ])
  func `an order enters and leaves with its status`(states: [(String, String)]) throws {
    let store = FakeStore()
    for (index, (status, total)) in states.enumerated() {
      var rows = TestRows()
      rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .status])
      rows.order("1", "a", total, status: status)
      let result = try rows.assembled(store.states)
      #expect(result.conflicts.restatedInStore == (index == 0 ? 0 : 1))
      store.apply(result)
      #expect(store.states.map(\.place.table) == [status == "paid" ? .orders : .setAside])
    }
  }

  @Test func `a refund lowers the order that the store has`() throws {
    let store = FakeStore()
    var order = TestRows()
    order.file(.orders)
    order.order("1", "a", "10.00")
    var refund = TestRows()
    refund.file(.orders)
    refund.order("1", "a", day: 19_002, "-4.00")
    for rows in [order, refund, refund, order] { store.apply(try rows.assembled(store.states)) }
    #expect(store.states.map(\.state.refunds) == [[OrderRefund(day: 19_002, amount: 400)]])

    let other = FakeStore()
    for rows in [refund, order, refund, order] { other.apply(try rows.assembled(other.states)) }
    #expect(other.states.count == 1)
    #expect(other.states[0].state.isSame(as: store.states[0].state))
  }
}
