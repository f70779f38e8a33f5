internal import Glibc

/// The step that makes a run's files appear, in the order that leaves no half-done state in doubt.
public enum Publication {
  /// Renames `files` into place and then `manifest`, which is the commit mark: the manifest of an
  /// earlier run is removed first, so whoever finds one finds the files it speaks of.
  ///
  /// Signals that end the program wait until it is over.
  ///
  /// - Parameters:
  ///   - files: what to publish.
  ///   - stale: files of an earlier run that have no successor; those that exist are removed.
  ///   - manifest: the commit mark, if the run has one.
  /// - Throws: `FileError`; files renamed before it remain, without a manifest.
  public static func publish(
    _ files: [SyncedFile], removing stale: [String] = [], manifest: SyncedFile? = nil
  ) throws(FileError) {
    // Runs that publish into one folder take turns, so that no manifest speaks of another's file. A
    // signal may end the wait; a file system without locks leaves the turns to its users.
    let turn = try openFolder(of: manifest?.path ?? files.first?.path ?? ".")
    defer { close(turn) }
    _ = flock(turn, LOCK_EX)
    try Interruption.deferred { () throws(FileError) in
      if let manifest {
        try remove(manifest.path)
        // Before anything that it speaks of is touched.
        try syncFolder(of: manifest.path)
      }
      for path in stale { try remove(path) }
      for file in files { try file.file.rename(to: file.path) }
      try syncFolders(of: files.map(\.path) + stale)
      guard let manifest else { return }
      try manifest.file.rename(to: manifest.path)
      try syncFolder(of: manifest.path)
    }
  }

  /// How an attempt to take a name ended.
  public enum Outcome: Sendable {
    /// The file has its name, durably.
    case published
    /// Another file has the name; nothing changed.
    case nameTaken
    /// The file has its name, but the system would not confirm that a power failure leaves it there.
    case unconfirmed(FileError)
  }

  /// Gives a file its name unless there is a file of that name: of several who try, one succeeds.
  ///
  /// By a link, not by a rename, which would replace what is there, and not by creating the final name
  /// first, which would show it half written. Signals that end the program wait until it is over.
  ///
  /// - Throws: `FileError` if nothing was changed because the system failed.
  public static func publishIfAbsent(_ file: SyncedFile) throws(FileError) -> Outcome {
    let folder = try openFolder(of: file.path)
    defer { close(folder) }
    var outcome = Outcome.nameTaken
    try Interruption.deferred { () throws(FileError) in
      guard try file.file.linkIfAbsent(file.path) else { return }
      outcome =
        fsync(folder) == 0
        ? .published
        : .unconfirmed(FileError(path: file.path, action: "be synced", code: errno))
    }
    return outcome
  }

  private static func remove(_ path: String) throws(FileError) {
    // SAFETY: paths are passed as NUL-terminated strings for the call, here and below.
    if unsafe unlink(path) != 0 && errno != ENOENT {
      throw FileError(path: path, action: "be replaced", code: errno)
    }
  }

  /// Makes renames and removals in the folders of `paths` durable, each folder once.
  private static func syncFolders(of paths: [String]) throws(FileError) {
    var synced = Set<String>()
    for path in paths where synced.insert(folder(of: path)).inserted { try syncFolder(of: path) }
  }

  /// Makes renames in the folder of `path` durable.
  private static func syncFolder(of path: String) throws(FileError) {
    let number = try openFolder(of: path)
    defer { close(number) }
    if fsync(number) != 0 { throw FileError(path: path, action: "be synced", code: errno) }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  }

  private static func openFolder(of path: String) throws(FileError) -> Int32 {
    let folder = folder(of: path)
    let number = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if number < 0 { throw FileError(path: folder, action: "be opened", code: errno) }
    return number
  }
}
