// Texts by the block. Most are short: one of at most 32 bytes is copied as 32 where both sides have so many,
// since a copy of a known size takes no call and no branch on the size; the next text overwrites the rest.

internal import Columns

/// Copies `count` bytes of the `room` that are left on both sides.
@inline(__always)
private func copyText(
  _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int, room: Int
) {
  // SAFETY: callers check that `count` is at most `room`, and `room` bytes lie in both buffers.
  if count <= 32 && room >= 32 {
    let wide = unsafe source.loadUnaligned(as: SIMD32<UInt8>.self)
    unsafe target.storeBytes(of: wide, as: SIMD32<UInt8>.self)
  } else {
    unsafe target.copyMemory(from: source, byteCount: count)
  }
}

extension [UInt8] {
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

  /// Appends the bytes that `write` sets, `total` at most; it returns how many.
  @inline(__always)
  private mutating func append(
    upTo total: Int, writing write: (UnsafeMutableRawPointer) throws(ParquetError) -> Int
  ) throws(ParquetError) {
    // One more than needed, so that there is memory to point to.
    let capacity = total + 1
    try append(addingCapacity: capacity) { (output: inout OutputSpan<UInt8>) throws(ParquetError) in
      // SAFETY: `total` bytes of the capacity are there; what `write` says it has set is initialized.
      try unsafe output.withUnsafeMutableBufferPointer {
        (buffer, initialized) throws(ParquetError) in
        guard let start = buffer.baseAddress else { preconditionFailure("no memory") }
        let written = try unsafe write(UnsafeMutableRawPointer(start + initialized))
        precondition(written <= total, "no more bytes than announced")
        initialized += written
      }
    }
  }

  /// Appends texts, one for each of `ends`, that stand in `source` each after its length as four bytes,
  /// and sets their ends, counted from `base`.
  ///
  /// Returns the number of bytes read.
  ///
  /// - Precondition: `source` has four bytes for every length.
  mutating func append(
    lengthPrefixed source: Span<UInt8>, ends: inout MutableSpan<Int>, from base: Int
  ) throws(ParquetError) -> Int {
    // The most that texts can take. What is left of it is left both in the source, the lengths to come
    // not counted, and in the target: one comparison guards the text, the next length and the target.
    let total = source.count - 4 * ends.count
    precondition(total >= 0, "four bytes for every length")
    var room = total
    try unsafe append(upTo: total) { target throws(ParquetError) in
      // SAFETY: the comparison above, made for every text before it is copied.
      try unsafe source.withUnsafeBytes { source throws(ParquetError) in
        guard let bytes = source.baseAddress else { return 0 }
        for row in 0..<ends.count {
          let next = total - room
          let position = 4 * (row + 1) + next
          let length = Int(
            unsafe bytes.loadUnaligned(fromByteOffset: position - 4, as: UInt32.self))
          guard length <= room else {
            throw .corrupt(
              "a text of \(length) bytes where \(room) may follow", offset: position - 4)
          }
          unsafe copyText(bytes + position, to: target + next, count: length, room: room)
          room -= length
          ends[row] = base + total - room
        }
        return total - room
      }
    }
    return source.count - room
  }

  /// Appends for each index the text that it stands for, whose lengths are those between `newEnds`.
  ///
  /// - Precondition: every index is that of a text; `newEnds` ascend from `base`, one for each index.
  mutating func append(
    _ indices: Span<UInt32>, of texts: TextColumn, newEnds: Span<Int>, from base: Int
  ) throws(ParquetError) {
    precondition(newEnds.count == indices.count, "an end for every index")
    let ends = texts.ends.span
    let bytes = texts.bytes.span
    let total = newEnds.isEmpty ? 0 : newEnds[newEnds.count - 1] - base
    try unsafe append(upTo: total) { target in
      // SAFETY: start, length and what is left on both sides are checked for every text.
      unsafe bytes.withUnsafeBytes { source in
        guard let bytes = source.baseAddress else { return 0 }
        var next = 0
        for position in 0..<indices.count {
          let length = newEnds[position] - base - next
          let start = ends[Int(indices[position])] - length
          let room = Swift.min(total - next, source.count - start)
          precondition(start >= 0 && length >= 0 && length <= room, "a text of the dictionary")
          unsafe copyText(bytes + start, to: target + next, count: length, room: room)
          next += length
        }
        return next
      }
    }
  }

  /// Appends for each index the `length` bytes of `source` that it stands for.
  ///
  /// - Precondition: every index is that of a value, and together they take fewer than 2^63 bytes.
  mutating func append(
    _ indices: Span<UInt32>, of source: Span<UInt8>, length: Int
  ) throws(ParquetError) {
    let total = indices.count * length
    try unsafe append(upTo: total) { target in
      // SAFETY: what is left of the source is checked for every value; the target has room for all.
      unsafe source.withUnsafeBytes { source in
        guard let bytes = source.baseAddress else { return 0 }
        for position in 0..<indices.count {
          let start = Int(indices[position]) * length
          let next = position * length
          let room = Swift.min(total - next, source.count - start)
          precondition(length <= room, "a value of the dictionary")
          unsafe copyText(bytes + start, to: target + next, count: length, room: room)
        }
        return total
      }
    }
  }

  /// Appends texts that begin with the first bytes of the text before and go on with bytes of `source`.
  ///
  /// - Precondition: no prefix is longer than the text before, the first is empty, no length is negative,
  ///   the suffixes are within `source`, and the texts take `total` bytes.
  mutating func append(
    prefixes: Span<Int32>, suffixes: Span<Int32>, of source: Span<UInt8>, total: Int
  ) throws(ParquetError) {
    precondition(prefixes.count == suffixes.count, "a prefix for every suffix")
    try unsafe append(upTo: total) { target in
      // SAFETY: every length is checked before it is used: the prefix against the text before, which is
      // set, the suffix against what is left of the source, both against what is left of the target.
      unsafe source.withUnsafeBytes { source in
        var next = 0
        var position = 0
        var previous = 0
        for row in 0..<prefixes.count {
          let prefix = Int(prefixes[row])
          let suffix = Int(suffixes[row])
          precondition(prefix >= 0 && prefix <= next - previous, "a prefix of the text before")
          precondition(suffix >= 0 && suffix <= source.count - position, "a suffix of the source")
          precondition(prefix + suffix <= total - next, "texts of more bytes than counted")
          unsafe copyText(
            target + previous, to: target + next, count: prefix, room: total - next)
          previous = next
          next += prefix
          if let bytes = source.baseAddress {
            unsafe copyText(
              bytes + position, to: target + next, count: suffix,
              room: Swift.min(total - next, source.count - position))
          }
          next += suffix
          position += suffix
        }
        precondition(next == total, "texts of fewer bytes than counted")
        return next
      }
    }
  }
}
