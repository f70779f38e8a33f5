import Foundation
import TestSupport
import Testing

/// Fits to the customers who came from a day on: `--history-from`.
@Suite struct HistoryFromTests {
  @Test func `customers of before a day are not fitted to, but scored`() throws {
    let folder = try TemporaryFolder()
    let rows = try String(decoding: Data(contentsOf: URL(filePath: Tool.cdnow)), as: UTF8.self)
      .split(separator: "\n")
    // Rows stand in the order of customers and days.
    var (kept, customer, isKept): ([Substring], Substring, Bool) = ([rows[0]], "", false)
    for row in rows.dropFirst() {
      let cells = row.split(separator: ",")
      if cells[0] != customer { isKept = cells[1] >= "1997-02-15" }
      customer = cells[0]
      if isKept { kept.append(row) }
    }
    _ = try folder.file("late.csv", kept.joined(separator: "\n") + "\n")
    func model(_ arguments: String...) throws -> [String: Any] {
      let outcome = try Tool.run(
        ["fit"] + arguments + ["--zero-orders", "keep", "--as-of", "1998-06-30", "--json"],
        in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
      return try #require(try FitTests.object(outcome.output)["model"] as? [String: Any])
    }
    var found = try model(Tool.cdnow, "--history-from", "1997-02-15")
    #expect(found.removeValue(forKey: "history_from") as? String == "1997-02-15")
    let expected = try model("late.csv")
    #expect(found["parameters"] as? NSObject == expected["parameters"] as? NSObject)
    #expect(found as NSDictionary == expected as NSDictionary)
    let scores = try Tool.score(
      Tool.cdnow, "--history-from", "1997-02-15", "--zero-orders", "keep", "--json", in: folder)
    let manifest = try FitTests.object(scores.output)
    #expect(manifest["customers"] as? Int == 2357)
    #expect(
      (manifest["model"] as? [String: Any])?["parameters"] as? NSObject
        == expected["parameters"] as? NSObject)
    let late = try Tool.run(["fit", Tool.cdnow, "--history-from", "1998-01-01"], in: folder)
    #expect(
      late.ending == .exit(2) && late.message.contains("no customer's first order lies on that day")
    )
    let both = try Tool.score(
      Tool.cdnow, "--history-from", "1997-02-15", "--model-file", "model.json", in: folder)
    #expect(both.ending == .exit(2) && both.message.contains("choose one"))
  }
}
