import Bytes
import Testing

@Suite struct LZ4Tests {
  private static let plain = (0..<1000).map { UInt8($0 / 7 % 251) }

  @Test(arguments: [1, 13, 100, 999, 1000], [1, 3])
  func `reads Hadoop's frames of any number of blocks`(blockSize: Int, frames: Int) throws {
    let parts = (0..<frames).map { Array(Self.plain.dropFirst($0)) }
    let source = Compressing.hadoop(parts, blockSize: blockSize)
    let whole = parts.flatMap { $0 }
    var decompressor = Decompressor()
    #expect(try decompressor.bytes(source, .hadoopLZ4, size: whole.count) == whole)
    // A frame without bytes may stand anywhere.
    let padded = [0, 0, 0, 0] + source + [0, 0, 0, 0]
    #expect(try decompressor.bytes(padded, .hadoopLZ4, size: whole.count) == whole)
  }

  @Test func `the legacy codec reads a block without framing`() throws {
    var decompressor = Decompressor()
    let source = Compressing.lz4(Self.plain)
    #expect(try decompressor.bytes(source, .hadoopLZ4, size: 1000) == Self.plain)
  }

  @Test func `the codec without framing reads no frames`() {
    var decompressor = Decompressor()
    let source = Compressing.hadoop([Self.plain], blockSize: 1000)
    let error = decompressor.failure(source, .lz4, size: 1000)
    #expect(error?.description == "lz4: the block is malformed, or longer than 1000 bytes")
  }

  @Test(
    arguments: [
      // Fewer bytes in the blocks than the frame says; more; a block cut; one that adds nothing.
      [0, 0, 0, 4, 0, 0, 0, 4, 0x30, 1, 2, 3], [0, 0, 0, 2, 0, 0, 0, 4, 0x30, 1, 2, 3],
      [0, 0, 0, 3, 0, 0, 0, 5, 0x30, 1, 2, 3],
      [0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 4, 0x30, 1, 2, 3],
      [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0x30, 1, 2, 3],
      [0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0x30, 1, 2, 3],
      [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 4, 0x30, 1, 2, 3],
    ] as [[UInt8]])
  func `refuses frames whose numbers do not add up`(source: [UInt8]) {
    var decompressor = Decompressor()
    let error = decompressor.failure(source, .hadoopLZ4, size: 3)
    #expect(
      error?.description == "lz4 (Hadoop): neither Hadoop's frames nor one block of 3 bytes")
  }
}
