/// A CSV file that cannot be read as a table.
public struct CSVError: Error, Sendable, CustomStringConvertible {
  /// The file's path.
  public let path: String
  /// The line, counted from 1, or nil if the whole file is meant.
  public let line: Int?
  /// What was found, and what to do.
  public let problem: String

  /// An error at a line, or of the whole file.
  public init(path: String, line: Int? = nil, problem: String) {
    self.path = path
    self.line = line
    self.problem = problem
  }

  /// One line: file, line, problem.
  public var description: String {
    if let line { "\(path), line \(line): \(problem)" } else { "\(path): \(problem)" }
  }
}
