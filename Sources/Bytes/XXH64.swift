/// The 64-bit xxHash of a byte string: where a customer stands in every table.
///
/// The specification is xxHash's own, version 0.1.1 (32-byte stripes of four lanes, then 8, 4 and 1
/// bytes, then the avalanche). With seed 42 it is the function that Spark calls `xxhash64`.
public enum XXH64 {
  /// The seed that orders customers.
  public static let customerSeed: UInt64 = 42

  @inlinable static var prime1: UInt64 { 0x9E37_79B1_85EB_CA87 }
  @inlinable static var prime2: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
  @inlinable static var prime3: UInt64 { 0x1656_67B1_9E37_79F9 }
  @inlinable static var prime4: UInt64 { 0x85EB_CA77_C2B2_AE63 }
  @inlinable static var prime5: UInt64 { 0x27D4_EB2F_1656_67C5 }

  /// The hash of `bytes[range]`.
  ///
  /// - Precondition: the range lies within the array.
  public static func hash(
    _ bytes: [UInt8], _ range: Range<Int>, seed: UInt64 = customerSeed
  ) -> UInt64 {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the bytes")
    // SAFETY: the range was checked, and the array outlives the call.
    return unsafe bytes.withUnsafeBytes {
      unsafe hash(UnsafeRawBufferPointer(rebasing: $0[range]), seed: seed)
    }
  }

  /// Appends the hash of each of the texts that stand end to end in `bytes`.
  ///
  /// Each ends at one of `ends` and begins where the one before ends, the first at 0.
  ///
  /// - Precondition: the ends ascend and lie within the bytes.
  public static func append(
    hashesOf bytes: Span<UInt8>, ends: Span<Int>, seed: UInt64 = customerSeed,
    to hashes: inout [UInt64]
  ) {
    hashes.append(addingCapacity: ends.count) { output in
      // SAFETY: each text lies within the bytes, which is checked before it is read.
      unsafe bytes.withUnsafeBytes { bytes in
        var start = 0
        for row in 0..<ends.count {
          let end = ends[row]
          precondition(start <= end && end <= bytes.count, "ends in order")
          output.append(
            unsafe hash(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), seed: seed))
          start = end
        }
      }
    }
  }

  /// The hash of at most 16 bytes: `low` has the first eight, low byte first, `high` the others, and what they
  /// have beyond `count` is 0.
  @inlinable
  @inline(__always)
  public static func hash(short low: UInt64, _ high: UInt64, count: Int) -> UInt64 {
    var hash = customerSeed &+ prime5 &+ UInt64(truncatingIfNeeded: count)
    var rest = low
    var left = count
    if left >= 8 {
      hash = step(hash, low)
      rest = high
      left -= 8
      if left == 8 { return avalanche(step(hash, high)) }
    }
    if left >= 4 {
      hash ^= (rest & 0xFFFF_FFFF) &* prime1
      hash = rotate(hash, 23) &* prime2 &+ prime3
      rest >>= 32
      left -= 4
    }
    while left > 0 {
      hash ^= (rest & 0xFF) &* prime5
      hash = rotate(hash, 11) &* prime1
      rest >>= 8
      left -= 1
    }
    return avalanche(hash)
  }

  // SAFETY of what follows: no load reaches beyond `count` bytes, and any bits are an integer.
  @inline(__always)
  private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = bytes.count
    guard let start = bytes.baseAddress else { return avalanche(seed &+ prime5) }
    var at = 0
    var hash: UInt64
    if count >= 32 {
      hash = unsafe stripes(start, count / 32, seed: seed)
      at = count & ~31
    } else {
      hash = seed &+ prime5
    }
    hash &+= UInt64(count)
    while at <= count - 8 {
      hash = step(hash, unsafe word(start, at))
      at += 8
    }
    if at <= count - 4 {
      let value = unsafe start.loadUnaligned(fromByteOffset: at, as: UInt32.self)
      hash ^= UInt64(UInt32(littleEndian: value)) &* prime1
      hash = rotate(hash, 23) &* prime2 &+ prime3
      at += 4
    }
    while at < count {
      hash ^= UInt64(unsafe start.load(fromByteOffset: at, as: UInt8.self)) &* prime5
      hash = rotate(hash, 11) &* prime1
      at += 1
    }
    return avalanche(hash)
  }

  /// The lanes of `count` stripes, merged.
  private static func stripes(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
    var lane1 = seed &+ prime1 &+ prime2
    var lane2 = seed &+ prime2
    var lane3 = seed
    var lane4 = seed &- prime1
    for stripe in 0..<count {
      let at = 32 * stripe
      lane1 = round(lane1, unsafe word(start, at))
      lane2 = round(lane2, unsafe word(start, at + 8))
      lane3 = round(lane3, unsafe word(start, at + 16))
      lane4 = round(lane4, unsafe word(start, at + 24))
    }
    var hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
    hash = merge(hash, lane1)
    hash = merge(hash, lane2)
    hash = merge(hash, lane3)
    return merge(hash, lane4)
  }

  @inlinable
  @inline(__always)
  static func step(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    rotate(hash ^ round(0, word), 27) &* prime1 &+ prime4
  }

  @inlinable
  @inline(__always)
  static func avalanche(_ hash: UInt64) -> UInt64 {
    var hash = hash
    hash ^= hash >> 33
    hash = hash &* prime2
    hash ^= hash >> 29
    hash = hash &* prime3
    return hash ^ (hash >> 32)
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inlinable
  @inline(__always)
  static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }

  @inlinable
  @inline(__always)
  static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
    (hash ^ round(0, lane)) &* prime1 &+ prime4
  }
}
