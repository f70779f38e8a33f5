internal import CCodecs

/// What becomes of memory that is freed.
public enum FreedMemory {
  /// Keeps freed memory in the process for the next use, instead of giving it back to the system.
  ///
  /// Blocks of some megabytes, such as columns are made of, otherwise come from the system page by page and
  /// go back at once: reading a column of integers spends three quarters of its time on that.
  public static func keep() {
    // The largest that glibc takes; larger blocks still come from the system.
    mallopt(M_MMAP_THRESHOLD, 32 << 20)
    mallopt(M_TRIM_THRESHOLD, .max)
    mallopt(M_TOP_PAD, 64 << 20)
  }

  /// Keeps blocks of any size too, for work that takes columns of all customers again and again: a tenth of a
  /// backtest's time would go to clearing their pages.
  public static func keepAll() {
    mallopt(M_MMAP_MAX, 0)
  }
}
