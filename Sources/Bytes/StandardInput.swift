internal import Glibc

/// What is piped into the program.
public enum StandardInput {
  /// What it is called in messages.
  public static let name = "standard input"

  /// Reads as many bytes as there are, at most `count`; none at the end.
  ///
  /// - Throws: `FileError` if it is a terminal, or the system fails.
  public static func read(_ count: Int) throws(FileError) -> [UInt8] {
    if isatty(STDIN_FILENO) == 1 {
      throw FileError(
        path: name, action: "be read", reason: "it is a terminal; pipe a file into it, or name one")
    }
    var code: Int32 = 0
    // SAFETY: read writes at most `count` bytes into the buffer of that capacity; what it reported as written
    // is declared initialised.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while true {
        let got = unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, count)
        if got >= 0 {
          filled = got
          return
        }
        if errno != EINTR {
          code = errno
          return
        }
      }
    }
    if code != 0 { throw FileError(path: name, action: "be read", code: code) }
    return bytes
  }
}
