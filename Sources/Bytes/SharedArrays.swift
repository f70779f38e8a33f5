internal import Glibc

/// Arrays of one length that many threads fill at the same time, each its own rows.
///
/// They are the results themselves: nothing is copied when all is done.
@safe public struct SharedArrays<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // SAFETY: the memory lives as long as `make` runs the closure that is given this value.
  private let buffers: [UnsafeMutableBufferPointer<Element>]

  /// Makes `count` arrays.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - capacity: the rows that there is room for.
  ///   - fill: sets rows of every array, and returns how many the arrays then have. They are the first ones,
  ///     and all of them must have been set. What it is given must not be used afterwards.
  /// - Returns: the arrays.
  public static func make(
    _ count: Int, capacity: Int, _ fill: (SharedArrays) throws -> Int
  ) rethrows -> [[Element]] {
    var filled = 0
    return try unsafe make(count, capacity, behind: [], &filled) { arrays, filled in
      filled = try fill(arrays)
      precondition((0...capacity).contains(filled), "rows that there is room for")
    }
  }

  /// Makes one array around the others, so that the memory of all is there when `fill` runs.
  private static func make(
    _ count: Int, _ capacity: Int, behind buffers: [UnsafeMutableBufferPointer<Element>],
    _ filled: inout Int, _ fill: (SharedArrays, inout Int) throws -> Void
  ) rethrows -> [[Element]] {
    if unsafe buffers.count == count {
      try unsafe fill(SharedArrays(buffers: buffers), &filled)
      return []
    }
    var others: [[Element]] = []
    // SAFETY: the first `filled` elements are set, as `fill` promises; none has an owner to release.
    let array = try unsafe [Element](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      unsafe useHugePages(UnsafeMutableRawBufferPointer(buffer))
      others = try unsafe make(count, capacity, behind: buffers + [buffer], &filled, fill)
      initialized = filled
    }
    return [array] + others
  }

  /// Asks for memory in pages of 2 MiB: a column of millions of rows is touched first here, and each page
  /// costs as much as a thousand rows.
  private static func useHugePages(_ memory: UnsafeMutableRawBufferPointer) {
    let size = 2 << 20
    guard let start = memory.baseAddress else { return }
    let first = unsafe start.alignedUp(toMultipleOf: size)
    let end = unsafe (start + memory.count).alignedDown(toMultipleOf: size)
    // SAFETY: the pages lie within the memory. Without huge pages nothing changes but the time.
    if unsafe first < end { _ = unsafe madvise(first, end - first, MADV_HUGEPAGE) }
  }

  /// Rows of an array, to be set: no others may use them at the same time.
  ///
  /// - Precondition: there is room for them.
  @_lifetime(borrow self)
  public func rows(_ range: Range<Int>, of array: Int) -> MutableSpan<Element> {
    let buffer = unsafe buffers[array]
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count, "rows of the array")
    // SAFETY: the rows are within the memory, which outlives `self`; any bits are an element.
    let rows = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[range]))
    return unsafe _overrideLifetime(rows, borrowing: self)
  }

  /// Moves rows of an array forward, to the rows from `start` on.
  ///
  /// - Precondition: there is room for them there.
  public func move(_ range: Range<Int>, of array: Int, to start: Int) {
    let buffer = unsafe buffers[array]
    precondition(
      range.lowerBound >= start && start >= 0 && range.upperBound <= buffer.count,
      "rows of the array")
    guard let memory = buffer.baseAddress, range.lowerBound > start else { return }
    // SAFETY: both ranges are within the memory; they may overlap.
    unsafe (memory + start).update(from: memory + range.lowerBound, count: range.count)
  }
}
