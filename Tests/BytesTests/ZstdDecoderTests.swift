import Bytes
import Testing

@Suite struct ZstdDecoderTests {
  private static let plain = (0..<1000).map { UInt8($0 / 7 % 251) }
  private static let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]

  @Test func `reads frames one after another, with or without their sizes`() throws {
    var decompressor = Decompressor()
    for statesSize in [true, false] {
      let frame = Compressing.zstd(Self.plain, statesSize: statesSize)
      let empty = Compressing.zstd([], statesSize: statesSize)
      let stated = Compressing.zstd(Self.plain)
      let sources = [
        frame, Self.skippable + frame, frame + Self.skippable, empty + frame + empty,
      ]
      for source in sources {
        #expect(try decompressor.bytes(source, .zstd, size: 1000) == Self.plain)
      }
      let three = frame + Self.skippable + stated + frame
      #expect(
        try decompressor.bytes(three, .zstd, size: 3000) == Self.plain + Self.plain + Self.plain)
      for size in [0, 999, 1000, 2999, 3001] {
        #expect(decompressor.failure(three, .zstd, size: size)?.kind == .corrupt, "\(size)")
      }
    }
    #expect(try decompressor.bytes(Self.skippable, .zstd, size: 0).isEmpty)
  }

  @Test(arguments: [true, false])
  func `reads bytes that grow beyond belief`(statesSize: Bool) throws {
    var decompressor = Decompressor()
    let size = 40 << 20
    let plain = [UInt8](repeating: 3, count: size - 1) + [4]
    let frame = Compressing.zstd(plain, statesSize: statesSize)
    #expect(frame.count * 1000 < size)
    #expect(try decompressor.bytes(frame, .zstd, size: size) == plain)
    let framed = Self.skippable + frame + Self.skippable
    #expect(try decompressor.bytes(framed, .zstd, size: size) == plain)
    for wrong in [size - 1, size + 1] {
      #expect(decompressor.failure(framed, .zstd, size: wrong)?.kind == .corrupt)
    }
    var flipped = frame
    flipped[frame.count - 1] ^= 1
    #expect(
      decompressor.failure(flipped, .zstd, size: size)?.description.contains("checksum") == true)
    #expect(try decompressor.bytes(Compressing.zstd(Self.plain), .zstd, size: 1000) == Self.plain)
  }

  @Test func `repeated bytes arrive in the numbers that the frame states`() throws {
    let size = 200 << 17
    var decompressor = Decompressor()
    for stated in [UInt32(size), nil] {
      let frame = Compressing.zstdZeros(blocks: 200, stating: stated)
      #expect(
        try decompressor.bytes(frame, .zstd, size: size) == [UInt8](repeating: 0, count: size))
      #expect(decompressor.failure(frame, .zstd, size: size + 1)?.kind == .corrupt)
      #expect(decompressor.failure(frame, .zstd, size: size - 1)?.kind == .corrupt)
    }
    let lying = Compressing.zstdZeros(blocks: 200, stating: UInt32(size) + 1)
    #expect(decompressor.failure(lying, .zstd, size: size + 1)?.kind == .corrupt)
  }

  @Test func `says what is wrong`() {
    var decompressor = Decompressor()
    let frame = Compressing.zstd(Self.plain)
    func finding(_ source: [UInt8], size: Int = 1000) -> String? {
      decompressor.failure(source, .zstd, size: size)?.description
    }
    #expect(finding(frame, size: 999) == "zstd: frames of 1000 bytes after 0, 999 expected")
    #expect(finding(frame, size: 1001) == "zstd: frames of 1000 bytes, 1001 expected")
    #expect(
      finding(frame + [0, 0, 0, 0]) == "zstd: at byte \(frame.count), no frame begins")
    // Version 0.7, which libzstd may have been built to read.
    #expect(finding([0x27] + frame.dropFirst()) == "zstd: at byte 0, no frame begins")
    #expect(finding(Array(frame.dropLast()))?.hasPrefix("zstd: the frame at byte 0: ") == true)
    var wrongSum = frame
    wrongSum[frame.count - 1] ^= 1
    #expect(finding(wrongSum)?.contains("checksum") == true)
    let unstated = Compressing.zstd(Self.plain, statesSize: false)
    #expect(finding(unstated, size: 1001) == "zstd: 1000 bytes found, 1001 expected")
    #expect(finding(unstated, size: 999)?.contains("too small") == true)
    // A skippable frame that reaches far beyond the end.
    #expect(finding([0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0]) != nil)
  }
}
