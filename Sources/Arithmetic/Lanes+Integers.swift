// Whole numbers and doubles into one another, eight at a time: AVX2 has no instruction for 64 bits.
//
//   v = high 2^32 + low: 2^84 + (high + 2^31) 2^32 and 2^52 + low are doubles whose low bits are high
//   and low; what was added is taken away exactly, and the last addition rounds once.
//
//   x + 1.5 2^52 has no room for a fraction: the addition rounds x, and its low bits are the integer.

extension SIMD8 where Scalar == Double {
  /// The doubles nearest to integers, of two the even one: `Double(_:)` of each.
  @inlinable @inline(__always)
  public init(nearest integers: SIMD8<Int64>) {
    let bits = SIMD8<UInt64>(truncatingIfNeeded: integers)
    let high = Lanes(bits: (bits &>> 32) ^ 0x4530_0000_8000_0000)
    let low = Lanes(bits: (bits & 0xffff_ffff) | 0x4330_0000_0000_0000)
    self = (high - (0x1p84 + 0x1p63 + 0x1p52)) + low
  }
}

extension SIMD8 where Scalar == Int64 {
  /// The integers nearest to doubles, of two the even one.
  ///
  /// - Precondition: the integers fit.
  @inlinable @inline(__always)
  public init(nearest values: Lanes) {
    if anyLane(.!(values.absolute .< 0x1p51)) {
      self = Self.nearest(large: values)
      return
    }
    let shift = Lanes(repeating: 0x1.8p52)
    self = SIMD8(truncatingIfNeeded: (values + shift).bits &- shift.bits)
  }

  @inline(never) @usableFromInline
  static func nearest(large values: Lanes) -> Self {
    var integers = Self()
    for lane in 0..<8 { integers[lane] = Int64(values[lane].rounded(.toNearestOrEven)) }
    return integers
  }
}
