import Parquet
import TestSupport
import Testing

@Suite struct RunLengthDecoderTests {
  private func decode(
    _ bytes: [UInt8], width: Int, count: Int
  ) throws(ParquetError) -> ([UInt32], end: Int) {
    var values: [UInt32] = []
    let end = try RunLengthDecoder.decode(bytes.span, width: width, count: count, into: &values)
    return (values, end)
  }

  private func decodeRuns(
    _ bytes: [UInt8], width: Int, count: Int
  ) throws(ParquetError) -> ([ValueRun], end: Int) {
    var runs: [ValueRun] = []
    let end = try RunLengthDecoder.decodeRuns(bytes.span, width: width, count: count, into: &runs)
    return (runs, end)
  }

  private func decodeFlags(_ bytes: [UInt8], count: Int) throws(ParquetError) -> ([Bool], end: Int)
  {
    var flags: [Bool] = []
    let end = try RunLengthDecoder.decodeFlags(bytes.span, count: count, into: &flags)
    return (flags, end)
  }

  /// All values, as they are passed some at a time.
  private func decodeParts(
    _ bytes: [UInt8], width: Int, count: Int
  ) throws(ParquetError) -> ([UInt32], end: Int) {
    var values: [UInt32] = []
    var scratch: [UInt32] = [1, 2, 3]
    let end = try RunLengthDecoder.decode(
      bytes.span, width: width, count: count, through: &scratch
    ) { (part) throws(ParquetError) in
      for index in 0..<part.count { values.append(part[index]) }
    }
    return (values, end)
  }

  /// Maximal runs, one value at a time.
  private func runs(_ values: [UInt32]) -> [ValueRun] {
    var runs: [ValueRun] = []
    for value in values {
      if let last = runs.last, last.value == value {
        runs[runs.count - 1] = ValueRun(value: value, count: last.count + 1)
      } else {
        runs.append(ValueRun(value: value, count: 1))
      }
    }
    return runs
  }

  /// Where 0, 1, 2, … begin, of which `known` are known already.
  private func decodeStarts(
    _ bytes: [UInt8], width: Int, count: Int, known: [Int] = [], limit: Int
  ) throws(ParquetError) -> ([Int], end: Int)? {
    var starts = known
    let end = try RunLengthDecoder.decodeStarts(
      bytes.span, width: width, count: count, at: 1000, limit: limit, into: &starts)
    return end.map { (starts, $0) }
  }

  /// The same one value at a time, none of which is the limit or more; nil if they are not in order.
  private func starts(_ values: [UInt32], known: [Int]) -> [Int]? {
    var starts = known
    for (place, value) in values.enumerated() {
      if Int(value) == starts.count {
        starts.append(1000 + place)
      } else if Int(value) + 1 != starts.count {
        return nil
      }
    }
    return starts
  }

