import Foundation
import TestSupport
import Testing

/// What holds for every score table, whatever the orders.
@Suite struct LawTests {
  @Test func `CDNOW obeys the laws`() throws {
    try Self.check(Tool.cdnow, ["--as-of", "1997-09-30", "--currency", "USD"])
    try Self.check(Tool.cdnow, ["--zero-orders", "keep", "--model", "bg-nbd"])
    try Self.check(
      Tool.cdnow, ["--horizons", "1,7,365,36525", "--churn-horizon", "7", "--margin", "0.35"])
    try Self.check(Tool.cdnow, ["--as-of", "1997-04-30", "--annual-discount", "3"])
    try Self.check(Tool.cdnow, ["--as-of", "2024-01-01", "--amount", "none"])
    try Self.check(Tool.cdnow, ["--as-of", "1997-09-30", "--model", "pareto-nbd"])
    try Self.check(
      Tool.cdnow, ["--model", "pareto-nbd", "--horizons", "1,7,365,36525", "--churn-horizon", "7"])
  }

  @Test(
    .enabled(if: Fixtures.testData != nil, "PATRON_TEST_DATA is not set"), arguments: DataSet.small)
  func `real orders obey the laws`(data: DataSet) throws {
    let folder = try TemporaryFolder()
    try Self.check(data.path(unpackingTo: folder), data.options)
  }

  @Test(
    .enabled(if: DataSet.canUnpack, "PATRON_TEST_DATA is not set, or zstd is missing"),
    arguments: DataSet.large)
  func `a million lines obey the laws`(data: DataSet) throws {
    let folder = try TemporaryFolder()
    try Self.check(data.path(unpackingTo: folder), data.options, hasLines: true)
  }

