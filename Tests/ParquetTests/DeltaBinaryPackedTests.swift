import Parquet
import TestSupport
import Testing

@Suite struct DeltaBinaryPackedTests {
  private func decode(_ bytes: [UInt8], count: Int) throws(ParquetError) -> ([Int64], end: Int) {
    var values: [Int64] = []
    let end = try DeltaBinaryPacked.decode(bytes.span, count: count, into: &values)
    return (values, end)
  }

  private func decode32(_ bytes: [UInt8], count: Int) throws(ParquetError) -> ([Int32], end: Int) {
    var values: [Int32] = []
    let end = try DeltaBinaryPacked.decode(bytes.span, count: count, into: &values)
    return (values, end)
  }

  private func encode(_ values: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    DeltaBinaryPacked.encode(values.span, to: &bytes)
    return bytes
  }

  private func encode(_ values: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    DeltaBinaryPacked.encode(values.span, to: &bytes)
    return bytes
  }

  /// Values whose differences less the least one have at most `width` bits.
  private func values(_ count: Int, width: Int, _ generator: inout Generator) -> [Int64] {
    let mask = width == 64 ? UInt64.max : 1 << UInt64(width) - 1
    let minimum = Int64(bitPattern: generator.next()) >> 40
    var value = Int64(bitPattern: generator.next()) >> 20
    return (0..<count).map { _ in
      value = value &+ minimum &+ Int64(bitPattern: generator.next() & mask)
      return value
    }
  }

  // Round trips.

  @Test(arguments: 0...64)
  func `reads what it writes, at every width and length`(width: Int) throws {
    var generator = Generator(seed: UInt64(width))
    for count in awkwardCounts {
      let values = values(count, width: width, &generator)
      let bytes = encode(values)
      #expect(try decode(bytes, count: count) == (values, bytes.count))
      #expect(try PackedDeltas().decode(bytes) == (values, bytes.count))
      let values32 = values.map { Int32(truncatingIfNeeded: $0) }
      let bytes32 = encode(values32)
      #expect(try decode32(bytes32, count: count) == (values32, bytes32.count))
      let scalar = try PackedDeltas(bits: 32).decode(bytes32)
      #expect(scalar == (values32.map { Int64($0) }, bytes32.count))
    }
  }

  @Test func `wraps differences at the width of the type`() throws {
    for count in [2, 3, 33, 1000] {
      let wide = (0..<count).map { $0 % 2 == 0 ? Int64.min : .max }
      #expect(try decode(encode(wide), count: count).0 == wide)
      // Differences of 1 and -1 after wrapping, which is 2 bits.
      #expect(encode(wide).count <= 32 + (count + 127) / 128 * 40)
      let narrow = (0..<count).map { $0 % 2 == 0 ? Int32.min : .max }
      #expect(try decode32(encode(narrow), count: count).0 == narrow)
      #expect(encode(narrow).count <= 32 + (count + 127) / 128 * 40)
    }
    let steps: [Int64] = [0, .max, -1, .min, 0, 1, .min]
    #expect(try decode(encode(steps), count: 7).0 == steps)
    let steps32: [Int32] = [0, .max, -1, .min, 0, 1, .min]
    #expect(try decode32(encode(steps32), count: 7).0 == steps32)
  }

  @Test(arguments: [
    (128, 4), (128, 1), (128, 2), (256, 4), (256, 8), (1024, 32), (2048, 8), (65_536, 4),
  ])
  func `reads blocks of every shape`(blockSize: Int, miniblocks: Int) throws {
    var generator = Generator(seed: UInt64(blockSize + miniblocks))
    for count in awkwardCounts + [blockSize, blockSize + 1, 3 * blockSize] {
      // Widths that change from miniblock to miniblock, and repeat.
      var values: [Int64] = []
      while values.count < count {
        let width = Int.random(in: 0...8, using: &generator) * 4
        values += self.values(32, width: width, &generator)
      }
      values.removeLast(values.count - count)
      var shape = PackedDeltas(blockSize: blockSize, miniblocks: miniblocks)
      let bytes = shape.encode(values)
      // What follows is another's.
      #expect(try decode(bytes + [0xFF], count: count) == (values, bytes.count))
      shape.bits = 32
      let values32 = values.map { Int32(truncatingIfNeeded: $0) }
      let bytes32 = shape.encode(values32.map { Int64($0) })
      #expect(try decode32(bytes32 + [0xFF], count: count) == (values32, bytes32.count))
    }
  }

