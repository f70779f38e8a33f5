import Bytes
import Testing

@Suite struct SnappyTests {
  @Test(
    arguments: [
      ([0x03, 0x08, 65, 66, 67], 4, "a block of 3 bytes, 4 expected"),
      ([0x80], 4, "the size at the start is malformed"),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], 4, "the size at the start is malformed"),
      ([0x04, 0x08, 65, 66, 67], 4, "the elements of the block are malformed"),
      ([0x04, 0x00, 65, 0x0A, 2, 0], 4, "the elements of the block are malformed"),
      ([0x04], 44, "1 bytes stand for at most 22, not 44"),
    ] as [([UInt8], Int, String)])
  func `says what is wrong with a block`(source: [UInt8], size: Int, finding: String) {
    var decompressor = Decompressor()
    let error = decompressor.failure(source, .snappy, size: size)
    #expect(error?.description == "snappy: " + finding)
  }

  @Test func `reads the densest block that there is`() throws {
    // A literal of one byte, then copies of 64 bytes, one back, in three bytes each.
    let copies = 1000
    let size = 1 + 64 * copies
    let varint: [UInt8] = [
      UInt8(size & 0x7F | 0x80), UInt8(size >> 7 & 0x7F | 0x80), UInt8(size >> 14),
    ]
    let block = varint + [0, 5] + (0..<copies).flatMap { _ in [0xFE, 1, 0] as [UInt8] }
    var decompressor = Decompressor()
    #expect(
      try decompressor.bytes(block, .snappy, size: size) == [UInt8](repeating: 5, count: size))
  }
}
