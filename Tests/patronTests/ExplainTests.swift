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

  @Test func `the steps of Pareto-NBD can be followed by hand`() throws {
    let text = try Self.explain("00004", "--model", "pareto-nbd").text
    let parameters = "r = 0.553277, α = 74.043784 days, s = 0.606240, β = 81.681147 days"
    #expect(text.contains("pareto-nbd: \(parameters)"))
    func number(after step: String) throws -> Double {
      let line = try #require(text.split(separator: "\n").first { $0.contains(step) }, "\(step)")
      return try #require(
        line.split(separator: "=").last.flatMap {
          Double($0.trimmingCharacters(in: .whitespaces))
        })
    }
    // As printed, by midpoints of 100,000 steps: x = 2, t_x = 213, T = 272.
    let (k, A, s, B) = (2.553277, 74.043784 + 272, 0.606240, 81.681147 + 272)
    func sum(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
      let h = (high - low) / 100_000
      return (0..<100_000).reduce(0) { $0 + h * f(low + (Double($1) + 0.5) * h) }
    }
    let odds = sum(213, 272) { y in
      s / (B - 272 + y) * pow(A / (A - 272 + y), k) * pow(B / (B - 272 + y), s)
    }
    #expect(try abs(number(after: "odds of dropout = ∫ s / (β + y)") - odds) < 2e-6)
    let alive = try number(after: "P(alive) = 1 / (1 + odds)")
    #expect(abs(alive - 1 / (1 + odds)) < 2e-6)
    let expected = k * B / A * (1 - pow(B / (B + 365), s - 1)) / (s - 1)
    #expect(
      try abs(number(after: "(1 - ((β + T) / (β + T + 365))^(s - 1)) / (s - 1)") - alive * expected)
        < 2e-5)
    let order = sum(0, 365) { u in k * pow(A, k) / pow(A + u, k + 1) * pow(B / (B + u), s) }
    #expect(try abs(number(after: "du over u from 0 to 365") - alive * order) < 2e-6)
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