  /// Scores a file and checks the table and its manifest.
  private static func check(
    _ path: String, _ options: [String], hasLines: Bool = false
  ) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      ["score", path, "--quiet", "-o", "scores.csv"] + options, in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    let table = try ScoreFile(folder.bytes("scores.csv"))
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    let churnHorizon = options.firstIndex(of: "--churn-horizon").flatMap { Int(options[$0 + 1]) }
    try checkProbabilities(table, manifest.horizons, churnHorizon: churnHorizon)
    try checkHistory(table, manifest)
    try checkAccount(table, manifest, hasLines: hasLines)
    if !options.contains("none") { try checkMoney(table, manifest) }
  }

  private static func checkProbabilities(
    _ table: ScoreFile, _ horizons: [Int], churnHorizon: Int?
  ) throws {
    let million = 0...1_000_000
    let alive = try table.present("probability_alive", decimals: 6)
    #expect(alive.allSatisfy { million.contains($0) })
    var shorter: (probability: [Int], orders: [Int])?
    for horizon in horizons {
      let probability = try table.present("order_probability_\(horizon)", decimals: 6)
      let orders = try table.present("expected_orders_\(horizon)", decimals: 6)
      #expect(probability.allSatisfy { million.contains($0) })
      #expect(zip(probability, alive).allSatisfy { $0 <= $1 }, "an order needs a customer")
      #expect(zip(orders, probability).allSatisfy { $0 >= $1 }, "\(horizon)")
      if let shorter {
        #expect(zip(probability, shorter.probability).allSatisfy { $0 >= $1 }, "\(horizon)")
        #expect(zip(orders, shorter.orders).allSatisfy { $0 >= $1 }, "\(horizon)")
        #expect(orders.reduce(0, +) > shorter.orders.reduce(0, +), "they rise, not only not fall")
      }
      shorter = (probability, orders)
    }
    let horizon = try #require(churnHorizon ?? horizons.max())
    let churn = try table.present("churn_probability", decimals: 6)
    let kept = try table.present("order_probability_\(horizon)", decimals: 6)
    #expect(zip(churn, kept).allSatisfy { $0 + $1 == 1_000_000 })
    #expect(try table.present("overdue_ratio", decimals: 6).allSatisfy { $0 >= 0 })
    for name in table.names {
      let texts = try Set(table.column(name).map { $0.lowercased() })
      #expect(texts.isDisjoint(with: ["nan", "inf", "-inf", "-nan", "infinity"]), "\(name)")
    }
  }

  private static func checkHistory(_ table: ScoreFile, _ manifest: ManifestFile) throws {
    let orders = try table.present("orders", decimals: 0)
    let days = try table.present("purchase_days", decimals: 0)
    let asOf = try table.column("as_of")
    let last = try table.column("last_order_date")
    let first = try table.column("first_order_date")
    let since = try table.column("lifecycle_stage_since")
    #expect(zip(orders, days).allSatisfy { $0 >= $1 && $1 >= 1 })
    #expect(asOf.allSatisfy { $0 == manifest.as_of })
    // ISO dates compare as texts.
    for row in table.rows.indices {
      try #require(first[row] <= last[row] && last[row] <= asOf[row], "row \(row)")
      try #require(first[row] <= since[row] && since[row] <= asOf[row], "row \(row)")
      try #require((first[row] == last[row]) == (days[row] == 1), "row \(row)")
    }
    let gaps = try table.fixed("average_days_between_purchases", decimals: 6)
    #expect(zip(gaps, days).allSatisfy { ($0 == nil) == ($1 == 1) })
    let basis = try table.column("prediction_basis")
    #expect(zip(basis, days).allSatisfy { $0 == ($1 == 1 ? "base" : "customer") })
    for name in ["from", "date", "to"] {
      let due = try table.column("next_order_due_\(name)")
      #expect(zip(due, last).allSatisfy { $0.isEmpty || $0 >= $1 })
    }
    let dates = try (table.column("next_order_due_from"), table.column("next_order_due_date"))
    #expect(zip(dates.0, dates.1).allSatisfy { $1.isEmpty || (!$0.isEmpty && $0 <= $1) })
    #expect(Set(try table.column("customer_id")).count == table.rows.count)
    for name in ["r_score", "f_score"] {
      #expect(try table.present(name, decimals: 0).allSatisfy { (1...5).contains($0) })
    }
  }

  private static func checkAccount(
    _ table: ScoreFile, _ manifest: ManifestFile, hasLines: Bool
  ) throws {
    let rows = manifest.rows
    #expect(
      rows.in == rows.used + rows.rejected.values.reduce(0, +)
        + rows.set_aside.values.reduce(0, +))
    if let revenue = manifest.revenue {
      let parts = try
        ([revenue.used, revenue.refunds] + revenue.rejected.values + revenue.set_aside.values)
        .map(minor)
      #expect(try minor(revenue.in) == parts.reduce(0, +))
      #expect(
        try minor(revenue.used) == table.present("net_revenue", decimals: 2).reduce(0, +))
    }
    #expect(manifest.customers == table.rows.count)
    #expect(try manifest.orders == table.present("orders", decimals: 0).reduce(0, +))
    #expect(hasLines ? manifest.orders < rows.used : manifest.orders == rows.used)
    #expect(
      try manifest.purchase_days == table.present("purchase_days", decimals: 0).reduce(0, +))
    // Sums of millionths, so that equality is exact.
    let alive = try table.present("probability_alive", decimals: 6).reduce(0, +)
    #expect(manifest.base.alive == Double(alive) / 1e6)
    for horizon in manifest.horizons {
      let sum = try table.present("expected_orders_\(horizon)", decimals: 6).reduce(0, +)
      #expect(manifest.base.expected_orders["\(horizon)"] == Double(sum) / 1e6)
    }
  }

  private static func checkMoney(_ table: ScoreFile, _ manifest: ManifestFile) throws {
    let residual = try table.present("residual_clv", decimals: 2)
    var shorter = Array(repeating: 0, count: residual.count)
    for horizon in manifest.horizons {
      let clv = try table.present("clv_\(horizon)", decimals: 2)
      let revenue = try table.present("expected_revenue_\(horizon)", decimals: 2)
      #expect(zip(clv, shorter).allSatisfy { $0 >= $1 && $1 >= 0 }, "\(horizon)")
      #expect(zip(residual, clv).allSatisfy { $0 >= $1 }, "\(horizon)")
      #expect(zip(revenue, clv).allSatisfy { $0 >= $1 }, "neither discounted nor of margin")
      let total = try minor(#require(manifest.base.clv?["\(horizon)"]))
      #expect(total == clv.reduce(0, +))
      shorter = clv
    }
    for name in ["net_revenue", "net_revenue_365", "expected_order_value", "value_at_stake"] {
      #expect(try table.present(name, decimals: 2).allSatisfy { $0 >= 0 }, "\(name)")
    }
    let all = try table.present("net_revenue", decimals: 2)
    let recent = try table.present("net_revenue_365", decimals: 2)
    #expect(zip(all, recent).allSatisfy { $0 >= $1 })
    #expect(try table.present("m_score", decimals: 0).allSatisfy { (1...5).contains($0) })
    // The top tenth by one measure cannot be more than the tenth and its ties.
    let heroes = try table.column("is_hero").filter { $0 == "true" }.count
    #expect(heroes * 2 <= table.rows.count)
  }
}
