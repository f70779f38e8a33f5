import Foundation
import TestSupport
import Testing

/// `--margin cost`: what orders whose cost is known left of their revenue.
@Suite struct MarginTests {
  /// The sample's orders with ids, and what `cost` says each cost, in cents; blank where it is nil.
  private static func csv(_ sample: SampleOrders, cost: (SampleOrders.Order) -> Int?) -> String {
    (["order_id,customer_id,order_date,amount,cost"]
      + sample.orders.enumerated().map { index, order in
        let amount = SampleOrders.decimal(order.amount, scale: 2)
        let cost = cost(order).map { SampleOrders.decimal($0, scale: 2) } ?? ""
        return "\(index),\(order.customer),\(SampleOrders.iso(order.day)),\(amount),\(cost)"
      }).joined(separator: "\n") + "\n"
  }

  /// A shop whose even amounts cost 6 tenths, and of whose odd ones nobody knows.
  private static func shop() throws -> (shop: Shop, sample: SampleOrders) {
    let shop = try Shop()
    let sample = SampleOrders()
    let text = csv(sample) { $0.amount % 2 == 0 ? $0.amount * 6 / 10 : nil }
    _ = try shop.folder.file("orders.csv", text)
    let outcome = try shop.run("import", "orders.csv", "--into", "shop")
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    return (shop, sample)
  }

  @Test(arguments: ["orders.csv", "shop"])
  func `the margin is that of the orders up to as-of whose cost is known`(source: String) throws {
    let (shop, sample) = try Self.shop()
    let known = sample.orders.filter { $0.day <= 120 && $0.amount % 2 == 0 }
    let revenue = known.reduce(0) { $0 + $1.amount }
    let cost = known.reduce(0) { $0 + $1.amount * 6 / 10 }
    let asOf = SampleOrders.iso(120)
    let found = try shop.json("score", source, "--as-of", asOf, "--margin", "cost")
    let margin = try #require(found["margin"] as? Double)
    // JSON is read back to the last digit or so.
    #expect(abs(margin - (1 - Double(cost) / Double(revenue))) < 1e-15)
    let basis = try #require(found["margin_basis"] as? [String: Any])
    #expect(basis["orders"] as? Int == known.count)
    #expect(basis["revenue"] as? String == SampleOrders.decimal(revenue, scale: 2))
    #expect(basis["cost"] as? String == SampleOrders.decimal(cost, scale: 2))
    // The same scores as with that margin.
    #expect(
      try shop.scores(of: source, ["--as-of", asOf, "--margin", "cost"])
        == shop.scores(of: source, ["--as-of", asOf, "--margin", "\(margin)"]))
    let text = try shop.run("score", source, "--as-of", asOf, "--margin", "cost").text
    #expect(text.contains("profit at a margin of 40.0 %"))
    #expect(text.contains("The margin is what \(known.count) orders of known cost left"))
    let explained = try shop.run(
      "explain", source, "--as-of", asOf, "--margin", "cost", "--customer",
      sample.orders[0].customer)
    #expect(explained.text.contains("expected order value × margin 0.40"), "\(explained.text)")
  }

  @Test func `orders that something was paid back of are left out`() throws {
    let shop = try Shop()
    let sample = SampleOrders()
    var lines = Self.csv(sample) { $0.amount / 2 }.split(separator: "\n").map { "\($0),," }
    lines[0] = "order_id,customer_id,order_date,amount,cost,refunded_amount,refund_date"
    // One that cost ten thousand was paid back a little, on a known day or not.
    lines.append("r1,c1,2023-02-01,10.00,10000.00,1.00,2023-02-05")
    lines.append("r2,c2,2023-02-01,10.00,10000.00,1.00,")
    _ = try shop.folder.file("orders.csv", lines.joined(separator: "\n") + "\n")
    try shop.run("import", "orders.csv", "--into", "shop")
    for source in ["orders.csv", "shop"] {
      let found = try shop.json("score", source, "--margin", "cost")
      let basis = try #require(found["margin_basis"] as? [String: Any])
      #expect(basis["orders"] as? Int == sample.orders.count)
    }
  }

  @Test func `costs of lines are those of their orders`() throws {
    let shop = try Shop()
    let sample = SampleOrders()
    let lines = sample.orders.enumerated().flatMap { index, order in
      [1, 2].map { line in
        let day = SampleOrders.iso(order.day)
        return "\(index),\(order.customer),\(day),p\(line),1,5.00,\(line).00"
      }
    }
    _ = try shop.folder.file(
      "lines.csv",
      (["order_id,customer_id,order_date,product,quantity,line_total,line_cost"] + lines)
        .joined(separator: "\n") + "\n")
    try shop.run("import", "lines.csv", "--into", "shop")
    for source in ["lines.csv", "shop"] {
      let found = try shop.json("score", source, "--margin", "cost")
      #expect(found["margin"] as? Double == 1 - 3.0 / 10)
      let basis = try #require(found["margin_basis"] as? [String: Any])
      #expect(basis["orders"] as? Int == sample.orders.count)
    }
  }

  @Test func `a source without costs is refused`() throws {
    let shop = try Shop(parts: 1)
    for source in ["1.csv", "shop"] {
      let outcome = try shop.run("score", source, "--margin", "cost")
      #expect(outcome.ending == .exit(2))
      #expect(outcome.message.contains("--margin cost: the source says of no order what it cost"))
    }
  }

  @Test(arguments: [
    (11, "which leaves no margin between 0 and 100 %"), (10, "which leaves no margin"),
    (-1, "which leaves no margin"), (nil, "has an amount, a cost and no refund"),
  ])
  func `costs that leave no margin are refused`(tenths: Int?, message: String) throws {
    let shop = try Shop()
    let sample = SampleOrders()
    _ = try shop.folder.file(
      "orders.csv", Self.csv(sample) { order in tenths.map { order.amount * $0 / 10 } })
    let outcome = try shop.run("score", "orders.csv", "--margin", "cost")
    #expect(outcome.ending == .exit(3))
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }
}
