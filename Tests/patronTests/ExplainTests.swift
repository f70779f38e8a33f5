import Foundation
import Testing

/// `patron explain`: one customer's row and how it comes about.
@Suite struct ExplainTests {
  private static let options = Array(GoldenTests.scoring.dropFirst())

  private static func explain(_ id: String, _ more: String...) throws -> Tool.Outcome {
    try Tool.run(["explain"] + options + ["--customer", id] + more)
  }

  /// The values after "The row of the score table", by column.
  private static func row(_ text: String) throws -> [String: String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let start = try #require(lines.firstIndex(of: "The row of the score table"))
    return Dictionary(
      uniqueKeysWithValues: lines[(start + 1)...].filter { !$0.isEmpty }.map { line in
        let parts = line.split(separator: " ", maxSplits: 1)
        return (
          String(parts[0]),
          parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        )
      })
  }

  @Test(arguments: ["00004", "05420", "00021", "07260", "23569", "15562"])
  func `the row is that of the score file`(id: String) throws {
    let outcome = try Self.explain(id)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let table = try ScoreFile(GoldenTests.golden("cdnow.csv"))
    #expect(try Self.row(outcome.text) == table.row(of: id))
  }

  @Test func `the steps show the numbers of the papers' example customer`() throws {
    let text = try Self.explain("00004").text
    for step in [
      "Customer 00004: 4 orders", "  1997-12-12  26.48  after as-of, set aside",
      "x   = 2 repeat purchase days (3 purchase days - 1)",
      "t_x = 213 days from the first order (1997-01-01) to the last (1997-08-02)",
      "T   = 272 days from the first order to as-of",
      "mbg-nbd: r = 0.524843, α = 43.281597 days, a = 0.891359, b = 1.614002",
      "n = 2, spent = 44.69",
      "R = 5: 59 days since the last order, cuts below 242, 219, 198, 99",
      "R 5 and F 4: champions",
    ] {
      #expect(text.contains(step), "\(step)")
    }
    // The factors multiply to the printed result.
    let line = try #require(
      text.split(separator: "\n").first { $0.contains("expected orders = P(alive) × G(x, T; 365)") }
    )
    let numbers = line.split(separator: "=").last.map { _ in
      line.components(separatedBy: CharacterSet(charactersIn: "=×")).compactMap {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
    }
    let factors = try #require(numbers)
    try #require(factors.count == 3, "\(line)")
    #expect(abs(factors[0] * factors[1] - factors[2]) < 5e-6)
  }

  @Test func `a customer that is not there is exit code 3`() throws {
    for id in ["4", "nobody", ""] {
      let outcome = try Self.explain(id)
      #expect(outcome.ending == .exit(3))
      #expect(outcome.message.contains("no order of a customer '\(id)' counts"))
      #expect(outcome.output == [])
    }
  }

  @Test func `a customer with orders after as-of alone is exit code 3`() throws {
    let outcome = try Self.explain("23569", "--as-of", "1997-03-01")
    #expect(outcome.ending == .exit(3))
    #expect(
      outcome.message.contains(
        "customer '23569' has no order up to 1997-03-01; choose a later --as-of"))
  }

  @Test func `without amounts no money is explained`() throws {
    let outcome = try Tool.run(
      ["explain", Tool.cdnow, "--amount", "none", "--customer", "00004"])
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(!outcome.text.contains("Value\n") && !outcome.text.contains("gamma-gamma"))
    #expect(try Self.row(outcome.text)["net_revenue"] == "")
  }
}
