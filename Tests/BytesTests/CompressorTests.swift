import Bytes
import Testing

@Suite struct CompressorTests {
  @Test func `appends frames that stand alone`() throws {
    let compressor = try Compressor()
    var decompressor = Decompressor()
    var output: [UInt8] = [1, 2, 3]
    for count in [0, 1, 1000, 100_000] {
      let page = (0..<count).map { UInt8($0 / 7 % 251) }
      let start = output.count
      try compressor.append(page.span, to: &output)
      #expect(try decompressor.bytes(Array(output[start...]), .zstd, size: count) == page)
    }
    #expect(output.prefix(3) == [1, 2, 3])
  }
}
