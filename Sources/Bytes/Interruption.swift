internal import Glibc
internal import Synchronization

/// What happens on Ctrl-C and SIGTERM: temporary files go, then the signal ends the program.
///
/// The signals are blocked in every thread and awaited by one, which therefore may take locks and
/// call anything; a signal handler could not.
public enum Interruption {
  private static let temporaries = Mutex<Set<String>>([])

  /// The signals that end the program, without those that the parent chose to ignore (nohup).
  ///
  /// Linux keeps a blocked signal pending even if it is ignored, so that awaiting it would undo the
  /// parent's choice.
  static let awaited = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }

  /// Blocks SIGINT, SIGTERM and SIGHUP and starts the thread that waits for them; ignores SIGPIPE
  /// and SIGXFSZ, which then show as errors of `write`.
  ///
  /// To be called once, first thing in `main`, so that every later thread inherits the mask.
  public static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    unsafe withUnsafePointerToSet(set(of: awaited)) { unsafe pthread_sigmask(SIG_BLOCK, $0, nil) }
    var thread = pthread_t()
    // SAFETY: the thread's function takes no argument and never returns.
    let started = unsafe pthread_create(&thread, nil, { _ in Interruption.await() }, nil)
    precondition(started == 0, "cannot start the signal thread")
    pthread_detach(thread)
  }

  /// Runs `body` to its end before any awaited signal takes effect.
  static func deferred(_ body: () throws(FileError) -> Void) throws(FileError) {
    let outcome: Result<Void, FileError> = temporaries.withLock { _ in
      Result { () throws(FileError) in try body() }
    }
    try outcome.get()
  }

  /// Creates a file that a signal must remove, with no room for a signal between file and note.
  ///
  /// - Returns: the file's descriptor, negative if there is none, and then the system's reason.
  static func creating(_ path: String, _ open: () -> Int32) -> (descriptor: Int32, code: Int32) {
    temporaries.withLock { paths in
      let descriptor = open()
      if descriptor < 0 { return (descriptor, errno) }
      paths.insert(path)
      return (descriptor, 0)
    }
  }

  /// Forgets a file that has been removed or renamed.
  static func hasGone(_ path: String) { _ = temporaries.withLock { $0.remove(path) } }

  private static func await() -> Never {
    var caught: Int32 = 0
    let signals = set(of: awaited)
    // SAFETY: sigwait writes the one signal number that the pointer names.
    while unsafe withUnsafePointerToSet(signals, { unsafe sigwait($0, &caught) }) != 0 {}
    temporaries.withLock { paths in
      for path in paths { unsafe unlink(path) }
      // The lock is kept: nothing may create or rename a file between here and the end.
      signal(caught, SIG_DFL)
      unsafe withUnsafePointerToSet(set(of: [caught])) {
        unsafe pthread_sigmask(SIG_UNBLOCK, $0, nil)
      }
      raise(caught)
    }
    exit(128 + caught)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    // SAFETY: the kernel fills the struct; the handler is compared as an address and never called.
    guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func set(of signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    // SAFETY: both calls change only the set that the pointer names.
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    return set
  }

  @discardableResult
  private static func withUnsafePointerToSet(
    _ set: sigset_t, _ body: (UnsafePointer<sigset_t>) -> Int32
  ) -> Int32 {
    // SAFETY: the pointer is used during the call alone.
    unsafe withUnsafePointer(to: set) { unsafe body($0) }
  }
}
