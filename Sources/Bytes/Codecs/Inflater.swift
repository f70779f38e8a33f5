// By zlib:
//
//   source   members, one after another, each after a header of gzip or of zlib
//   member   header | deflate blocks | checksum; in gzip also the size

internal import CCodecs

/// A zlib stream, used again for every source.
@safe final class Inflater {
  /// The largest window, and the header of either kind.
  private static let windowBits = MAX_WBITS + 32

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// Whether `advance` has come to the end of a member, so that the next byte begins another.
  private var isBetweenMembers = false

  init() throws(CodecError) {
    // SAFETY: zlib keeps the stream's address, which stays the same until deinit; a stream of zeros that
    // zlib refuses to set up needs no ending and takes it.
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateInit2_(
      stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { throw .overLimit(.gzip, "no memory for a decompressor") }
  }

  deinit {
    // SAFETY: the stream is this object's own.
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Fills `room` with the bytes of all members.
  @_lifetime(room: copy room)
  func decompress(
    _ source: Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) {
    var status = Z_OK
    var unread = 0
    // SAFETY: zlib reads the source alone and writes within the room, whose counts are below 2^31, as
    // `Decompressor` requires; both outlive the calls, after which the pointers are not used.
    _ = unsafe room.append(decoding: source) { source, room in
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      unsafe stream.pointee.avail_in = uInt(source.count)
      unsafe stream.pointee.next_out = room.baseAddress
      unsafe stream.pointee.avail_out = uInt(room.count)
      repeat {
        unsafe inflateReset(stream)
        status = unsafe inflate(stream, Z_FINISH)
        unread = unsafe Int(stream.pointee.avail_in)
      } while status == Z_STREAM_END && unread > 0
      return unsafe room.count - Int(stream.pointee.avail_out)
    }
    switch status {
    case Z_STREAM_END: return
    case Z_BUF_ERROR:
      throw .corrupt(.gzip, "no end after \(room.count) bytes, \(unread) of \(source.count) unread")
    default: throw failure(status, "at byte \(source.count - unread)")
    }
  }

  /// Appends what fits into `room` and drops from `rest` what was read for it.
  ///
  /// - Returns: whether that was the end of a member; it stops there.
  @_lifetime(room: copy room)
  @_lifetime(rest: copy rest)
  func advance(
    through rest: inout Span<UInt8>, into room: inout OutputSpan<UInt8>
  ) throws(CodecError) -> Bool {
    if isBetweenMembers {
      // SAFETY: the stream is this object's own.
      unsafe inflateReset(stream)
      isBetweenMembers = false
    }
    let piece = rest.extracting(first: 1 << 30)
    var status = Z_OK
    var unread = 0
    // SAFETY: zlib reads the piece alone, of less than 2^31 bytes, and writes within as much of the room; both
    // outlive the call, after which the pointers are not used.
    _ = unsafe room.append(decoding: piece) { source, room in
      let most = min(room.count, 1 << 30)
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      unsafe stream.pointee.avail_in = uInt(source.count)
      unsafe stream.pointee.next_out = room.baseAddress
      unsafe stream.pointee.avail_out = uInt(most)
      unsafe status = inflate(stream, Z_NO_FLUSH)
      unsafe unread = Int(stream.pointee.avail_in)
      return unsafe most - Int(stream.pointee.avail_out)
    }
    rest = rest.extracting(droppingFirst: piece.count - unread)
    switch status {
    case Z_STREAM_END:
      isBetweenMembers = true
      return true
    // Without room or source there is nothing to do, and no harm.
    case Z_OK, Z_BUF_ERROR: return false
    default: throw failure(status, "\(rest.count) bytes before the end")
    }
  }

  private func failure(_ status: Int32, _ place: String) -> CodecError {
    switch status {
    case Z_MEM_ERROR: return .overLimit(.gzip, "no memory for a window")
    case Z_NEED_DICT: return .corrupt(.gzip, "\(place), a dictionary is asked for")
    default:
      // SAFETY: zlib's messages are literals, or nil.
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      return .corrupt(.gzip, "\(place), \(message ?? "status \(status)")")
    }
  }
}
