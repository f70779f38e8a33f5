internal import Glibc

/// A file that the system would not open, read or write.
public struct FileError: Error, Sendable, CustomStringConvertible {
  /// The file's path, as the caller gave it.
  public let path: String
  /// What was tried, as it continues "cannot": "be read", "be written".
  public let action: String
  /// The system's error number, 0 if the reason is not the system's.
  public let code: Int32
  /// Why, and where useful what to do.
  public let reason: String

  /// An error of the system, explained by `code`.
  public init(path: String, action: String, code: Int32) {
    self.path = path
    self.action = action
    self.code = code
    // SAFETY: strerror returns a NUL-terminated string that is copied before any other call.
    reason = unsafe String(cString: strerror(code))
  }

  /// An error with a reason of our own.
  public init(path: String, action: String, reason: String) {
    self.path = path
    self.action = action
    code = 0
    self.reason = reason
  }

  /// One line: file, what failed, why.
  public var description: String { "\(path): cannot \(action): \(reason)" }

  /// Whether the reader at the other end of a pipe has gone.
  public var isClosedPipe: Bool { code == EPIPE }
}
