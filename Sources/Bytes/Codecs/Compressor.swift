internal import CCodecs

/// A zstd context, used again for every page of a row group.
@safe public struct Compressor: ~Copyable {
  /// On a million rows of a score table, level 1 takes 18.1 MB and .15 s, level 3 18.9 MB and .20 s:
  /// in ids of digits the better search of level 3 finds matches that cost more than the literals.
  private static let level: Int32 = 1

  private let context: OpaquePointer

  /// A context of its own.
  ///
  /// - Throws: `CodecError` if there is no memory for it.
  public init() throws(CodecError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw .overLimit(.zstd, "no memory for a compressor")
    }
    unsafe self.context = unsafe context
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  /// Appends `page` to `output` as one zstd frame.
  ///
  /// - Throws: `CodecError` if there is no memory for it.
  public func append(_ page: Span<UInt8>, to output: inout [UInt8]) throws(CodecError) {
    let bound = ZSTD_compressBound(page.count)
    var result = 0
    output.append(addingCapacity: bound) { (free: inout OutputSpan<UInt8>) in
      // SAFETY: zstd writes at most the free capacity, after what is initialized, and returns how much
      // (or an error code, when nothing counts as written); both buffers outlive the call.
      _ = unsafe free.append(decoding: page) { source, room in
        unsafe result = ZSTD_compressCCtx(
          context, room.baseAddress, room.count, source.baseAddress, source.count, Self.level)
        return ZSTD_isError(result) == 0 ? result : nil
      }
    }
    if ZSTD_isError(result) != 0 {
      // SAFETY: zstd's error names are literals.
      throw .overLimit(.zstd, unsafe String(cString: ZSTD_getErrorName(result)))
    }
  }
}
