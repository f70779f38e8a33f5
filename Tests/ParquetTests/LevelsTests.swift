import Parquet
import TestSupport
import Testing

@Suite struct LevelsTests {
  private func levels(_ present: [Bool]?, _ rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    Levels.append(present, rows: rows, to: &bytes)
    return bytes
  }

  @Test func `is one run where all are present`() {
    #expect(levels(nil, 0..<100) == [3, 0, 0, 0, 0xC8, 0x01, 1])
    #expect(levels(Array(repeating: true, count: 50), 0..<50) == [2, 0, 0, 0, 100, 1])
  }

  @Test func `is one run where none is present`() {
    #expect(levels(Array(repeating: false, count: 50), 0..<50) == [2, 0, 0, 0, 100, 0])
  }

  @Test func `has one bit a row where they mix`() throws {
    var generator = Generator(seed: 4)
    let flags = (0..<1000).map { _ in Bool.random(using: &generator) }
    for rows in [0..<1, 3..<11, 5..<64, 0..<1000, 999..<1000] {
      let bytes = levels(flags, rows)
      #expect(Scalar.littleEndian(bytes.prefix(4)) == UInt64(bytes.count - 4))
      let decoded = try Scalar.hybrid(Array(bytes.dropFirst(4)), count: rows.count, width: 1)
      #expect(decoded == flags[rows].map { $0 ? 1 : 0 })
    }
  }
}
