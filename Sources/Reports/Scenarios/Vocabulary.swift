public import Columns

/// What scenarios may speak of: columns, and numbers that have names.
public struct Vocabulary: Sendable {
  /// The columns.
  public let fields: [Field]
  /// Shorter names of columns, such as `clv` for that of the longest horizon.
  public let aliases: [String: String]
  /// Numbers that have names.
  public let numbers: [String: Int]
  /// The words that a column of text may have, where these are few.
  public let words: [String: [String]]

  /// A vocabulary with its words.
  public init(
    fields: [Field], aliases: [String: String] = [:], numbers: [String: Int] = [:],
    words: [String: [String]] = [:]
  ) {
    self.fields = fields
    self.aliases = aliases
    self.numbers = numbers
    self.words = words
  }

  /// The field of a column.
  func field(_ name: String) -> Field? {
    let full = aliases[name] ?? name
    return fields.first { $0.name == full }
  }
}
