import Bytes
import TestSupport
import Testing

@Suite struct DecompressorTests {
  /// Words that repeat, so that every codec has something to copy.
  private static let words = Array(
    "one order, two orders, three orders, four orders, five orders, six orders".utf8)

  private static func page(_ count: Int) -> [UInt8] {
    var generator = Generator(seed: 1)
    return (0..<count).map { _ in UInt8.random(in: 0..<8, using: &generator) }
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var generator = Generator(seed: 2)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  // By pyarrow 26.0.1, `pyarrow.compress(words, codec)`; the second gzip by Python's zlib.compress; Hadoop's
  // form is pyarrow's LZ4 block in a frame.
  @Test(
    arguments: [
      (
        .snappy,
        """
        49346f6e65206f726465722c2074776f090b18732c20746872650d1918732c20666f7572151b08666976191a24\
        736978206f7264657273
        """
      ),
      (
        .gzip,
        """
        1f8b0800000000000203cbcf4b55c82f4a492dd2512829cf87308b81ec8ca2d454382f2dbfb408c1c92c43c814\
        675640d900c65ed40649000000
        """
      ),
      (
        .gzip,
        """
        78dacbcf4b55c82f4a492dd2512829cf87308b81ec8ca2d454382f2dbfb408c1c92c43c814675640d900d18c1a\
        92
        """
      ),
      (
        .lz4,
        """
        e26f6e65206f726465722c2074776f0b0073732c2074687265190075732c20666f75721b00366669761a00a073\
        6978206f7264657273
        """
      ),
      (
        .hadoopLZ4,
        """
        0000004900000036e26f6e65206f726465722c2074776f0b0073732c2074687265190075732c20666f75721b00\
        366669761a00a0736978206f7264657273
        """
      ),
      (
        .zstd,
        """
        28b52ffd2049bd010094026f6e65206f726465722c2074776f732c2074687265732c20666f7572697665736978\
        206f72646572730400a00c98dbf0cc8687a204
        """
      ),
    ] as [(Compression, String)])
  func `reads what others wrote`(codec: Compression, digits: String) throws {
    var decompressor = Decompressor()
    let written = [UInt8](hexadecimal: digits)
    #expect(try decompressor.bytes(written, codec, size: 73) == Self.words)
  }

  // pyarrow's, as above; of no bytes.
  @Test(
    arguments: [
      (.snappy, "00"), (.gzip, "1f8b080000000000020303000000000000000000"),
      (.gzip, "789c030000000001"), (.lz4, "00"), (.hadoopLZ4, "00000000"), (.hadoopLZ4, "00"),
      (.hadoopLZ4, "000000000000000100"), (.zstd, "28b52ffd2000010000"),
    ] as [(Compression, String)])
  func `reads streams of no bytes`(codec: Compression, digits: String) throws {
    var decompressor = Decompressor()
    let written = [UInt8](hexadecimal: digits)
    #expect(try decompressor.bytes(written, codec, size: 0).isEmpty)
    #expect(decompressor.failure(written, codec, size: 1)?.kind == .corrupt)
  }

  @Test(arguments: Compression.allCases)
  func `no source stands for no bytes`(codec: Compression) throws {
    var decompressor = Decompressor()
    #expect(try decompressor.bytes([], codec, size: 0).isEmpty)
    #expect(
      decompressor.failure([], codec, size: 5)?.description
        == "\(codec.rawValue): 0 bytes found, 5 expected")
  }

  @Test(arguments: Compression.allCases)
  func `reads back what was compressed`(codec: Compression) throws {
    var decompressor = Decompressor()
    var plains = [0, 1, 2, 15, 16, 17, 255, 4096, 65_536, 300_001].map(Self.page)
    plains += [[UInt8](repeating: 7, count: 16 << 20), Self.noise(100_000), Self.noise(16 << 20)]
    for plain in plains {
      let compressed = Compressing.bytes(plain, codec)
      let read = try decompressor.bytes(compressed, codec, size: plain.count)
      #expect(read == plain, "\(plain.count) bytes")
    }
  }

  @Test(arguments: Compression.allCases)
  func `a source cut at any byte is an error`(codec: Compression) {
    var decompressor = Decompressor()
    for plain in [Self.words, Self.page(500), Self.noise(300), [UInt8](repeating: 0, count: 9999)] {
      let whole = Compressing.bytes(plain, codec)
      for count in 0..<whole.count {
        let error = decompressor.failure(Array(whole[..<count]), codec, size: plain.count)
        #expect(error?.kind == .corrupt, "the first \(count) of \(whole.count) bytes")
      }
    }
  }

