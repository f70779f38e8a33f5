/// What the footer says about the values of one column in one row group.
///
/// Statistics are written and not read: no checksum covers them.
struct ColumnChunk {
  /// The names from below the schema's root down to the column.
  private(set) var path: [String] = []
  /// How its values are stored.
  private(set) var type = PhysicalType.boolean
  /// How its pages are compressed, by its number in the format.
  private(set) var codec: Int32 = 0
  /// Absent values included.
  private(set) var valueCount = 0
  /// Bytes of all pages with their headers, before compression.
  private(set) var uncompressedSize = 0
  /// Bytes of all pages with their headers, as stored.
  private(set) var compressedSize = 0
  /// Where the dictionary page begins, nil without one; in the chunk or row group until that is placed.
  private(set) var dictionaryOffset: Int?
  /// Where the first data page begins; likewise.
  private(set) var dataOffset = 0
  /// Counts and bounds.
  private var statistics: Statistics?
  /// Bounds of the pages; nil in a chunk without.
  private(set) var columnIndex: ColumnIndex?
  /// Where the pages are; nil in a chunk that was read.
  private(set) var offsetIndex: OffsetIndex?
  /// Where in the file the indexes stand; nil until they are written.
  var columnIndexPlace: Range<Int>?
  var offsetIndexPlace: Range<Int>?
  /// How many pages of which kind and encoding.
  private var pageCounts: [PageCount] = []
  /// Whether pages carry definition levels.
  private var hasLevels = false

  private init() {}

  init(
    name: String, type: PhysicalType, codec: Codec, valueCount: Int, uncompressedSize: Int,
    compressedSize: Int, hasDictionary: Bool, statistics: ColumnStatistics,
    offsetIndex: OffsetIndex, pageCounts: [PageCount], hasLevels: Bool
  ) {
    path = [name]
    self.type = type
    self.codec = codec.rawValue
    self.valueCount = valueCount
    self.uncompressedSize = uncompressedSize
    self.compressedSize = compressedSize
    dictionaryOffset = hasDictionary ? 0 : nil
    dataOffset = offsetIndex.locations.first?.offset ?? 0
    self.statistics = statistics.chunk
    columnIndex = statistics.index
    self.offsetIndex = offsetIndex
    self.pageCounts = pageCounts
    self.hasLevels = hasLevels
  }

  /// Moves the offsets to where what they are counted from begins: the chunk, then the row group.
  mutating func place(at offset: Int) {
    dictionaryOffset = dictionaryOffset.map { $0 + offset }
    dataOffset += offset
    offsetIndex?.place(at: offset)
  }
}

extension ColumnChunk: CompactDecodable {
  /// Reads the structure `ColumnChunk` around `ColumnMetaData`.
  init(from reader: inout CompactReader) throws(ParquetError) {
    let start = reader.position
    var metadata: Metadata?
    var id: Int16 = 0
    while let type = try reader.field(&id) {
      switch id {
      case 1:
        let path = try reader.string(type)
        if !path.isEmpty {
          throw .unsupported(
            "a column chunk that is stored in another file, \(path)", offset: start)
        }
      case 3: metadata = try reader.structure(type)
      case 8, 9:
        throw .unsupported(
          "an encrypted column chunk; write the file without encryption", offset: start)
      default: try reader.skip(type)
      }
    }
    guard let metadata else { throw .corrupt("a column chunk without metadata", offset: start) }
    self = metadata.chunk
  }
}

extension ColumnChunk: CompactEncodable {
  /// Writes the structure `ColumnChunk` around `ColumnMetaData`.
  func encode(to writer: inout CompactWriter) {
    // Deprecated but required: where a copy of the metadata stands. There is none.
    writer.field(2, Int64(0))
    writer.field(3, Metadata(chunk: self))
    writer.field(4, offsetIndexPlace.map { Int64($0.lowerBound) })
    writer.field(5, offsetIndexPlace.map { Int32($0.count) })
    writer.field(6, columnIndexPlace.map { Int64($0.lowerBound) })
    writer.field(7, columnIndexPlace.map { Int32($0.count) })
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

  private struct Metadata: CompactEncodable, CompactDecodable {
    var chunk: ColumnChunk

    init(chunk: ColumnChunk) { self.chunk = chunk }

    init(from reader: inout CompactReader) throws(ParquetError) {
      let start = reader.position
      chunk = ColumnChunk()
      var required = RequiredFields(1...7, 9...9)
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        required.read(id)
        switch id {
        case 1:
          let number = try reader.int32(type)
          guard let known = PhysicalType(rawValue: number) else {
            throw .unsupported("a column chunk of the unknown type \(number)", offset: start)
          }
          chunk.type = known
        case 3: chunk.path = try reader.strings(type)
        case 4: chunk.codec = try reader.int32(type)
        case 5: chunk.valueCount = try reader.int64(type)
        case 6: chunk.uncompressedSize = try reader.int64(type)
        case 7: chunk.compressedSize = try reader.int64(type)
        case 9: chunk.dataOffset = try reader.int64(type)
        case 11: chunk.dictionaryOffset = try reader.int64(type)
        default: try reader.skip(type)
        }
      }
      try required.check("the metadata of a column chunk", offset: start)
    }

    func encode(to writer: inout CompactWriter) {
      var encodings = Set(chunk.pageCounts.map(\.encoding.rawValue))
      if chunk.hasLevels { encodings.insert(Encoding.runLength.rawValue) }
      writer.field(1, chunk.type.rawValue)
      writer.list(2, encodings.sorted())
      writer.list(3, chunk.path)
      writer.field(4, chunk.codec)
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
