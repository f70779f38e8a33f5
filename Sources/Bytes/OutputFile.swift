internal import Glibc
internal import Synchronization

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary name beside the target; `sync` makes them durable and `Publication`
/// renames them into place. A value that ends unpublished, by an error or a signal (see
/// `Interruption`), takes its temporary file with it.
public struct OutputFile: ~Copyable {
  private let file: TemporaryFile
  private var digest = SHA256()
  /// The number of bytes written so far.
  public private(set) var size = 0

  /// Creates the temporary file beside `path`.
  ///
  /// `isHidden` has the temporary name begin with a dot, for folders whose readers go by the names;
  /// `isPrivate` lets nobody but the owner read the file, from its first byte on.
  ///
  /// - Throws: `FileError` if the folder is missing or not writable, or `path` is anything that is
  ///   not a regular file.
  public init(
    _ path: String, isHidden: Bool = false, isPrivate: Bool = false
  ) throws(FileError) {
    file = try TemporaryFile(target: path, isHidden: isHidden, isPrivate: isPrivate)
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileError` if the disk is full or the system fails otherwise.
  public mutating func write(_ bytes: [UInt8]) throws(FileError) {
    try file.descriptor.write(bytes)
    file.descriptor.startWriting(from: size, count: bytes.count)
    digest.update(bytes)
    size += bytes.count
  }

  /// Makes every byte durable and ends writing.
  ///
  /// - Throws: `FileError`; after a failed sync bytes may be lost, so it is never tried again.
  public consuming func sync() throws(FileError) -> SyncedFile {
    try file.descriptor.sync()
    return SyncedFile(file: file, path: file.target, size: size, sha256: digest.finish())
  }
}

extension OutputFile {
  /// The name that a temporary one, as a killed run leaves it, was to become; nil for any other name.
  public static func target(ofTemporary name: String) -> Substring? {
    guard name.hasSuffix(".tmp"), let dot = name.dropLast(4).lastIndex(of: ".") else { return nil }
    let numbers = name[dot...].dropFirst().dropLast(4).split(
      separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, Int32(numbers[0]) != nil, UInt32(numbers[1], radix: 16) != nil else {
      return nil
    }
    return name[..<dot]
  }

  /// Ends writing of a file that nobody but this process needs, and only as long as the result lives.
  ///
  /// - Throws: `FileError` if it cannot be read back.
  public consuming func scratch() throws(FileError) -> ScratchFile {
    ScratchFile(file: file, input: try InputFile(file.name))
  }

  /// Ends writing of a copy of something, which is open for reading by the name of that.
  ///
  /// The copy has no name of its own any more: the system frees it once nobody has it open.
  ///
  /// - Parameters:
  ///   - name: what it is a copy of.
  ///   - sha256: the digest of that, in hexadecimal; nil for the digest of the bytes written.
  /// - Returns: the copy.
  /// - Throws: `FileError` if it cannot be read back.
  public consuming func copy(of name: String, sha256: String? = nil) throws(FileError) -> InputFile
  {
    let file = file
    let written = digest.finish()
    // The file is removed with the last reference: not before it is open.
    defer { withExtendedLifetime(file) {} }
    return try InputFile(file.name, copyOf: name, sha256: sha256 ?? written)
  }

  /// The bytes that may still be written beside it.
  ///
  /// - Throws: `FileError`.
  public func available() throws(FileError) -> Int {
    try Folder(file.name.lastIndex(of: "/").map { String(file.name[...$0]) } ?? ".").available()
  }
}

/// A file without a name of its own, read back by who wrote it; it goes with this value.
public struct ScratchFile: Sendable {
  private let file: TemporaryFile
  /// The file, open for reading.
  public let input: InputFile

  fileprivate init(file: TemporaryFile, input: InputFile) {
    self.file = file
    self.input = input
  }
}

/// A durable file that still has its temporary name.
public struct SyncedFile: Sendable {
  let file: TemporaryFile
  /// The name it will appear under.
  public private(set) var path: String
  /// Its length in bytes.
  public let size: Int
  /// The SHA-256 of its bytes, in hexadecimal.
  public let sha256: String

  /// Has it appear under another name in the same folder.
  public mutating func rename(_ path: String) { self.path = path }
}

/// A name beside the target that lives as long as this object does, or until it is renamed.
final class TemporaryFile: Sendable {
  let target: String
  let name: String
  let descriptor: Descriptor
  private let isPublished = Atomic<Bool>(false)

  init(target: String, isHidden: Bool, isPrivate: Bool) throws(FileError) {
    if let reason = Self.obstacle(at: target) {
      throw FileError(path: target, action: "be written", reason: reason)
    }
    // The process number alone would not do: in a container it is the same on every run, so that
    // what a killed run left behind would stop all later ones.
    let unique = String(UInt32.random(in: .min ... .max), radix: 16)
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    let file = (isHidden ? "." : "") + target.dropFirst(folder.count)
    let name = "\(folder)\(file).\(getpid())-\(unique).tmp"
    // SAFETY: paths are passed as NUL-terminated strings for the call, here and below.
    let (number, code) = Interruption.creating(name) {
      unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o666)
    }
    if number < 0 {
      if code == ENOENT {
        throw FileError(
          path: target, action: "be written", reason: "its folder does not exist; create it first")
      }
      throw FileError(path: target, action: "be written", code: code)
    }
    self.target = target
    self.name = name
    descriptor = Descriptor(number, path: target)
  }

  /// Why nothing may be renamed to `path`, or nil.
  ///
  /// A rename would replace a device or a pipe by a file: `/dev/null` for the whole machine.
  private static func obstacle(at path: String) -> String? {
    if path.isEmpty { return "the name is empty" }
    var status = stat()
    // SAFETY: the kernel fills the struct that the pointer names.
    guard unsafe stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: return "it is a folder"
    default: return "it is not a regular file"
    }
  }

  deinit {
    if !isPublished.load(ordering: .relaxed) { unsafe unlink(name) }
    Interruption.hasGone(name)
  }

  /// Renames the file into place, replacing what stood there.
  func rename(to path: String) throws(FileError) {
    if unsafe Glibc.rename(name, path) != 0 {
      throw FileError(path: path, action: "be written", code: errno)
    }
    isPublished.store(true, ordering: .relaxed)
  }

  /// Gives the file a second name, then takes the first away; false if the name is taken.
  func linkIfAbsent(_ path: String) throws(FileError) -> Bool {
    if unsafe link(name, path) != 0 {
      let code = errno
      var status = stat()
      // A network file system that has lost its answer may deny a link that it has made (link(2), BUGS).
      if unsafe stat(name, &status) != 0 || status.st_nlink != 2 {
        if code == EEXIST { return false }
        throw FileError(path: path, action: "be written", code: code)
      }
    }
    // A temporary name that stays is in nobody's way: the file stands whole under the other.
    if unsafe unlink(name) == 0 { isPublished.store(true, ordering: .relaxed) }
    return true
  }
}
