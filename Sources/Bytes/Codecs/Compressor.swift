// By libzstd, in one of two ways:
//
//   matches    level 1: repetitions are looked for, then the rest is coded
//   literals   nothing is looked for; bytes that occur often get shorter codes. A third of the time, and the
//              same size where bytes repeat and strings of them do not: digits, floats, packed bits
//
// Bytes share a code with those of their block, which ends where a piece ends.

internal import CCodecs

/// Contexts of zstd, used again for every page.
@safe public struct Compressor: ~Copyable {
  /// How hard to try.
  public enum Effort: Sendable, CaseIterable {
    /// Repetitions are looked for.
    case matches
    /// Bytes are coded one by one.
    case literals
  }

  /// On a million rows of a score table, level 1 takes 18.1 MB and .15 s, level 3 18.9 MB and .20 s:
  /// in ids of digits the better search of level 3 finds matches that cost more than the literals.
  private static let level: Int32 = 1

  private let matching: OpaquePointer
  private let coding: OpaquePointer

  /// Contexts of its own.
  ///
  /// - Throws: `CodecError` if there is no memory for them.
  public init() throws(CodecError) {
    guard let matching = unsafe ZSTD_createCCtx() else {
      throw .overLimit(.zstd, "no memory for a compressor")
    }
    guard let coding = unsafe ZSTD_createCCtx() else {
      unsafe ZSTD_freeCCtx(matching)
      throw .overLimit(.zstd, "no memory for a compressor")
    }
    unsafe self.matching = unsafe matching
    unsafe self.coding = unsafe coding
    unsafe ZSTD_CCtx_setParameter(matching, ZSTD_c_compressionLevel, Self.level)
    let parameters: [(ZSTD_cParameter, Int32)] = [
      (ZSTD_c_compressionLevel, Self.level), (ZSTD_c_strategy, Int32(ZSTD_fast.rawValue)),
      // A step as large as a block: the search ends where it begins, and needs no table.
      (ZSTD_c_targetLength, 1 << 17), (ZSTD_c_hashLog, 6), (ZSTD_c_minMatch, 7),
      // Codes for literals, 1, which steps of that size would otherwise turn off.
      (ZSTD_c_experimentalParam5, 1),
    ]
    // Without one of these the frames are larger, or slower to make.
    for (parameter, value) in parameters {
      unsafe ZSTD_CCtx_setParameter(coding, parameter, value)
    }
  }

  deinit {
    unsafe ZSTD_freeCCtx(matching)
    unsafe ZSTD_freeCCtx(coding)
  }

  /// Appends `page` to `output` as one zstd frame.
  ///
  /// - Throws: `CodecError` if there is no memory for it.
  public func append(
    _ page: Span<UInt8>, _ effort: Effort = .matches, to output: inout [UInt8]
  ) throws(CodecError) {
    let context = unsafe effort == .literals ? coding : matching
    // SAFETY: zstd reads the page and writes within the room; both outlive the call.
    try unsafe Self.append(bound: ZSTD_compressBound(page.count), to: &output) { room in
      unsafe page.withUnsafeBytes { source in
        unsafe ZSTD_compress2(
          context, room.baseAddress, room.count, source.baseAddress, source.count)
      }
    }
  }

  /// Appends `page` to `output` as one zstd frame of literals, in pieces that do not share a code.
  ///
  /// - Parameters:
  ///   - page: the bytes.
  ///   - pieceSize: the size of every piece but the first, which takes what the others leave; at least 1.
  ///   - output: what the frame is appended to.
  /// - Throws: `CodecError` if there is no memory for it.
  public func append(
    _ page: Span<UInt8>, inPiecesOf pieceSize: Int, to output: inout [UInt8]
  ) throws(CodecError) {
    let context = unsafe coding
    let count = max(page.count / pieceSize, 1)
    // A piece that fills no block has a block's header of its own, and so has what follows.
    let bound = ZSTD_compressBound(page.count) + 16 * count
    // SAFETY: zstd reads the page and writes within the room; both outlive the call.
    try unsafe Self.append(bound: bound, to: &output) { room in
      unsafe page.withUnsafeBytes { source in
        unsafe Self.compress(source, pieces: count, pieceSize: pieceSize, to: room, context)
      }
    }
  }

  /// Compresses the pieces, and returns as zstd does.
  private static func compress(
    _ source: UnsafeRawBufferPointer, pieces: Int, pieceSize: Int,
    to room: UnsafeMutableRawBufferPointer, _ context: OpaquePointer
  ) -> Int {
    // SAFETY: zstd reads `size` bytes of the source and writes within the room, as the two structs say.
    _ = unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
    _ = unsafe ZSTD_CCtx_setPledgedSrcSize(context, UInt64(source.count))
    var target = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
    var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: 0, pos: 0)
    for piece in 1...pieces {
      unsafe input.size = source.count - (pieces - piece) * pieceSize
      let left = unsafe ZSTD_compressStream2(
        context, &target, &input, piece == pieces ? ZSTD_e_end : ZSTD_e_flush)
      if ZSTD_isError(left) != 0 { return left }
      precondition(left == 0, "room for a compressed page")
    }
    return unsafe target.pos
  }

  /// Appends the bytes that `compress` writes to the room, which is at least `bound` bytes.
  private static func append(
    bound: Int, to output: inout [UInt8],
    by compress: (UnsafeMutableRawBufferPointer) -> Int
  ) throws(CodecError) {
    var result = 0
    output.append(addingCapacity: bound) { (free: inout OutputSpan<UInt8>) in
      // SAFETY: the free room begins after what is initialized; zstd returns how much it has written there
      // (or an error code, when nothing counts as written).
      unsafe free.withUnsafeMutableBufferPointer { target, initialized in
        let room = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: target[initialized...]))
        result = unsafe compress(room)
        if ZSTD_isError(result) == 0 { initialized += result }
      }
    }
    if ZSTD_isError(result) != 0 {
      // SAFETY: zstd's error names are literals.
      throw .overLimit(.zstd, unsafe String(cString: ZSTD_getErrorName(result)))
    }
  }
}
