import Arithmetic
import Testing

@Suite struct CompensatedSumTests {
  @Test func `small terms survive beside large ones`() {
    var sum = CompensatedSum()
    for term in [1.0, 1e100, 1, -1e100] { sum.add(term) }
    #expect(sum.value == 2)
  }

  @Test func `a million tenths make a hundred thousand`() {
    var sum = CompensatedSum()
    var plain = 0.0
    for _ in 0..<1_000_000 {
      sum.add(0.1)
      plain += 0.1
    }
    #expect(sum.value == 100_000 && plain != 100_000)
  }

  @Test func `an empty sum is zero and infinity stays`() {
    var sum = CompensatedSum()
    #expect(sum.value == 0)
    sum.add(.infinity)
    #expect(sum.value == .infinity)
  }

  @Test(arguments: [0, 1, 2, 3, 7, 8, 9, 1024, 1025])
  func `the tree adds every leaf once`(count: Int) {
    let values = (0..<count).map { Double($0) }
    #expect(pairwiseTreeSum(values.span) == Double(count * (count - 1) / 2))
    #expect(pairwiseTree(values, +) ?? 0 == pairwiseTreeSum(values.span))
  }

  @Test func `the tree splits at the largest power of two`() {
    let shape = pairwiseTree(["a", "b", "c", "d", "e", "f", "g"]) { "(\($0)\($1))" }
    #expect(shape == "(((ab)(cd))((ef)g))")
    #expect(pairwiseTree([String]()) { $0 + $1 } == nil)
    // (1 + 2^-53) + (-1 + 0) = 0, but 2^-53 from the left of a plain sum would be lost elsewhere.
    #expect(pairwiseTreeSum([0x1p-53, 0, 1, -1].span) == 0x1p-53)
    #expect(pairwiseTreeSum([1, 0x1p-53, -1, 0].span) == 0)
  }
}
