/// Decoders written for the tests from the specification, one value and one bit at a time.
enum Scalar {
  struct Malformed: Error {}

  /// Reads an unsigned LEB128 number at `position` and moves past it.
  static func varint(_ bytes: [UInt8], _ position: inout Int) throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < bytes.count, shift < 64 else { throw Malformed() }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// Decodes `count` values of the hybrid of runs and packed bits, which take all of `bytes`.
  static func hybrid(_ bytes: [UInt8], count: Int, width: Int) throws -> [UInt32] {
    var values: [UInt32] = []
    var position = 0
    while position < bytes.count {
      // A run may only follow whole groups: padding stands at the end of a page alone.
      guard values.count < count else { throw Malformed() }
      let header = try varint(bytes, &position)
      if header & 1 == 0 {
        var value: UInt32 = 0
        for byte in 0..<(width + 7) / 8 {
          guard position < bytes.count else { throw Malformed() }
          value |= UInt32(bytes[position]) << (8 * byte)
          position += 1
        }
        values += Array(repeating: value, count: Int(header >> 1))
      } else {
        let groups = Int(header >> 1)
        guard position + groups * width <= bytes.count else { throw Malformed() }
        for index in 0..<groups * 8 {
          var value: UInt32 = 0
          for bit in 0..<width {
            let place = index * width + bit
            if bytes[position + place / 8] >> (place % 8) & 1 == 1 { value |= 1 << bit }
          }
          values.append(value)
        }
        position += groups * width
        guard values.count < count + 8 else { throw Malformed() }
        if values.count > count {
          // Padding is zeros.
          guard values[count...].allSatisfy({ $0 == 0 }) else { throw Malformed() }
          values.removeLast(values.count - count)
        }
      }
    }
    guard values.count == count else { throw Malformed() }
    return values
  }

  /// CRC-32 of IEEE 802.3, bit by bit.
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// An unsigned number, low byte first.
  static func littleEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
