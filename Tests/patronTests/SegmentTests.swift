import Foundation
import TestSupport
import Testing

/// What customers are compared with: `--stage-windows`, `--tiers`, `--rfm-map`, `--rfm-cuts`.
@Suite struct SegmentTests {
  private func scores(
    _ options: String..., in folder: TemporaryFolder
  ) throws -> (table: ScoreFile, manifest: [String: Any]) {
    let outcome = try Tool.run(
      ["score", Tool.cdnow, "--quiet", "-o", "scores.csv"] + options, in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    let document = try JSONSerialization.jsonObject(
      with: Data(folder.bytes("scores.csv.manifest.json")))
    return (
      try ScoreFile(folder.bytes("scores.csv")), try #require(document as? [String: Any])
    )
  }

  @Test func `windows that are given end the stages`() throws {
    let folder = try TemporaryFolder()
    let (table, manifest) = try scores("--stage-windows", "30,60", in: folder)
    let quiet = try table.present("days_since_last_order", decimals: 0)
    let days = try table.present("purchase_days", decimals: 0)
    let expected = zip(quiet, days).map { quiet, days in
      quiet > 60 ? "inactive" : quiet > 30 ? "lapsing" : days > 1 ? "active" : "new"
    }
    #expect(try table.column("lifecycle_stage") == expected)
    let windows = try #require(manifest["stage_windows"] as? [String: Any])
    #expect(windows["active"] as? Int == 30 && windows["lapsing"] as? Int == 60)
    #expect(windows["basis"] as? String == "days" && windows["gaps"] is NSNull)
  }

  @Test func `windows of the base's own gaps are said with what they go by`() throws {
    let folder = try TemporaryFolder()
    let (table, manifest) = try scores("--stage-windows", "auto", in: folder)
    let windows = try #require(manifest["stage_windows"] as? [String: Any])
    let gaps = try #require(windows["gaps"] as? [String: Any])
    #expect(windows["basis"] as? String == "gaps")
    let days = try table.present("purchase_days", decimals: 0)
    #expect(gaps["ended"] as? Int == days.reduce(0) { $0 + $1 - 1 })
    #expect(gaps["open"] as? Int == days.count)
    let active = try #require(windows["active"] as? Int)
    let lapsing = try #require(windows["lapsing"] as? Int)
    let quiet = try table.present("days_since_last_order", decimals: 0)
    #expect(
      try table.column("lifecycle_stage").map { $0 == "lapsing" }
        == quiet.map { $0 > active && $0 <= lapsing })
    // A base whose windows are given as the same days has the same scores, first days of stages included.
    let given = try scores("--stage-windows", "\(active),\(lapsing)", in: folder).table
    #expect(given.rows == table.rows)
    let text = try Tool.run(["score", Tool.cdnow, "--stage-windows", "auto"]).text
    #expect(text.contains("Stages: active up to \(active) and lapsing up to \(lapsing) days"))
    #expect(text.contains("(usual: 90 and 365)"))
  }

