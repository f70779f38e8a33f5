internal import Glibc

/// A folder held open, whose entries are reached by name and never through a symbolic link.
///
/// So names from a file that is not trusted lead nowhere but below it, whatever is exchanged meanwhile.
public final class Folder: Sendable {
  /// What stands under a name.
  public enum Kind: Sendable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// A symbolic link, wherever it leads.
    case link
    /// A pipe, device or socket.
    case other
  }

  /// What the system knows of an entry.
  public struct Status: Sendable {
    /// What stands under the name.
    public let kind: Kind
    /// The length in bytes.
    public let size: Int
    /// When it was last written, in milliseconds since 1970-01-01 UTC.
    public let modified: Int
  }

  /// The path it was opened by.
  public let path: String
  private let descriptor: Int32

  /// Opens a folder; links on the way to it are followed, for the path is the caller's own.
  ///
  /// - Throws: `FileError`.
  public init(_ path: String) throws(FileError) {
    // SAFETY: paths and names are passed as NUL-terminated strings for the call, here and below.
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    self.path = path
    if descriptor < 0 { throw FileError(path: path, action: "be opened", code: errno) }
  }

  private init(_ name: String, in parent: Folder) throws(FileError) {
    path = "\(parent.path)/\(name)"
    descriptor = unsafe openat(
      parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 { throw FileError(path: path, action: "be opened", code: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Opens a folder, and creates it if there is none; it is durable then.
  ///
  /// - Throws: `FileError`, among others if the folder above it is missing.
  public static func create(_ path: String) throws(FileError) -> Folder {
    let isNew = unsafe mkdir(path, 0o777) == 0
    if !isNew && errno != EEXIST {
      throw FileError(path: path, action: "be created", code: errno)
    }
    let folder = try Folder(path)
    do throws(FileError) {
      // An old one too: who created it may have been killed before this.
      try Folder("\(path)/..").sync()
    } catch {
      // Nobody creates anything in a folder that may not be read but by way of somebody else's rights.
      if isNew || error.code != EACCES { throw error }
    }
    return folder
  }

  /// The folder of that name in it.
  ///
  /// - Throws: `FileError` if there is none, or it is something else.
  public func folder(_ name: String) throws(FileError) -> Folder {
    try requireEntry(name, .folder)
    return try Folder(name, in: self)
  }

  /// The folder of that name in it, created if there is nothing; it is durable then.
  ///
  /// - Throws: `FileError` if it is something else.
  public func folder(creating name: String) throws(FileError) -> Folder {
    requireComponent(name)
    if unsafe mkdirat(descriptor, name, 0o777) != 0 && errno != EEXIST {
      throw FileError(path: "\(path)/\(name)", action: "be created", code: errno)
    }
    // An old one too: who created it may have been killed before this.
    try sync()
    return try folder(name)
  }

  /// The regular file of that name in it, open for reading.
  ///
  /// - Throws: `FileError` if there is none, or it is something else.
  public func file(_ name: String) throws(FileError) -> InputFile {
    // A pipe or a device is refused before it is opened: opening one may wait, or act.
    try requireEntry(name, .file)
    let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    let path = "\(path)/\(name)"
    if file < 0 { throw FileError(path: path, action: "be opened", code: errno) }
    return try InputFile(descriptor: file, path: path)
  }

  private func requireEntry(_ name: String, _ kind: Kind) throws(FileError) {
    guard let status = try status(name), status.kind != kind else { return }
    let reason =
      switch status.kind {
      case .file: "it is not a folder"
      case .folder: "it is a folder, not a file"
      case .link: "it is a symbolic link, and those are not followed here"
      case .other: "it is not a regular file"
      }
    throw FileError(path: "\(path)/\(name)", action: "be read", reason: reason)
  }

  /// What stands under a name, or nil if nothing does.
  ///
  /// - Precondition: the name is one component of a path.
  /// - Throws: `FileError`.
  public func status(_ name: String) throws(FileError) -> Status? {
    requireComponent(name)
    var status = stat()
    // SAFETY: the kernel fills the struct that the pointer names.
    if unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 {
      if errno == ENOENT { return nil }
      throw FileError(path: "\(path)/\(name)", action: "be read", code: errno)
    }
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    // A file system may hold any time; no real one is near the ends of Int.
    let time = status.st_mtim
    return Status(
      kind: kind, size: Int(status.st_size),
      modified: time.tv_sec &* 1000 &+ time.tv_nsec / 1_000_000)
  }

  /// The names in it, in the order of their bytes, without `.` and `..`.
  ///
  /// A name that is not UTF-8 appears repaired, and so names nothing.
  ///
  /// - Throws: `FileError`.
  public func names() throws(FileError) -> [String] {
    // A stream of its own, for it moves the position of its descriptor.
    let number = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if number < 0 { throw FileError(path: path, action: "be read", code: errno) }
    guard let stream = unsafe fdopendir(number) else {
      let code = errno
      close(number)
      throw FileError(path: path, action: "be read", code: code)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      // SAFETY: the entry is valid until the next call, and its name NUL-terminated inside it.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)
        ) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    if errno != 0 { throw FileError(path: path, action: "be read", code: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes the file of that name, if it is there.
  ///
  /// - Precondition: the name is one component of a path.
  /// - Throws: `FileError`.
  public func remove(_ name: String) throws(FileError) {
    requireComponent(name)
    if unsafe unlinkat(descriptor, name, 0) != 0 && errno != ENOENT {
      throw FileError(path: "\(path)/\(name)", action: "be removed", code: errno)
    }
  }

  /// The bytes that may still be written to its file system without special rights.
  ///
  /// - Throws: `FileError`.
  public func available() throws(FileError) -> Int {
    var status = statvfs()
    // SAFETY: the kernel fills the struct that the pointer names.
    if unsafe fstatvfs(descriptor, &status) != 0 {
      throw FileError(path: path, action: "be read", code: errno)
    }
    let (bytes, isHuge) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize))
    return isHuge ? .max : Int(clamping: bytes)
  }

  /// Makes the names in it durable.
  ///
  /// - Throws: `FileError`; after a failed sync names may be lost, so it is never tried again.
  public func sync() throws(FileError) {
    if fsync(descriptor) != 0 { throw FileError(path: path, action: "be synced", code: errno) }
  }

  private func requireComponent(_ name: String) {
    precondition(
      !["", ".", ".."].contains(name) && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") },
      "one component of a path")
  }
}
