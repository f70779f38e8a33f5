internal import Glibc

/// A regular file read at given offsets.
///
/// It is read with `pread`, never mapped: a file that is cut while it is read must be an error and
/// not a SIGBUS. Reads may come from any thread.
public final class InputFile: Sendable {
  /// The path it was opened by.
  public let path: String
  /// Its length in bytes when it was opened; bytes added later are not read.
  public let size: Int
  /// The SHA-256 of what it is a copy of, in hexadecimal, if it is one.
  package let sourceSHA256: String?
  private let descriptor: Int32
  private let openedAs: Stamp

  /// What changes when somebody writes to the file.
  private struct Stamp: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let device: UInt
    let number: UInt
  }

  /// Opens a file for reading.
  ///
  /// - Throws: `FileError` if it cannot be opened or is not a regular file.
  public convenience init(_ path: String) throws(FileError) {
    try self.init(path, copyOf: path, sha256: nil)
  }

  /// Opens a copy of something that cannot be read at given offsets itself, and is called by its name.
  ///
  /// - Throws: `FileError`.
  convenience init(_ path: String, copyOf name: String, sha256: String?) throws(FileError) {
    // Without O_NONBLOCK, opening a pipe would wait for a writer; on a regular file it has no effect.
    // SAFETY: the path is passed as a NUL-terminated string for the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw FileError(path: path, action: "be opened", code: errno) }
    try self.init(descriptor: descriptor, path: name, sourceSHA256: sha256)
  }

  /// Takes over a descriptor that was opened for reading and without waiting.
  init(descriptor: Int32, path: String, sourceSHA256: String? = nil) throws(FileError) {
    do {
      (openedAs, size) = try Self.status(of: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
    self.sourceSHA256 = sourceSHA256
  }

  deinit { close(descriptor) }

  private static func status(of descriptor: Int32, path: String) throws(FileError) -> (Stamp, Int) {
    var status = stat()
    // SAFETY: the kernel fills the struct that the pointer names.
    if unsafe fstat(descriptor, &status) != 0 {
      throw FileError(path: path, action: "be opened", code: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR:
      throw FileError(path: path, action: "be read", reason: "it is a folder, not a file")
    default:
      throw FileError(
        path: path, action: "be read",
        reason: "it is not a regular file; write its contents to a file first")
    }
    let size = Int(status.st_size)
    return (
      Stamp(
        size: size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
        device: status.st_dev, number: status.st_ino), size
    )
  }

  /// The `count` bytes from `offset` on.
  ///
  /// - Throws: `FileError` if the system fails or the file has become shorter.
  /// - Precondition: the range lies within `0..<size`.
  public func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    precondition(offset >= 0 && count >= 0 && count <= size - offset, "range within the file")
    var failure: FileError?
    // SAFETY: pread writes at most `count - filled` bytes from `base + filled` on, inside the
    // buffer of capacity `count`; only what it reported as written is declared initialised.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while filled < count {
        let got = unsafe pread(descriptor, base + filled, count - filled, offset + filled)
        if got > 0 {
          filled += got
        } else if got == 0 {
          failure = FileError(
            path: path, action: "be read",
            reason: "it was cut to \(offset + filled) bytes while it was read")
          return
        } else if errno != EINTR {
          failure = FileError(path: path, action: "be read", code: errno)
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Whether both are one file, by whatever paths they were opened.
  public func isSame(as other: InputFile) -> Bool {
    openedAs.device == other.openedAs.device && openedAs.number == other.openedAs.number
  }

  /// Checks that nobody wrote to the file since it was opened.
  ///
  /// - Throws: `FileError` if its length or time of change differ.
  public func checkUnchanged() throws(FileError) {
    let (now, _) = try Self.status(of: descriptor, path: path)
    if now != openedAs {
      throw FileError(
        path: path, action: "be used", reason: "it was changed while it was read; run again")
    }
  }
}
