/// A file of scores that cannot be used as given.
public struct ScoreFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A place in a file.
  public enum Place: Sendable, Equatable {
    /// A line of a text, from 1.
    case line(Int)
    /// A row of a table, from 1.
    case row(Int)
  }

  /// The file's path.
  public let path: String
  /// Where in it, if one place is meant.
  public let place: Place?
  /// What was found, and what to do.
  public let problem: String

  /// An error at a place, or of the whole file.
  init(_ path: String, _ place: Place?, _ problem: String) {
    self.path = path
    self.place = place
    self.problem = problem
  }

  /// One line: file, place, problem.
  public var description: String {
    switch place {
    case .line(let line): "\(path), line \(line): \(problem)"
    case .row(let row): "\(path), row \(row): \(problem)"
    case nil: "\(path): \(problem)"
    }
  }
}
