import Columns
import TestSupport
import Testing

@testable import Orders

/// Orders of a store with more than day and amount.
@Suite struct OrderDetailsTests {
  private let tables: TestTables

  init() throws { tables = try TestTables() }

  /// An order as it is passed.
  private struct Row: Hashable, Comparable {
    var customer = 0
    var day: Int32
    var amount: Int64
    var texts: [String?]
    var discount: Int64 = 0

    static func < (left: Row, right: Row) -> Bool {
      (left.day, left.amount, left.discount) < (right.day, right.amount, right.discount)
    }
  }

  /// All orders that are passed, customer by customer.
  private func rows(
    asOf: Int32 = .max, keepsZeroOrders: Bool = false, threads: Int = 2
  ) throws -> [Row] {
    let store = try StoredOrders(tables.store.open(), threads: Threads(threads))
    var rows: [Row] = []
    var customers = 0
    try store.forEachDetails(
      counting: Day(rawValue: .min)...Day(rawValue: asOf), keepsZeroOrders: keepsZeroOrders,
      threads: Threads(threads)
    ) {
      $0
    } inOrder: { block in
      for customer in 0..<block.customers {
        for order in block.starts[customer]..<block.starts[customer + 1] {
          rows.append(
            Row(
              customer: customers, day: block.days[order], amount: block.amounts[order],
              texts: [block.channels, block.countries, block.discountCodes].map {
                $0.codes[order] < 0
                  ? nil : String(decoding: $0.names[Int($0.codes[order])], as: UTF8.self)
              }, discount: block.discounts[order]))
        }
        customers += 1
      }
    }
    return rows
  }

  /// What one order says.
  private func order(
    _ number: Int, customer: String = "a", day: Int32 = 1, amount: Int64 = 100,
    _ texts: [Role: String] = [:], time: Int64? = nil, discount: Int64? = nil
  ) -> OrderState {
    var state = OrderState()
    state.orderID = Array("\(number)".utf8)
    state.customer = Array(customer.utf8)
    state.day = day
    state.time = time
    state.amount = Amount(minor: amount, residual: 0)
    for (role, text) in texts { state.texts[role] = Array(text.utf8) }
    state.parts[.discount] = discount
    return state
  }

  @Test func `orders of a day stand by time, untimed ones first, then by amount`() throws {
    try tables.add([
      order(1, amount: 100, [.channel: "b"], time: 90), order(2, amount: 900, time: 30),
      order(3, amount: 500), order(4, day: 0, amount: 999, time: 99),
      order(5, amount: 100, [.channel: "a"], time: 90), order(6, amount: 50, time: 90),
    ])
    let rows = try rows()
    #expect(rows.map(\.amount) == [999, 500, 900, 50, 100, 100])
    #expect(rows.suffix(2).map(\.texts[0]) == ["a", "b"])
  }

  @Test func `what refunds leave counts by their days, as histories have it`() throws {
    var refunded = order(1, amount: 300)
    refunded.refunds = [OrderRefund(day: 5, amount: 100), OrderRefund(day: 9, amount: 200)]
    try tables.add([
      refunded, order(2, day: 7, amount: 10), order(3, day: 2, amount: 0), order(4, day: 20),
    ])
    #expect(try rows(asOf: 4).map(\.amount) == [300])
    #expect(try rows(asOf: 8).map(\.amount) == [200, 10])
    #expect(try rows(asOf: 9).map(\.amount) == [10])
    #expect(try rows(asOf: 9, keepsZeroOrders: true).map(\.amount) == [0, 10])
  }