  @Test func `a base without gaps keeps the usual windows and says so`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", "customer_id,order_date,amount\na,2024-01-01,5\nb,2024-02-01,7\n")
    let outcome = try Tool.score("orders.csv", "--stage-windows", "auto", in: folder)
    #expect(outcome.ending == .exit(0))
    #expect(
      outcome.text.contains(
        "the gaps between purchases are too few for windows of their own (0 gaps): stages end after 90 and 365"
      ), "\(outcome.text)")
  }

  @Test func `tiers by amounts begin at each amount`() throws {
    let folder = try TemporaryFolder()
    let (table, manifest) = try scores("--tiers", "1000,50,500.5,200", in: folder)
    func tiers(_ cents: [Int]) -> [String] {
      cents.map {
        $0 >= 100_000
          ? "platinum"
          : $0 >= 50_050 ? "gold" : $0 >= 20_000 ? "silver" : $0 >= 5_000 ? "bronze" : "low"
      }
    }
    #expect(
      try table.column("value_tier") == tiers(table.present("net_revenue", decimals: 2)))
    #expect(
      try table.column("predicted_value_tier") == tiers(table.present("clv_365", decimals: 2)))
    let bounds = try #require(manifest["value_tiers"] as? [String: Any])
    #expect(bounds["basis"] as? String == "amounts")
    #expect(
      bounds["net_revenue_from"] as? [String: String] == [
        "platinum": "1000.00", "gold": "500.50", "silver": "200.00", "bronze": "50.00",
      ])
  }

  @Test func `the bounds in the manifest give the tiers by places`() throws {
    let folder = try TemporaryFolder()
    let (table, manifest) = try scores(in: folder)
    let bounds = try #require(manifest["value_tiers"] as? [String: Any])
    let names = ["platinum", "gold", "silver", "bronze", "medium"]
    for (column, key, tier) in [
      ("net_revenue", "net_revenue_from", "value_tier"),
      ("clv_365", "clv_from", "predicted_value_tier"),
    ] {
      let from = try #require(bounds[key] as? [String: String])
      let cents = try names.map { name in
        try #require(from[name].flatMap { Int($0.replacing(".", with: "")) })
      }
      let expected = try table.present(column, decimals: 2).map { value in
        cents.firstIndex { value >= $0 }.map { names[$0] } ?? "low"
      }
      #expect(try table.column(tier) == expected)
    }
  }

  @Test func `heroes are those who are in both top tenths, with their share`() throws {
    let folder = try TemporaryFolder()
    let (table, manifest) = try scores(in: folder)
    let revenue = try table.present("net_revenue", decimals: 2)
    let days = try table.present("purchase_days", decimals: 0)
    // Fewer than a tenth of all are ahead.
    func top(_ values: [Int]) -> [Bool] {
      values.map { value in 10 * values.count { $0 > value } < values.count }
    }
    let heroes = zip(top(revenue), top(days)).map { $0 && $1 }
    #expect(try table.column("is_hero") == heroes.map { "\($0)" })
    let said = try #require(manifest["heroes"] as? [String: Any])
    let theirs = zip(revenue, heroes).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let all = revenue.reduce(0, +)
    let count = heroes.count { $0 }
    #expect(said["customers"] as? Int == count && said["of_customers"] as? Int == days.count)
    #expect(said["net_revenue"] as? String == SampleOrders.decimal(theirs, scale: 2))
    #expect(said["of_net_revenue"] as? String == SampleOrders.decimal(all, scale: 2))
    let times = Double(theirs) / Double(count) / (Double(all) / Double(days.count))
    #expect(abs(try #require(said["times_mean_revenue"] as? Double) - times) < 1e-9)
  }

  @Test func `a map of one's own names the cells, and the manifest says which it was`() throws {
    let folder = try TemporaryFolder()
    let map = try folder.file("own.txt", "big [1-5][1-5][45]\nsmall [1-5][1-5][1-3] # others\n")
    let (table, manifest) = try scores("--rfm-map", map, in: folder)
    let m = try table.present("m_score", decimals: 0)
    #expect(try table.column("rfm_segment") == m.map { $0 > 3 ? "big" : "small" })
    let said = try #require(manifest["rfm_map"] as? [String: Any])
    #expect(said["name"] as? String == "file" && (said["sha256"] as? String)?.count == 64)
    let explained = try Tool.run(
      ["explain", Tool.cdnow, "--customer", "00004", "--rfm-map", map], in: folder)
    #expect(explained.text.contains(" and M "))
  }

  @Test func `the cut points of an earlier manifest score a later day, as they say`() throws {
    let folder = try TemporaryFolder()
    let (_, before) = try scores("--as-of", "1997-12-31", in: folder)
    let cuts = try folder.file(
      "before.json", String(decoding: folder.bytes("scores.csv.manifest.json"), as: UTF8.self))
    let (table, after) = try scores("--rfm-cuts", cuts, in: folder)
    let old = try #require(before["rfm_cuts"] as? NSDictionary)
    #expect(old == after["rfm_cuts"] as? NSDictionary)
    let below = try #require(old["days_since_last_order_below"] as? [Int])
    let above = try #require(old["orders_above"] as? [Int])
    #expect(
      try table.present("r_score", decimals: 0)
        == table.present("days_since_last_order", decimals: 0).map { days in
          1 + below.count { days < $0 }
        })
    #expect(
      try table.present("f_score", decimals: 0)
        == table.present("orders", decimals: 0).map { orders in 1 + above.count { orders > $0 } })
  }

  @Test(
    arguments: [
      (["--stage-windows", "90"], 2, "The value '90' is invalid"),
      (["--stage-windows", "365,90"], 2, "The value '365,90' is invalid"),
      (["--tiers", "1,2,3,4,5,6"], 2, "one to five different amounts above zero"),
      (["--tiers", "1.005"], 2, "with at most 2 decimals"),
      (["--tiers", "0"], 2, "above zero"),
      (["--tiers=-5,9"], 2, "above zero"),
      (["--tiers", "9,9.00"], 2, "different amounts"),
      (["--tiers", "9999999999999999999"], 2, "one to five"),
      (["--tiers", "5", "--amount", "none"], 2, "there are no amounts"),
      (["--rfm-map", "gap.txt"], 1, "gap.txt: 5 of 25 cells have no segment: R 1 F 5"),
      (["--rfm-map", "orders.csv"], 1, "orders.csv, line 1: a name and the scores"),
      (["--rfm-map", "latin.txt"], 1, "latin.txt: it is not UTF-8 text"),
      (["--rfm-map", "m.txt", "--amount", "none"], 2, "it goes by monetary scores"),
      (["--rfm-cuts", "gap.txt"], 1, "gap.txt: it has no cut points"),
      (["--rfm-cuts", "bad.json"], 1, "bad.json: cut points are four of each, in order"),
      (["--rfm-cuts", "money.json"], 1, "what is no amount of at most 2 decimals"),
      (["--rfm-cuts", "nothing"], 1, "nothing: cannot be opened"),
    ] as [([String], Int32, String)])
  func `what cannot be compared with is an error that says so`(
    options: [String], code: Int32, message: String
  ) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    _ = try folder.file("gap.txt", "most [1-5][1-4]\n")
    _ = try folder.file("m.txt", "all [1-5][1-5][1-5]\n")
    _ = try folder.file("latin.txt", [0x61, 0xe9, 0x20, 0x35])
    _ = try folder.file(
      "bad.json",
      "{\"days_since_last_order_below\": [1,2,3,4], \"orders_above\": [1,2,3,4],"
        + "\"net_revenue_above\": [\"1\",\"2\",\"3\",\"4\"]}")
    _ = try folder.file(
      "money.json",
      "{\"days_since_last_order_below\": [4,3,2,1], \"orders_above\": [1,2,3,4],"
        + "\"net_revenue_above\": [\"1\",\"2\",\"3.999\",\"4\"]}")
    let outcome = try Tool.run(
      ["score", "orders.csv", "-o", "scores.csv"] + options, in: folder)
    #expect(outcome.ending == .exit(code), "\(outcome.message)")
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/scores.csv"))
  }

  @Test func `stages of an earlier day are a column more, and the day has to be earlier`() throws {
    let folder = try TemporaryFolder()
    let without = try Tool.score(Tool.cdnow, "-o", "one.csv", "--quiet", in: folder)
    let with = try Tool.score(
      Tool.cdnow, "-o", "two.csv", "--compare-to", "1997-01-31", "--quiet", in: folder)
    #expect(without.ending == .exit(0) && with.ending == .exit(0), "\(with.message)")
    let one = try String(decoding: folder.bytes("one.csv"), as: UTF8.self).split(separator: "\n")
    let two = try String(decoding: folder.bytes("two.csv"), as: UTF8.self).split(separator: "\n")
    #expect(two[0] == one[0] + ",earlier_lifecycle_stage")
    let stages = zip(one, two).dropFirst().map { one, two in
      two.hasPrefix(one + ",") ? two.dropFirst(one.count + 1) : "?"
    }
    // 777 of the customers had come by the end of January, all within the last 90 days.
    #expect(stages.count { $0 == "new" || $0 == "active" } == 777)
    #expect(stages.count { $0.isEmpty } == stages.count - 777)
    let late = try Tool.score(Tool.cdnow, "--compare-to", "1998-06-30", in: folder)
    #expect(late.ending == .exit(2))
    #expect(
      late.message.contains("--compare-to 1998-06-30: a day before as-of, 1998-06-30, is needed"))
  }
}
