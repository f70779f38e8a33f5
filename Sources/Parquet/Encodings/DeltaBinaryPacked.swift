// Encoding DELTA_BINARY_PACKED: differences of neighbours as packed bits.
//
//   header      varint values of a block, a multiple of 128
//               varint miniblocks of a block; each has a multiple of 32 values
//               varint number of values
//               zigzag varint first value
//   block       zigzag varint least difference
//               a byte for each miniblock: its width w
//               miniblocks: w bits a value, low bits first: difference - least difference
//
// The first value stands in the header alone. The last block names the widths of all its miniblocks, any
// width for those that hold no values, but ends with the last one that does, which is padded. Differences,
// least differences and sums wrap at 32 bits (INT32) or 64 (INT64).

/// Decodes and encodes integers as packed differences.
package enum DeltaBinaryPacked {
  /// Appends the `count` values that `bytes` begin with and returns how many bytes they took.
  ///
  /// After an error some values may have been appended.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int32]
  ) throws(ParquetError) -> Int {
    // 32 by the specification. DuckDB 2.0 does not wrap differences, of which the widest are 2^33 - 2 apart;
    // the sums are right all the same.
    var stretches = try DeltaStretches(bytes, count: count, widest: 34)
    if count == 0 { return stretches.position }
    try values.append(addingCapacity: count) { output throws(ParquetError) in
      var last = Int32(truncatingIfNeeded: stretches.first)
      output.append(last)
      while let stretch = try stretches.next() {
        let packed = bytes.extracting(stretch.start..<bytes.count)
        output.append(
          deltas: packed, width: stretch.width, count: stretch.count,
          minimum: Int32(truncatingIfNeeded: stretch.minimum), after: &last)
      }
    }
    return stretches.position
  }

  /// Appends the `count` values that `bytes` begin with and returns how many bytes they took.
  ///
  /// After an error some values may have been appended.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int64]
  ) throws(ParquetError) -> Int {
    var stretches = try DeltaStretches(bytes, count: count, widest: 64)
    if count == 0 { return stretches.position }
    try values.append(addingCapacity: count) { output throws(ParquetError) in
      var last = stretches.first
      output.append(last)
      while let stretch = try stretches.next() {
        let packed = bytes.extracting(stretch.start..<bytes.count)
        output.append(
          deltas: packed, width: stretch.width, count: stretch.count, minimum: stretch.minimum,
          after: &last)
      }
    }
    return stretches.position
  }
}

// Encoding: blocks of 128 values in 4 miniblocks, which every reader takes.
extension DeltaBinaryPacked {
  private static let blockSize = 128
  private static let miniblockSize = 32
  private static let miniblockCount = 4

  /// Appends `values`.
  package static func encode(_ values: Span<Int32>, to bytes: inout [UInt8]) {
    appendHeader(count: values.count, first: values.isEmpty ? 0 : Int64(values[0]), to: &bytes)
    var numbers = [UInt32](repeating: 0, count: blockSize)
    bytes.append(addingCapacity: mostBytes(of: values.count, width: 4)) { output in
      var start = 1
      while start < values.count {
        let end = min(start + blockSize, values.count)
        let later = values.extracting(start..<end)
        let earlier = values.extracting(start - 1..<end - 1)
        precondition(later.count == earlier.count, "a difference for each value")
        // In 32 bits, where differences wrap: the numbers left never need more.
        var minimum = Int32.max
        for index in 0..<later.count { minimum = min(minimum, later[index] &- earlier[index]) }
        var target = numbers.mutableSpan
        precondition(later.count <= target.count, "a block at a time")
        for index in 0..<later.count {
          target[index] = UInt32(bitPattern: later[index] &- earlier[index] &- minimum)
        }
        for index in later.count..<blockSize { target[index] = 0 }
        output.append(zigzag: Int64(minimum))
        append(numbers.span, to: &output)
        start = end
      }
    }
  }

  /// Appends `values`.
  package static func encode(_ values: Span<Int64>, to bytes: inout [UInt8]) {
    appendHeader(count: values.count, first: values.isEmpty ? 0 : Int64(values[0]), to: &bytes)
    var numbers = [UInt64](repeating: 0, count: blockSize)
    bytes.append(addingCapacity: mostBytes(of: values.count, width: 8)) { output in
      var start = 1
      while start < values.count {
        let end = min(start + blockSize, values.count)
        let later = values.extracting(start..<end)
        let earlier = values.extracting(start - 1..<end - 1)
        precondition(later.count == earlier.count, "a difference for each value")
        var minimum = Int64.max
        for index in 0..<later.count { minimum = min(minimum, later[index] &- earlier[index]) }
        var target = numbers.mutableSpan
        precondition(later.count <= target.count, "a block at a time")
        for index in 0..<later.count {
          target[index] = UInt64(bitPattern: later[index] &- earlier[index] &- minimum)
        }
        for index in later.count..<blockSize { target[index] = 0 }
        output.append(zigzag: Int64(minimum))
        append(numbers.span, to: &output)
        start = end
      }
    }
  }

  /// Appends the widths and the miniblocks of a block.
  @_lifetime(output: copy output)
  private static func append(_ numbers: Span<UInt32>, to output: inout OutputSpan<UInt8>) {
    let widths = output.count
    for start in stride(from: 0, to: blockSize, by: miniblockSize) {
      let miniblock = numbers.extracting(start..<start + miniblockSize)
      var highest: UInt32 = 0
      for index in 0..<miniblock.count { highest |= miniblock[index] }
      output.append(UInt8(UInt32.bitWidth - highest.leadingZeroBitCount))
    }
    for miniblock in 0..<miniblockCount {
      // A miniblock without values has width 0, and so no bytes.
      let start = miniblock * miniblockSize
      let width = Int(output.span[widths + miniblock])
      output.append(packing: numbers.extracting(start..<start + miniblockSize), width: width)
    }
  }

