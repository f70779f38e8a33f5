import Arithmetic
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
