import Arithmetic
import TestSupport
import Testing

/// Philox 4x32-10 as the paper has it, a counter at a time.
private func scalar(_ counter: [UInt32], seed: UInt64) -> [UInt32] {
  var c = counter
  var key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
  for _ in 0..<10 {
    let first = c[0].multipliedFullWidth(by: 0xd251_1f53)
    let second = c[2].multipliedFullWidth(by: 0xcd9e_8d57)
    c = [second.high ^ c[1] ^ key[0], second.low, first.high ^ c[3] ^ key[1], first.low]
    key[0] &+= 0x9e37_79b9
    key[1] &+= 0xbb67_ae85
  }
  return c
}

@Suite struct PhiloxTests {
  /// The lines `philox4x32 10` of Random123's kat_vectors.
  private static let published: [(counter: [UInt64], seed: UInt64, answer: [UInt64])] = [
    ([0, 0, 0, 0], 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    (
      [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], .max,
      [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    ),
    (
      [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
      [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ]

  @Test func `the published answers come out`() {
    for (counter, seed, answer) in Self.published {
      let c = counter.map { Philox.Words(repeating: $0) }
      let words = Philox(seed: seed).words(at: c[0], c[1], c[2], c[3])
      #expect([words.0, words.1, words.2, words.3] == answer.map { Philox.Words(repeating: $0) })
      #expect(scalar(counter.map { UInt32($0) }, seed: seed).map { UInt64($0) } == answer)
    }
  }

  @Test func `each lane is what its counter alone gives`() {
    var generator = Generator.seeded()
    for _ in 0..<200 {
      let seed = generator.next()
      let counters = (0..<8).map { _ in
        (0..<4).map { _ in UInt32.random(in: .min ... .max, using: &generator) }
      }
      func word(_ index: Int) -> Philox.Words { Philox.Words(counters.map { UInt64($0[index]) }) }
      let words = Philox(seed: seed).words(at: word(0), word(1), word(2), word(3))
      for lane in 0..<8 {
        let found = [words.0, words.1, words.2, words.3].map { UInt32($0[lane]) }
        #expect(found == scalar(counters[lane], seed: seed))
      }
    }
  }

  @Test func `uniform numbers are the first 52 digits of two words, and a one`() {
    let none = Philox.Words(repeating: 0)
    let random = Philox(seed: 5)
    for index in 0..<1000 {
      let place = Philox.Words(repeating: UInt64(index))
      let words = random.words(at: place, none, none, none)
      let (first, second) = random.uniforms(at: place, none, none, none)
      for (high, low, uniform) in [(words.0, words.1, first), (words.2, words.3, second)] {
        let digits = (high[0] << 32 | low[0]) >> 12
        #expect(uniform[0] == (Double(digits) + 0.5) * 0x1p-52)
        #expect(uniform[0] > 0 && uniform[0] < 1)
      }
    }
  }
}
