import Columns
import Parquet
import TestSupport
import Testing

@Suite struct DeltaLengthByteArrayTests {
  private func encode(_ texts: TextColumn) -> [UInt8] {
    var bytes: [UInt8] = []
    DeltaLengthByteArray.append(texts, rows: 0..<texts.count, present: nil, to: &bytes)
    return bytes
  }

  /// A page of the given lengths, true or not, and bytes.
  private func page(_ lengths: [Int32], _ bytes: [UInt8]) -> [UInt8] {
    var page: [UInt8] = []
    DeltaBinaryPacked.encode(lengths.span, to: &page)
    return page + bytes
  }

  private func decode(_ bytes: [UInt8], count: Int) throws -> TextColumn {
    var values = TextColumn()
    try DeltaLengthByteArray.decode(bytes.span, count: count, into: &values)
    return values
  }

  @Test func `reads and writes the specification's example`() throws {
    let texts = TextColumn(["Hello", "World", "Foobar", "ABCDEF"])
    let bytes = page([5, 5, 6, 6], Array("HelloWorldFoobarABCDEF".utf8))
    #expect(encode(texts) == bytes)
    #expect(try decode(bytes, count: 4) == texts)
  }

  @Test func `reads pyarrow's page`() throws {
    // As in PlainTests, with column_encoding={"v": "DELTA_LENGTH_BYTE_ARRAY"}.
    let bytes = PageBytes.hex(
      """
      800104090817060000008ce3101106cc0000000000000000000000000000000000006178697361786c6562616262
      6c6562616279686f6f6448656c6c6f62c3bc726f406578616d706c652e636f6d62c3bc726f61206d756368206c6f
      6e6765722074657874207468616e207369787465656e2062797465732c206f72203332
      """)
    let texts = [
      "axis", "axle", "babble", "babyhood", "", "Hello", "büro@example.com", "büro",
      "a much longer text than sixteen bytes, or 32",
    ]
    #expect(try decode(bytes, count: 9) == TextColumn(texts))
  }

  @Test(arguments: [0...0, 0...3, 13...13, 0...70, 500...600])
  func `reads back what it writes, as a plain decoder does`(lengths: ClosedRange<Int>) throws {
    var generator = Generator(seed: UInt64(lengths.upperBound))
    for count in [0, 1, 2, 31, 32, 33, 128, 129, 130, 1000] {
      let texts = PageBytes.texts(count, lengths: lengths, &generator)
      let bytes = encode(TextColumn(bytes: texts))
      #expect(try Scalar.deltaLengthTexts(bytes, count: count) == texts)
      var values = TextColumn(["ab"])
      let rest = bytes + [1, 2, 3]
      let size = try DeltaLengthByteArray.decode(rest.span, count: count, into: &values)
      #expect(size == bytes.count)
      #expect(values.list == [[0x61, 0x62]] + texts)
    }
  }

  @Test func `writes the texts that are present of some rows`() throws {
    var generator = Generator(seed: 6)
    let texts = PageBytes.texts(200, lengths: 0...9, &generator)
    let column = TextColumn(bytes: texts)
    for rows in [0..<200, 0..<0, 5..<6, 17..<133] {
      for odds in [0, 1, 2, 3, 4] {
        let present = texts.indices.map { _ in generator.next() % 4 < odds }
        let kept = rows.filter { present[$0] }.map { texts[$0] }
        var bytes: [UInt8] = []
        DeltaLengthByteArray.append(column, rows: rows, present: present, to: &bytes)
        #expect(bytes == encode(TextColumn(bytes: kept)))
      }
    }
  }

  @Test func `refuses a page that ends too early and leaves the values as they were`() {
    let bytes = encode(TextColumn(["Hello", "", "World", "a longer text than all before it"]))
    var values = TextColumn(["ab"])
    PageBytes.expectNoneShorter(than: bytes) { bytes throws(ParquetError) in
      try DeltaLengthByteArray.decode(bytes, count: 4, into: &values)
    }
    #expect(values == TextColumn(["ab"]))
  }

  @Test func `refuses lengths that cannot be`() {
    for (lengths, finding) in [
      ([1, -1, 5], "a text of negative length"),
      ([.min, .max, 1], "a text of negative length"),
      ([.max, .max, .max], "texts of 6442450941 bytes, 5 are left"),
      ([2, 2, 2], "texts of 6 bytes, 5 are left"),
    ] as [([Int32], String)] {
      let bytes = page(lengths, [1, 2, 3, 4, 5])
      let error = PageBytes.finding { () throws(ParquetError) in
        var values = TextColumn()
        try DeltaLengthByteArray.decode(bytes.span, count: 3, into: &values)
      }
      #expect(error?.kind == .corrupt)
      #expect(error?.finding == finding)
    }
  }

  @Test func `never traps on damaged pages`() throws {
    var generator = Generator(seed: 5)
    let whole = encode(TextColumn(bytes: PageBytes.texts(150, lengths: 0...20, &generator)))
    for _ in 0..<5000 {
      var bytes = whole
      for _ in 0...2 {
        let place = Int.random(in: 0..<min(140, bytes.count), using: &generator)
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      var values = TextColumn()
      let error = PageBytes.finding { () throws(ParquetError) in
        try DeltaLengthByteArray.decode(bytes.span, count: 150, into: &values)
      }
      #expect(values.count == (error == nil ? 150 : 0))
    }
  }
}
