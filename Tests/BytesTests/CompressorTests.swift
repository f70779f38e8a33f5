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

  /// Bytes of which the first half is noise and the second says little.
  private func page(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56) & (index < count / 2 ? 0xFF : 3)
    }
  }

  @Test(arguments: [0, 1, 2, 1000, 65_536, 131_072, 131_073, 400_000])
  func `codes literals alone`(count: Int) throws {
    let compressor = try Compressor()
    var decompressor = Decompressor()
    let page = page(count)
    var output: [UInt8] = []
    try compressor.append(page.span, .literals, to: &output)
    #expect(try decompressor.bytes(output, .zstd, size: count) == page)
    // Eight bits and two, and one to tell them apart: six and a half of eight, with the table of codes.
    if count >= 1000 { #expect(output.count < count * 7 / 8) }
  }

  @Test(arguments: [0, 1, 5, 1000, 65_536, 262_144, 400_000])
  func `makes one frame of pieces`(count: Int) throws {
    let compressor = try Compressor()
    var decompressor = Decompressor()
    let page = page(count)
    for pieceSize in [1, 1 + count / 4, 1 + count / 3, count + 1] where count / pieceSize < 1001 {
      var output: [UInt8] = [9]
      try compressor.append(page.span, inPiecesOf: pieceSize, to: &output)
      let frame = Array(output.dropFirst())
      #expect(try decompressor.bytes(frame, .zstd, size: count) == page, "\(pieceSize)")
      // Contexts are as before.
      output = []
      try compressor.append(page.span, .literals, to: &output)
      #expect(try decompressor.bytes(output, .zstd, size: count) == page)
    }
  }

  @Test func `keeps the codes of unlike pieces apart`() throws {
    let compressor = try Compressor()
    let page = (0..<100_000).map { (index: Int) -> UInt8 in
      let letter = UInt8(index * index / 7 % 16)
      return index < 50_000 ? letter : 100 + letter
    }
    var together: [UInt8] = []
    var apart: [UInt8] = []
    try compressor.append(page.span, .literals, to: &together)
    try compressor.append(page.span, inPiecesOf: 50_000, to: &apart)
    #expect(apart.count < together.count)
  }
}
