import Columns
import Parquet
import TestSupport
import Testing

@Suite struct PlainTests {
  /// Texts each after its length.
  private func page(_ texts: [[UInt8]]) -> [UInt8] {
    texts.flatMap { PageBytes.littleEndian(UInt64($0.count), 4) + $0 }
  }

  @Test func `packs flags low bits first at every length`() {
    var generator = Generator(seed: 8)
    for count in 0...40 {
      let flags = (0..<count).map { _ in Bool.random(using: &generator) }
      var bytes: [UInt8] = []
      Plain.append(flags.span, to: &bytes)
      #expect(bytes.count == (count + 7) / 8)
      for bit in 0..<bytes.count * 8 {
        #expect(bytes[bit / 8] >> (bit % 8) & 1 == (bit < count && flags[bit] ? 1 : 0))
      }
    }
  }

  @Test func `reads flags back at every length`() throws {
    var generator = Generator(seed: 9)
    for count in 0...80 {
      let flags = (0..<count).map { _ in Bool.random(using: &generator) }
      var bytes: [UInt8] = []
      Plain.append(flags.span, to: &bytes)
      var values = [true]
      #expect(try Plain.decode(bytes.span, count: count, into: &values) == bytes.count)
      #expect(values == [true] + flags)
      PageBytes.expectNoneShorter(than: bytes) { bytes throws(ParquetError) in
        try Plain.decode(bytes, count: count, into: &values)
      }
      #expect(values.count == count + 1)
    }
  }

  // pyarrow 26: pq.write_table(table, path, compression="none", use_dictionary=False,
  //   column_encoding={"v": "PLAIN"}), one column "v" that is not nullable; the body of its page.

  @Test func `reads pyarrow's numbers`() throws {
    var int32: [Int32] = [7]
    let page32 = PageBytes.hex("0000000001000000ffffffffffffff7f00000080")
    #expect(try Plain.decode(page32.span, count: 5, into: &int32) == 20)
    #expect(int32 == [7, 0, 1, -1, .max, .min])

    var int64: [Int64] = [7]
    let page64 = PageBytes.hex("0000000000000000ffffffffffffffffffffffffffffff7f")
    #expect(try Plain.decode(page64.span, count: 3, into: &int64) == 24)
    #expect(int64 == [7, 0, -1, .max])

    var floats: [Float] = []
    let floatPage = PageBytes.hex("cdcccc3d000000800000807f")
    #expect(try Plain.decode(floatPage.span, count: 3, into: &floats) == 12)
    #expect(floats.map(\.bitPattern) == [0x3DCC_CCCD, 0x8000_0000, 0x7F80_0000])

    var doubles: [Double] = []
    let doublePage = PageBytes.hex("9a9999999999b93f0000000000000080000000000000f0ff")
    #expect(try Plain.decode(doublePage.span, count: 3, into: &doubles) == 24)
    #expect(doubles.map(\.bitPattern) == [0.1, -0.0, -.infinity].map(\.bitPattern))
  }

