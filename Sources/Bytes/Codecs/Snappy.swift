// A block, by libsnappy:
//
//   varint(size) | elements: literal bytes, or a copy of bytes before

internal import CCodecs

/// Snappy's blocks.
enum Snappy {
  /// Checks that a block says that it stands for `size` bytes.
  static func check(_ source: Span<UInt8>, size: Int) throws(CodecError) {
    var stated = 0
    // SAFETY: snappy reads at most `count` bytes of a buffer that outlives the call.
    let status = unsafe source.withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        unsafe snappy_uncompressed_length($0.baseAddress, $0.count, &stated)
      }
    }
    if status != SNAPPY_OK { throw .corrupt(.snappy, "the size at the start is malformed") }
    if stated != size { throw .corrupt(.snappy, "a block of \(stated) bytes, \(size) expected") }
  }

  /// Fills `room` with the bytes of a block, which has been checked to stand for as many.
  @_lifetime(room: copy room)
  static func decompress(
    _ source: Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) {
    // SAFETY: snappy reads the source alone and writes no more than `written` bytes, which is the room.
    let isWhole = unsafe room.append(decoding: source) { source, room in
      var written = room.count
      let status = unsafe source.withMemoryRebound(to: CChar.self) { source in
        unsafe room.withMemoryRebound(to: CChar.self) { room in
          unsafe snappy_uncompress(source.baseAddress, source.count, room.baseAddress, &written)
        }
      }
      return status == SNAPPY_OK ? written : nil
    }
    if !isWhole { throw .corrupt(.snappy, "the elements of the block are malformed") }
  }
}
