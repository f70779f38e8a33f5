import Arithmetic
import TestSupport
import Testing

@Suite struct LanesTests {
  @Test(arguments: [0, 1, 7, 8, 9, 16])
  func `a load past the end is padded`(count: Int) {
    let values = (0..<count).map { Double($0) + 1 }
    for index in 0...count {
      let lanes = Lanes(loading: values.span, at: index, padding: -1)
      for lane in 0..<8 {
        #expect(lanes[lane] == (index + lane < count ? values[index + lane] : -1))
      }
    }
  }

  @Test func `a store stops at the end`() {
    var values = [Double](repeating: 0, count: 11)
    var span = values.mutableSpan
    Lanes(1, 2, 3, 4, 5, 6, 7, 8).store(into: &span, at: 1)
    Lanes(repeating: 9).store(into: &span, at: 9)
    #expect(values == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9])
  }

  @Test(arguments: [0, 1, 7, 8, 9, 16])
  func `integers of all widths are loaded and stored alike`(count: Int) {
    func check<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type)
    where Value: SIMDScalar, Value.SIMD8Storage: BitwiseCopyable {
      let values = (0..<count).map { Value(truncatingIfNeeded: $0 * 77 - 5) }
      for index in 0...count {
        var copy = [Value](repeating: 1, count: count)
        var span = copy.mutableSpan
        let lanes = SIMD8(loading: values.span, at: index, padding: 9)
        lanes.store(into: &span, at: index)
        #expect(copy[index..<min(index + 8, count)] == values[index..<min(index + 8, count)])
        #expect(copy[..<index].allSatisfy { $0 == 1 })
        for lane in 0..<8 where index + lane >= count { #expect(lanes[lane] == 9) }
      }
    }
    check(UInt8.self)
    check(Int32.self)
    check(Int64.self)
  }

  @Test func `values are gathered from where the places say`() {
    let values = (0..<30).map { Double($0) }
    let places = [99, 20, 0, 7, 7, 27, 1, 2, 3, 99]
    let lanes = Lanes(gathering: values.span, offset: 2, behind: places.span, at: 1)
    #expect(lanes == Lanes(22, 2, 9, 9, 29, 3, 4, 5))
  }

  @Test func `a place without a value stops the process`() async {
    await #expect(processExitsWith: .failure) {
      let values = [Double](repeating: 0, count: 10)
      let places = [0, 1, 2, 3, 4, 5, 6, 9]
      _ = Lanes(gathering: values.span, offset: 1, behind: places.span, at: 0)
    }
  }

  @Test func `integers become the nearest doubles, and back`() {
    var generator = Generator.seeded()
    var values: [Int64] = [
      0, 1, -1, .max, .min, 1 << 52, 1 << 53, 1 << 53 + 1, 1 << 53 + 3, -1 << 32,
    ]
    values += (0..<4000).map { _ in
      Int64(truncatingIfNeeded: generator.next()) >> Int64.random(in: 0...63, using: &generator)
    }
    for value in values {
      #expect(Lanes(nearest: SIMD8(repeating: value))[3] == Double(value))
    }
    for value in values.map({ Double($0 >> 12) / 8 }) + [0x1p51 - 0.5, 0x1p51, 1e18, -1e18] {
      let found = SIMD8<Int64>(nearest: Lanes(repeating: value))[5]
      #expect(found == Int64(value.rounded(.toNearestOrEven)))
    }
    // One lane far out does not disturb the others.
    #expect(
      SIMD8<Int64>(nearest: Lanes(0.5, 1.5, 2.5, -0.5, -1.5, 1e15, 7.4, 1e18))
        == SIMD8(0, 2, 2, 0, -2, 1_000_000_000_000_000, 7, 1_000_000_000_000_000_000))
  }

  @Test func `an integer beyond 64 bits stops the process`() async {
    await #expect(processExitsWith: .failure) { _ = SIMD8<Int64>(nearest: Lanes(repeating: 1e19)) }
  }

  @Test func `the sum of lanes is a fixed tree`() {
    #expect(Lanes(1, 2, 3, 4, 5, 6, 7, 8).treeSum == 36)
    let big = 0x1p53
    // (0+4): 2^53 + 1 rounds to 2^53, (1+5): 2^53 - 1 is exact.
    #expect(Lanes(big, -big, 0, 0, 1, 1, 0, 0).treeSum == 1)
    #expect(Lanes(big, 1, 0, 0, -big, 1, 0, 0).treeSum == 2)
  }

  @Test func `a whole load past the end stops the process`() async {
    await #expect(processExitsWith: .failure) {
      let values = [1.0, 2, 3]
      _ = Lanes(loading: values.span, at: 0)
    }
  }
}
