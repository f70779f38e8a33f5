import Parquet
import TestSupport
import Testing

/// Where the values of a clustered column begin, read from its runs.
@Suite struct RunStartsTests {
  @Test(arguments: 0...32)
  func `finds where values in order begin, however they are stored`(width: Int) throws {
    var generator = Generator.seeded()
    for most in [1, 9, 70, 2000] {
      for known in [[], [5], [5, 6, 900]] where UInt64(known.count + 20) >> UInt64(width) == 0 {
        var values: [UInt32] = []
        var value = max(0, known.count - 1)
        let end = min(known.count + 20_000 / most, 1 << min(width, 30))
        while value < end {
          let count = Int.random(in: 1...most, using: &generator)
          values += Array(repeating: UInt32(value), count: count)
          value += 1
        }
        let expected = try #require(starts(values, known: known))
        let groups = (values.count + 7) / 8
        let padded = values + Array(repeating: 0, count: groups * 8 - values.count)
        var packed: [UInt8] = []
        var header = groups << 1 | 1
        while header >= 0x80 {
          packed.append(UInt8(header & 0x7F | 0x80))
          header >>= 7
        }
        packed.append(UInt8(header))
        packed += PackedDeltas.pack(padded.map { UInt64($0) }, width: width)
        for bytes in [hybrid(values, width: width), packed] {
          let found = try #require(
            try decodeStarts(
              bytes, width: width, count: values.count, known: known, limit: expected.count))
          #expect(found == (expected, bytes.count))
          // One value more than there may be.
          #expect(throws: ParquetError.self) {
            try decodeStarts(
              bytes, width: width, count: values.count, known: known, limit: expected.count - 1)
          }
        }
      }
    }
  }

  @Test func `values that are in no order have no starts`() throws {
    let cases: [[UInt32]] = [[1], [0, 0, 2], [0, 1, 0], [0, 1, 1, 2, 1], [3, 3, 3]]
    for values in cases {
      for repeats in [1, 3, 30, 300] {
        let all = values.flatMap { Array(repeating: $0, count: repeats) }
        let bytes = hybrid(all, width: 2)
        #expect(try decodeStarts(bytes, width: 2, count: all.count, limit: 4) == nil)
      }
    }
  }
}
