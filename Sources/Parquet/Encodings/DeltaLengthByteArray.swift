// Encoding DELTA_LENGTH_BYTE_ARRAY of byte arrays:
//
//   lengths   DELTA_BINARY_PACKED, 32-bit
//   bytes     of all values end to end, which is how `TextColumn` keeps them

package import Columns

/// Byte arrays as their lengths, then all their bytes.
package enum DeltaLengthByteArray {
  /// Appends `count` values and returns the number of bytes that they take.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout TextColumn
  ) throws(ParquetError) -> Int {
    var lengths: [Int32] = []
    let start = try DeltaBinaryPacked.decode(bytes, count: count, into: &lengths)
    let sizes = lengths.span
    let room = bytes.count - start
    var total = 0
    try values.append { (texts, ends) throws(ParquetError) in
      let base = texts.count
      try ends.append(count: count) { newEnds throws(ParquetError) in
        var signs: Int32 = 0
        for row in 0..<count {
          signs |= sizes[row]
          // No sum overflows: there are fewer than 2^31 lengths below 2^31, and others are refused.
          total &+= Int(sizes[row])
          newEnds[row] = base &+ total
        }
        guard signs >= 0 else { throw .corrupt("a text of negative length", offset: 0) }
        guard total <= room else {
          throw .corrupt("texts of \(total) bytes, \(room) are left", offset: start)
        }
      }
      texts.append(littleEndian: bytes.extracting(start..<start + total))
    }
    return start + total
  }

  /// Appends the texts of `rows` that are present: those whose flag in `present` is set, or all.
  package static func append(
    _ texts: TextColumn, rows: Range<Int>, present: [Bool]?, to bytes: inout [UInt8]
  ) {
    let lengths = lengths(of: texts, rows, present)
    DeltaBinaryPacked.encode(lengths.span, to: &bytes)
    var next = rows.lowerBound
    while next < rows.upperBound {
      // Texts that are all present are one piece.
      var end = next
      if let present {
        while end < rows.upperBound, present[end] { end += 1 }
      } else {
        end = rows.upperBound
      }
      if next < end {
        bytes += texts.bytes[texts.range(next).lowerBound..<texts.range(end - 1).upperBound]
      }
      next = end + 1
    }
  }

  /// The lengths of the present texts of `rows`.
  private static func lengths(
    of texts: TextColumn, _ rows: Range<Int>, _ present: [Bool]?
  ) -> [Int32] {
    if let present {
      return rows.compactMap { present[$0] ? Int32(texts.range($0).count) : nil }
    }
    if rows.isEmpty { return [] }
    let first = Int32(texts.range(rows.lowerBound).count)
    let ends = texts.ends.span
    let earlier = ends.extracting(rows.lowerBound..<rows.upperBound - 1)
    let later = ends.extracting(rows.lowerBound + 1..<rows.upperBound)
    var lengths = [first]
    lengths.append(count: later.count) { target in
      precondition(target.count == later.count && earlier.count == later.count, "all but one")
      // None is as long as 2^31 bytes: page sizes are checked.
      for index in 0..<later.count {
        target[index] = Int32(truncatingIfNeeded: later[index] &- earlier[index])
      }
    }
    return lengths
  }
}
