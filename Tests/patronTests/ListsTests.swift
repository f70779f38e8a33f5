import Foundation
import TestSupport
import Testing

/// `patron lists`: files of people to write to.
@Suite struct ListsTests {
  private func lists(_ arguments: String..., in folder: TemporaryFolder) throws -> Tool.Outcome {
    try Tool.run(["lists"] + arguments, in: folder)
  }

  @Test func `each list is a file, and the document names them with their sums`() throws {
    let folder = try TemporaryFolder()
    let outcome = try lists(Tool.cdnow, "-o", "out", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains("Left out: birthdays (it needs days_until_birthday, of which"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("out/lists.json")))
        as? [String: Any])
    let outputs = try #require(document["outputs"] as? [[String: Any]])
    let files = outputs.compactMap { $0["file"] as? String }
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out"))
        == Set(files + ["lists.json"]))
    let sums = try Tool.shell("cd out && sha256sum *.csv", in: folder).text
    for output in outputs {
      let sum = try #require(output["sha256"] as? String)
      let file = try #require(output["file"] as? String)
      #expect(sums.contains("\(sum)  \(file)\n"))
    }
    // A run with other scenarios takes the files of this one away, and nothing else.
    _ = try folder.file("out/mine.csv", "a\n")
    _ = try folder.file("own.txt", "big: net_revenue > 100 by net_revenue\n")
    let own = try lists(Tool.cdnow, "-o", "out", "--scenarios", "own.txt", "--quiet", in: folder)
    #expect(own.ending == .exit(0) && own.text.isEmpty, "\(own.message)")
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out")) == [
        "big.csv", "lists.json", "mine.csv",
      ])
  }

  @Test func `without a folder the lists are told, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let outcome = try lists(Tool.cdnow, "--json", in: folder)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let found = try #require(document["lists"] as? [[String: Any]])
    #expect(found.contains { $0["name"] as? String == "lapsing" && $0["written"] == nil })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: [
    (["--scenarios", "own.txt"], 1, "own.txt, line 2: there is no column 'ordrs'; there are "),
    (["--scenarios", "none.txt"], 1, "none.txt, line 1: there is no scenario"),
    (["--scenarios", "gone.txt"], 1, "gone.txt"),
    (["--suppress", "own.txt"], 2, "there is no column 'customer_id'"),
    (["--suppress", "day.csv"], 2, "day.csv, line 2: 'soon' is no date"),
    (["--for", "fax"], 2, "fax"), (["--days", "-1"], 2, "--days"),
    (["--holdout", "101%"], 2, "a share from 0% to 100%"), (["--holdout", "0.1"], 2, "--holdout"),
  ])
  func `what cannot be met is an error, and leaves nothing`(
    options: [String], status: Int32, message: String
  ) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("own.txt", "# mine\na: ordrs > 1\n")
    _ = try folder.file("none.txt", "\n")
    _ = try folder.file("day.csv", "customer_id,contacted_on\n1,soon\n")
    let outcome = try Tool.run(["lists", Tool.cdnow, "-o", "out"] + options, in: folder)
    #expect(outcome.ending == .exit(status), "\(outcome.message)")
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out"))?.isEmpty ?? true)
  }

  @Test func `a receiver that serves no small lists is named`() throws {
    let folder = try TemporaryFolder()
    let outcome = try lists(
      Tool.cdnow, "-o", "out", "--for", "meta", "--consent", "any", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.contains("0 people are on the list for Meta, which serves none of fewer"))
    let header = try String(decoding: folder.bytes("out/lapsing.csv"), as: UTF8.self)
    #expect(header.hasPrefix("email,email,email,phone,phone,phone,madid,fn,ln,zip,ct,st,country"))
  }

  @Test func `where customers go by their phones these are how they are reached`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "orders.csv",
      "order_id,phone,country,order_date,amount\n1,+44 7123 456789,GB,2024-01-01,10\n"
        + "2,07123 456790,GB,2024-01-02,20\n3,0044 7123 456789,GB,2024-01-03,5\n")
    _ = try folder.file("own.txt", "all: orders >= 1 by net_revenue\n")
    let kept = try Tool.run(
      [
        "import", "orders.csv", "--customer-key", "phone", "--currency", "GBP", "--into", "shop",
      ], in: folder)
    #expect(kept.ending == .exit(0), "\(kept.message)")
    let outcome = try lists("shop", "-o", "out", "--scenarios", "own.txt", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let rows = try String(decoding: folder.bytes("out/all.csv"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(
      rows.dropFirst().map { [$0[0], $0[2]] } == [
        ["07123456790", "+447123456790"], ["447123456789", "+447123456789"],
      ])
  }
}
