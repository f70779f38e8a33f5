/// People worth writing to, and the rule that says who they are.
public struct Scenario: Sendable, Equatable {
  /// Its name: what its files are called, and the reason in their rows.
  public let name: String
  /// What has to hold, all of it.
  public let conditions: [Condition]
  /// The column of which the greatest values come first; nil for the order of the score table.
  public let rank: String?
  /// The line of the text where it begins, from 1.
  public let line: Int

  /// The rule as text.
  public var rule: String {
    conditions.map(\.text).joined(separator: " and ") + (rank.map { " by \($0)" } ?? "")
  }
}

/// One thing that has to hold of a person.
public struct Condition: Sendable, Equatable {
  /// How a column is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// The column.
  public let column: String
  /// Whether the column, which is true or false, has to be false.
  public let isNegated: Bool
  /// How the column is compared; nil if it has to be true, or false.
  public let comparison: Comparison?
  /// With what: one value, or several of which one has to be equal, or none.
  public let values: [String]

  /// The condition as text.
  var text: String {
    guard let comparison else { return (isNegated ? "not " : "") + column }
    let words = values.map { $0.contains(where: \.isWhitespace) ? "\"\($0)\"" : $0 }
    return "\(column) \(comparison.rawValue) \(words.joined(separator: "|"))"
  }
}

/// What is wrong with a text of scenarios, and where.
public struct ScenarioProblem: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What was found, and what to do.
  public let description: String
  /// The column, or the number with a name, that there is not; nil if that is not what is wrong.
  public var missing: String?
}
