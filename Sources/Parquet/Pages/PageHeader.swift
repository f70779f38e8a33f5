/// What a page holds, by its number in the format.
enum PageKind: Int32 {
  case data = 0
  case dictionary = 2
}

/// What stands before every page.
struct PageHeader: CompactEncodable {
  let kind: PageKind
  let encoding: Encoding
  /// Absent values included.
  let valueCount: Int
  /// Bytes of the body before compression.
  let uncompressedSize: Int
  /// Bytes of the body as stored.
  let compressedSize: Int
  /// CRC-32 of the body as stored.
  let checksum: UInt32

  func encode(to writer: inout CompactWriter) {
    writer.field(1, kind.rawValue)
    writer.field(2, Int32(uncompressedSize))
    writer.field(3, Int32(compressedSize))
    writer.field(4, Int32(bitPattern: checksum))
    switch kind {
    case .data: writer.field(5, DataPage(encoding: encoding, valueCount: valueCount))
    case .dictionary: writer.field(7, DictionaryPage(encoding: encoding, valueCount: valueCount))
    }
  }

  private struct DataPage: CompactEncodable {
    let encoding: Encoding
    let valueCount: Int

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int32(valueCount))
      writer.field(2, encoding.rawValue)
      // Definition and repetition levels, whether the page has them or not.
      writer.field(3, Encoding.runLength.rawValue)
      writer.field(4, Encoding.runLength.rawValue)
    }
  }

  private struct DictionaryPage: CompactEncodable {
    let encoding: Encoding
    let valueCount: Int

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int32(valueCount))
      writer.field(2, encoding.rawValue)
    }
  }
}
