import Columns
import Parquet
import TestSupport
import Testing

@Suite struct DeltaByteArrayTests {
  /// A page of the given prefixes, true or not, and suffixes.
  private func page(_ prefixes: [Int32], _ suffixes: [[UInt8]]) -> [UInt8] {
    var page: [UInt8] = []
    DeltaBinaryPacked.encode(prefixes.span, to: &page)
    let texts = TextColumn(bytes: suffixes)
    DeltaLengthByteArray.append(texts, rows: 0..<texts.count, present: nil, to: &page)
    return page
  }

  /// Values as what each adds to the longest common beginning.
  private func encode(_ values: [[UInt8]]) -> [UInt8] {
    var previous: [UInt8] = []
    var prefixes: [Int32] = []
    var suffixes: [[UInt8]] = []
    for value in values {
      let common = zip(previous, value).prefix { $0 == $1 }.count
      prefixes.append(Int32(common))
      suffixes.append(Array(value.dropFirst(common)))
      previous = value
    }
    return page(prefixes, suffixes)
  }

  private func decode(_ bytes: [UInt8], count: Int, byteLimit: Int = .max) throws -> TextColumn {
    var values = TextColumn()
    try DeltaByteArray.decode(bytes.span, count: count, byteLimit: byteLimit, into: &values)
    return values
  }

  private func finding(_ bytes: [UInt8], count: Int, byteLimit: Int = .max) -> ParquetError? {
    PageBytes.finding { () throws(ParquetError) in
      var values = TextColumn()
      try DeltaByteArray.decode(bytes.span, count: count, byteLimit: byteLimit, into: &values)
    }
  }

  @Test func `reads the specification's example`() throws {
    let texts = ["axis", "axle", "babble", "babyhood"]
    let bytes = page([0, 2, 0, 3], ["axis", "le", "babble", "yhood"].map { Array($0.utf8) })
    #expect(bytes.suffix(17) == Array("axislebabbleyhood".utf8))
    #expect(encode(texts.map { Array($0.utf8) }) == bytes)
    #expect(try decode(bytes, count: 4) == TextColumn(texts))
  }

  @Test func `reads pyarrow's pages`() throws {
    // As in PlainTests, with column_encoding={"v": "DELTA_BYTE_ARRAY"}.
    let bytes = PageBytes.hex(
      """
      800104090009040000003728550a000000000000000000000000800104090821060000004f05315607f400000000
      0000000000000000000000000000617869736c65626162626c6579686f6f6448656c6c6f62c3bc726f406578616d
      706c652e636f6d61206d756368206c6f6e6765722074657874207468616e207369787465656e2062797465732c20
      6f72203332
      """)
    let texts = [
      "axis", "axle", "babble", "babyhood", "", "Hello", "büro@example.com", "büro",
      "a much longer text than sixteen bytes, or 32",
    ]
    #expect(try decode(bytes, count: 9) == TextColumn(texts))

    let fixedPage = PageBytes.hex(
      """
      800104040005030000001e0000000000000000000000800104040805030000009801000000000000000000006162
      6364656478626364
      """)
    var fixed = FixedLengthBytes(length: 4)
    let size = try DeltaByteArray.decode(fixedPage.span, count: 4, byteLimit: 16, into: &fixed)
    #expect(size == fixedPage.count)
    #expect(fixed.bytes == Array("abcdabceabcdxbcd".utf8))
  }

  @Test(arguments: [0...0, 0...3, 5...20, 28...36, 0...70])
  func `reads texts that share beginnings as a plain decoder does`(
    lengths: ClosedRange<Int>
  ) throws {
    var generator = Generator(seed: UInt64(lengths.upperBound))
    for count in [0, 1, 2, 33, 129, 1000] {
      let texts = PageBytes.texts(count, lengths: lengths, &generator).map { $0.map { $0 & 1 } }
      let bytes = encode(texts)
      #expect(try Scalar.deltaTexts(bytes, count: count) == texts)
      let total = texts.reduce(0) { $0 + $1.count }
      var values = TextColumn(["ab"])
      let rest = bytes + [1, 2, 3]
      let size = try DeltaByteArray.decode(
        rest.span, count: count, byteLimit: total, into: &values)
      #expect(size == bytes.count)
      #expect(values.list == [[0x61, 0x62]] + texts)
      if total > 0 {
        #expect(finding(bytes, count: count, byteLimit: total - 1)?.kind == .overLimit)
      }
    }
  }

