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
    if count >= 1000 { #expect(output.count < count * 3 / 4) }
  }

  @Test(arguments: [0, 1, 5, 1000, 65_536, 262_144, 400_000])
  func `puts a frame together of bytes as they stand and pieces`(count: Int) throws {
    var compressor = try Compressor()
    var decompressor = Decompressor()
    let page = page(count)
    for stored in Set([0, 1, count / 4, count / 2, count - 1, count]) where 0...count ~= stored {
      for pieceSize in [1 + count / 3, 1 + count / 4, count + 1] {
        var output: [UInt8] = [9]
        try compressor.append(page.span, storing: stored, pieceSize: pieceSize, to: &output)
        let frame = Array(output.dropFirst())
        #expect(
          try decompressor.bytes(frame, .zstd, size: count) == page, "\(stored), \(pieceSize)")
        // Contexts are as before.
        output = []
        try compressor.append(page.span, .literals, to: &output)
        #expect(try decompressor.bytes(output, .zstd, size: count) == page)
      }
    }
  }

  @Test func `keeps the codes of unlike pieces apart`() throws {
    var compressor = try Compressor()
    let page = (0..<200_000).map { (index: Int) -> UInt8 in
      let letter = UInt8(index * index / 7 % 16)
      return index < 100_000 ? letter : 100 + letter
    }
    var together: [UInt8] = []
    var apart: [UInt8] = []
    try compressor.append(page.span, storing: 0, pieceSize: 200_000, to: &together)
    try compressor.append(page.span, storing: 0, pieceSize: 100_000, to: &apart)
    #expect(apart.count < together.count)
  }
}
