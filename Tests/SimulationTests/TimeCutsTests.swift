import Simulation
import TestSupport
import Testing

@Suite struct TimeCutsTests {
  @Test(arguments: [1, 2, 7, 8, 100])
  func `a time is in the cut whose range has it`(count: Int) {
    var generator = Generator.seeded()
    for length in [UInt64(count), 1001, 1 << 32, 1 << 47] {
      let start = UInt64.random(in: 0..<1 << 47, using: &generator)
      let cuts = TimeCuts((0...UInt64(count)).map { start + length * $0 / UInt64(count) })
      #expect(cuts.count == count && cuts.end == start + length)
      for cut in 0..<count {
        let times = cuts[cut]
        let inside = UInt64.random(in: times, using: &generator)
        for time in [times.lowerBound, inside, times.upperBound - 1] {
          #expect(cuts.cut(at: time) == cut)
        }
      }
    }
  }
}