  @Test func `reads pyarrow's flags and stamps`() throws {
    var flags: [Bool] = []
    let flagPage: [UInt8] = [0x49, 0x02]
    #expect(try Plain.decode(flagPage.span, count: 11, into: &flags) == 2)
    #expect(flags == (0..<11).map { $0 % 3 == 0 })

    // pa.timestamp("ns"), use_deprecated_int96_timestamps=True: 0 and 1700000000123456789.
    var stamps: [Int96] = []
    let stampPage = PageBytes.hex("00000000000000008c3d250015cdf07ac2480000678a2500")
    #expect(try Plain.decode(stampPage.span, count: 2, into: &stamps) == 24)
    #expect(
      stamps == [
        Int96(nanoseconds: 0, julianDay: 2_440_588),
        Int96(nanoseconds: 80_000_123_456_789, julianDay: 2_460_263),
      ])
  }

  @Test func `reads pyarrow's texts`() throws {
    let page = PageBytes.hex(
      """
      04000000617869730400000061786c6506000000626162626c650800000062616279686f6f640000000005000000
      48656c6c6f1100000062c3bc726f406578616d706c652e636f6d0500000062c3bc726f2c00000061206d75636820
      6c6f6e6765722074657874207468616e207369787465656e2062797465732c206f72203332
      """)
    let texts = [
      "axis", "axle", "babble", "babyhood", "", "Hello", "büro@example.com", "büro",
      "a much longer text than sixteen bytes, or 32",
    ]
    var values = TextColumn(["before"])
    #expect(try Plain.decode(page.span, count: 9, into: &values) == page.count)
    #expect(values == TextColumn(["before"] + texts))

    var fixed = FixedLengthBytes(length: 3)
    let fixedPage = PageBytes.hex("616263000102")
    #expect(try Plain.decode(fixedPage.span, count: 2, into: &fixed) == 6)
    #expect(fixed.bytes == fixedPage)
  }

  @Test(arguments: [0...0, 0...3, 13...13, 10...20, 31...33, 0...70, 500...600])
  func `reads texts of every length as a plain decoder does`(lengths: ClosedRange<Int>) throws {
    var generator = Generator(seed: UInt64(lengths.upperBound))
    for count in [0, 1, 2, 7, 100] {
      let texts = PageBytes.texts(count, lengths: lengths, &generator)
      let body = page(texts)
      #expect(try Scalar.plainTexts(body, count: count) == texts)
      for rest in [0, 1, 40] {
        let bytes = body + Array(repeating: 0xFF, count: rest)
        var values = TextColumn(["ab"])
        #expect(try Plain.decode(bytes.span, count: count, into: &values) == body.count)
        #expect(values.list == [[0x61, 0x62]] + texts)
      }
    }
  }

  @Test func `refuses pages that end too early and leaves the values as they were`() {
    var generator = Generator(seed: 3)
    let texts = page(PageBytes.texts(9, lengths: 0...40, &generator))
    var values = TextColumn(["ab"])
    PageBytes.expectNoneShorter(than: texts) { bytes throws(ParquetError) in
      try Plain.decode(bytes, count: 9, into: &values)
    }
    #expect(values == TextColumn(["ab"]))

    let numbers = [UInt8](repeating: 1, count: 24)
    var int32: [Int32] = []
    var int64: [Int64] = []
    var stamps: [Int96] = []
    var fixed = FixedLengthBytes(length: 8)
    PageBytes.expectNoneShorter(than: numbers) { bytes throws(ParquetError) in
      try Plain.decode(bytes, count: 6, into: &int32)
    }
    PageBytes.expectNoneShorter(than: numbers) { bytes throws(ParquetError) in
      try Plain.decode(bytes, count: 3, into: &int64)
    }
    PageBytes.expectNoneShorter(than: numbers) { bytes throws(ParquetError) in
      try Plain.decode(bytes, count: 2, into: &stamps)
    }
    PageBytes.expectNoneShorter(than: numbers) { bytes throws(ParquetError) in
      try Plain.decode(bytes, count: 3, into: &fixed)
    }
    #expect(int32.isEmpty && int64.isEmpty && stamps.isEmpty && fixed.bytes.isEmpty)
  }

  @Test(arguments: [3, 4, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFC, 0xFFFF_FFFF] as [UInt64])
  func `refuses a text longer than the page`(length: UInt64) {
    let bytes = PageBytes.littleEndian(length, 4) + [1, 2]
    var values = TextColumn()
    let error = PageBytes.finding { () throws(ParquetError) in
      try Plain.decode(bytes.span, count: 1, into: &values)
    }
    #expect(error?.description == "a text of \(length) bytes where 2 may follow")
  }

  @Test func `refuses counts that no page holds before it makes room for them`() {
    let bytes = [UInt8](repeating: 0, count: 100)
    for count in [101, 1 << 31, .max] {
      var texts = TextColumn()
      var flags: [Bool] = []
      var doubles: [Double] = []
      var fixed = FixedLengthBytes(length: .max)
      for error in [
        PageBytes.finding { () throws(ParquetError) in
          try Plain.decode(bytes.span, count: count, into: &texts)
        },
        PageBytes.finding { () throws(ParquetError) in
          try Plain.decode(bytes.span, count: max(count, 801), into: &flags)
        },
        PageBytes.finding { () throws(ParquetError) in
          try Plain.decode(bytes.span, count: count, into: &doubles)
        },
        PageBytes.finding { () throws(ParquetError) in
          try Plain.decode(bytes.span, count: count, into: &fixed)
        },
      ] { #expect(error?.kind == .corrupt) }
      #expect(texts.ends.capacity + flags.capacity + doubles.capacity == 0)
    }
  }

  @Test func `never traps on random texts`() {
    var generator = Generator(seed: 77)
    for _ in 0..<5000 {
      // Small lengths, so that some are right.
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator) & (generator.next() & 3 == 0 ? 7 : 0)
      }
      let count = Int.random(in: 0...8, using: &generator)
      let expected = try? Scalar.plainTexts(bytes, count: count)
      var values = TextColumn()
      let error = PageBytes.finding { () throws(ParquetError) in
        try Plain.decode(bytes.span, count: count, into: &values)
      }
      #expect(error == nil ? values.list == expected : expected == nil)
    }
  }
}
