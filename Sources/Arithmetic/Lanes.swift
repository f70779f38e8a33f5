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

  /// The first `count` lanes, followed by `padding`.
  @inlinable @inline(__always)
  public func prefix(_ count: Int, padding: Double) -> Self {
    replacing(with: padding, where: Self(0, 1, 2, 3, 4, 5, 6, 7) .>= Double(count))
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

extension SIMD8 where Scalar == Int32 {
  /// Whether any lane is below zero.
  @inlinable @inline(__always)
  var hasNegative: Bool {
    let four = lowHalf | highHalf
    let two = four.lowHalf | four.highHalf
    return (two[0] | two[1]) < 0
  }
}

/// The pairs of a table at eight places: the first numbers, and the second.
///
/// Two numbers that are wanted together cost one load.
///
/// - Precondition: every place is one of the table's, which has at most 2^31 - 1.
@inlinable @inline(__always)
public func gatherPairs(
  _ table: Span<SIMD2<Double>>, at places: SIMD8<Int32>
) -> (first: Lanes, second: Lanes) {
  let last = Int32(truncatingIfNeeded: table.count &- 1)
  precondition(!(places | (last &- places)).hasNegative, "place outside of the table")
  // SAFETY: all places have just been compared with both ends.
  let a = unsafe table[unchecked: Int(places[0])]
  let b = unsafe table[unchecked: Int(places[1])]
  let c = unsafe table[unchecked: Int(places[2])]
  let d = unsafe table[unchecked: Int(places[3])]
  let e = unsafe table[unchecked: Int(places[4])]
  let f = unsafe table[unchecked: Int(places[5])]
  let g = unsafe table[unchecked: Int(places[6])]
  let h = unsafe table[unchecked: Int(places[7])]
  return (
    Lanes(a[0], b[0], c[0], d[0], e[0], f[0], g[0], h[0]),
    Lanes(a[1], b[1], c[1], d[1], e[1], f[1], g[1], h[1])
  )
}
