// Encoding DELTA_BYTE_ARRAY of byte arrays, of one length or not:
//
//   prefixes   DELTA_BINARY_PACKED, 32-bit: how many bytes a value shares with the one before; 0 for the first
//   suffixes   DELTA_LENGTH_BYTE_ARRAY: the lengths of what follows the prefixes, then its bytes end to end
//
// A page of n suffixes of one byte can stand for n²/2 bytes: hence a limit on what comes out.

package import Columns

/// Byte arrays as what each adds to the beginning of the one before.
package enum DeltaByteArray {
  /// Appends `count` values, of `byteLimit` bytes together at most, and returns the number of bytes read.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, byteLimit: Int, into values: inout TextColumn
  ) throws(ParquetError) -> Int {
    let parts = try Parts(bytes, count: count)
    let total = try parts.total(limit: byteLimit, length: nil)
    try values.append { (texts, ends) throws(ParquetError) in
      var end = texts.count
      ends.append(count: count) { newEnds in
        for row in 0..<count {
          end += Int(parts.prefixes[row]) + Int(parts.suffixes[row])
          newEnds[row] = end
        }
      }
      try parts.append(to: &texts, from: bytes, total: total)
    }
    return parts.end
  }

  /// Appends `count` values of the length that `values` have.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, byteLimit: Int, into values: inout FixedLengthBytes
  ) throws(ParquetError) -> Int {
    let parts = try Parts(bytes, count: count)
    let total = try parts.total(limit: byteLimit, length: values.length)
    try parts.append(to: &values.bytes, from: bytes, total: total)
    return parts.end
  }

  /// The lengths of prefixes and suffixes, all within bounds.
  private struct Parts {
    var prefixes: [Int32] = []
    var suffixes: [Int32] = []
    /// Where the suffixes' bytes begin.
    let start: Int
    /// Where they end.
    let end: Int

    init(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
      let middle = try DeltaBinaryPacked.decode(bytes, count: count, into: &prefixes)
      let rest = bytes.extracting(middle...)
      start = try middle + DeltaBinaryPacked.decode(rest, count: count, into: &suffixes)
      var size = 0
      for row in 0..<count {
        guard suffixes[row] >= 0 else {
          throw .corrupt("value \(row) adds \(suffixes[row]) bytes", offset: middle)
        }
        size += Int(suffixes[row])
      }
      guard size <= bytes.count - start else {
        throw .corrupt("suffixes of \(size) bytes, \(bytes.count - start) are left", offset: start)
      }
      end = start + size
    }

    /// The size of the values, once every prefix is known to be within the value before it.
    func total(limit: Int, length expected: Int?) throws(ParquetError) -> Int {
      var total = 0
      var length = 0
      for row in prefixes.indices {
        let prefix = Int(prefixes[row])
        guard prefix >= 0 && prefix <= length else {
          throw .corrupt(
            "value \(row) begins with \(prefix) bytes of \(length) before it", offset: 0)
        }
        length = prefix + Int(suffixes[row])
        guard length == expected ?? length else {
          throw .corrupt("value \(row) has \(length) bytes, not \(expected ?? 0)", offset: 0)
        }
        total += length
        guard total <= limit else {
          throw .overLimit("more than \(limit) bytes of values in a page")
        }
      }
      return total
    }

    func append(
      to values: inout [UInt8], from bytes: Span<UInt8>, total: Int
    ) throws(ParquetError) {
      let source = bytes.extracting(start..<end)
      try values.append(
        prefixes: prefixes.span, suffixes: suffixes.span, of: source, total: total)
    }
  }
}
