@testable import Models

/// A generator for tests: SplitMix64 (Steele, Lea and Flood 2014), whose stream a seed names.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 0x1p53 }
}

/// Made-up bases.
enum Bases {
  /// `count` customers without any model behind them: all patterns that can be, at random.
  static func random(_ count: Int, seed: UInt64) -> RepeatPatterns {
    var random = SplitMix(seed: seed)
    return RepeatPatterns(
      (0..<count).map { _ in
        let T = Int.random(in: 0...700, using: &random)
        let tx = Bool.random(using: &random) ? 0 : Int.random(in: 0...T, using: &random)
        let most = min(tx, 30)
        return (x: tx == 0 ? 0 : Int.random(in: 1...max(1, most), using: &random), tx: tx, T: T)
      })
  }

  /// The base of the `derivatives` lines of fixtures/reference/models.tsv.
  static var reference: RepeatPatterns {
    RepeatPatterns(
      Reference.named("pattern").flatMap { line in
        Array(
          repeating: (x: Int(line.numbers[0]), tx: Int(line.numbers[1]), T: Int(line.numbers[2])),
          count: Int(line.numbers[3]))
      })
  }
}
