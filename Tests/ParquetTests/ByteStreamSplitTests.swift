import Parquet
import TestSupport
import Testing

@Suite struct ByteStreamSplitTests {
  @Test func `reads and writes the specification's three floats`() throws {
    let page = PageBytes.hex("AA00A3 BB11B4 CC22C5 DD33D6")
    let bits: [UInt32] = [0xDDCC_BBAA, 0x3322_1100, 0xD6C5_B4A3]
    var floats: [Float] = [1]
    try ByteStreamSplit.decode(page.span, count: 3, into: &floats)
    #expect(floats.map(\.bitPattern) == [Float(1).bitPattern] + bits)
    var bytes: [UInt8] = [9]
    ByteStreamSplit.append(bits.span, to: &bytes)
    #expect(bytes == [9] + page)
  }

  // As in PlainTests, with column_encoding={"v": "BYTE_STREAM_SPLIT"}.

  @Test func `reads pyarrow's floats`() throws {
    var floats: [Float] = []
    let floatPage = PageBytes.hex("cd000001cc000000cc0080003d807f00")
    try ByteStreamSplit.decode(floatPage.span, count: 4, into: &floats)
    #expect(floats.map(\.bitPattern) == [0x3DCC_CCCD, 0x8000_0000, 0x7F80_0000, 1])

    var doubles: [Double] = []
    let doublePage = PageBytes.hex("9a0000990000990000990000990000990000b900f03f80ff")
    try ByteStreamSplit.decode(doublePage.span, count: 3, into: &doubles)
    #expect(doubles.map(\.bitPattern) == [0.1, -0.0, -.infinity].map(\.bitPattern))
  }

  @Test func `reads pyarrow's integers and bytes`() throws {
    var int32: [Int32] = []
    let page32 = PageBytes.hex("0001ffff000000ffff000000ffff000000ff7f80")
    try ByteStreamSplit.decode(page32.span, count: 5, into: &int32)
    #expect(int32 == [0, 1, -1, .max, .min])

    var int64: [Int64] = []
    let page64 = PageBytes.hex("00ffff00ffff00ffff00ffff00ffff00ffff00ffff00ff7f")
    try ByteStreamSplit.decode(page64.span, count: 3, into: &int64)
    #expect(int64 == [0, -1, .max])

    var fixed = FixedLengthBytes(length: 3)
    let fixedPage = PageBytes.hex("61007862017963027a")
    try ByteStreamSplit.decode(fixedPage.span, count: 3, into: &fixed)
    #expect(fixed.bytes == PageBytes.hex("616263 000102 78797a"))
  }

  @Test func `reads every count as a plain decoder does`() throws {
    var generator = Generator(seed: 2)
    for count in Array(0...70) + [127, 128, 129, 1000] {
      let bytes = (0..<count * 8).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let half = Array(bytes.prefix(count * 4))
      let expected4 = try Scalar.split(half, count: count, width: 4).map(Scalar.littleEndian)
      let expected8 = try Scalar.split(bytes, count: count, width: 8).map(Scalar.littleEndian)
      var int32: [Int32] = [3]
      var floats: [Float] = [3]
      var int64: [Int64] = [3]
      var doubles: [Double] = [3]
      try ByteStreamSplit.decode(half.span, count: count, into: &int32)
      try ByteStreamSplit.decode(half.span, count: count, into: &floats)
      try ByteStreamSplit.decode(bytes.span, count: count, into: &int64)
      try ByteStreamSplit.decode(bytes.span, count: count, into: &doubles)
      #expect(int32.dropFirst().map { UInt64(UInt32(bitPattern: $0)) } == expected4)
      #expect(floats.dropFirst().map { UInt64($0.bitPattern) } == expected4)
      #expect(int64.dropFirst().map { UInt64(bitPattern: $0) } == expected8)
      #expect(doubles.dropFirst().map(\.bitPattern) == expected8)
      var written: [UInt8] = []
      let bits = floats.dropFirst().map(\.bitPattern)
      ByteStreamSplit.append(bits.span, to: &written)
      #expect(written == half)
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 12, 16, 33])
  func `reads bytes of any length as a plain decoder does`(length: Int) throws {
    var generator = Generator(seed: 3)
    for count in [0, 1, 2, 63, 64, 65, 129, 300] {
      let bytes = (0..<count * length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      var fixed = FixedLengthBytes(length: length)
      try ByteStreamSplit.decode(bytes.span, count: count, into: &fixed)
      let expected = try Scalar.split(bytes, count: count, width: length)
      #expect(fixed.bytes == Array(expected.joined()))
    }
  }

  @Test func `refuses a page of another size`() {
    let page = [UInt8](repeating: 0, count: 25)
    for size in page.indices.dropFirst() where size != 24 {
      let bytes = page.span.extracting(..<size)
      var floats: [Float] = []
      var doubles: [Double] = []
      var fixed = FixedLengthBytes(length: 12)
      for error in [
        PageBytes.finding { () throws(ParquetError) in
          try ByteStreamSplit.decode(bytes, count: 6, into: &floats)
        },
        PageBytes.finding { () throws(ParquetError) in
          try ByteStreamSplit.decode(bytes, count: 3, into: &doubles)
        },
        PageBytes.finding { () throws(ParquetError) in
          try ByteStreamSplit.decode(bytes, count: 2, into: &fixed)
        },
        PageBytes.finding { () throws(ParquetError) in
          try ByteStreamSplit.decode(bytes, count: .max, into: &doubles)
        },
      ] { #expect(error?.kind == .corrupt, "\(size) bytes") }
      #expect(floats.isEmpty && doubles.isEmpty && fixed.bytes.isEmpty)
    }
  }
}
