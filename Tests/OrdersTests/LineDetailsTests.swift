import Columns
import TestSupport
import Testing

@testable import Orders

/// Lines of a store beside their orders.
@Suite struct LineDetailsTests {
  private let tables: TestTables

  init() throws { tables = try TestTables() }

  /// A line as it is passed: day of the order, last day of the customer, product, pieces, revenue.
  private struct Row: Hashable {
    var order: String
    var lastDay: Int32
    var product: String?
    var quantity: Int64
    var revenue: Int128?
  }

  private func rows(
    asOf: Int32 = .max, threads: Int = 2
  ) throws -> (rows: [Row], withoutOrder: Int) {
    let store = try StoredOrders(tables.store.open(), threads: Threads(threads))
    let lines = try #require(try store.lines())
    var rows: [Row] = []
    var withoutOrder = 0
    try lines.forEachDetails(
      counting: Day(rawValue: .min)...Day(rawValue: asOf), keepsZeroOrders: false,
      threads: Threads(threads)
    ) {
      $0
    } inOrder: { block in
      withoutOrder += block.withoutOrder
      for customer in 0..<block.customers {
        for line in block.starts[customer]..<block.starts[customer + 1] {
          let product = try #require(block.texts[.product])
          let code = Int(product.codes[line])
          rows.append(
            Row(
              order: "\(block.days[line])", lastDay: block.lastDays[customer],
              product: code < 0 ? nil : String(decoding: product.names[code], as: UTF8.self),
              quantity: block.quantities[line], revenue: block.revenues[line]))
        }
      }
    }
    return (rows, withoutOrder)
  }

  private func order(
    _ number: Int, customer: String = "a", day: Int32, amount: Int64 = 100,
    lines: [(product: String?, quantity: Int64?, price: Int64?, discount: Int64?)]
  ) -> OrderState {
    var state = OrderState()
    state.orderID = number == 0 ? [] : Array("\(number)".utf8)
    state.customer = Array(customer.utf8)
    state.day = day
    state.amount = Amount(minor: amount, residual: 0)
    state.lines = lines.enumerated().map { place, line in
      var state = LineState(number: Int32(place))
      state.texts[.product] = line.product.map { Array($0.utf8) }
      state.quantity = line.quantity
      state.unitPrice = line.price
      state.discount = line.discount
      return state
    }
    return state
  }

  @Test func `revenue is pieces times price less the discount, and nothing without a price`() throws
  {
    try tables.add([
      order(
        1, day: 3,
        lines: [
          ("a", 2000, 50_00, nil), ("b", 500, 10_00, 3), ("c", -1000, 20_00, -4),
          ("d", nil, 7_50, nil), (nil, 1000, nil, 1),
        ])
    ])
    let (rows, _) = try rows()
    #expect(rows.map(\.revenue) == [10_000_000, 200_000, -1_600_000, 750_000, nil])
    #expect(rows.map(\.quantity) == [2000, 500, -1000, 1000, 1000])
    #expect(rows.map(\.product) == ["a", "b", "c", "d", nil])
  }

  @Test(arguments: [
    (Int64.max, Int64.max, Int64.min), (.min, .min, .min), (.min, .max, .max),
    (1_000_000_000_000, 1_000_000_000_000_000, 0),
  ])
  func `what is more than there can be is no revenue`(numbers: (Int64, Int64, Int64)) {
    #expect(LineDetails.revenue(numbers.0, numbers.1, less: numbers.2) == nil)
  }

  @Test func `the largest revenue is one`() {
    let most: Int64 = 999_999_999_999_999_999
    #expect(LineDetails.revenue(100_000, most, less: 0) == Int128(most) * 100_000)
    #expect(LineDetails.revenue(100_001, most, less: 0) == nil)
    #expect(LineDetails.revenue(-100_000, most, less: 0) == Int128(most) * -100_000)
  }

  @Test func `lines count with their orders, and know the day and the customer's last one`() throws
  {
    var refunded = order(3, day: 5, lines: [("c", 1000, 1, nil)])
    refunded.refunds = [OrderRefund(day: 7, amount: 100)]
    try tables.add([
      order(1, day: 3, lines: [("a", 1000, 1, nil), ("b", 1000, 1, nil)]),
      order(2, day: 9, lines: [("d", 1000, 1, nil)]), refunded,
      order(4, day: 4, amount: 0, lines: [("e", 1000, 1, nil)]),
      order(5, customer: "b", day: 2, lines: [("f", 1000, 1, nil)]),
      order(0, customer: "b", day: 6, lines: [("g", 1000, 1, nil)]),
      // The same id is another customer's too.
      order(1, customer: "c", day: 1, lines: []),
    ])
    func products(asOf: Int32) throws -> [String] {
      try rows(asOf: asOf).rows.map { "\($0.product ?? "") \($0.order) \($0.lastDay)" }.sorted()
    }
    #expect(try products(asOf: 2) == ["f 2 2"])
    #expect(try products(asOf: 6) == ["a 3 5", "b 3 5", "c 5 5", "f 2 6"])
    #expect(try products(asOf: 7) == ["a 3 3", "b 3 3", "f 2 6"])
    #expect(try products(asOf: 9) == ["a 3 9", "b 3 9", "d 9 9", "f 2 6"])
    #expect(try rows().withoutOrder == 1)
  }

  @Test func `they are the same after any history of imports and on any threads`() throws {
    var generator = Generator.seeded()
    let orders = (1...300).map { number in
      order(
        number, customer: "c\(Int.random(in: 0..<50, using: &generator))",
        day: Int32.random(in: 0..<9, using: &generator),
        lines: (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          ("p\(Int.random(in: 0..<70, using: &generator))", 1000, 1, nil)
        })
    }
    try tables.add(orders)
    let one = try rows(threads: 1).rows
    #expect(one.count == orders.reduce(0) { $0 + $1.lines.count })
    let other = try LineDetailsTests()
    for part in [0..<100, 100..<250, 250..<300] {
      try other.tables.add(Array(orders[part]), buckets: part.lowerBound == 100 ? 4 : 1)
    }
    #expect(try other.rows(threads: 3).rows == one)
    try other.tables.store.compact(buckets: 2)
    #expect(try other.rows().rows == one)
  }
}