  @Test func `appends to what is there`() throws {
    var values: [Int64] = [9]
    let bytes = encode([5, 6] as [Int64])
    _ = try DeltaBinaryPacked.decode(bytes.span, count: 2, into: &values)
    _ = try DeltaBinaryPacked.decode(bytes.span, count: 2, into: &values)
    #expect(values == [9, 5, 6, 5, 6])
  }

  // What others write.

  @Test func `writes the specification's examples`() {
    // 7, 5, 3, 1, 2, 3, 4, 5: the least difference is -2, the numbers are 0, 0, 0, 3, 3, 3, 3.
    let header: [UInt8] = [0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0]
    #expect(
      encode([7, 5, 3, 1, 2, 3, 4, 5] as [Int64]) == header + [0xC0, 0x3F, 0, 0, 0, 0, 0, 0])
    #expect(encode([1, 2, 3, 4, 5] as [Int32]) == [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0])
    #expect(encode([] as [Int64]) == [0x80, 1, 4, 0, 0])
    #expect(encode([-3] as [Int32]) == [0x80, 1, 4, 1, 5])
  }

  // pyarrow 26: the page body of pq.write_table(..., column_encoding={'v': 'DELTA_BINARY_PACKED'},
  // use_dictionary=False, compression='none') of a column that is not nullable.
  @Test func `reads what pyarrow writes`() throws {
    // int64: [i * i % 97 - 50 for i in range(70)], blocks of 256 values.
    let wide = bytes(
      hex: """
        8002044663ad0108070000585a5c5e6062646668096c6e7011747678197c1d80822386278a2b2d90319435379a\
        3b3d3fa2434547494bae4f51535557595b5d5f00636567696b0c6f717314f7bca6ef0100000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000000000000000
        """)
    let squares = (0..<70).map { Int64($0 * $0 % 97 - 50) }
    #expect(try decode(wide, count: 70) == (squares, wide.count))
    // int32: [i * i * i % 11 for i in range(40)], blocks of 128 values.
    let narrow = bytes(
      hex: """
        800104280013050500002b1e575a712782158f2badb813c18ac79556dc8960c5e34a0300000000000000000000\
        0000000000
        """)
    #expect(try decode32(narrow, count: 40) == ((0..<40).map { $0 * $0 * $0 % 11 }, narrow.count))
    // int32: [2**31 - 1, -2**31] * 3; int64: [2**63 - 1, -2**63] * 3.
    let extremes32 = bytes(hex: "80010406feffffff0f01020000002202000000000000")
    #expect(try decode32(extremes32, count: 6).0 == [.max, .min, .max, .min, .max, .min])
    let extremes = bytes(
      hex: "80020406feffffffffffffffff01010200000022020000000000000000000000000000")
    #expect(try decode(extremes, count: 6) == ([.max, .min, .max, .min, .max, .min], 35))
  }

  // DuckDB 2.0: COPY t TO 'k.parquet' (FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1) of an INTEGER
  // column; the zeros that pad the miniblock of 256 values are left out. pyarrow 26 refuses its width of 33.
  @Test func `reads the 33-bit differences that DuckDB writes for 32-bit integers`() throws {
    let start = bytes(
      hex: """
        8010080affffffff0ff7ffffff1f2100000000000000faffffff01000000d8ffffff2700000020ffffff1f0100\
        0080fbffff7f06000000eaffffff01
        """)
    let page = start + Array(repeating: 0, count: 1078 - start.count)
    let expected = (0..<10).map { $0 % 2 == 0 ? Int32.min + $0 : .max - $0 }
    #expect(try decode32(page, count: 10) == (expected, 1078))
  }

  // Ends.

  @Test func `an end before the last value is an error at every byte`() throws {
    var generator = Generator(seed: 3)
    // 257 values: two whole blocks, so no padding.
    for width in [0, 1, 9, 31, 40, 64] {
      let bytes = encode(values(257, width: width, &generator))
      for end in bytes.indices {
        #expect(throws: ParquetError.self) { try decode(Array(bytes[..<end]), count: 257) }
      }
    }
  }

  @Test func `the padding of the last miniblock may be missing`() throws {
    var generator = Generator(seed: 4)
    for count in [2, 3, 9, 40, 100, 130] {
      let values = values(count, width: 11, &generator)
      let whole = PackedDeltas().encode(values)
      let cut = PackedDeltas(isPadded: false).encode(values)
      #expect(try decode(whole, count: count) == (values, whole.count))
      #expect(try decode(cut, count: count) == (values, cut.count))
      for end in cut.indices {
        #expect(throws: ParquetError.self) { try decode(Array(cut[..<end]), count: count) }
      }
    }
  }

  @Test(arguments: [1, 65, 255] as [UInt8])
  func `the widths of miniblocks without values mean nothing`(width: UInt8) throws {
    var generator = Generator(seed: 5)
    for count in [2, 33, 34, 130, 161] {
      let values = values(count, width: 7, &generator)
      let bytes = PackedDeltas(unusedWidth: width).encode(values)
      #expect(try decode(bytes + [1, 2, 3], count: count) == (values, bytes.count))
    }
  }

  @Test func `no values may be no bytes`() throws {
    #expect(try decode([], count: 0) == ([], 0))
    #expect(try decode32([], count: 0) == ([], 0))
  }

  // Hostile bytes.

  @Test func `refuses blocks that are not of the format`() {
    func kind(_ header: [UInt8], count: Int) -> ParquetError.Kind? {
      do {
        _ = try decode(header + Array(repeating: 0, count: 100), count: count)
        return nil
      } catch { return error.kind }
    }
    #expect(kind([0x80, 1, 4, 5, 2], count: 5) == nil)
    #expect(kind([0, 4, 5, 2], count: 5) == .corrupt, "blocks of no values")
    #expect(kind([100, 4, 5, 2], count: 5) == .corrupt, "blocks of 100 values")
    #expect(kind([0x80, 1, 0, 5, 2], count: 5) == .corrupt, "no miniblocks")
    #expect(kind([0x80, 1, 3, 5, 2], count: 5) == .corrupt, "3 miniblocks of 128")
    #expect(kind([0x80, 1, 8, 5, 2], count: 5) == .corrupt, "miniblocks of 16 values")
    #expect(kind([0x80, 1, 0x80, 2, 5, 2], count: 5) == .corrupt, "more miniblocks than values")
    #expect(kind([0x80, 0x80, 8, 4, 5, 2], count: 5) == .overLimit, "blocks of 131,072 values")
    #expect(kind([0x80, 1, 4, 6, 2], count: 5) == .corrupt, "more values than expected")
    #expect(kind([0x80, 1, 4, 4, 2], count: 5) == .corrupt, "fewer values than expected")
    let long = [UInt8](repeating: 0xFF, count: 9) + [1]
    #expect(kind(long + [4, 5, 2], count: 5) == .corrupt, "blocks of 2^64 - 1 values")
    #expect(kind([0x80, 1] + long + [5, 2], count: 5) == .corrupt, "2^64 - 1 miniblocks")
    #expect(kind([0x80, 1, 4] + long + [2], count: 5) == .corrupt, "2^64 - 1 values")
  }

  @Test func `refuses widths beyond the type`() {
    let body = [UInt8](repeating: 0, count: 3000)
    #expect(throws: ParquetError.self) {
      try decode([0x80, 1, 4, 5, 2, 0, 65, 0, 0, 0] + body, count: 5)
    }
    #expect(throws: ParquetError.self) {
      try decode32([0x80, 1, 4, 5, 2, 0, 35, 0, 0, 0] + body, count: 5)
    }
    // In the second miniblock, which the first one's width is compared with.
    #expect(throws: ParquetError.self) {
      try decode([0x80, 1, 4, 50, 2, 0, 64, 65, 0, 0] + body, count: 50)
    }
  }

  @Test func `does not allocate for values that the bytes cannot hold`() {
    // 2^62 values in 20 bytes.
    let count = 1 << 62
    let header = [0x80, 1, 4] + [UInt8](repeating: 0x80, count: 8) + [0x40, 0]
    #expect(throws: ParquetError.self) { try decode(header + [0, 0, 0, 0, 0], count: count) }
    #expect(throws: ParquetError.self) { try decode32(header + [0, 0, 0, 0, 0], count: count) }
    // 2^63 - 1 values in 2048 miniblocks a block.
    let most: [UInt8] = [0x80, 0x80, 4, 0x80, 0x10] + Array(repeating: 0xFF, count: 8) + [0x7F, 0]
    #expect(throws: ParquetError.self) { try decode(most, count: .max) }
  }

  @Test func `random bytes are values or an error`() {
    var generator = Generator.seeded()
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...300, using: &generator)
      var bytes = encode(values(count, width: 12, &generator))
      for _ in 0..<3 {
        bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8(
          truncatingIfNeeded: generator.next())
      }
      if let (values, end) = try? decode(bytes, count: count) {
        #expect(values.count == count && end <= bytes.count)
      }
      if let (values, end) = try? decode32(bytes, count: count) {
        #expect(values.count == count && end <= bytes.count)
      }
    }
  }

  @Test func `refuses to read a negative number of values`() async {
    await #expect(processExitsWith: .failure) {
      var values: [Int64] = []
      _ = try DeltaBinaryPacked.decode([UInt8]().span, count: -1, into: &values)
    }
  }
}
