internal import Columns

/// The footer: schema, row groups and who wrote them.
struct FileMetadata {
  /// What the specification tells writers to write, whatever features the file uses: there is no
  /// consensus on what 2 would mean.
  private static let version: Int32 = 1

  /// The schema's tree, root first.
  let schema: [SchemaElement]
  /// The rows of all row groups.
  private(set) var rowCount = 0
  /// The row groups in file order.
  private(set) var rowGroups: [RowGroup] = []
  /// Facts about the file, in order.
  private(set) var keyValueMetadata: [KeyValue]
  /// The writer, as `name version x.y.z (build n)`; empty if it does not say.
  let createdBy: String

  /// The footer of a file without row groups.
  init(fields: [Field], keyValueMetadata: [(String, String)], createdBy: String) {
    schema = [SchemaElement(rootOf: fields.count)] + fields.map { SchemaElement($0) }
    self.keyValueMetadata = []
    self.createdBy = createdBy
    append(keyValueMetadata)
  }

  /// Adds facts after those that are there.
  mutating func append(_ facts: [(String, String)]) {
    keyValueMetadata += facts.map { KeyValue(key: $0.0, value: $0.1) }
  }

  /// Adds the next row group.
  mutating func append(_ rowGroup: RowGroup) {
    rowCount += rowGroup.rowCount
    rowGroups.append(rowGroup)
  }

  /// The page indexes of all row groups, which go to `offset` of the file, and in the footer from then on.
  ///
  /// First those that find pages by value, then those that find them by row: a reader that wants the rows
  /// of one row group in all columns finds these together.
  mutating func placePageIndexes(at offset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ index: some CompactEncodable) -> Range<Int> {
      let start = offset + bytes.count
      bytes += CompactWriter.bytes(of: index)
      return start..<offset + bytes.count
    }
    forEachChunk { $0.columnIndexPlace = $0.columnIndex.map { append($0) } }
    forEachChunk { $0.offsetIndexPlace = $0.offsetIndex.map { append($0) } }
    return bytes
  }

  private mutating func forEachChunk(_ body: (inout ColumnChunk) -> Void) {
    for rowGroup in rowGroups.indices {
      for column in rowGroups[rowGroup].columns.indices {
        body(&rowGroups[rowGroup].columns[column])
      }
    }
  }
}

extension FileMetadata: CompactDecodable {
  init(from reader: inout CompactReader) throws(ParquetError) {
    var schema: [SchemaElement] = []
    var keyValueMetadata: [KeyValue] = []
    var createdBy = ""
    let start = reader.position
    var required = RequiredFields(1...4)
    var id: Int16 = 0
    while let type = try reader.field(&id) {
      required.read(id)
      switch id {
      case 2: schema = try reader.structures(type)
      case 3: rowCount = try reader.int64(type)
      case 4: rowGroups = try reader.structures(type)
      case 5: keyValueMetadata = try reader.structures(type)
      case 6: createdBy = try reader.string(type)
      case 8: throw .unsupported("the file is encrypted; write it without encryption")
      default: try reader.skip(type)
      }
    }
    try required.check("a footer", offset: start)
    self.schema = schema
    self.keyValueMetadata = keyValueMetadata
    self.createdBy = createdBy
  }
}

extension FileMetadata: CompactEncodable {
  func encode(to writer: inout CompactWriter) {
    writer.field(1, Self.version)
    writer.list(2, schema)
    writer.field(3, Int64(rowCount))
    writer.list(4, rowGroups)
    if !keyValueMetadata.isEmpty { writer.list(5, keyValueMetadata) }
    writer.field(6, createdBy)
    writer.list(7, schema.filter { $0.type != nil }.map { _ in ColumnOrder() })
  }

  /// Bounds follow the order that the type defines, the only one there is.
  private struct ColumnOrder: CompactEncodable {
    func encode(to writer: inout CompactWriter) { writer.field(1, EmptyStructure()) }
  }
}

/// A fact about a file.
struct KeyValue: CompactEncodable, CompactDecodable {
  private(set) var key = ""
  private(set) var value = ""

  init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  init(from reader: inout CompactReader) throws(ParquetError) {
    let start = reader.position
    var required = RequiredFields(1...1)
    var id: Int16 = 0
    while let type = try reader.field(&id) {
      required.read(id)
      switch id {
      case 1: key = try reader.string(type)
      case 2: value = try reader.string(type)
      default: try reader.skip(type)
      }
    }
    try required.check("a key with a value", offset: start)
  }

  func encode(to writer: inout CompactWriter) {
    writer.field(1, key)
    writer.field(2, value)
  }
}
