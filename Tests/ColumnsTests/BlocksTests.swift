import Columns
import Testing

@Suite struct BlocksTests {
  @Test(arguments: [0, 1, 6, 7, 8, 13, 14, 15, 700])
  func `every row is in one block, in order`(rows: Int) {
    let blocks = Blocks(rows, of: 7)
    #expect((0..<blocks.count).flatMap { Array(blocks[$0]) } == Array(0..<rows))
    for block in 0..<blocks.count {
      #expect(blocks[block].count == 7 || block == blocks.count - 1)
      #expect(!blocks[block].isEmpty)
    }
  }

  @Test func `blocks of no rows are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Blocks(1, of: 0) }
  }
}

@Suite struct UnwrittenTests {
  @Test(arguments: [0, 1, 1000])
  func `has room for as many as asked for`(count: Int) {
    var values = [Int64].unwritten(count)
    #expect(values.count == count)
    for index in 0..<count { values[index] = Int64(index) }
    #expect(values == Array(0..<Int64(count)))
  }
}
