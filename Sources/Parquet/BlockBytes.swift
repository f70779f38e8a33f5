// Numbers and flags become bytes, and bytes numbers and flags, by the block: memory is copied as it stands, which
// is Parquet's byte order on every machine that this builds for. BlockTexts.swift does it for texts.
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

extension OutputSpan<UInt8> {
  /// Appends a signed number: zigzag, then LEB128.
  @_lifetime(self: copy self)
  mutating func append(zigzag value: Int64) {
    var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

extension Array where Element: BitwiseCopyable {
  /// Appends `count` elements that `write` sets; when it throws, nothing is appended.
  ///
  /// - Precondition: `write` sets every element and reads none that it has not set.
  @inline(__always)
  mutating func append<Failure: Error>(
    count: Int, writing write: (inout MutableSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    try append(addingCapacity: count) { (output: inout OutputSpan<Element>) throws(Failure) in
      // SAFETY: the span covers `count` elements of the capacity that was asked for, and ends with the
      // closure; they count as initialized only once `write` has set them.
      try unsafe output.withUnsafeMutableBufferPointer {
        (buffer, initialized) throws(Failure) in
        let free = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[initialized..<initialized + count])
        var elements = unsafe MutableSpan(_unsafeElements: free)
        try write(&elements)
        initialized += count
      }
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Changes the elements from `first` on in place.
  @inline(__always)
  mutating func update(from first: Int, _ body: (inout MutableSpan<Element>) -> Void) {
    // SAFETY: the span covers elements of the array and ends with the closure.
    unsafe withUnsafeMutableBufferPointer { buffer in
      var elements = unsafe MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[first...]))
      body(&elements)
    }
  }
}

extension Array where Element: Numeric & BitwiseCopyable {
  /// Appends the numbers whose bytes these are, low byte first.
  ///
  /// - Precondition: the bytes are whole numbers.
  mutating func append(littleEndian bytes: Span<UInt8>) {
    let size = MemoryLayout<Element>.size
    precondition(bytes.count % size == 0, "whole numbers")
    let count = bytes.count / size
    append(addingCapacity: count) { (output: inout OutputSpan<Element>) in
      // SAFETY: integers and floats have no padding and any bits are one of theirs; the copy is of as
      // many bytes as the free elements that are then initialized have.
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        let free = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[initialized..<initialized + count]))
        unsafe bytes.withUnsafeBytes { source in unsafe free.copyMemory(from: source) }
        initialized += count
      }
    }
  }
}

extension [Int96] {
  /// Appends the stamps whose bytes these are: eight of nanoseconds, four of the day, low byte first.
  ///
  /// - Precondition: the bytes are whole stamps.
  mutating func append(littleEndian bytes: Span<UInt8>) {
    precondition(bytes.count % 12 == 0, "whole stamps")
    append(addingCapacity: bytes.count / 12) { output in
      // SAFETY: both loads are within the 12 bytes from `start`, which are within `bytes`.
      unsafe bytes.withUnsafeBytes { source in
        for start in stride(from: 0, to: source.count, by: 12) {
          let nanoseconds = unsafe source.loadUnaligned(fromByteOffset: start, as: Int64.self)
          let day = unsafe source.loadUnaligned(fromByteOffset: start + 8, as: Int32.self)
          output.append(Int96(nanoseconds: nanoseconds, julianDay: day))
        }
      }
    }
  }
}

extension [Bool] {
  /// Appends the first `count` bits as flags, low bits first.
  ///
  /// - Precondition: `bits` hold so many.
  mutating func append(bits: Span<UInt8>, count: Int) {
    precondition(count <= bits.count * 8, "no more flags than bits")
    let whole = count / 8
    append(addingCapacity: count) { (output: inout OutputSpan<Bool>) in
      // SAFETY: eight flags are stored for each whole byte, as many as are then initialized and no more
      // than the capacity asked for; every byte stored is 0 or 1, which are false and true.
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        let free = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[initialized..<initialized + whole * 8]))
        for index in 0..<whole {
          // Each byte of the product keeps the bit of its own place; adding 0x7F carries it to the top.
          let chosen = UInt64(bits[index]) &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
          let flags = (chosen &+ 0x7F7F_7F7F_7F7F_7F7F) &>> 7 & 0x0101_0101_0101_0101
          unsafe free.storeBytes(of: flags, toByteOffset: index * 8, as: UInt64.self)
        }
        initialized += whole * 8
      }
      for bit in 0..<count % 8 { output.append(bits[whole] >> bit & 1 == 1) }
    }
  }
}