  @Test func `a discount counts by its size, a text as it is written, none as none`() throws {
    let signs: [Role: String] = [.channel: "Å", .country: "NL", .discountCode: "SAVE"]
    try tables.add([
      order(1, signs, discount: -5), order(2, day: 2, [.channel: "A\u{30a}"], discount: 7),
      order(3, day: 3),
    ])
    let rows = try rows()
    #expect(rows.map(\.discount) == [5, 7, 0])
    #expect(rows.map(\.texts) == [["Å", "NL", "SAVE"], ["A\u{30a}", nil, nil], [nil, nil, nil]])
    // Swift takes the two for equal.
    let bytes = rows.map { $0.texts[0].map { Array($0.utf8) } }
    #expect(bytes[0] != bytes[1])
  }

  /// Orders of random customers, all facts taken out of few.
  private func random(_ count: Int, using generator: inout Generator) -> [OrderState] {
    (0..<count).map { number in
      var texts: [Role: String] = [:]
      for role in [Role.channel, .country, .discountCode] where Bool.random(using: &generator) {
        texts[role] = "t\(Int.random(in: 0..<40, using: &generator))"
      }
      var state = order(
        number, customer: "c\(Int.random(in: 0..<60, using: &generator))",
        day: Int32.random(in: 0..<9, using: &generator),
        amount: Int64.random(in: 0..<3, using: &generator) * 100, texts,
        time: Bool.random(using: &generator) ? Int64.random(in: 0..<3, using: &generator) : nil,
        discount: Bool.random(using: &generator) ? 1 : nil)
      if state.amount.minor > 0 && Int.random(in: 0..<4, using: &generator) == 0 {
        state.refunds = [
          OrderRefund(day: state.day + 2, amount: Bool.random(using: &generator) ? 100 : 50)
        ]
      }
      return state
    }
  }

  @Test(arguments: [0, 4, 100], [false, true])
  func `all orders that count are passed, and no others`(asOf: Int32, keepsZeros: Bool) throws {
    var generator = Generator.seeded()
    let orders = random(500, using: &generator)
    try tables.add(orders, buckets: 4)
    let expected = orders.compactMap { order -> Row? in
      let back = order.refunds.filter { $0.day <= asOf }.reduce(0) { $0 + $1.amount }
      let left = order.amount.minor - back
      if order.day > asOf || (order.amount.minor == 0 ? !keepsZeros : left <= 0) { return nil }
      return Row(
        day: order.day, amount: left,
        texts: [Role.channel, .country, .discountCode].map { role in
          order.texts[role].map { String(decoding: $0, as: UTF8.self) }
        }, discount: order.parts[.discount] ?? 0)
    }
    let found = try rows(asOf: asOf, keepsZeroOrders: keepsZeros)
    func counts(_ rows: [Row]) -> [Row: Int] {
      rows.reduce(into: [:]) { counts, row in
        var row = row
        row.customer = 0
        counts[row, default: 0] += 1
      }
    }
    #expect(counts(found) == counts(expected))
    for (one, next) in zip(found, found.dropFirst()) where one.customer == next.customer {
      #expect(one.day <= next.day)
    }
  }

  @Test func `they are the same after any history of imports and on any threads`() throws {
    var generator = Generator.seeded()
    let orders = random(400, using: &generator)
    try tables.add(orders)
    let one = try rows(threads: 1)
    let other = try OrderDetailsTests()
    for part in [0..<100, 100..<350, 350..<400] {
      try other.tables.add(Array(orders[part]), buckets: part.lowerBound == 100 ? 4 : 1)
    }
    #expect(try other.rows(threads: 3) == one)
    try other.tables.store.compact(buckets: 2)
    #expect(try other.rows() == one)
  }

  @Test func `a store says which kinds its orders may have`() throws {
    try tables.store.add("customer,date,amount\nz,2024-01-01,1\n")
    func kinds() throws -> Set<OrderDetails.Kind> {
      try StoredOrders(tables.store.open(), threads: Threads(1)).detailKinds
    }
    #expect(try kinds() == [])
    try tables.add([order(1, [.country: "NL"], discount: 1)])
    #expect(try kinds() == [.country, .discount])
    #expect(try rows().count == 2, "those without any are passed too")
  }
}
