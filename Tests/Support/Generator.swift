/// SplitMix64: the same numbers from the same seed on every machine.
public struct Generator: RandomNumberGenerator {
  private var state: UInt64

  /// The numbers of a seed.
  public init(seed: UInt64) { state = seed }

  /// A generator with a new seed, printed so that a failure can be repeated by pasting it.
  public static func seeded(_ test: String = #function) -> Generator {
    let seed = UInt64.random(in: .min ... .max)
    print("\(test): Generator(seed: \(seed))")
    return Generator(seed: seed)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number in (0, 1).
  public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 0x1p53 }
}
