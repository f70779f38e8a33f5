internal import CCodecs
internal import Glibc

/// An open file descriptor that is written to, closed with the last reference.
public final class Descriptor: Sendable {
  private let number: Int32
  private let path: String

  /// Standard output.
  ///
  /// A closed pipe shows as an error whose `isClosedPipe` is true.
  public static let standardOutput = Descriptor(dup(STDOUT_FILENO), path: "standard output")

  /// Standard error.
  ///
  /// What cannot be said there is not worth failing for: ignore its errors.
  public static let standardError = Descriptor(dup(STDERR_FILENO), path: "standard error")

  /// Takes the numbers of standard streams that the caller closed, first thing in `main`.
  ///
  /// Else the next file opened would get such a number, and messages would be written into it. A
  /// stream taken so is open for reading alone: writing to it fails, as to a closed one.
  public static func reserveStandardStreams() {
    // SAFETY: the path is passed as a NUL-terminated string for the call.
    while case let number = unsafe open("/dev/null", O_RDONLY), number >= 0 {
      if number > STDERR_FILENO {
        close(number)
        return
      }
    }
  }

  /// Lets the process have as many files open at once as the system allows it.
  ///
  /// The usual limit of 1,024 is meant for programs that wait for descriptors with `select`.
  public static func raiseLimit() {
    var limit = rlimit()
    // SAFETY: the kernel fills, and then reads, the struct that the pointer names.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  init(_ number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// Writes all bytes, however many calls that takes.
  ///
  /// - Throws: `FileError` if the disk is full, the pipe closed or the system fails otherwise.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: Int32 = 0
    // SAFETY: write reads `count - done` bytes from `base + done` on, inside the array's buffer.
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let wrote = unsafe Glibc.write(number, base + done, buffer.count - done)
        if wrote >= 0 {
          done += wrote
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    if failure != 0 { throw FileError(path: path, action: "be written", code: failure) }
  }

  /// Has the system begin to write bytes to the disk that will be synced later, if they are many.
  ///
  /// A hint: `sync` then waits for what is left, instead of for the whole file. Nothing rests on it, and so its
  /// errors, such as a file system's that knows no such thing, are not looked at.
  func startWriting(from offset: Int, count: Int) {
    if count < 1 << 20 { return }
    // SYNC_FILE_RANGE_WRITE, and not those that wait.
    _ = sync_file_range(number, Int64(offset), Int64(count), 2)
  }

  /// Makes what was written durable.
  func sync() throws(FileError) {
    if fsync(number) != 0 { throw FileError(path: path, action: "be written", code: errno) }
  }
}
