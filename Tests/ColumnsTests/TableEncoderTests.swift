import Columns
import Synchronization
import Testing

/// A format that makes the order of its calls visible.
private struct Trace: TableEncoder {
  private var placed = 0

  mutating func begin() -> [UInt8] { Array("<".utf8) }

  func workspace() {}

  func encode(_ columns: [Column], in workspace: Void) -> String {
    columns.map { $0.text(row: 0) }.joined(separator: "+")
  }

  mutating func place(_ block: consuming String) -> [UInt8] {
    placed += 1
    return Array("\(placed):\(block) ".utf8)
  }

  mutating func finish() -> [UInt8] { Array("\(placed)>".utf8) }
}

@Suite struct TableEncoderTests {
  private struct Full: Error {}

  private func write(blocks: Int, threads: Int) throws -> (text: String, progress: [Int]) {
    var bytes: [UInt8] = []
    var progress: [Int] = []
    try Trace().writeTable(
      blocks: blocks, threads: Threads(threads),
      columns: { [Column(Field("a", .integer), .int32([Int32($0) * 10]))] },
      progress: { progress.append($0) }, to: { bytes += $0 })
    return (String(decoding: bytes, as: UTF8.self), progress)
  }

  @Test(arguments: [1, 2, 3, 5])
  func `places the blocks in row order on any number of threads`(threads: Int) throws {
    #expect(try write(blocks: 0, threads: threads).text == "<0>")
    #expect(try write(blocks: 1, threads: threads).text == "<1:0 1>")
    #expect(try write(blocks: 5, threads: threads).text == "<1:0 2:10 3:20 4:30 5:40 5>")
  }

  @Test func `tells how many blocks are written`() throws {
    #expect(try write(blocks: 5, threads: 2).progress == [1, 2, 3, 4, 5])
  }

  @Test func `stops at the first error of the writer`() {
    var calls = 0
    #expect(throws: Full.self) {
      try Trace().writeTable(
        blocks: 3, threads: Threads(2),
        columns: { [Column(Field("a", .integer), .int32([Int32($0)]))] }, progress: { _ in },
        to: { _ in
          calls += 1
          if calls == 2 { throw Full() }
        })
    }
    #expect(calls == 2)
  }
}
