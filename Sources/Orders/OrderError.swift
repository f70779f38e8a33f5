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
  /// The line, counted from 1, if one line is meant.
  public let line: Int?
  /// What was found, and what to do.
  public let problem: String

  /// An error of the given place.
  public init(_ kind: Kind = .input, path: String? = nil, line: Int? = nil, problem: String) {
    self.kind = kind
    self.path = path
    self.line = line
    self.problem = problem
  }

  /// One line: file, line, problem.
  public var description: String {
    switch (path, line) {
    case (let path?, let line?): "\(path), line \(line): \(problem)"
    case (let path?, nil): "\(path): \(problem)"
    default: problem
    }
  }
}