  @Test(arguments: Compression.allCases)
  func `another size than the true one is an error`(codec: Compression) {
    var decompressor = Decompressor()
    for plain in [Self.words, Self.page(70_000), Self.noise(1000)] {
      let source = Compressing.bytes(plain, codec)
      for size in [0, 1, plain.count - 1, plain.count + 1, 2 * plain.count] {
        #expect(decompressor.failure(source, codec, size: size)?.kind == .corrupt, "\(size)")
      }
    }
  }

  @Test(arguments: Compression.allCases)
  func `bytes after the end are an error`(codec: Compression) {
    let zeros = [UInt8](repeating: 0, count: 9)
    var decompressor = Decompressor()
    for plain in [[], Self.words, Self.page(70_000)] {
      let source = Compressing.bytes(plain, codec)
      for rest in [[0], [1], [0, 0], [0, 65], [0, 1, 0], [0x1F, 0x8B], zeros] {
        let error = decompressor.failure(source + rest, codec, size: plain.count)
        #expect(error?.kind == .corrupt, "\(rest) after \(plain.count)")
      }
    }
  }

  @Test(arguments: Compression.allCases)
  func `noise and flipped bits give errors or bytes of the size asked for`(codec: Compression) {
    var generator = Generator.seeded()
    var decompressor = Decompressor()
    var output: [UInt8] = []
    let whole = Compressing.bytes(Self.page(1000), codec)
    for round in 0..<20_000 {
      var source = whole
      if round % 2 == 0 {
        let count = Int.random(in: 1...100, using: &generator)
        source = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        // What no decoder would get past is left as it should be.
        let head = min(5, count)
        if round % 4 == 0 { source.replaceSubrange(..<head, with: whole[..<head]) }
      } else {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          source[Int.random(in: 0..<source.count, using: &generator)] ^=
            1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      let size = round % 3 == 0 ? Int.random(in: 0...2000, using: &generator) : 1000
      do {
        try decompressor.decompress(source.span, codec, size: size, into: &output)
        #expect(output.count == size)
      } catch {
        #expect(output.isEmpty)
      }
    }
    #expect((try? decompressor.bytes(whole, codec, size: 1000)) == Self.page(1000))
  }

  @Test(arguments: Compression.allCases)
  func `a size that the source cannot fill takes no memory`(codec: Compression) {
    var decompressor = Decompressor()
    for plain in [[], Self.words, [UInt8](repeating: 0, count: 100_000)] {
      var sources = [Compressing.bytes(plain, codec)]
      // The same source with a size at its head that agrees with the lie.
      if codec == .snappy { sources.append([0xFF, 0xFF, 0xFF, 0xFF, 7] + sources[0].dropFirst()) }
      if codec == .hadoopLZ4 { sources.append([0x7F, 0xFF, 0xFF, 0xFF] + sources[0].dropFirst(4)) }
      if codec == .zstd {
        sources.append(Compressing.zstdZeros(blocks: 3, stating: UInt32(Int32.max)))
        sources.append(Compressing.zstdZeros(blocks: 3, stating: nil))
      }
      for source in sources {
        var output: [UInt8] = []
        #expect(throws: CodecError.self) {
          try decompressor.decompress(source.span, codec, size: Int(Int32.max), into: &output)
        }
        #expect(output.capacity <= 2 << 20, "\(output.capacity) bytes for \(source.count)")
      }
    }
  }

  @Test(arguments: Compression.allCases)
  func `the output keeps its capacity and loses what it held`(codec: Compression) throws {
    var decompressor = Decompressor()
    var output = [UInt8](repeating: 9, count: 200_000)
    let capacity = output.capacity
    for plain in [Self.words, [], Self.page(150_000), Self.words] {
      let source = Compressing.bytes(plain, codec)
      try decompressor.decompress(source.span, codec, size: plain.count, into: &output)
      #expect(output == plain)
      #expect(output.capacity == capacity)
    }
    #expect(throws: CodecError.self) {
      try decompressor.decompress([1].span, codec, size: 2, into: &output)
    }
    #expect(output.isEmpty)
    #expect(output.capacity == capacity)
  }

  @Test func `a size out of bounds is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) {
      var decompressor = Decompressor()
      _ = decompressor.failure([0], .snappy, size: -1)
    }
    await #expect(processExitsWith: .failure) {
      var decompressor = Decompressor()
      _ = decompressor.failure([0], .zstd, size: 1 << 31)
    }
  }
}

extension [UInt8] {
  /// Bytes of two hexadecimal digits each.
  init(hexadecimal digits: String) {
    let values = digits.compactMap(\.hexDigitValue)
    self = stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }
}
