import Foundation
import TestSupport
import Testing

/// What `patron tables` can be told: costs of new customers, promotions, earlier days, days to look back on.
@Suite struct TableOptionsTests {
  private func tables(_ arguments: String..., in folder: TemporaryFolder) throws -> Tool.Outcome {
    try Tool.run(["tables"] + arguments, in: folder)
  }

  @Test
  func `what a new customer cost is an amount or a file, and other tables have their options`()
    throws
  {
    let folder = try TemporaryFolder()
    _ = try folder.file("spend.csv", "month,spend\n1997-01,777\n")
    _ = try folder.file("sales.csv", "name,start,end\nnew year,1997-01-01,1997-01-07\n")
    for cac in ["12.5", "spend.csv"] {
      let outcome = try tables(
        Tool.cdnow, "-o", "out", "--cac", cac, "--margin", "0.3", "--periods", "sales.csv",
        "--compare-to", "1997-06-30", "--quiet", in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      let economics = try String(decoding: folder.bytes("out/economics.csv"), as: UTF8.self)
      // 777 customers came in January 1997.
      let spend = cac == "12.5" ? "9712.50,12.50" : "777.00,1.00"
      #expect(economics.contains("\n1997-01,777,\(spend),"), "\(economics)")
      #expect(try !folder.bytes("out/promotions.csv").isEmpty)
      #expect(try !folder.bytes("out/migration.csv").isEmpty)
    }
  }

  @Test(arguments: [
    (
      ["--cac", "12.345"], 2,
      "--cac 12.345: an amount of at most 2 decimals, not below zero, is needed"
    ),
    (["--cac", "-1"], 2, "--cac"),
    (["--cac", "no.csv"], 1, "no.csv"),
    (["--periods", "no.csv"], 1, "no.csv"),
    (
      ["--compare-to", "1998-06-30"], 2,
      "--compare-to 1998-06-30: a day before as-of, 1998-06-30, is needed"
    ),
    (["--compare-to", "yesterday"], 2, "--compare-to"),
    (["--amount", "none", "--cac", "12"], 2, "--cac 12: there are no amounts"),
  ])
  func `options that cannot be met are an error, and leave nothing`(
    options: [String], status: Int32, message: String
  ) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(["tables", Tool.cdnow, "-o", "out"] + options, in: folder)
    #expect(outcome.ending == .exit(status), "\(outcome.message)")
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out"))?.isEmpty ?? true)
  }

  @Test(arguments: [("1998-06-30", false), ("1998-06-29", true), ("1998-02-28", false)])
  func `a last month that is not over is told`(day: String, isPartial: Bool) throws {
    let outcome = try Tool.run(["tables", Tool.cdnow, "--as-of", day])
    let warning = "the last month, \(day.prefix(7)), is not over: tables have its days up to"
    #expect(outcome.ending == .exit(0) && outcome.text.contains(warning) == isPartial)
  }

  /// Orders of twenty months with channels, codes, refunds and guests; row by row.
  private func shopRows() -> [String] {
    var generator = Generator.seeded()
    var rows: [String] = []
    for order in 0..<600 {
      let (year, month) = (2023 + order / 360, order / 30 % 12 + 1)
      let day = "\(year)-\(month < 10 ? "0" : "")\(month)-\(10 + order % 18)"
      let customer = order % 9 == 0 ? "" : "c\(Int.random(in: 0..<60, using: &generator))"
      let channel = ["web", "shop", ""].randomElement(using: &generator) ?? ""
      let coupon = ["TEN", "", ""].randomElement(using: &generator) ?? ""
      let amount = Int.random(in: 1...90, using: &generator)
      rows.append("\(order),\(customer),\(day),\(amount).50,\(channel),\(coupon)")
      if order % 7 == 0 && !customer.isEmpty {
        let share = order % 2 == 0 ? "\(amount).50" : "0.50"
        rows.append("\(order),\(customer),2024-08-01,-\(share),\(channel),\(coupon)")
      }
    }
    return rows
  }

  @Test func `tables of the last days are those of a shop that has no earlier orders`() throws {
    let folder = try TemporaryFolder()
    let header = "order_id,customer_id,order_date,order_total,channel,coupon\n"
    let rows = shopRows()
    _ = try folder.file("all.csv", header + rows.joined(separator: "\n") + "\n")
    // 200 days up to 2024-08-20: from 2024-02-03 on, with the refunds of these orders.
    let late = Set(
      rows.filter {
        !$0.contains(",-")
          && $0.split(separator: ",", omittingEmptySubsequences: false)[2] >= "2024-02-03"
      }
      .map { $0.prefix { $0 != "," } })
    let kept = rows.filter { late.contains($0.prefix { $0 != "," }) }
    #expect(kept.count > 100 && kept.count < rows.count / 2)
    _ = try folder.file("late.csv", header + kept.joined(separator: "\n") + "\n")
    for name in ["all", "late"] {
      let made = try Tool.run(
        ["import", "\(name).csv", "--into", "\(name)-shop", "--currency", "EUR", "--quiet"],
        in: folder)
      #expect(made.ending == .exit(0), "\(made.message)")
    }
    let common = ["--as-of", "2024-08-20", "--cac", "3", "--margin", "0.5", "--quiet"]
    for source in ["csv", "store"] {
      func path(_ name: String) -> String {
        source == "csv" ? "\(name).csv" : "\(name)-shop"
      }
      let currency = source == "csv" ? ["--currency", "EUR"] : []
      let whole = try Tool.run(
        ["tables", path("all"), "-o", "all-\(source)", "--lookback", "200d"] + common + currency,
        in: folder)
      let part = try Tool.run(
        ["tables", path("late"), "-o", "late-\(source)"] + common + currency, in: folder)
      #expect(
        whole.ending == .exit(0) && part.ending == .exit(0), "\(whole.message)\(part.message)")
      let ofModels = [
        "rfm_grid", "clv_distribution", "focus", "what_if", "returns", "calibration", "tracking",
      ]
      let names = try FileManager.default.contentsOfDirectory(
        atPath: "\(folder.path)/late-\(source)"
      ).filter { name in name.hasSuffix(".csv") && !ofModels.contains { name.hasPrefix($0) } }
      #expect(names.count == (source == "csv" ? 12 : 15))
      for name in names {
        let expected = try String(decoding: folder.bytes("late-\(source)/\(name)"), as: UTF8.self)
        let found = try String(decoding: folder.bytes("all-\(source)/\(name)"), as: UTF8.self)
        #expect(found == expected, "\(source) \(name)")
      }
    }
    let printed = try tables(
      "all.csv", "--lookback", "200", "--as-of", "2024-08-20", "--json", in: folder)
    #expect(printed.ending == .exit(0), "\(printed.message)")
    let all = try FitTests.object(printed.output)
    #expect(all["lookback_days"] as? Int == 200)
    let none = try tables("all.csv", "--as-of", "2026-01-01", "--lookback", "30d", in: folder)
    #expect(
      none.ending == .exit(3) && none.message.contains("--lookback 30d: no order lies in the days"))
    #expect(try tables("all.csv", "--lookback", "0d", in: folder).ending == .exit(2))
  }
}
