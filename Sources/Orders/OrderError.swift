/// What the rows of a file are counted by.
public enum RowUnit: String, Sendable {
  /// Lines of a text.
  case line
  /// Rows of a table.
  case row
}

/// Orders that cannot be used as given: the file is bad, or the request is.
public struct OrderError: Error, Sendable, CustomStringConvertible {
  /// Whose move it is.
  public enum Kind: Sendable {
    /// The input is bad.
    case input
    /// The options do not fit the input.
    case usage
  }

  /// Whose move it is.
  public let kind: Kind
  /// The file's path, if one file is meant.
  public let path: String?
  /// The line or row, counted from 1, if one is meant.
  public let line: Int?
  /// Which of the two.
  public let unit: RowUnit
  /// What was found, and what to do.
  public let problem: String

  /// An error of the given place.
  public init(
    _ kind: Kind = .input, path: String? = nil, line: Int? = nil, unit: RowUnit = .line,
    problem: String
  ) {
    self.unit = unit
    self.kind = kind
    self.path = path
    self.line = line
    self.problem = problem
  }

  /// One line: file, line, problem.
  public var description: String {
    switch (path, line) {
    case (let path?, let line?): "\(path), \(unit) \(line): \(problem)"
    case (let path?, nil): "\(path): \(problem)"
    default: problem
    }
  }
}
