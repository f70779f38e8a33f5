/// Eight doubles that go through the same steps side by side.
///
/// The width is a constant of every algorithm here, so results do not depend on the CPU.
public typealias Lanes = SIMD8<Double>

extension SIMD8 where Scalar == Double {
  /// The eight values of `values` from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= values.count`.
  @inlinable
  public init(loading values: Span<Double>, at index: Int) {
    precondition(index >= 0 && index <= values.count - 8)
    // SAFETY: any bytes are eight doubles; the load is bounds-checked and needs no alignment.
    self = unsafe values.bytes.unsafeLoadUnaligned(
      fromByteOffset: index &* 8, as: SIMD8<Double>.self)
  }

  /// The values of `values` from `index` on, at most eight, followed by `padding`.
  ///
  /// - Precondition: `0 <= index <= values.count`.
  @inlinable
  public init(loading values: Span<Double>, at index: Int, padding: Double) {
    if index <= values.count - 8 {
      self.init(loading: values, at: index)
      return
    }
    self.init(repeating: padding)
    for lane in 0..<(values.count - index) { self[lane] = values[index + lane] }
  }

  /// Writes the lanes to `values` from `index` on, as many as find room.
  ///
  /// - Precondition: `0 <= index <= values.count`.
  @inlinable
  public func store(into values: inout MutableSpan<Double>, at index: Int) {
    precondition(index >= 0)
    for lane in 0..<Swift.min(8, values.count - index) { values[index + lane] = self[lane] }
  }

  /// The sum of the lanes, always added as ((0+4)+(2+6))+((1+5)+(3+7)).
  @inlinable
  public var treeSum: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  // Forced inline below: a call passes eight lanes as four pairs, and the loop around it then runs in
  // pairs too (the hypergeometric series 1.3 times slower).

  /// The bits of each lane.
  @inlinable @inline(__always)
  var bits: SIMD8<UInt64> {
    // SAFETY: both are eight 64-bit lanes without padding, and every bit pattern is a value.
    unsafe unsafeBitCast(self, to: SIMD8<UInt64>.self)
  }

  /// The doubles with the given bits.
  @inlinable @inline(__always)
  init(bits: SIMD8<UInt64>) {
    // SAFETY: both are eight 64-bit lanes without padding, and every bit pattern is a value.
    self = unsafe unsafeBitCast(bits, to: SIMD8<Double>.self)
  }

  /// The lanes without their signs.
  @inlinable @inline(__always)
  var absolute: Self { Self(bits: bits & 0x7fff_ffff_ffff_ffff) }
}

/// Whether any lane of the mask is set.
@inlinable @inline(__always)
func anyLane(_ mask: SIMDMask<SIMD8<Int64>>) -> Bool {
  // SAFETY: a mask is its storage, 0 or -1 per lane, without padding.
  let eight = unsafe unsafeBitCast(mask, to: SIMD8<Int64>.self)
  let four = eight.lowHalf | eight.highHalf
  let two = four.lowHalf | four.highHalf
  return (two[0] | two[1]) != 0
}
