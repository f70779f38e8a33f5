// The one place where values become bytes by the block: memory is copied as it stands, which is Parquet's
// byte order on every machine that this builds for.
#if !_endian(little)
#error("Parquet is little-endian")
#endif

internal import Columns

extension [UInt8] {
  /// Appends the values' bytes, low byte first.
  mutating func append(littleEndian values: Span<some FixedWidthInteger & BitwiseCopyable>) {
    // SAFETY: the bytes of integers have no padding; the span outlives the call.
    unsafe values.bytes.withUnsafeBytes { source in unsafe append(contentsOf: source) }
  }

  /// Appends one value's bytes, low byte first.
  mutating func append(littleEndian value: some FixedWidthInteger & BitwiseCopyable) {
    // SAFETY: as above; the value outlives the call.
    unsafe Swift.withUnsafeBytes(of: value) { source in unsafe append(contentsOf: source) }
  }

  /// Appends the first `count` bytes of `words`, low byte first.
  ///
  /// - Precondition: `words` hold so many.
  mutating func append(first count: Int, of words: Span<UInt64>) {
    precondition(count <= words.count * 8, "no more bytes than the words hold")
    // SAFETY: `count` was checked; the span outlives the call.
    unsafe words.bytes.withUnsafeBytes { source in
      unsafe append(contentsOf: UnsafeRawBufferPointer(rebasing: source[..<count]))
    }
  }

  /// Appends the texts of `rows` that are `present`, each after its length as four bytes.
  ///
  /// - Precondition: together they take `count` bytes.
  mutating func append(
    lengthPrefixed texts: TextColumn, rows: Range<Int>, present: [Bool]?, count: Int
  ) {
    let ends = texts.ends
    let bytes = texts.bytes
    append(addingCapacity: count) { (output: inout OutputSpan<UInt8>) in
      // SAFETY: every copy is within `bytes` (`TextColumn` keeps its ends in order and within them) and
      // within the `count` bytes after what is initialized, which is checked before each.
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        let free = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[initialized..<initialized + count]))
        unsafe bytes.withUnsafeBytes { source in
          var next = 0
          var start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
          for row in rows {
            let end = ends[row]
            if present == nil || present?[row] == true {
              let text = unsafe UnsafeRawBufferPointer(rebasing: source[start..<end])
              precondition(text.count + 4 <= count - next, "texts of more bytes than counted")
              unsafe free.storeBytes(of: UInt32(text.count), toByteOffset: next, as: UInt32.self)
              unsafe UnsafeMutableRawBufferPointer(rebasing: free[(next + 4)...])
                .copyMemory(from: text)
              next += 4 + text.count
            }
            start = end
          }
          precondition(next == count, "texts of fewer bytes than counted")
        }
        initialized += count
      }
    }
  }

  /// Appends an unsigned LEB128 number: seven bits a byte, low bits first.
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends a signed number: zigzag, then LEB128.
  mutating func append(zigzag value: Int64) {
    append(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
  }
}
