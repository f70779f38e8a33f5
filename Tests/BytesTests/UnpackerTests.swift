import Bytes
import TestSupport
import Testing

@Suite struct UnpackerTests {
  /// What a file stands for, taken in pieces of so many bytes.
  private func unpacked(_ source: [UInt8], piece: Int) throws -> [UInt8]? {
    guard var unpacker = try Unpacker(of: Array(source.prefix(4))) else { return nil }
    var output: [UInt8] = []
    for start in stride(from: 0, to: source.count, by: piece) {
      try unpacker.unpack(Array(source[start..<min(start + piece, source.count)])) { output += $0 }
    }
    try unpacker.finish()
    return output
  }

  private static let text = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 977) & 0x3F }

  @Test(arguments: [Compression.gzip, .zstd])
  func `files come out whole, in pieces of any size`(codec: Compression) throws {
    for plain in [[], [7], Self.text, Array(repeating: 7, count: 1 << 20)] {
      let source = Compressing.bytes(plain, codec)
      for piece in [1 << 30, 4096, plain.count > 100 ? 977 : 1] {
        #expect(try unpacked(source, piece: piece) == plain)
      }
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `members follow one another`(codec: Compression) throws {
    let parts = [Array("one".utf8), [], Array("two".utf8)]
    let source = parts.flatMap { Compressing.bytes($0, codec) }
    for piece in [1, 2, 1000] {
      #expect(try unpacked(source, piece: piece) == parts.flatMap(\.self))
    }
  }

  @Test func `frames of pzstd begin with one that is skipped`() throws {
    let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    #expect(try unpacked(skipped + Compressing.bytes([1, 2], .zstd), piece: 5) == [1, 2])
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `a file that was cut is an error at any length`(codec: Compression) throws {
    let source = Compressing.bytes(Array(Self.text.prefix(5000)), codec)
    for count in 4..<source.count {
      let error = #expect(throws: CodecError.self) {
        _ = try unpacked(Array(source.prefix(count)), piece: 64)
      }
      #expect(error?.description.contains("it ends in the middle") == true)
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `bytes that are wrong are an error and no trap`(codec: Compression) throws {
    let source = Compressing.bytes(Array(Self.text.prefix(5000)), codec)
    #expect(throws: CodecError.self) {
      _ = try unpacked(source + Array("garbage at the end".utf8), piece: 64)
    }
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      var damaged = source
      for _ in 0..<3 {
        let place = Int.random(in: 4..<source.count, using: &generator)
        damaged[place] = UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? unpacked(damaged, piece: 100)
    }
  }

  @Test func `what is not packed has no unpacker`() throws {
    for start in ["", "P", "PAR1", "customer_id"] {
      #expect(try unpacked(Array(start.utf8), piece: 8) == nil)
    }
  }
}
