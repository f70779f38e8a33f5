import Bytes
import Testing

@Suite struct InflaterTests {
  private static let plain = (0..<1000).map { UInt8($0 / 7 % 251) }

  @Test(arguments: [(31, 31), (15, 15), (31, 15)] as [(Int32, Int32)])
  func `reads members one after another`(first: Int32, second: Int32) throws {
    let source =
      Compressing.deflate(Self.plain, windowBits: first)
      + Compressing.deflate([], windowBits: second)
      + Compressing.deflate(Array(Self.plain.reversed()), windowBits: second)
    var decompressor = Decompressor()
    #expect(
      try decompressor.bytes(source, .gzip, size: 2000) == Self.plain + Self.plain.reversed())
    #expect(decompressor.failure(source, .gzip, size: 1000)?.kind == .corrupt)
    #expect(decompressor.failure(source, .gzip, size: 2001)?.kind == .corrupt)
  }

  @Test(arguments: [0, 9] as [Int32])
  func `reads stored blocks and the smallest window`(level: Int32) throws {
    var decompressor = Decompressor()
    let source = Compressing.deflate(Self.plain, windowBits: 9, level: level)
    #expect(try decompressor.bytes(source, .gzip, size: 1000) == Self.plain)
  }

  @Test func `a copy does not reach into the member before`() {
    // A member of fixed codes that begins with a copy of 3 bytes from 1 back.
    let bad: [UInt8] = [0x78, 0x9C, 0x03, 0x02, 0x00, 0, 0, 0, 1]
    let source = Compressing.deflate(Self.plain, windowBits: 15) + bad
    var decompressor = Decompressor()
    let error = decompressor.failure(source, .gzip, size: 1003)
    #expect(error?.description.contains("invalid distance too far back") == true)
  }

  @Test func `says what is wrong`() {
    var decompressor = Decompressor()
    let gzip = Compressing.deflate(Self.plain, windowBits: 31)
    func finding(_ source: [UInt8], size: Int = 1000) -> String? {
      decompressor.failure(source, .gzip, size: size)?.description
    }
    #expect(finding(Compressing.deflate(Self.plain, windowBits: -15))?.contains("header") == true)
    var wrongSum = gzip
    wrongSum[gzip.count - 8] ^= 1
    #expect(finding(wrongSum)?.contains("incorrect data check") == true)
    var wrongSize = gzip
    wrongSize[gzip.count - 1] ^= 1
    #expect(finding(wrongSize)?.contains("incorrect length check") == true)
    // zlib's header with the flag for a dictionary, and that one's checksum.
    let needsDictionary: [UInt8] = [0x78, 0xBB, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1]
    #expect(finding(needsDictionary)?.contains("a dictionary is asked for") == true)
    #expect(finding(Array(gzip.dropLast()))?.contains("no end after 1000 bytes") == true)
    #expect(finding(gzip, size: 1032 * gzip.count + 1)?.contains("at most") == true)
    #expect(finding(gzip, size: 999)?.contains("no end after 999 bytes") == true)
    #expect(finding(gzip, size: 1001) == "gzip: 1000 bytes found, 1001 expected")
  }
}
