import Foundation
import TestSupport
import Testing

/// What the command line takes and refuses.
@Suite struct CommandLineTests {
  @Test func `the version is a number alone`() throws {
    let outcome = try Tool.run(["--version"])
    #expect(outcome.ending == .exit(0))
    #expect(outcome.text == "0.1.0\n")
  }

  @Test func `a completion script names the commands and their options`() throws {
    let outcome = try Tool.run(["--generate-completion-script", "bash"])
    #expect(outcome.ending == .exit(0))
    for word in ["score", "import", "explain", "compact", "--churn-horizon", "mbg-nbd"] {
      #expect(outcome.text.contains(word))
    }
    let folder = try TemporaryFolder()
    _ = try folder.file("completion", outcome.output)
    #expect(try Tool.shell("bash -n completion", in: folder).ending == .exit(0))
  }

  @Test(arguments: [
    (["bogus"], "Unexpected argument 'bogus'"),
    (["score"], "Missing expected argument '<source> ...'"),
    (["score", "a.csv", "--bogus"], "Unknown option '--bogus'"),
    (["score", "a.csv", "--horizons", "30,x"], "'30,x' is invalid for '--horizons"),
    (["score", "a.csv", "--horizons", ""], "'' is invalid for '--horizons"),
    (["score", "a.csv", "--horizons", "0"], "'0' is invalid for '--horizons"),
    (["score", "a.csv", "--horizons", "30,30"], "'30,30' is invalid for '--horizons"),
    (["score", "a.csv", "--horizons", "36526"], "'36526' is invalid for '--horizons"),
    (["score", "a.csv", "--churn-horizon", "7"], "--churn-horizon 7: it must be one of"),
    (["score", "a.csv", "--as-of", "1997-02-30"], "'1997-02-30' is invalid for '--as-of"),
    (["score", "a.csv", "--as-of", "30.09.1997"], "'30.09.1997' is invalid for '--as-of"),
    (["score", "a.csv", "--as-of", "tomorrow"], "'tomorrow' is invalid for '--as-of"),
    (["score", "a.csv", "--model", "lstm"], "'lstm' is invalid for '--model"),
    (["score", "a.csv", "--margin", "35"], "--margin 35.0: above 0 and at most 1"),
    (["score", "a.csv", "--annual-discount", "-1"], "--annual-discount"),
    (["score", "a.csv", "--annual-discount", "nan"], "--annual-discount"),
    (["score", "a.csv", "--currency", "EURO"], "--currency EURO: a code of three letters"),
    (["score", "a.csv", "--time-zone", "Mars/Base"], "--time-zone Mars/Base: no such zone"),
    (["score", "a.csv", "--date-format", "%Y-%Q"], "%Q is not known"),
    (["score", "a.csv", "--date-format", "%Y-%m"], "a year, a month and a day are needed"),
    (["score", "a.csv", "--max-rejects", "101%"], "'101%' is invalid for '--max-rejects"),
    (["score", "a.csv", "--max-rejects", "-1"], "--max-rejects"),
    (["score", "a.csv", "--threads", "0"], "--threads 0: at least 1 is needed"),
    (["score", "a.csv", "-o", "scores.xlsx"], "should end in .csv, .parquet or .jsonl"),
    (["score", "a.csv", "-o", "scores"], "should end in .csv, .parquet or .jsonl"),
    (["score", "a.csv", "-o", "-"], "-o - needs --format csv or --format jsonl"),
    (["score", "a.csv", "-o", "-", "--format", "parquet"], "streams csv or jsonl, not parquet"),
    (["score", "a.csv", "-o", "-", "--format", "csv", "--json"], "both want standard output"),
    (["score", "a.csv", "-o", "./b/../a.csv"], "a.csv: it is an input or another output too"),
    (["score", "a.csv", "-o", "b.csv", "--rejects", "a.csv"], "a.csv: it is an input"),
    (["score", "a.csv", "-o", "b.csv", "--rejects", "b.csv"], "b.csv: it is an input or another"),
    (["score", "b.csv.rejects.csv", "-o", "b.csv"], "b.csv.rejects.csv is an input"),
    (["explain", "a.csv"], "Missing expected argument '--customer <id>'"),
    (["simulate"], "Missing expected argument '--output <file>'"),
    (["simulate", "-o", "a.jsonl"], "should end in .csv or .parquet"),
    (["simulate", "-o", "-", "--format", "parquet"], "-o - streams csv"),
    (["simulate", "-o", "-", "--json"], "both want standard output"),
    (["simulate", "-o", "a.csv", "--customers", "0"], "--customers 0: 1 to 4,000,000,000 are"),
    (
      ["simulate", "-o", "a.csv", "--orders", "9", "--customers", "10"], "from one a customer (10)"
    ),
    (["simulate", "-o", "a.csv", "--orders", "9", "--alpha", "10"], "choose one"),
    (["simulate", "-o", "a.csv", "--days", "9", "--start", "2024-01-01"], "choose one"),
    (["simulate", "-o", "a.csv", "--days", "0"], "--days 0: 1 to 36,525 are possible"),
    (["simulate", "-o", "a.csv", "--start", "2026-01-01"], "it is after the last day, 2025-12-31"),
    (["simulate", "-o", "a.csv", "--start", "1901-01-01"], "at most 36,525 days from 1900 on"),
    (["simulate", "-o", "a.csv", "--end", "2024-02-30"], "'2024-02-30' is invalid for '--end"),
    (["simulate", "-o", "a.csv", "--r", "0"], "--r 0.0: 0.1 to 1000 are possible"),
    (["simulate", "-o", "a.csv", "--v", "nan"], "--v nan: 0.001 to 1000000000 are possible"),
    (["simulate", "-o", "a.csv", "--alpha", "0.001"], "alpha leads to about"),
  ])
  func `a wrong command is exit code 2 and says what is wrong`(
    arguments: [String], message: String
  ) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(arguments, in: folder)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(outcome.output == [])
    #expect(folder.names == [])
  }

  @Test func `an input is not overwritten under another name of the same file`() throws {
    let folder = try TemporaryFolder()
    let orders = try folder.file("orders.csv", SampleOrders().csv())
    let before = try folder.bytes("orders.csv")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/link.csv", withDestinationPath: orders)
    let outcome = try Tool.score("orders.csv", "-o", "link.csv", in: folder)
    #expect(outcome.ending == .exit(2), "\(outcome.message)")
    #expect(try folder.bytes("orders.csv") == before)
  }

  @Test func `quiet prints nothing`() throws {
    let folder = try TemporaryFolder()
    let orders = try folder.file("orders.csv", SampleOrders().csv())
    let outcome = try Tool.score(orders, "--quiet", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(0))
    #expect(outcome.output == [] && outcome.message == "")
    #expect(folder.names == ["orders.csv", "scores.csv", "scores.csv.manifest.json"])
  }

  @Test func `the summary names columns, account, as-of and the model`() throws {
    let outcome = try Tool.run(GoldenTests.scoring)
    #expect(outcome.ending == .exit(0))
    #expect(outcome.message == "", "no progress where there is no terminal")
    for text in [
      "customer 'customer_id' (guessed), date 'order_date' (guessed), amount 'amount' (guessed)",
      "in                      6,919  244,091.94 USD",
      "used                    4,960  173,115.55 USD",
      "set aside: after_as_of  1,959   70,976.39 USD",
      "As of 1997-09-30: 2,357 customers, 4,960 orders, 173,115.55 USD revenue",
      "Model mbg-nbd, converged: r 0.5248 ", "a 0.8914 ", "b 1.6140 ",
      "Spend gamma-gamma on 946 repeat buyers: p 6.2496 ", "q 3.7442 ", "v 15.4435 ",
      "without --margin, CLV is discounted revenue, not profit",
    ] {
      #expect(outcome.text.contains(text), "\(text)")
    }
  }

  @Test func `options change what they say they change`() throws {
    let folder = try TemporaryFolder()
    let orders = try folder.file("orders.csv", SampleOrders().csv())
    func table(_ options: String...) throws -> ScoreFile {
      let outcome = try Tool.run(["score", orders, "-o", "-", "--format", "csv"] + options)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      return try ScoreFile(outcome.output)
    }
    let plain = try table()
    let margin = try table("--margin", "0.5")
    for (half, whole) in try zip(
      margin.present("clv_365", decimals: 2), plain.present("clv_365", decimals: 2))
    {
      #expect(abs(2 * half - whole) <= 1)
    }
    #expect(
      try margin.column("expected_revenue_365") == plain.column("expected_revenue_365"))
    let churn = try table("--horizons", "180,7", "--churn-horizon", "7")
    #expect(churn.names.contains("clv_7") && churn.names.contains("expected_orders_180"))
    #expect(!churn.names.contains("clv_365"))
    #expect(
      try churn.names.firstIndex(of: "clv_7") ?? 0 < #require(churn.names.firstIndex(of: "clv_180"))
    )
    for (lost, kept) in try zip(
      churn.present("churn_probability", decimals: 6),
      churn.present("order_probability_7", decimals: 6))
    {
      #expect(lost + kept == 1_000_000)
    }
    let undiscounted = try table("--annual-discount", "0")
    #expect(
      try undiscounted.column("clv_365") == undiscounted.column("expected_revenue_365"))
    #expect(try undiscounted.column("residual_clv").allSatisfy(\.isEmpty))
    let bg = try table("--model", "bg-nbd")
    for (days, alive) in try zip(bg.column("purchase_days"), bg.column("probability_alive")) {
      #expect((days == "1") == (alive == "1.000000"))
    }
  }
}
