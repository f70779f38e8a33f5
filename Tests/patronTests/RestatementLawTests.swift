import Foundation
import TestSupport
import Testing

/// What a store has of orders is what their last export says, however the exports came.
@Suite struct RestatementLawTests {
  /// An order as an export says it.
  private struct Order: Equatable {
    var id: Int
    var customer: Int
    var day: Int
    var cents: Int
    var status = "paid"
    var refunded = 0
    var refundDay: Int?

    var line: String {
      let refund = refundDay.map { Day.text($0) } ?? ""
      let who = customer == 0 ? "" : "c\(customer)"
      return "R\(id),\(who),\(Day.text(day)),\(Self.money(cents)),\(status),"
        + "\(Self.money(refunded)),\(refund)\n"
    }

    static func money(_ cents: Int) -> String {
      "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
  }

  private enum Day {
    static func text(_ day: Int) -> String {
      let month = day / 28
      return "2024-\(month < 9 ? "0" : "")\(month + 1)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1)"
    }
  }

  private static let header =
    "order_id,customer_id,order_date,order_total,status,refunded_amount,refund_date\n"

  /// Thirty exports that overlap: each has new orders, some of before as they were, and some as they are now.
  private static func exports(_ generator: inout Generator) -> [[Order]] {
    var known: [Order] = []
    return (0..<30).map { export in
      var orders: [Order] = []
      for _ in 0..<30 {
        let order = Order(
          id: known.count, customer: Int.random(in: 0..<40, using: &generator),
          day: min(335, export * 11 + Int.random(in: 0..<11, using: &generator)),
          cents: Int.random(in: 0..<20_000, using: &generator),
          status: Int.random(in: 0..<6, using: &generator) == 0 ? "pending" : "paid")
        known.append(order)
        orders.append(order)
      }
      for place in known.indices.shuffled(using: &generator).prefix(25) {
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: known[place].status = "cancelled"
        case 1: known[place].status = "paid"
        case 2:
          known[place].refunded = known[place].cents / 3
          known[place].refundDay = min(335, known[place].day + 20)
        case 3: known[place].refunded = known[place].cents / 2
        case 4: known[place].customer = Int.random(in: 1..<40, using: &generator)
        case 5: known[place].cents += 100
        default: break
        }
        orders.removeAll { $0.id == place }
        orders.append(known[place])
      }
      return orders.shuffled(using: &generator)
    }
  }

  @Test func `thirty exports one by one come to what their last words say`() throws {
    var generator = Generator.seeded()
    let shop = try Shop()
    let exports = Self.exports(&generator)
    for (place, export) in exports.enumerated() {
      _ = try shop.folder.file("\(100 + place).csv", Self.header + export.map(\.line).joined())
    }
    var last: [Int: Order] = [:]
    for order in exports.joined() { last[order.id] = order }
    let lines = last.values.sorted { $0.id < $1.id }.map(\.line).joined()
    _ = try shop.folder.file("last.csv", Self.header + lines)
    let files = exports.indices.map { "\(100 + $0).csv" }
    func run(_ arguments: [String]) throws {
      let outcome = try Tool.run(arguments, in: shop.folder)
      try #require(outcome.ending == .exit(0), "\(outcome.message)")
    }

    try run(["import", "last.csv", "--into", "last"])
    try run(["import"] + files + ["--into", "one"])
    try run(["import"] + files + ["--into", "small", "--memory", "64MiB", "--threads", "1"])
    for (place, file) in files.enumerated() {
      try run(["import", file, "--into", "many", "--threads", place % 2 == 0 ? "1" : "3"])
      if place == 14 { try run(["store", "compact", "many", "--buckets", "4"]) }
    }
    // An overlap is imported again under another name, and changes nothing.
    _ = try shop.folder.file("again.csv", Self.header + lines + "\n")
    try run(["import", "again.csv", "--into", "many"])
    try run(["store", "verify", "many"])

    for options in [[], ["--as-of", "2024-06-01"], ["--zero-orders", "keep"]] {
      let expected = try shop.scores(of: "last", options)
      #expect(try shop.scores(of: "last.csv", options) == expected, "the file itself, \(options)")
      for store in ["one", "small", "many"] {
        #expect(try shop.scores(of: store, options) == expected, "\(store), \(options)")
      }
    }
    let expected = try shop.json("store", "info", "last")["set_aside"] as? [String: [String: Any]]
    for store in ["one", "many"] {
      let found = try shop.json("store", "info", store)["set_aside"] as? [String: [String: Any]]
      for reason in ["guest", "pending", "cancelled", "refunded"] {
        #expect(
          found?[reason]?["orders"] as? Int == expected?[reason]?["orders"] as? Int
            && found?[reason]?["revenue"] as? String == expected?[reason]?["revenue"] as? String,
          "\(store), \(reason)")
      }
    }
  }
}
