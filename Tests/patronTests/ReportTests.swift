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
