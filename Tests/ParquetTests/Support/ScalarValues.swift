/// Decoders of whole values, written for the tests from the specification, one byte at a time.
extension Scalar {
  private static func take(_ count: Int, _ bytes: [UInt8], _ position: inout Int) throws -> [UInt8]
  {
    guard count >= 0, count <= bytes.count - position else { throw Malformed() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// PLAIN byte arrays.
  static func plainTexts(_ bytes: [UInt8], count: Int) throws -> [[UInt8]] {
    var position = 0
    return try (0..<count).map { _ in
      let length = Int(littleEndian(try take(4, bytes, &position)))
      return try take(length, bytes, &position)
    }
  }

  /// 32-bit numbers in DELTA_BINARY_PACKED, with small deltas only.
  private static func lengths(_ bytes: [UInt8], count: Int, _ position: inout Int) throws -> [Int] {
    func zigzag() throws -> Int {
      let value = try varint(bytes, &position)
      return Int(truncatingIfNeeded: value >> 1) ^ -Int(truncatingIfNeeded: value & 1)
    }
    let block = Int(truncatingIfNeeded: try varint(bytes, &position))
    let parts = Int(truncatingIfNeeded: try varint(bytes, &position))
    guard try varint(bytes, &position) == UInt64(count), parts > 0, block > 0 else {
      throw Malformed()
    }
    var values = [try zigzag()]
    while values.count < count {
      let least = try zigzag()
      let widths = try take(parts, bytes, &position)
      for width in widths where values.count < count {
        let packed = try take(block / parts * Int(width) / 8, bytes, &position)
        for index in 0..<block / parts where values.count < count {
          var delta = 0
          for bit in 0..<Int(width) {
            let place = index * Int(width) + bit
            delta |= Int(packed[place / 8] >> (place % 8) & 1) << bit
          }
          values.append(values[values.count - 1] + least + delta)
        }
      }
    }
    return Array(values.prefix(count))
  }

  /// DELTA_LENGTH_BYTE_ARRAY.
  static func deltaLengthTexts(_ bytes: [UInt8], count: Int) throws -> [[UInt8]] {
    var position = 0
    let sizes = try lengths(bytes, count: count, &position)
    return try sizes.map { try take($0, bytes, &position) }
  }

  /// DELTA_BYTE_ARRAY.
  static func deltaTexts(_ bytes: [UInt8], count: Int) throws -> [[UInt8]] {
    var position = 0
    let prefixes = try lengths(bytes, count: count, &position)
    let suffixes = try deltaLengthTexts(Array(bytes[position...]), count: count)
    var previous: [UInt8] = []
    return try zip(prefixes, suffixes).map { prefix, suffix in
      guard (0...previous.count).contains(prefix) else { throw Malformed() }
      previous = previous.prefix(prefix) + suffix
      return previous
    }
  }

  /// BYTE_STREAM_SPLIT: the bytes of each value.
  static func split(_ bytes: [UInt8], count: Int, width: Int) throws -> [[UInt8]] {
    guard bytes.count == count * width else { throw Malformed() }
    return (0..<count).map { value in (0..<width).map { bytes[$0 * count + value] } }
  }
}
