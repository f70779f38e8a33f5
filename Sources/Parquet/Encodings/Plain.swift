// Encoding PLAIN: values end to end.
//
//   INT32, INT64, FLOAT   4, 8, 4 bytes, low byte first
//   BOOLEAN               one bit, low bits first, the last byte padded with zeros
//   BYTE_ARRAY            length in 4 bytes, then the bytes

internal import Columns

/// Appends values as Parquet's encoding PLAIN lays them out.
package enum Plain {
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
