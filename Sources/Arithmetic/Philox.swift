// A round of Philox 4x32 takes four words c and two words k of the key to
//
//   (h0, l0) = 0xd2511f53 * c0      (h1, l1) = 0xcd9e8d57 * c2      each 64 bits, cut in halves
//   c = (h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0)
//
// and adds 0x9e3779b9 and 0xbb67ae85 to the key. There are ten.

/// Random numbers by their places: the same counter and seed always give the same words.
///
/// Philox 4x32-10 of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as 1, 2, 3", SC
/// 2011), eight counters at a time. Nothing is carried from one number to the next, so any thread may ask
/// for any of them in any order.
public struct Philox: Sendable {
  /// A 32-bit word of each of eight counters or results.
  public typealias Words = SIMD8<UInt64>

  private let key: (UInt32, UInt32)

  /// The numbers of a seed.
  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The four words at each of eight counters.
  ///
  /// - Precondition: the words of the counters are below 2^32.
  public func words(
    at c0: Words, _ c1: Words, _ c2: Words, _ c3: Words
  ) -> (Words, Words, Words, Words) {
    encipher(c0, c1, c2, c3)
  }

  /// Two numbers at each of eight counters, uniform over the odd multiples of 2^-53 in (0, 1).
  ///
  /// - Precondition: the words of the counters are below 2^32.
  public func uniforms(
    at c0: Words, _ c1: Words, _ c2: Words, _ c3: Words
  ) -> (Lanes, Lanes) {
    let words = encipher(c0, c1, c2, c3)
    return (Self.uniform(words.0, words.1), Self.uniform(words.2, words.3))
  }

  @inline(__always)
  private func encipher(
    _ c0: Words, _ c1: Words, _ c2: Words, _ c3: Words
  ) -> (Words, Words, Words, Words) {
    let low = Words(repeating: 0xffff_ffff)
    var (c0, c1, c2, c3) = (c0 & low, c1 & low, c2 & low, c3 & low)
    var (k0, k1) = key
    for _ in 0..<10 {
      let first = c0 &* Words(repeating: 0xd251_1f53)
      let second = c2 &* Words(repeating: 0xcd9e_8d57)
      c0 = (second &>> 32) ^ c1 ^ Words(repeating: UInt64(k0))
      c1 = second & low
      c2 = (first &>> 32) ^ c3 ^ Words(repeating: UInt64(k1))
      c3 = first & low
      k0 &+= 0x9e37_79b9
      k1 &+= 0xbb67_ae85
    }
    return (c0, c1, c2, c3)
  }

  /// The number whose first 52 binary digits are the first ones of the two words, and then a one.
  @inline(__always)
  private static func uniform(_ high: Words, _ low: Words) -> Lanes {
    let digits = (high &<< 20) | (low &>> 12)
    return Lanes(bits: digits | 0x3ff0_0000_0000_0000) - (1 - 0x1p-53)
  }
}
