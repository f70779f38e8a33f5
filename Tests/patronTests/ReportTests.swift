import Foundation
import TestSupport
import Testing

/// `patron report`.
@Suite struct ReportTests {
  private func report(
    _ arguments: String..., in folder: TemporaryFolder
  ) throws -> Tool.Outcome {
    try Tool.run(["report"] + arguments, in: folder)
  }

  private func document(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test func `a page comes with a manifest that has its sum, and times are printed alone`() throws {
    let folder = try TemporaryFolder()
    let outcome = try report(Tool.cdnow, "-o", "page.html", "--json", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let printed = try document(outcome.output)
    let written = try document(folder.bytes("page.html.manifest.json"))
    let output = try #require((written["outputs"] as? [[String: Any]])?.first)
    let sum = try Tool.shell("sha256sum page.html", in: folder).text
    #expect(sum.hasPrefix(try #require(output["sha256"] as? String)))
    #expect(output["bytes"] as? Int == (try folder.bytes("page.html")).count)
    #expect(printed["seconds"] is Double && written["seconds"] == nil && output["path"] == nil)
    #expect(
      written["command"] as? String == "report" && written["title"] as? String == "orders.csv")
  }

  @Test func `figures are compared with a year before where there was one, or the day asked for`()
    throws
  {
    let folder = try TemporaryFolder()
    // CDNOW begins on 1997-01-01 and ends on 1998-06-30.
    for (arguments, day) in [
      ([], "1997-06-30"), (["--as-of", "1998-03-31"], nil),
      (["--as-of", "1998-03-31", "--compare-to", "1997-02-01"], "1997-02-01"),
      (["--as-of", "1998-06-01", "--history-from", "1997-03-20"], nil),
    ] {
      let outcome = try Tool.run(
        ["report", Tool.cdnow, "-o", "page.html", "--json"] + arguments, in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      let manifest = try document(outcome.output)
      #expect(manifest["compared_to"] as? String == day)
      #expect((manifest["not_compared"] as? String == nil) == (day != nil))
      let page = String(decoding: try folder.bytes("page.html"), as: UTF8.self)
      #expect(page.contains(day.map { "Changes are from \($0) to " } ?? "No change is shown: "))
    }
  }

  @Test func `what cannot be is refused, and an earlier page stays`() throws {
    let folder = try TemporaryFolder()
    let orders = try folder.file(
      "orders.csv", "customer_id,order_date,amount\na,2024-01-01,1\nb,2024-01-02,2\n")
    _ = try folder.file("page.html", "earlier")
    for (arguments, words) in [
      (["-o", "-"], "goes to a file"), (["-o", "orders.csv"], "it is an input too"),
      ([], "Missing expected argument"),
      (["-o", "page.html", "--compare-to", "2024-01-02"], "a day before as-of, 2024-01-02"),
      (["-o", "page.html", "--lookback", "none"], "lookback"),
      (["-o", "page.html", "--title", " "], "--title"),
      (
        ["-o", "page.html", "--compare-to", "2023-12-31"],
        "--compare-to 2023-12-31: a day from 2024-01-01 on"
      ),
      (
        ["-o", "page.html", "--compare-to", "2024-01-01", "--history-from", "2024-01-02"],
        "--compare-to 2024-01-01: a day from 2024-01-02 on"
      ),
    ] {
      let outcome = try Tool.run(["report", "orders.csv"] + arguments, in: folder)
      #expect(outcome.ending == .exit(2) && outcome.message.contains(words), "\(outcome.message)")
    }
    let late = try report("orders.csv", "-o", "page.html", "--as-of", "2023-01-01", in: folder)
    #expect(late.ending == .exit(3))
    let unmade = try report("orders.csv", "-o", "none/page.html", in: folder)
    #expect(unmade.ending == .exit(1) && unmade.message.contains("folder does not exist"))
    #expect(try folder.bytes("page.html") == Array("earlier".utf8))
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/page.html.manifest.json"))
    #expect(FileManager.default.fileExists(atPath: orders))
  }

  @Test func `a base of two customers has a page that says what is missing`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", "customer_id,order_date,amount\na,2024-01-01,1\nb,2024-01-02,2\n")
    let outcome = try report("orders.csv", "-o", "page.html", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(
      outcome.text.contains("Not plotted: calibration. ")
        && outcome.text.hasSuffix("Wrote page.html\n"))
    let page = String(decoding: try folder.bytes("page.html"), as: UTF8.self)
    #expect(page.contains("There is nothing to show yet."))
    #expect(!page.contains("{{") && !page.contains("nan") && !page.contains("Optional("))
  }

  @Test func `a day whose window has no orders is refused if it was asked for`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", "customer_id,order_date,amount\na,2022-01-01,1\nb,2024-06-01,2\n")
    let window = ["orders.csv", "-o", "page.html", "--lookback", "10d"]
    let asked = try Tool.run(["report"] + window + ["--compare-to", "2024-03-01"], in: folder)
    #expect(asked.ending == .exit(2), "\(asked.message)")
    #expect(asked.message.contains("--compare-to 2024-03-01: as of that day --lookback 10d"))
    let usual = try Tool.run(["report"] + window, in: folder)
    #expect(usual.ending == .exit(0) && usual.text.contains("as of 2023-06-02 --lookback 10d"))
  }

  /// The page of CDNOW.
  private func page(_ arguments: String..., in folder: TemporaryFolder) throws -> String {
    let outcome = try Tool.run(
      ["report", Tool.cdnow, "-o", "page.html", "--quiet"] + arguments, in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    return String(decoding: try folder.bytes("page.html"), as: UTF8.self)
  }

  @Test func `a page says what counts the last days alone, and calls no window a year`() throws {
    let folder = try TemporaryFolder()
    let short = try page("--lookback", "90d", in: folder)
    #expect(short.contains("Only orders of the last 90 days, from 1998-04-02 on, count in"))
    #expect(short.contains("of orders since <span>1998-04-02</span>"))
    #expect(!short.contains("headline-net_revenue_365"))
    let year = try page("--lookback", "365d", in: folder)
    #expect(year.contains("headline-net_revenue_365"))
    let all = try page(in: folder)
    #expect(all.contains("headline-net_revenue_365") && !all.contains("Only orders of the last"))
    #expect(all.contains("of orders since <span>1997-01-01</span>"))
  }

  @Test func `a page says whom the model of the test was fitted to, and what it may know`() throws {
    let folder = try TemporaryFolder()
    let (test, later) = ("The model of this test was fitted to all", "not compared: the model may")
    let plain = try page(in: folder)
    #expect(!plain.contains(test) && !plain.contains(later))
    let acquired = try page("--history-from", "1997-02-01", in: folder)
    #expect(acquired.split(separator: test).count == 3)
    let fitted = try Tool.run(["fit", Tool.cdnow, "-o", "model.json", "--quiet"], in: folder)
    #expect(fitted.ending == .exit(0), "\(fitted.message)")
    let given = try page("--model-file", "model.json", in: folder)
    // CLV and value at stake; the other figures need no model.
    #expect(given.split(separator: later).count == 3)
    #expect(given.split(separator: "class=\"before\"").count == 11)
  }

  @Test func `who comes back is told within the longest time that most have had`() throws {
    let folder = try TemporaryFolder()
    // All came in the first quarter of 1997: a year later few had 365 days.
    let page = try page("--as-of", "1998-01-15", in: folder)
    #expect(page.contains("bought again within 90 days"))
    #expect(try self.page(in: folder).contains("bought again within 365 days"))
  }

  @Test func `words about options are for whoever runs it, and no tooltip names its line twice`()
    throws
  {
    let folder = try TemporaryFolder()
    let parts = try page(in: folder).split(separator: "<section id=\"definitions\"")
    try #require(parts.count == 2)
    let advice = parts[1].split(separator: "id=\"advice\"")
    try #require(advice.count == 2 && advice[1].contains("without --margin"))
    #expect(!parts[0].contains("--margin"))
    #expect(parts[0].contains("forecast: tenth 1, ") && !parts[0].contains("tenth 1, forecast"))
    #expect(!parts[0].contains("with guests"))
  }

  @Test func `amounts that files have no room for are said to be too long`() throws {
    let folder = try TemporaryFolder()
    let rows = (1...2000).map { "\($0),2024-01-0\(1 + $0 % 2),9000000000000\n" }
    _ = try folder.file("orders.csv", "customer_id,order_date,amount\n" + rows.joined())
    let outcome = try report("orders.csv", "-o", "page.html", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let page = String(decoding: try folder.bytes("page.html"), as: UTF8.self)
    #expect(page.contains("<dd class=\"note\">more than 18 digits</dd>"))
    #expect(!page.contains("This needs amounts"))
  }

  @Test func `one customer and one day are no customers and no days`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv", "customer_id,order_date,amount\na,2024-01-01,1\nb,2024-01-02,2\n")
    let outcome = try report("orders.csv", "-o", "page.html", "--horizons", "1", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let page = String(decoding: try folder.bytes("page.html"), as: UTF8.self)
    #expect(page.contains("1 customer") && page.contains("next day"))
    #expect(!page.contains(/[^0-9,.]1 (customers|days|purchase days)/))
  }

  @Test func `a page of piped orders is that of the file, and the same on any number of threads`()
    throws
  {
    let folder = try TemporaryFolder()
    let piped = try Tool.shell(
      "\"$PATRON\" report - -o piped.html --title T --quiet < '\(Tool.cdnow)'", in: folder)
    #expect(piped.ending == .exit(0), "\(piped.message)")
    for threads in ["1", "3"] {
      _ = try report(
        Tool.cdnow, "-o", "\(threads).html", "--title", "T", "--threads", threads, "--quiet",
        in: folder)
    }
    #expect(try folder.bytes("1.html") == folder.bytes("3.html"))
    func withoutSource(_ name: String) throws -> String {
      String(decoding: try folder.bytes(name), as: UTF8.self)
        .replacing("standard input", with: "").replacing("fixtures", with: "")
    }
    let lines = { (text: String) in
      text.split(separator: "\n").filter { !$0.contains("(guessed)") }
    }
    #expect(lines(try withoutSource("piped.html")) == lines(try withoutSource("1.html")))
  }
}
