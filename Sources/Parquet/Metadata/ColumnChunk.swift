/// What the footer says about the values of one column in one row group.
struct ColumnChunk: CompactEncodable {
  /// The column's name.
  let name: String
  /// How its values are stored.
  let type: PhysicalType
  /// How its pages are compressed.
  let codec: Codec
  /// Absent values included.
  let valueCount: Int
  /// Bytes of all pages with their headers, before compression.
  let uncompressedSize: Int
  /// Bytes of all pages with their headers, as stored.
  let compressedSize: Int
  /// Where the dictionary page begins, nil without one; in the row group until that is placed.
  private(set) var dictionaryOffset: Int?
  /// Where the first data page begins; in the row group until that is placed.
  private(set) var dataOffset: Int
  /// Null count and bounds.
  let statistics: Statistics
  /// How many pages of which kind and encoding.
  let pageCounts: [PageCount]
  /// Whether pages carry definition levels.
  let hasLevels: Bool

  init(
    name: String, type: PhysicalType, codec: Codec, valueCount: Int, uncompressedSize: Int,
    compressedSize: Int, dictionaryOffset: Int?, dataOffset: Int, statistics: Statistics,
    pageCounts: [PageCount], hasLevels: Bool
  ) {
    self.name = name
    self.type = type
    self.codec = codec
    self.valueCount = valueCount
    self.uncompressedSize = uncompressedSize
    self.compressedSize = compressedSize
    self.dictionaryOffset = dictionaryOffset
    self.dataOffset = dataOffset
    self.statistics = statistics
    self.pageCounts = pageCounts
    self.hasLevels = hasLevels
  }

  /// Moves the offsets to a row group that begins at `offset` of the file.
  mutating func place(at offset: Int) {
    dictionaryOffset = dictionaryOffset.map { $0 + offset }
    dataOffset += offset
  }

  /// Writes the structure `ColumnChunk` around `ColumnMetaData`.
  func encode(to writer: inout CompactWriter) {
    // Deprecated but required: where a copy of the metadata stands. There is none.
    writer.field(2, Int64(0))
    writer.field(3, Metadata(chunk: self))
  }

  /// Pages of one kind and encoding.
  struct PageCount: CompactEncodable {
    let kind: PageKind
    let encoding: Encoding
    let count: Int

    func encode(to writer: inout CompactWriter) {
      writer.field(1, kind.rawValue)
      writer.field(2, encoding.rawValue)
      writer.field(3, Int32(count))
    }
  }

  private struct Metadata: CompactEncodable {
    let chunk: ColumnChunk

    func encode(to writer: inout CompactWriter) {
      var encodings = Set(chunk.pageCounts.map(\.encoding.rawValue))
      if chunk.hasLevels { encodings.insert(Encoding.runLength.rawValue) }
      writer.field(1, chunk.type.rawValue)
      writer.list(2, encodings.sorted())
      writer.list(3, [chunk.name])
      writer.field(4, chunk.codec.rawValue)
      writer.field(5, Int64(chunk.valueCount))
      writer.field(6, Int64(chunk.uncompressedSize))
      writer.field(7, Int64(chunk.compressedSize))
      writer.field(9, Int64(chunk.dataOffset))
      writer.field(11, chunk.dictionaryOffset.map(Int64.init))
      writer.field(12, chunk.statistics)
      writer.list(13, chunk.pageCounts)
    }
  }
}
