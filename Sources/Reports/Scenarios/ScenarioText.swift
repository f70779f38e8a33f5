// Scenarios as text: a name, a colon, what has to hold, and what comes first. Lines that begin with a blank go on.
//
//     # Whom a small present may bring back
//     quiet_regulars:  purchase_days >= 3 and lifecycle_stage = lapsing|inactive
//                      and not is_hero by value_at_stake
//
// A column that is true or false stands alone, or after `not`; others are compared with a number, an amount, a day or
// words. Words with blanks stand in quotes.

extension Scenario {
  /// The scenarios of a text.
  ///
  /// - Throws: `ScenarioProblem` if a line is no scenario, a name stands twice, or there is none.
  public static func read(_ text: String) throws(ScenarioProblem) -> [Scenario] {
    var scenarios: [Scenario] = []
    for statement in try statements(text) {
      var parser = Parser(statement)
      let scenario = try parser.scenario()
      if let other = scenarios.first(where: { $0.name == scenario.name }) {
        throw ScenarioProblem(
          line: scenario.line,
          description:
            "the name '\(scenario.name)' stands in line \(other.line) too; give each its own")
      }
      scenarios.append(scenario)
    }
    if scenarios.isEmpty {
      throw ScenarioProblem(line: 1, description: "there is no scenario; \(form)")
    }
    return scenarios
  }

  /// What a scenario looks like.
  static let form = "write NAME: COLUMN = VALUE and COLUMN > VALUE by COLUMN"

  private struct Statement {
    var tokens: [Token] = []
    let line: Int
  }

  private struct Token {
    enum Kind { case word, quoted, sign }
    let kind: Kind
    let text: String
    let line: Int
  }

  /// The tokens of each scenario.
  private static func statements(_ text: String) throws(ScenarioProblem) -> [Statement] {
    var statements: [Statement] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let tokens = try tokens(line, number: index + 1)
      if tokens.isEmpty { continue }
      if line.first?.isWhitespace != true {
        statements.append(Statement(line: index + 1))
      } else if statements.isEmpty {
        throw ScenarioProblem(
          line: index + 1, description: "a line that begins with a blank goes on with one before")
      }
      statements[statements.count - 1].tokens += tokens
    }
    return statements
  }

  private static func tokens(_ line: Substring, number: Int) throws(ScenarioProblem) -> [Token] {
    var tokens: [Token] = []
    var rest = line[...]
    while let first = rest.first, first != "#" {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" {
        let inside = rest.dropFirst().prefix { $0 != "\"" }
        guard inside.endIndex < rest.endIndex else {
          throw ScenarioProblem(line: number, description: "a quote is not closed")
        }
        tokens.append(Token(kind: .quoted, text: String(inside), line: number))
        rest = rest[rest.index(after: inside.endIndex)...]
      } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
        tokens.append(Token(kind: .sign, text: sign, line: number))
        rest.removeFirst(sign.count)
      } else {
        let word = rest.prefix { character in
          !character.isWhitespace && !"\"#:|=!<>".contains(character)
        }
        guard !word.isEmpty else {
          throw ScenarioProblem(line: number, description: "'\(first)' means nothing here; \(form)")
        }
        tokens.append(Token(kind: .word, text: String(word), line: number))
        rest = rest[word.endIndex...]
      }
    }
    return tokens
  }

  /// The longer ones first.
  private static let signs = ["<=", ">=", "!=", "<", ">", "=", "|", ":"]

  /// Reads the tokens of one scenario.
  private struct Parser {
    private var tokens: ArraySlice<Token>
    private let line: Int
    private var last: Int

    init(_ statement: Statement) {
      tokens = statement.tokens[...]
      line = statement.line
      last = statement.line
    }

    mutating func scenario() throws(ScenarioProblem) -> Scenario {
      let name = try word("a name")
      let letters = name.utf8.allSatisfy {
        $0 == 0x5f || (0x30...0x39).contains($0) || (0x61...0x7a).contains($0)
      }
      guard letters, name.utf8.count <= 64 else {
        throw problem("'\(name)' is no name; use up to 64 of a-z, 0-9 and _")
      }
      guard take(.sign, ":") else { throw problem("a colon is missing after '\(name)'; \(form)") }
      var conditions: [Condition] = []
      var rank: String?
      repeat { conditions.append(try condition()) } while take(.word, "and")
      if take(.word, "by") { rank = try word("the column that says who comes first") }
      if let extra = tokens.first {
        last = extra.line
        throw problem("'\(extra.text)' is one too many; conditions are joined by `and`")
      }
      return Scenario(name: name, conditions: conditions, rank: rank, line: line)
    }

    private mutating func condition() throws(ScenarioProblem) -> Condition {
      let isNegated = take(.word, "not")
      let column = try word("a column")
      guard let sign = tokens.first, sign.kind == .sign,
        let comparison = Condition.Comparison(rawValue: sign.text)
      else {
        return Condition(column: column, isNegated: isNegated, comparison: nil, values: [])
      }
      if isNegated { throw problem("`not` stands before columns that are true or false alone") }
      tokens.removeFirst()
      var values = [try value()]
      while take(.sign, "|") { values.append(try value()) }
      if values.count > 1 && comparison != .equal && comparison != .notEqual {
        throw problem("'\(comparison.rawValue)' takes one value; several are for = and !=")
      }
      return Condition(
        column: column, isNegated: false, comparison: comparison, values: values)
    }

    private mutating func value() throws(ScenarioProblem) -> String {
      guard let token = tokens.first, token.kind != .sign else {
        throw problem("a value is missing")
      }
      last = token.line
      tokens.removeFirst()
      return token.text
    }

    private mutating func word(_ what: String) throws(ScenarioProblem) -> String {
      guard let token = tokens.first, token.kind == .word else {
        throw problem("\(what) is missing; \(form)")
      }
      last = token.line
      tokens.removeFirst()
      return token.text
    }

    private mutating func take(_ kind: Token.Kind, _ text: String) -> Bool {
      guard let token = tokens.first, token.kind == kind, token.text == text else { return false }
      last = token.line
      tokens.removeFirst()
      return true
    }

    private func problem(_ description: String) -> ScenarioProblem {
      ScenarioProblem(line: last, description: description)
    }
  }
}