  /// Appends the widths and the miniblocks of a block.
  @_lifetime(output: copy output)
  private static func append(_ numbers: Span<UInt64>, to output: inout OutputSpan<UInt8>) {
    let widths = output.count
    for start in stride(from: 0, to: blockSize, by: miniblockSize) {
      let miniblock = numbers.extracting(start..<start + miniblockSize)
      var highest: UInt64 = 0
      for index in 0..<miniblock.count { highest |= miniblock[index] }
      output.append(UInt8(UInt64.bitWidth - highest.leadingZeroBitCount))
    }
    for miniblock in 0..<miniblockCount {
      // A miniblock without values has width 0, and so no bytes.
      let start = miniblock * miniblockSize
      let width = Int(output.span[widths + miniblock])
      output.append(packing: numbers.extracting(start..<start + miniblockSize), width: width)
    }
  }

  /// The most bytes that the blocks of so many values of `width` bytes take.
  private static func mostBytes(of count: Int, width: Int) -> Int {
    (count + blockSize - 1) / blockSize * (10 + miniblockCount + blockSize * width)
  }

  private static func appendHeader(count: Int, first: Int64, to bytes: inout [UInt8]) {
    bytes.append(varint: UInt64(blockSize))
    bytes.append(varint: UInt64(miniblockCount))
    bytes.append(varint: UInt64(count))
    bytes.append(zigzag: first)
  }
}

/// Neighbouring miniblocks of one width: as many of their values as the page has, whose bytes are there.
private struct DeltaStretch {
  let width: Int
  let minimum: Int64
  let count: Int
  /// The offset of the first byte.
  let start: Int
}

/// The miniblocks of packed differences, one stretch after the other, checked.
private struct DeltaStretches: ~Escapable {
  /// No writer was met whose blocks have more than 2048 values.
  static let largestBlock: UInt64 = 1 << 16

  /// The first value; 0 if there is none.
  let first: Int64
  private var reader: ByteReader
  private let widest: Int
  private let miniblockCount: Int
  private let miniblockSize: Int
  /// How many values are still to come.
  private var left: Int
  private var minimum: Int64 = 0
  /// Where the widths of the block begin, and the miniblock of it that is next.
  private var widths = 0
  private var miniblock: Int

  /// The miniblocks of `count` values of at most `widest` bits.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, count: Int, widest: Int) throws(ParquetError) {
    precondition(count >= 0, "a number of values")
    var reader = ByteReader(bytes)
    self.widest = widest
    left = max(count - 1, 0)
    if bytes.isEmpty && count == 0 {
      // Some writers leave out even the header.
      (first, miniblockCount, miniblockSize, miniblock) = (0, 1, 32, 1)
      self.reader = reader
      return
    }
    let blockSize = try reader.varint()
    guard blockSize > 0 && blockSize % 128 == 0 else {
      throw .corrupt("delta blocks of \(blockSize) values, not of a multiple of 128", offset: 0)
    }
    guard blockSize <= Self.largestBlock else {
      throw .overLimit(
        "delta blocks of \(blockSize) values, at most \(Self.largestBlock) are read", offset: 0)
    }
    let miniblocks = try reader.varint()
    guard miniblocks > 0 && blockSize % miniblocks == 0 && blockSize / miniblocks % 32 == 0 else {
      throw .corrupt(
        "delta blocks of \(blockSize) values in \(miniblocks) miniblocks, not of a multiple of 32",
        offset: 0)
    }
    let total = try reader.varint()
    guard total == UInt64(count) else {
      throw .corrupt("packed differences of \(total) values, \(count) expected", offset: 0)
    }
    first = try reader.zigzag()
    miniblockCount = Int(miniblocks)
    miniblockSize = Int(blockSize / miniblocks)
    miniblock = miniblockCount
    // Before anything is allocated: a block is at least its least difference and its widths.
    let blocks = left / Int(blockSize) + (left % Int(blockSize) == 0 ? 0 : 1)
    guard blocks <= reader.remaining / (1 + miniblockCount) else {
      throw .corrupt(
        "\(blocks) delta blocks expected, \(reader.remaining) bytes left", offset: reader.position)
    }
    self.reader = reader
  }

  /// How many bytes have been read.
  var position: Int { reader.position }

  /// The next stretch, of at least one value; nil when the values are complete.
  @_lifetime(self: copy self)
  mutating func next() throws(ParquetError) -> DeltaStretch? {
    if left == 0 { return nil }
    if miniblock == miniblockCount {
      minimum = try reader.zigzag()
      widths = reader.position
      _ = try reader.take(miniblockCount)
      miniblock = 0
    }
    let width = Int(reader.bytes[widths + miniblock])
    guard width <= widest else {
      throw .corrupt(
        "a miniblock of \(width) bits a value, at most \(widest) expected",
        offset: widths + miniblock)
    }
    var room = 0
    repeat {
      room += miniblockSize
      miniblock += 1
    } while miniblock < miniblockCount && room < left
      && Int(reader.bytes[widths + miniblock]) == width
    let count = min(room, left)
    guard PackedBits.fit(count, width: width, in: reader.remaining) else {
      throw reader.truncated(needing: (count * width + 7) / 8)
    }
    let start = reader.position
    // The padding of the last miniblock may be missing.
    _ = try reader.take(min(room / 8 * width, reader.remaining))
    left -= count
    return DeltaStretch(width: width, minimum: minimum, count: count, start: start)
  }
}
