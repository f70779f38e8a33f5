// By liblz4:
//
//   block            sequences: token, literal bytes, distance of a copy; the last without a copy
//   Hadoop's form    frames: bytes of the frame, 4 bytes | blocks that make up as many
//                    block:  its bytes as stored, 4 bytes | a block as above
//
// Hadoop's numbers have the high byte first. Parquet's codec LZ4 never said which form it means, and writers
// differ: what reads as Hadoop's form to its end is taken as that, else as a block.

internal import CCodecs

/// LZ4's blocks, with and without Hadoop's framing.
enum LZ4 {
  /// Fills `room` with the bytes of one block.
  @_lifetime(room: copy room)
  static func decompress(
    _ source: Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) {
    if !append(block: source, limit: room.freeCapacity, to: &room) {
      throw .corrupt(.lz4, "the block is malformed, or longer than \(room.freeCapacity) bytes")
    }
  }

  /// Fills `room` with the bytes of all frames, or of one block.
  @_lifetime(room: copy room)
  static func decompressHadoop(
    _ source: Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) {
    let size = room.freeCapacity
    if append(frames: source, to: &room), room.count == size { return }
    room.removeAll()
    if !append(block: source, limit: size, to: &room) {
      throw .corrupt(.hadoopLZ4, "neither Hadoop's frames nor one block of \(size) bytes")
    }
  }

  /// Appends at most `limit` bytes; false, with nothing appended, if the block is malformed or longer.
  @_lifetime(room: copy room)
  private static func append(
    block source: Span<UInt8>, limit: Int, to room: inout OutputSpan<UInt8>
  ) -> Bool {
    // SAFETY: LZ4 reads the source alone and writes at most `limit` bytes, which is within the room; it
    // returns a negative number if it fails. Both counts are below 2^31, as `Decompressor` requires.
    unsafe room.append(decoding: source) { source, room in
      let limit = min(limit, room.count)
      let written = unsafe source.withMemoryRebound(to: CChar.self) { source in
        unsafe room.withMemoryRebound(to: CChar.self) { room in
          unsafe LZ4_decompress_safe(
            source.baseAddress, room.baseAddress, Int32(source.count), Int32(limit))
        }
      }
      return written < 0 ? nil : Int(written)
    }
  }

  /// Appends the bytes of Hadoop's frames; false if the source does not read as such to its end.
  @_lifetime(room: copy room)
  private static func append(
    frames source: Span<UInt8>, to room: inout OutputSpan<UInt8>
  ) -> Bool {
    var rest = source
    while !rest.isEmpty {
      guard var missing = takeNumber(from: &rest), missing <= room.freeCapacity else {
        return false
      }
      // For no bytes at all, Hadoop writes a frame without blocks, Arrow one with an empty block.
      if missing == 0 && rest.count == 5 { return takeNumber(from: &rest) == 1 && rest[0] == 0 }
      while missing > 0 {
        guard let count = takeNumber(from: &rest), count <= rest.count else { return false }
        let before = room.count
        let block = rest.extracting(first: count)
        // A block that adds nothing is refused: no writer makes one.
        guard append(block: block, limit: missing, to: &room), room.count > before else {
          return false
        }
        missing -= room.count - before
        rest = rest.extracting(droppingFirst: count)
      }
    }
    return true
  }

  /// Four bytes, high byte first; nil if there are fewer.
  private static func takeNumber(from rest: inout Span<UInt8>) -> Int? {
    guard rest.count >= 4 else { return nil }
    var number = 0
    for index in 0..<4 { number = number << 8 | Int(rest[index]) }
    rest = rest.extracting(droppingFirst: 4)
    return number
  }
}
