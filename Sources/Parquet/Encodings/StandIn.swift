// Stands in until the decoders of runs and differences are there.

package enum DeltaBinaryPacked {
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int64]
  ) throws(ParquetError) -> Int {
    var reader = ByteReader(bytes)
    let blockSize = try reader.varint()
    let miniblocks = try reader.varint()
    let total = try reader.varint()
    guard blockSize > 0, blockSize <= 1 << 20, blockSize % 128 == 0, miniblocks > 0,
      blockSize % miniblocks == 0, (blockSize / miniblocks) % 32 == 0, total == UInt64(count)
    else { throw .corrupt("a header of differences", offset: 0) }
    var value = try reader.zigzag()
    if count == 0 { return reader.position }
    let size = Int(blockSize / miniblocks)
    var decoded = [value]
    while decoded.count < count {
      let least = try reader.zigzag()
      let widths = try reader.take(Int(miniblocks))
      for index in 0..<widths.count where decoded.count < count {
        let width = Int(widths[index])
        guard width <= 64 else { throw .corrupt("a width", offset: 0) }
        let packed = try reader.take(size * width / 8)
        for position in 0..<min(size, count - decoded.count) {
          var delta: UInt64 = 0
          for bit in 0..<width {
            let place = position * width + bit
            delta |= UInt64(packed[place / 8] >> (place % 8) & 1) << bit
          }
          value = value &+ least &+ Int64(bitPattern: delta)
          decoded.append(value)
        }
      }
    }
    values += decoded
    return reader.position
  }

  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int32]
  ) throws(ParquetError) -> Int {
    var wide: [Int64] = []
    let size = try decode(bytes, count: count, into: &wide)
    values += wide.map { Int32(truncatingIfNeeded: $0) }
    return size
  }

  package static func encode(_ values: Span<Int32>, to bytes: inout [UInt8]) {
    for header in [128, 4, values.count] { bytes.append(varint: UInt64(header)) }
    func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
    bytes.append(varint: zigzag(values.isEmpty ? 0 : Int64(values[0])))
    var next = 1
    while next < values.count {
      let deltas = (next..<min(next + 128, values.count)).map {
        Int64(values[$0]) - Int64(values[$0 - 1])
      }
      let least = deltas.min() ?? 0
      bytes.append(varint: zigzag(least))
      let blocks = stride(from: 0, to: 128, by: 32).map { start in
        (start..<start + 32).map { $0 < deltas.count ? UInt64(deltas[$0] - least) : 0 }
      }
      let widths = blocks.map { 64 - $0.reduce(0, |).leadingZeroBitCount }
      bytes += widths.map { UInt8($0) }
      for (block, width) in zip(blocks, widths) where width > 0 {
        var packed = [UInt8](repeating: 0, count: width * 4)
        for (index, delta) in block.enumerated() {
          for bit in 0..<width where delta >> bit & 1 == 1 {
            packed[(index * width + bit) / 8] |= 1 << ((index * width + bit) % 8)
          }
        }
        bytes += packed
      }
      next += deltas.count
    }
  }
}

package enum RunLengthDecoder {
  package static func decodeFlags(
    _ bytes: Span<UInt8>, count: Int, into flags: inout [Bool]
  ) throws(ParquetError) -> Int {
    var reader = ByteReader(bytes)
    var decoded: [Bool] = []
    while decoded.count < count {
      let header = try reader.varint()
      if header & 1 == 0 {
        let value = try reader.byte()
        let length = Int(min(header >> 1, UInt64(count - decoded.count)))
        decoded += Array(repeating: value == 1, count: length)
      } else {
        let packed = try reader.take(Int(min(header >> 1, 1 << 40)))
        for bit in 0..<min(packed.count * 8, count - decoded.count) {
          decoded.append(packed[bit / 8] >> (bit % 8) & 1 == 1)
        }
      }
    }
    flags += decoded
    return reader.position
  }
}
