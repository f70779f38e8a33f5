/// Eight doubles that go through the same steps side by side.
///
/// The width is a constant of every algorithm here, so results do not depend on the CPU.
public typealias Lanes = SIMD8<Double>

extension SIMD8 where Scalar: BitwiseCopyable, Scalar.SIMD8Storage: BitwiseCopyable {
  /// The eight values of `values` from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= values.count`.
  @inlinable @inline(__always)
  public init(loading values: Span<Scalar>, at index: Int) {
    precondition(index >= 0 && index <= values.count - 8)
    // SAFETY: any bytes are eight numbers; the load is bounds-checked and needs no alignment.
    self = unsafe values.bytes.unsafeLoadUnaligned(
      fromByteOffset: index &* MemoryLayout<Scalar>.stride, as: SIMD8<Scalar>.self)
  }

  /// The values of `values` from `index` on, at most eight, followed by `padding`.
  ///
  /// - Precondition: `0 <= index <= values.count`.
  @inlinable @inline(__always)
  public init(loading values: Span<Scalar>, at index: Int, padding: Scalar) {
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
  @inlinable @inline(__always)
  public func store(into values: inout MutableSpan<Scalar>, at index: Int) {
    precondition(index >= 0)
    if index <= values.count - 8 {
      // SAFETY: any bytes are eight numbers; the store is bounds-checked and needs no alignment.
      var bytes = unsafe values.mutableBytes
      bytes.storeBytes(
        of: self, toByteOffset: index &* MemoryLayout<Scalar>.stride, as: SIMD8<Scalar>.self)
      return
    }
    for lane in 0..<(values.count - index) { values[index + lane] = self[lane] }
  }
}

extension SIMD8 where Scalar == Double {
  /// The values `offset` behind eight places: those that `places` holds from `index` on.
  ///
  /// - Precondition: `0 <= index` and `index + 8 <= places.count`; `values` has these places.
  @inlinable @inline(__always)
  public init(gathering values: Span<Double>, offset: Int, behind places: Span<Int>, at index: Int)
  {
    precondition(index >= 0 && index <= places.count - 8)
    self.init()
    // SAFETY: the eight places from `index` on are within `places`, as checked; each value is checked.
    for lane in 0..<8 { self[lane] = values[unsafe places[unchecked: index &+ lane] &+ offset] }
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
