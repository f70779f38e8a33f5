// Encoding PLAIN: values end to end.
//
//   INT32, INT64, FLOAT, DOUBLE   4, 8, 4, 8 bytes, low byte first
//   INT96                         nanoseconds of the day in 8 bytes, Julian day in 4, low byte first
//   BOOLEAN                       one bit, low bits first, the last byte padded with zeros
//   BYTE_ARRAY                    length in 4 bytes, low byte first, then the bytes
//   FIXED_LEN_BYTE_ARRAY          the bytes

package import Columns

/// Values as Parquet's encoding PLAIN lays them out.
package enum Plain {}

// Decoding: each function appends `count` values and returns the number of bytes that they take; bytes that
// follow, which some writers leave in a page, are not looked at. No count is negative.
extension Plain {
  /// Decodes 32-bit integers.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int32]
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: 4)
    values.append(littleEndian: body)
    return body.count
  }

  /// Decodes 64-bit integers.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int64]
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: 8)
    values.append(littleEndian: body)
    return body.count
  }

  /// Decodes 32-bit floats.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Float]
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: 4)
    values.append(littleEndian: body)
    return body.count
  }

  /// Decodes 64-bit floats.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Double]
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: 8)
    values.append(littleEndian: body)
    return body.count
  }

  /// Decodes stamps.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int96]
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: 12)
    values.append(littleEndian: body)
    return body.count
  }

  /// Decodes flags.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Bool]
  ) throws(ParquetError) -> Int {
    let size = count / 8 + (count % 8 == 0 ? 0 : 1)
    let body = try first(size, of: bytes, size: 1)
    values.append(bits: body, count: count)
    return size
  }

  /// Decodes byte arrays, each after its length.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout TextColumn
  ) throws(ParquetError) -> Int {
    _ = try first(count, of: bytes, size: 4)
    var size = 0
    try values.append { (texts, ends) throws(ParquetError) in
      try ends.append(count: count) { newEnds throws(ParquetError) in
        size = try texts.append(lengthPrefixed: bytes, ends: &newEnds, from: texts.count)
      }
    }
    return size
  }

  /// Decodes byte arrays of the length that `values` have.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout FixedLengthBytes
  ) throws(ParquetError) -> Int {
    let body = try first(count, of: bytes, size: values.length)
    values.bytes.append(littleEndian: body)
    return body.count
  }

  /// The bytes of the first `count` values of `size` bytes.
  @_lifetime(copy bytes)
  private static func first(
    _ count: Int, of bytes: Span<UInt8>, size: Int
  ) throws(ParquetError) -> Span<UInt8> {
    guard count <= bytes.count / size else {
      throw .corrupt("\(count) values of \(size) bytes or more expected in \(bytes.count) bytes")
    }
    return bytes.extracting(..<(count * size))
  }
}

// Encoding.
extension Plain {
  /// Appends integers, or floats as the integers of their bits.
  static func append(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, to bytes: inout [UInt8]
  ) {
    bytes.append(littleEndian: values)
  }

  /// Appends flags.
  package static func append(_ flags: Span<Bool>, to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + (flags.count + 7) / 8)
    var byte: UInt8 = 0
    for index in 0..<flags.count {
      byte |= (flags[index] ? 1 : 0) << (index & 7)
      if index & 7 == 7 {
        bytes.append(byte)
        byte = 0
      }
    }
    if flags.count & 7 != 0 { bytes.append(byte) }
  }

  /// Appends one text.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends the texts of `rows` that are `present`, which take `count` bytes.
  static func append(
    _ texts: TextColumn, rows: Range<Int>, present: [Bool]?, count: Int, to bytes: inout [UInt8]
  ) {
    bytes.append(lengthPrefixed: texts, rows: rows, present: present, count: count)
  }
}
