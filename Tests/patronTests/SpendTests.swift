import Foundation
import TestSupport
import Testing

/// `--spend`, and what is said of order values.
@Suite struct SpendTests {
  @Test func `the shrunk mean is said in summary, manifest and explanation`() throws {
    let options = Array(GoldenTests.scoring.dropFirst()) + ["--spend", "shrunk-mean"]
    let text = try Tool.run(["score"] + options).text
    #expect(text.contains("Spend shrunk-mean on 946 repeat buyers: mean "))
    let bytes = try Tool.run(["score", "--json"] + options).output
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let model = try #require(document["spend_model"] as? [String: Any])
    let parameters = try #require(model["parameters"] as? [String: Double])
    let (mean, weight) = (parameters["mean"] ?? 0, parameters["weight"] ?? 0)
    #expect(model["name"] as? String == "shrunk-mean" && model["log_likelihood"] is NSNull)
    #expect(mean > 25 && mean < 45 && weight > 0.3 && weight < 3)
    // 00004 spent 29.33, 29.73 and 14.96.
    let explained = try Tool.run(["explain"] + options + ["--customer", "00004"]).text
    let value = (74.02 + weight * mean) / (3 + weight)
    let printed = SampleOrders.decimal(Int((100 * value).rounded()), scale: 2)
    #expect(
      explained.contains(
        "expected order value = (spent + k M) / (n + k), n = 3, spent = 74.02 = \(printed)"),
      "\(explained)")
  }

  @Test func `amounts that Gamma-Gamma cannot have are scored by the shrunk mean`() throws {
    // From a cent to a million: no customer tells of another.
    let folder = try TemporaryFolder()
    var sample = SampleOrders()
    sample.orders = (0..<60).flatMap { index in
      let level = (0..<index / 7).reduce(1) { ten, _ in ten * 10 }
      return [3, 2, 4].enumerated().map { order, times in
        SampleOrders.Order(
          customer: "c\(index)", day: index + order * (5 + index % 9), amount: times * level)
      }
    }
    _ = try folder.file("orders.csv", sample.csv())
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let text = String(decoding: try folder.bytes("scores.csv.manifest.json"), as: UTF8.self)
    #expect(text.contains("\"name\" : \"shrunk-mean\""))
    #expect(text.contains("the Gamma-Gamma model does not fit (q goes to 1"))
    let table = try ScoreFile(folder.bytes("scores.csv"))
    #expect(try table.present("expected_order_value", decimals: 2).allSatisfy { $0 >= 0 })
    #expect(try table.present("clv_365", decimals: 2).allSatisfy { $0 >= 0 })
  }

  @Test func `prices that rise are warned of, with the figures`() throws {
    let folder = try TemporaryFolder()
    var sample = SampleOrders(customers: 200, days: 900)
    sample.orders = sample.orders.flatMap { order in
      [order, SampleOrders.Order(customer: order.customer, day: order.day + 500, amount: 0)]
    }
    for index in sample.orders.indices {
      let order = sample.orders[index]
      sample.orders[index].amount = 2000 + 4 * order.day
    }
    _ = try folder.file("orders.csv", sample.csv())
    let found = try Tool.score("orders.csv", in: folder).text
    #expect(found.contains("Note: the orders of the same customers rise in value by "))
    #expect(found.contains("expected order values may be too low"))
    let level = try folder.file("level.csv", SampleOrders(customers: 200, days: 900).csv())
    #expect(try !Tool.score(level).text.contains("in value by"))
  }

  @Test func `who buys more and spends more is warned of`() throws {
    let folder = try TemporaryFolder()
    var sample = SampleOrders(customers: 200)
    let orders = Dictionary(grouping: sample.orders, by: \.customer).mapValues(\.count)
    for index in sample.orders.indices {
      sample.orders[index].amount = 1000 + 500 * (orders[sample.orders[index].customer] ?? 0)
    }
    _ = try folder.file("orders.csv", sample.csv())
    let found = try Tool.score("orders.csv", in: folder).text
    #expect(
      found.contains("Note: who buys more often spends more on a purchase day (correlation 0.9"))
  }

  @Test func `the manifest says how the discount goes by the day`() throws {
    let bytes = try GoldenTests.golden("cdnow.csv.manifest.json")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let perDay = try #require(document["discount_per_day"] as? Double)
    #expect(abs(perDay - 0.00026094505) < 1e-11)
  }
}
