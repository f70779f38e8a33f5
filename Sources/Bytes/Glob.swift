internal import Glibc

/// Paths that match a pattern of the shell.
public enum Glob {
  /// Whether a path has a character that stands for others.
  public static func isPattern(_ path: String) -> Bool {
    path.utf8.contains { "*?[".utf8.contains($0) }
  }

  /// The paths of all files and folders that match, in the order of their bytes; hidden ones only if the pattern
  /// names the dot.
  ///
  /// - Throws: `FileError` if a folder cannot be read.
  public static func paths(matching pattern: String) throws(FileError) -> [String] {
    // SAFETY: glob fills the struct, whose paths are NUL-terminated and copied before globfree frees them.
    var found = unsafe glob_t()
    let status = unsafe glob(pattern, GLOB_ERR | GLOB_NOSORT, nil, &found)
    let code = errno
    defer { unsafe globfree(&found) }
    switch status {
    case 0: break
    case GLOB_NOMATCH: return []
    case GLOB_NOSPACE: throw FileError(path: pattern, action: "be matched", code: ENOMEM)
    default: throw FileError(path: pattern, action: "be matched", code: code)
    }
    var paths: [String] = []
    for index in 0..<Int(unsafe found.gl_pathc) {
      if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