  /// Every decoder on the same bytes.
  private func expect(
    _ bytes: [UInt8], width: Int, are values: [UInt32], end: Int? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let count = values.count
    let end = end ?? bytes.count
    #expect(
      try decode(bytes, width: width, count: count) == (values, end), sourceLocation: location)
    #expect(
      try decodeParts(bytes, width: width, count: count) == (values, end),
      sourceLocation: location)
    #expect(
      try decodeRuns(bytes, width: width, count: count) == (runs(values), end),
      sourceLocation: location)
    if width == 1 {
      #expect(
        try decodeFlags(bytes, count: count) == (values.map { $0 == 1 }, end),
        sourceLocation: location)
    }
  }

  /// No decoder takes the bytes.
  private func expectCorrupt(
    _ bytes: [UInt8], width: Int, count: Int, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: ParquetError.self, sourceLocation: location) {
      try decode(bytes, width: width, count: count)
    }
    #expect(throws: ParquetError.self, sourceLocation: location) {
      try decodeRuns(bytes, width: width, count: count)
    }
    let starts = try? decodeStarts(bytes, width: width, count: count, limit: 1 << 20)
    #expect(starts == nil, sourceLocation: location)
    if width == 1 {
      #expect(throws: ParquetError.self, sourceLocation: location) {
        try decodeFlags(bytes, count: count)
      }
    }
  }

  // Round trips.

  @Test(arguments: 0...32)
  func `reads what the encoder writes, at every width and length`(width: Int) throws {
    var generator = Generator(seed: UInt64(width))
    for count in awkwardCounts + [2047, 2048, 2049, 5000] {
      for stretch in [1, 3, 12, 40, 200] {
        let values = stretches(count, width: width, stretch: stretch, &generator)
        let bytes = hybrid(values, width: width)
        try expect(bytes, width: width, are: values)
        if width <= 20 { #expect(try Scalar.hybrid(bytes, count: count, width: width) == values) }
      }
    }
  }

  @Test func `reads packed bits alone`() throws {
    var generator = Generator(seed: 2)
    for width in 0...32 {
      for stretch in [1, 5, 10_000] {
        let values = stretches(8000, width: width, stretch: stretch, &generator)
        // 1000 groups.
        let header: [UInt8] = [0xD1, 0x0F]
        let packed = PackedDeltas.pack(values.map { UInt64($0) }, width: width)
        try expect(header + packed, width: width, are: values)
      }
    }
  }

  @Test func `appends to what is there`() throws {
    let bytes = hybrid(Array(repeating: 1, count: 9), width: 1)
    var values: [UInt32] = [3]
    var runs = [ValueRun(value: 1, count: 2)]
    var flags = [false]
    _ = try RunLengthDecoder.decode(bytes.span, width: 1, count: 2, into: &values)
    _ = try RunLengthDecoder.decodeRuns(bytes.span, width: 1, count: 2, into: &runs)
    _ = try RunLengthDecoder.decodeFlags(bytes.span, count: 2, into: &flags)
    #expect(values == [3, 1, 1])
    #expect(runs == [ValueRun(value: 1, count: 2), ValueRun(value: 1, count: 2)])
    #expect(flags == [false, true, true])
  }

  @Test func `joins runs of one value`() throws {
    // 8 twos as a run, 8 twos as packed bits, 3 twos and 5 ones as packed bits, 2 ones as a run, no ones.
    let bytes: [UInt8] = [16, 2, 5, 0xAA, 0xAA, 0x6A, 0x55, 4, 1, 0, 1]
    let runs = [ValueRun(value: 2, count: 19), ValueRun(value: 1, count: 7)]
    #expect(try decodeRuns(bytes, width: 2, count: 26) == (runs, 9))
  }

  // What others write.

  @Test func `reads the specification's example`() throws {
    try expect([3, 0x88, 0xC6, 0xFA], width: 3, are: Array(0...7))
  }

  // pyarrow 26, pq.write_table(..., compression='none') of columns that are not nullable.
  @Test func `reads what pyarrow writes`() throws {
    // The page of indices of int64 [0] * 20 + [i % 5 for i in range(19)] + [3] * 30, its width first.
    let page = bytes(hex: "032a0007d18868443422dab66d3003")
    let cycle = (0..<19).map { UInt32($0 % 5) }
    let values = Array(repeating: 0, count: 20) + cycle + Array(repeating: 3, count: 30)
    try expect(Array(page.dropFirst()), width: Int(page[0]), are: values)
    // The page of [i % 7 < 3 for i in range(30)] + [True] * 40 + [False] * 20 with column_encoding 'RLE',
    // data_page_version '2.0'; the length in four bytes first.
    let flags = bytes(hex: "090000000987c3e1f04c012800")
    let pattern = (0..<30).map { $0 % 7 < 3 ? UInt32(1) : 0 }
    let expected = pattern + Array(repeating: 1, count: 40) + Array(repeating: 0, count: 20)
    try expect(Array(flags.dropFirst(4)), width: 1, are: expected)
  }

  // Ends.

  @Test func `an end before the last value is an error at every byte`() {
    var generator = Generator(seed: 6)
    for width in [1, 2, 7, 8, 13, 32] {
      for stretch in [1, 12, 300] {
        let bytes = hybrid(
          stretches(800, width: width, stretch: stretch, &generator), width: width)
        for end in bytes.indices {
          expectCorrupt(Array(bytes[..<end]), width: width, count: 800)
        }
      }
    }
  }

  @Test func `the padding of the last group may be missing`() throws {
    // Two groups of 12 bits announced, 9 values stored in 14 bytes.
    let values: [UInt32] = [1, 2, 3, 4, 5, 6, 7, 8, 4095]
    let packed = PackedDeltas.pack(values.map { UInt64($0) }, width: 12)
    try expect([5] + packed, width: 12, are: values)
    expectCorrupt([5] + packed.dropLast(), width: 12, count: 9)
    try expect([5] + packed + Array(repeating: 0xFF, count: 10), width: 12, are: values, end: 25)
  }

  @Test func `runs and groups may go on beyond the last value`() throws {
    try expect([200, 1, 6], width: 3, are: Array(repeating: 6, count: 7), end: 3)
    try expect([7, 1, 2, 3], width: 1, are: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    // 2^63 - 1 of them.
    let long = [UInt8](repeating: 0xFF, count: 8)
    try expect([0xFE] + long + [1, 1], width: 1, are: [1, 1, 1])
    try expect([0xFF] + long + [1, 5], width: 1, are: [1, 0, 1])
    try expect([0xFF] + long + [1, 5, 6, 7, 8], width: 32, are: [0x0807_0605])
  }

  @Test func `values of no bits need no bytes`() throws {
    for count in awkwardCounts {
      let zeros = [UInt32](repeating: 0, count: count)
      try expect([], width: 0, are: zeros)
      // A run of 7 of them, without a value; a group.
      try expect([14], width: 0, are: zeros, end: count == 0 ? 0 : 1)
      try expect([3], width: 0, are: zeros, end: count == 0 ? 0 : 1)
    }
  }

  @Test func `no values are no bytes`() throws {
    for width in 0...32 { try expect([3, 4, 5], width: width, are: [], end: 0) }
  }

  // Hostile bytes.

  @Test func `empty runs and groups end with the bytes`() throws {
    let empty = [UInt8](repeating: 0, count: 1000)
    expectCorrupt(empty, width: 1, count: 1)
    expectCorrupt(Array(repeating: 1, count: 1000), width: 1, count: 1)
    try expect([0, 1, 1, 2, 1], width: 1, are: [1])
  }

  @Test func `refuses widths that do not exist`() {
    for width in [-1, 33, 64, 255, .max, .min] {
      #expect(throws: ParquetError.self) { try decode([2, 1], width: width, count: 1) }
      #expect(throws: ParquetError.self) { try decodeRuns([2, 1], width: width, count: 1) }
    }
  }

  @Test func `refuses a run of a value that is wider than the width`() {
    expectCorrupt([2, 2], width: 1, count: 1)
    expectCorrupt([2, 0xFF], width: 7, count: 1)
    expectCorrupt([2, 0, 0, 0, 0x80], width: 31, count: 1)
  }

  @Test func `refuses headers of more than 64 bits`() {
    expectCorrupt(Array(repeating: 0xFF, count: 20), width: 1, count: 1)
    expectCorrupt(Array(repeating: 0x80, count: 20), width: 0, count: 1)
  }

  @Test func `refuses groups that the bytes cannot hold, however many`() {
    let long = [UInt8](repeating: 0xFF, count: 9) + [1]
    for count in [9, 1 << 40, 1 << 62, .max] {
      #expect(throws: ParquetError.self) {
        try decodeRuns(long + [1, 2, 3, 4], width: 32, count: count)
      }
    }
  }

  @Test func `makes a long run without memory`() throws {
    let bytes = [UInt8](repeating: 0xFE, count: 1) + Array(repeating: 0xFF, count: 8) + [1, 9]
    let run = ValueRun(value: 9, count: 1 << 62)
    #expect(try decodeRuns(bytes, width: 8, count: 1 << 62) == ([run], 11))
  }

  @Test func `random bytes are values or an error`() {
    var generator = Generator.seeded()
    for _ in 0..<20_000 {
      let bytes = (0..<40).map { _ in
        UInt8(truncatingIfNeeded: generator.next() >> 3 & generator.next())
      }
      let width = Int.random(in: 0...32, using: &generator)
      let count = Int.random(in: 0...300, using: &generator)
      let values = try? decode(bytes, width: width, count: count)
      let runs = try? decodeRuns(bytes, width: width, count: count)
      #expect((values == nil) == (runs == nil))
      if let values, let runs {
        #expect(values.0.count == count && values.end <= bytes.count && values.end == runs.end)
        #expect(self.runs(values.0) == runs.0)
        let limit = Int(values.0.max() ?? 0) + 1
        let found = try? decodeStarts(bytes, width: width, count: count, limit: limit)
        #expect(found.map(\.0) == starts(values.0, known: []))
      }
    }
  }

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

  @Test func `refuses to read a negative number of values`() async {
    await #expect(processExitsWith: .failure) {
      var values: [UInt32] = []
      _ = try RunLengthDecoder.decode([UInt8]().span, width: 1, count: -1, into: &values)
    }
  }
}
