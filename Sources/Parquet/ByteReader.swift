/// A position in bytes that are not trusted: every read is checked against their end.
struct ByteReader: ~Escapable {
  /// All the bytes.
  let bytes: Span<UInt8>
  /// Where the next read begins.
  private(set) var position: Int

  /// A reader from `position` on.
  ///
  /// - Precondition: `position` lies within `bytes` or at their end.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, at position: Int = 0) {
    precondition((0...bytes.count).contains(position), "a position within the bytes")
    self.bytes = bytes
    self.position = position
  }

  /// The number of bytes left.
  var remaining: Int { bytes.count - position }

  /// The next byte.
  @_lifetime(self: copy self)
  mutating func byte() throws(ParquetError) -> UInt8 {
    guard position < bytes.count else { throw truncated(needing: 1) }
    defer { position += 1 }
    return bytes[position]
  }

  /// An unsigned LEB128 number of at most 64 bits.
  @_lifetime(self: copy self)
  mutating func varint() throws(ParquetError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      let bits = UInt64(byte & 0x7f)
      if shift == 63 && byte > 1 || shift > 63 {
        throw .corrupt("a variable-length number of more than 64 bits", offset: start)
      }
      value |= bits << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A signed number: zigzag, then LEB128.
  @_lifetime(self: copy self)
  mutating func zigzag() throws(ParquetError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Four bytes, low byte first.
  @_lifetime(self: copy self)
  mutating func uint32() throws(ParquetError) -> UInt32 {
    guard remaining >= 4 else { throw truncated(needing: 4) }
    var value: UInt32 = 0
    for index in 0..<4 { value |= UInt32(bytes[position + index]) << (8 * index) }
    position += 4
    return value
  }

  /// The next `count` bytes.
  @_lifetime(self: copy self)
  @_lifetime(copy self)
  mutating func take(_ count: Int) throws(ParquetError) -> Span<UInt8> {
    guard count >= 0 && count <= remaining else { throw truncated(needing: count) }
    defer { position += count }
    return bytes.extracting(position..<position + count)
  }

  /// Moves past `count` bytes.
  ///
  /// - Precondition: so many are left.
  @_lifetime(self: copy self)
  mutating func skip(_ count: Int) {
    precondition(count >= 0 && count <= remaining, "bytes that are left")
    position += count
  }

  /// What to throw when `count` bytes are needed and not there.
  func truncated(needing count: Int) -> ParquetError {
    .corrupt("\(count) bytes expected, \(remaining) left", offset: position)
  }
}
