// Packed bits into values, and back, through the C kernels, with the checks that these leave to their
// callers: value i of width w stands in bits i * w ... i * w + w - 1 of the bytes, low bits first. One
// check serves many values: those of a miniblock or of a packed run.

internal import CKernels

/// How much room packed bits take.
enum PackedBits {
  /// Whether `available` bytes hold `count` values of `width` bits.
  @inline(__always)
  static func fit(_ count: Int, width: Int, in available: Int) -> Bool {
    let bits = count.multipliedReportingOverflow(by: width)
    return !bits.overflow && bits.partialValue <= available * 8
  }
}

extension Span<UInt8> {
  /// Four bytes from `position` on, low byte first.
  ///
  /// - Precondition: there are so many.
  @inline(__always)
  func word(at position: Int) -> UInt32 {
    precondition(position >= 0 && position <= count - 4, "four bytes")
    // SAFETY: the load is within the bytes: checked above. Any bits are an integer.
    return unsafe UInt32(
      littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt32.self))
  }
}

// Of all these: bytes beyond the `count` values are not interpreted, but save a copy of the last ones.

extension OutputSpan<UInt32> {
  /// Appends the first `count` values of `width` bits.
  ///
  /// - Precondition: `width` is 0 to 32 and `bytes` hold so many values.
  @_lifetime(self: copy self)
  mutating func append(unpacking bytes: Span<UInt8>, width: Int, count: Int) {
    // SAFETY: as `append` says.
    unsafe append(bytes, width: width, limit: 32, count: count) { source, available, output in
      unsafe patron_unpack(source, available, UInt32(width), output, count)
    }
  }
}

extension OutputSpan<Bool> {
  /// Appends the first `count` bits.
  ///
  /// - Precondition: `bytes` hold so many.
  @_lifetime(self: copy self)
  mutating func append(unpacking bytes: Span<UInt8>, count: Int) {
    // SAFETY: as `append` says; a Bool is a byte that is 0 or 1, which is what the kernel writes.
    unsafe append(bytes, width: 1, limit: 1, count: count) { source, _, output in
      unsafe patron_unpack_flags(
        source, UnsafeMutableRawPointer(output).assumingMemoryBound(to: UInt8.self), count)
    }
  }
}

extension OutputSpan<Int32> {
  /// Appends the `count` values after `last`, which becomes the last of them.
  ///
  /// Each is the one before plus `minimum` plus a packed number of `width` bits; sums wrap.
  ///
  /// - Precondition: `width` is 0 to 57 and `bytes` hold so many packed numbers.
  @_lifetime(self: copy self)
  mutating func append(
    deltas bytes: Span<UInt8>, width: Int, count: Int, minimum: Int32, after last: inout Int32
  ) {
    // SAFETY: as `append` says.
    unsafe append(bytes, width: width, limit: 57, count: count) { source, available, output in
      last = unsafe patron_sum_deltas32(
        source, available, UInt32(width), minimum, last, output, count)
    }
  }
}

extension OutputSpan<Int64> {
  /// Appends the `count` values after `last`, which becomes the last of them.
  ///
  /// Each is the one before plus `minimum` plus a packed number of `width` bits; sums wrap.
  ///
  /// - Precondition: `width` is 0 to 64 and `bytes` hold so many packed numbers.
  @_lifetime(self: copy self)
  mutating func append(
    deltas bytes: Span<UInt8>, width: Int, count: Int, minimum: Int64, after last: inout Int64
  ) {
    // SAFETY: as `append` says.
    unsafe append(bytes, width: width, limit: 64, count: count) { source, available, output in
      last = unsafe patron_sum_deltas64(
        source, available, UInt32(width), minimum, last, output, count)
    }
  }
}

extension OutputSpan<UInt8> {
  /// Appends the packed bits of `values`, of which none needs more than `width` bits.
  ///
  /// - Precondition: there are a multiple of 8 values, and `width` is 0 to 64.
  @_lifetime(self: copy self)
  mutating func append(packing values: Span<UInt64>, width: Int) {
    unsafe append(packing: values, width: width, limit: 64) { source, count, output in
      unsafe patron_pack(source, count, UInt32(width), output)
    }
  }

  /// Appends the packed bits of `values`, of which none needs more than `width` bits.
  ///
  /// - Precondition: there are a multiple of 8 values, and `width` is 0 to 32.
  @_lifetime(self: copy self)
  mutating func append(packing values: Span<UInt32>, width: Int) {
    unsafe append(packing: values, width: width, limit: 32) { source, count, output in
      unsafe patron_pack32(source, count, UInt32(width), output)
    }
  }

  /// Appends the packed bits of `values` that `kernel` writes.
  ///
  /// - Precondition: there are a multiple of 8 values, and `width` is 0 to `limit`.
  @inline(__always)
  @_lifetime(self: copy self)
  private mutating func append<Value: BitwiseCopyable>(
    packing values: Span<Value>, width: Int, limit: Int,
    _ kernel: (UnsafePointer<Value>, Int, UnsafeMutablePointer<UInt8>) -> Void
  ) {
    precondition((0...limit).contains(width), "a width of 0 to \(limit) bits")
    precondition(values.count % 8 == 0, "whole groups of 8 values")
    let size = values.count / 8 * width
    precondition(size <= freeCapacity, "room for the packed bits")
    // SAFETY: the kernel writes `size` bytes behind the initialized ones, where there is room: checked
    // above. It reads `values` alone.
    unsafe withUnsafeMutableBufferPointer { output, initialized in
      unsafe values.withUnsafeBufferPointer { source in
        if size > 0, let source = source.baseAddress, let start = output.baseAddress {
          unsafe kernel(source, values.count, start + initialized)
          initialized += size
        }
      }
    }
  }
}

extension Span<UInt32> {
  /// The first index, of `start`, `start` + 8, `start` + 16, …, where at least `least` equal values begin, or equal
  /// ones up to the last; `count` if there is none.
  ///
  /// - Precondition: `least` is at least 8.
  func nextRun(from start: Int, atLeast least: Int) -> Int {
    precondition((0...count).contains(start) && least >= 8, "a run of at least 8 values")
    if start == count { return count }
    // SAFETY: the kernel reads the values from `start` to `count` alone.
    return unsafe withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return count }
      return unsafe patron_next_run32(values, count, start, least)
    }
  }
}

extension OutputSpan where Element: BitwiseCopyable {
  /// Appends the `count` values that `kernel` writes, which is given the bytes and the place for the values.
  ///
  /// - Precondition: `width` is 0 to `limit` and `bytes` hold `count` values.
  @inline(__always)
  @_lifetime(self: copy self)
  fileprivate mutating func append(
    _ bytes: Span<UInt8>, width: Int, limit: Int, count: Int,
    _ kernel: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<Element>) -> Void
  ) {
    precondition((0...limit).contains(width), "a width of 0 to \(limit) bits")
    precondition((0...freeCapacity).contains(count), "room for the values")
    precondition(PackedBits.fit(count, width: width, in: bytes.count), "the bytes of all values")
    // SAFETY: `bytes` hold `count` values, and there is room for as many behind the initialized ones: both
    // checked above, and all that the kernels ask for. They initialize every one.
    unsafe withUnsafeMutableBufferPointer { output, initialized in
      unsafe bytes.withUnsafeBufferPointer { source in
        if count > 0, let start = output.baseAddress {
          // Values of no bits may come from no bytes, which have no address; none is read then.
          unsafe withUnsafePointer(to: 0) { nothing in
            unsafe kernel(source.baseAddress ?? nothing, source.count, start + initialized)
          }
          initialized += count
        }
      }
    }
  }
}
