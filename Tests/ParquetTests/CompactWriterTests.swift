import Parquet
import Testing

/// The bytes are worked out by hand from the specification of Thrift's compact protocol.
@Suite struct CompactWriterTests {
  /// A structure whose fields a closure writes.
  struct Structure: CompactEncodable {
    let write: (inout CompactWriter) -> Void

    func encode(to writer: inout CompactWriter) { write(&writer) }
  }

  private func bytes(_ write: @escaping (inout CompactWriter) -> Void) -> [UInt8] {
    CompactWriter.bytes(of: Structure(write: write))
  }

  @Test func `writes an empty structure as its stop byte`() {
    #expect(bytes { _ in } == [0])
  }

  private static let numbers: [(Int64, [UInt8])] = [
    (0, [0x00]), (1, [0x02]), (-1, [0x01]), (63, [0x7E]), (64, [0x80, 0x01]), (-64, [0x7F]),
    (-65, [0x81, 0x01]), (150, [0xAC, 0x02]),
    (Int64(Int32.max), [0xFE, 0xFF, 0xFF, 0xFF, 0x0F]),
    (Int64(Int32.min), [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
  ]

  private static let longNumbers: [(Int64, [UInt8])] = [
    (1 << 32, [0x80, 0x80, 0x80, 0x80, 0x20]),
    (.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
    (.min, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
  ]

  @Test(arguments: numbers)
  func `writes an i32 as zigzag varint`(value: Int64, expected: [UInt8]) {
    #expect(bytes { $0.field(1, Int32(value)) } == [0x15] + expected + [0])
  }

  @Test(arguments: numbers + longNumbers)
  func `writes an i64 as zigzag varint`(value: Int64, expected: [UInt8]) {
    #expect(bytes { $0.field(1, value) } == [0x16] + expected + [0])
  }

  @Test func `puts a field id up to 15 above the last one into the field header`() {
    let written = bytes { writer in
      writer.field(1, Int32(0))
      writer.field(3, Int32(0))
      writer.field(18, Int32(0))
    }
    #expect(written == [0x15, 0, 0x25, 0, 0xF5, 0, 0])
  }

  @Test func `writes a field id 16 or more above the last one in full`() {
    let written = bytes { writer in
      writer.field(16, Int32(0))
      writer.field(32, Int64(0))
      writer.field(1000, true)
    }
    #expect(written == [0x05, 0x20, 0, 0x06, 0x40, 0, 0x01, 0xD0, 0x0F, 0])
  }

  @Test func `writes a bool as the type of its field`() {
    let written = bytes { writer in
      writer.field(1, true)
      writer.field(2, false)
    }
    #expect(written == [0x11, 0x12, 0])
  }

  @Test func `writes a text as its length in bytes and UTF-8`() {
    #expect(bytes { $0.field(4, "é!") } == [0x48, 3, 0xC3, 0xA9, 0x21, 0])
    #expect(bytes { $0.field(4, "") } == [0x48, 0, 0])
    let long = String(repeating: "x", count: 200)
    #expect(bytes { $0.field(4, long) } == [0x48, 0xC8, 0x01] + Array(long.utf8) + [0])
  }

  @Test func `leaves out fields without a value`() {
    let written = bytes { writer in
      writer.field(1, Int32?.none)
      writer.field(2, Int64?.none)
      writer.field(3, [UInt8]?.none)
      writer.field(4, Structure?.none)
      writer.field(5, [UInt8]([9]))
    }
    #expect(written == [0x58, 1, 9, 0])
  }

  @Test func `counts field ids of a nested structure from 0 and of the outer one on from before`() {
    let written = bytes { writer in
      writer.field(5, Structure { $0.field(1, Int32(7)) })
      writer.field(6, Int32(8))
    }
    #expect(written == [0x5C, 0x15, 14, 0, 0x15, 16, 0])
  }

  @Test func `puts the count of a short list into its header`() {
    #expect(bytes { $0.list(2, [Int32(3), -3]) } == [0x29, 0x25, 6, 5, 0])
    #expect(bytes { $0.list(2, [Int32]()) } == [0x29, 0x05, 0])
    #expect(bytes { $0.list(2, ["a", "bc"]) } == [0x29, 0x28, 1, 0x61, 2, 0x62, 0x63, 0])
    let structures = [Structure { $0.field(1, true) }, Structure { _ in }]
    #expect(bytes { $0.list(2, structures) } == [0x29, 0x2C, 0x11, 0, 0, 0])
    #expect(
      bytes { $0.list(1, [Int32](repeating: 0, count: 14)) }
        == [0x19, 0xE5] + Array(repeating: 0, count: 14) + [0])
  }

  @Test(arguments: [(15, [UInt8]([15])), (127, [127]), (128, [0x80, 0x01]), (300, [0xAC, 0x02])])
  func `puts the count of a list of 15 or more after its header`(count: Int, varint: [UInt8]) {
    #expect(
      bytes { $0.list(1, [Int32](repeating: 0, count: count)) }
        == [0x19, 0xF5] + varint + Array(repeating: 0, count: count) + [0])
  }
}