  @Test func `refuses a page that ends too early and leaves the values as they were`() {
    let texts = ["a text", "a text again", "a", "another", "", "quite another text"]
    let bytes = encode(texts.map { Array($0.utf8) })
    var values = TextColumn(["ab"])
    PageBytes.expectNoneShorter(than: bytes) { bytes throws(ParquetError) in
      try DeltaByteArray.decode(bytes, count: 6, byteLimit: .max, into: &values)
    }
    #expect(values == TextColumn(["ab"]))
  }

  @Test func `refuses a prefix longer than the value before`() {
    let suffixes: [[UInt8]] = [[1, 2], [3], [4]]
    for (prefixes, row) in [
      ([1, 0, 0], 0), ([-1, 0, 0], 0), ([0, 3, 0], 1), ([0, 2, 4], 2), ([0, 0, .max], 2),
      ([0, 1, .min], 2),
    ] as [([Int32], Int)] {
      let error = finding(page(prefixes, suffixes), count: 3)
      #expect(error?.kind == .corrupt)
      #expect(error?.finding.hasPrefix("value \(row) begins with \(prefixes[row]) bytes") == true)
    }
  }

  @Test func `refuses suffixes that cannot be`() {
    for lengths in [[1, -1, 1], [.max, .max, .max], [1, 1, 2], [0, 0, .min]] as [[Int32]] {
      var bytes: [UInt8] = []
      let prefixes: [Int32] = [0, 0, 0]
      DeltaBinaryPacked.encode(prefixes.span, to: &bytes)
      DeltaBinaryPacked.encode(lengths.span, to: &bytes)
      #expect(finding(bytes + [1, 2, 3], count: 3)?.kind == .corrupt)
    }
  }

  @Test func `stops at the limit where a small page stands for very much`() {
    // Each value is one byte longer than the one before: n²/2 bytes.
    let count = 100_000
    let bytes = page((0..<Int32(count)).map { $0 }, Array(repeating: [7], count: count))
    #expect(bytes.count < 2 * count)
    let error = finding(bytes, count: count, byteLimit: 1 << 24)
    #expect(error?.kind == .overLimit)
  }

  @Test func `refuses values of another length than the column's`() {
    let values: [[UInt8]] = [[1, 2, 3], [1, 2, 4], [1, 2]]
    let bytes = encode(values)
    for (length, row) in [(3, 2), (2, 0)] {
      var fixed = FixedLengthBytes(length: length)
      let error = PageBytes.finding { () throws(ParquetError) in
        try DeltaByteArray.decode(bytes.span, count: 3, byteLimit: .max, into: &fixed)
      }
      #expect(error?.kind == .corrupt)
      #expect(error?.finding == "value \(row) has \(values[row].count) bytes, not \(length)")
      #expect(fixed.count == 0)
    }
  }

  @Test func `never traps on damaged pages`() {
    var generator = Generator(seed: 5)
    let whole = encode(PageBytes.texts(150, lengths: 0...20, &generator).map { $0.map { $0 & 1 } })
    for _ in 0..<5000 {
      var bytes = whole
      for _ in 0...2 {
        let place = Int.random(in: 0..<min(280, bytes.count), using: &generator)
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      var values = TextColumn()
      let error = PageBytes.finding { () throws(ParquetError) in
        try DeltaByteArray.decode(bytes.span, count: 150, byteLimit: 1 << 16, into: &values)
      }
      #expect(values.count == (error == nil ? 150 : 0))
    }
  }
}
