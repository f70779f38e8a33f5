import Bytes
import Synchronization

extension Target {
  /// Compressed bytes: a byte with the codec, three with the size they should have, the rest.
  static let codecs = Target(
    name: "codecs",
    seeds: {
      var zstd: [UInt8] = []
      let page = (0..<3000).map { UInt8($0 % 40) }
      try Compressor().append(page.span, to: &zstd)
      let abc = Array("abc".utf8)
      let deflated: [UInt8] = [1, 3, 0, 0xfc, 0xff] + abc
      let gzip =
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + deflated + [0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0]
      return [
        [0, 3, 0, 0, 3, 8] + abc, [1, 3, 0, 0] + gzip, [2, 3, 0, 0, 0x30] + abc,
        [3, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0x30] + abc, [4, 0xb8, 0x0b, 0] + zstd,
      ]
    },
    run: { bytes in
      var draw = Draw(bytes)
      let codec = Compression.allCases[draw.byte() % Compression.allCases.count]
      let size = draw.pair() | (draw.byte() & 0x1f) << 16
      let source = draw.all()
      var fresh = Decompressor()
      var once: [UInt8] = []
      let first = isRead { () throws(CodecError) in
        try fresh.decompress(source.span, codec, size: size, into: &once)
      }
      promise(once.count == (first ? size : 0), "all bytes or none")
      // What was decompressed before must not matter.
      used.withLock { used in
        var twice: [UInt8] = [1, 2, 3]
        let second = isRead { () throws(CodecError) in
          try used.decompress(source.span, codec, size: size, into: &twice)
        }
        promise(first == second && once == twice, "the same bytes from a decompressor in use")
      }
    })

  private static let used = Mutex(Decompressor())

  private static func isRead(_ body: () throws(CodecError) -> Void) -> Bool {
    do throws(CodecError) {
      try body()
      return true
    } catch { return false }
  }
}
