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
    let place = "at byte \(source.count - unread)"
    switch status {
    case Z_STREAM_END: return
    case Z_BUF_ERROR:
      throw .corrupt(.gzip, "no end after \(room.count) bytes, \(unread) of \(source.count) unread")
    case Z_MEM_ERROR: throw .overLimit(.gzip, "no memory for a window")
    case Z_NEED_DICT: throw .corrupt(.gzip, "\(place), a dictionary is asked for")
    default:
      // SAFETY: zlib's messages are literals, or nil.
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw .corrupt(.gzip, "\(place), \(message ?? "status \(status)")")
    }
  }
}
