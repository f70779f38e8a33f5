import Parquet
import TestSupport
import Testing

@Suite struct PlainTests {
  @Test func `packs flags low bits first at every length`() {
    var generator = Generator(seed: 8)
    for count in 0...40 {
      let flags = (0..<count).map { _ in Bool.random(using: &generator) }
      var bytes: [UInt8] = []
      Plain.append(flags.span, to: &bytes)
      #expect(bytes.count == (count + 7) / 8)
      for bit in 0..<bytes.count * 8 {
        #expect(bytes[bit / 8] >> (bit % 8) & 1 == (bit < count && flags[bit] ? 1 : 0))
      }
    }
  }
}
