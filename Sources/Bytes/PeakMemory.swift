internal import Glibc

/// The most memory that this process has held.
public enum PeakMemory {
  /// Resident bytes at the peak so far.
  public static var bytes: Int {
    var usage = rusage()
    // SAFETY: the kernel fills the struct that the pointer names.
    guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
    return usage.ru_maxrss * 1024
  }
}
