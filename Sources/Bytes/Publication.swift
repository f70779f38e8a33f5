internal import Glibc

/// The step that makes a run's files appear, in the order that leaves no half-done state in doubt.
public enum Publication {
  /// Renames `files` into place and then `manifest`, which is the commit mark: the manifest of an
  /// earlier run is removed first, so whoever finds one finds the files it speaks of.
  ///
  /// Signals that end the program wait until it is over.
  ///
  /// - Throws: `FileError`; files renamed before it remain, without a manifest.
  public static func publish(_ files: [SyncedFile], manifest: SyncedFile) throws(FileError) {
    try Interruption.deferred { () throws(FileError) in
      // SAFETY: paths are passed as NUL-terminated strings for the call, here and below.
      if unsafe unlink(manifest.path) != 0 && errno != ENOENT {
        throw FileError(path: manifest.path, action: "be replaced", code: errno)
      }
      try syncFolder(of: manifest.path)
      for file in files { try file.file.rename() }
      for file in files { try syncFolder(of: file.path) }
      try manifest.file.rename()
      try syncFolder(of: manifest.path)
    }
  }

  /// Makes renames in the folder of `path` durable.
  private static func syncFolder(of path: String) throws(FileError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let number = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if number < 0 { throw FileError(path: folder, action: "be synced", code: errno) }
    defer { close(number) }
    if fsync(number) != 0 { throw FileError(path: folder, action: "be synced", code: errno) }
  }
}
