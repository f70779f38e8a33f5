import Bytes
import TestSupport
import Testing

/// The algorithm as its specification describes it, byte by byte, with no eye to speed.
private enum Scalar {
  static let primes: [UInt64] = [
    0, 11_400_714_785_074_694_791, 14_029_467_366_897_019_727, 1_609_587_929_392_839_161,
    9_650_029_242_287_828_579, 2_870_177_450_012_600_261,
  ]

  static func rotate(_ value: UInt64, _ bits: Int) -> UInt64 {
    (0..<bits).reduce(value) { rotated, _ in rotated &* 2 &+ rotated >> 63 }
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 &* 256 &+ UInt64($1) }
  }

  static func step(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* primes[2], 31) &* primes[1]
  }

  static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
    var rest = bytes[...]
    var hash = seed &+ primes[5]
    if rest.count >= 32 {
      var lanes = [seed &+ primes[1] &+ primes[2], seed &+ primes[2], seed, seed &- primes[1]]
      while rest.count >= 32 {
        for lane in 0..<4 {
          lanes[lane] = step(lanes[lane], number(rest.prefix(8)))
          rest = rest.dropFirst(8)
        }
      }
      hash = zip(lanes, [1, 7, 12, 18]).reduce(0) { $0 &+ rotate($1.0, $1.1) }
      for lane in lanes { hash = (hash ^ step(0, lane)) &* primes[1] &+ primes[4] }
    }
    hash &+= UInt64(bytes.count)
    while rest.count >= 8 {
      hash = rotate(hash ^ step(0, number(rest.prefix(8))), 27) &* primes[1] &+ primes[4]
      rest = rest.dropFirst(8)
    }
    if rest.count >= 4 {
      hash = rotate(hash ^ number(rest.prefix(4)) &* primes[1], 23) &* primes[2] &+ primes[3]
      rest = rest.dropFirst(4)
    }
    for byte in rest { hash = rotate(hash ^ UInt64(byte) &* primes[5], 11) &* primes[1] }
    hash = (hash ^ hash >> 33) &* primes[2]
    hash = (hash ^ hash >> 29) &* primes[3]
    return hash ^ hash >> 32
  }
}

@Suite struct XXH64Tests {
  @Test(
    arguments: [
      ("abc", 1_423_657_621_850_124_518), ("00123", 6_206_552_454_245_879_793),
      ("büro@example.com", -2_588_707_151_723_852_725),
    ] as [(String, Int64)])
  func `is the function that Spark calls xxhash64`(text: String, published: Int64) {
    let bytes = Array(text.utf8)
    #expect(Int64(bitPattern: XXH64.hash(bytes, bytes.indices)) == published)
  }

  @Test(
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ] as [(String, UInt64)])
  func `gives the published values at seed zero`(text: String, published: UInt64) {
    let bytes = Array(text.utf8)
    #expect(XXH64.hash(bytes, bytes.indices, seed: 0) == published)
  }

  @Test func `agrees with the specification at every length and offset`() throws {
    var generator = Generator.seeded()
    for count in 0...100 {
      let offset = Int.random(in: 0...9, using: &generator)
      let bytes = (0..<offset + count + 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let range = offset..<offset + count
      for seed in [42, 0, UInt64.random(in: .min ... .max, using: &generator)] {
        let expected = Scalar.hash(Array(bytes[range]), seed: seed)
        try #require(
          XXH64.hash(bytes, range, seed: seed) == expected, "length \(count), seed \(seed)")
      }
    }
  }

  @Test func `short texts in two words have the same hash`() throws {
    var generator = Generator.seeded()
    for count in 0...16 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      var words: [UInt64] = [0, 0]
      for (place, byte) in bytes.enumerated() {
        words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
      }
      let hash = XXH64.hash(short: words[0], words[1], count: count)
      try #require(hash == Scalar.hash(bytes, seed: 42), "length \(count)")
    }
  }

  @Test func `hashes texts end to end as it hashes each of them`() {
    var generator = Generator.seeded()
    let counts = Array(0...100).shuffled(using: &generator) + [0]
    let bytes = (0..<counts.reduce(0, +)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var ends: [Int] = []
    for count in counts { ends.append((ends.last ?? 0) + count) }
    for seed in [42, 0, UInt64.random(in: .min ... .max, using: &generator)] {
      var hashes: [UInt64] = [7]
      XXH64.append(hashesOf: bytes.span, ends: ends.span, seed: seed, to: &hashes)
      let texts = zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
      #expect(hashes == [7] + texts.map { Scalar.hash($0, seed: seed) })
    }
    #expect(
      Self.hashes([], ends: [0, 0]) == [UInt64](repeating: Scalar.hash([], seed: 42), count: 2))
  }

  @Test func `refuses a range outside the bytes`() async {
    await #expect(processExitsWith: .failure) { _ = XXH64.hash([1, 2, 3], 1..<4) }
    await #expect(processExitsWith: .failure) { _ = Self.hashes([1, 2, 3], ends: [2, 4]) }
    await #expect(processExitsWith: .failure) { _ = Self.hashes([1, 2, 3], ends: [2, 1]) }
  }

  private static func hashes(_ bytes: [UInt8], ends: [Int]) -> [UInt64] {
    var hashes: [UInt64] = []
    XXH64.append(hashesOf: bytes.span, ends: ends.span, to: &hashes)
    return hashes
  }
}
