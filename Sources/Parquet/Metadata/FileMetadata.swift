internal import Columns

/// What the footer says about the column chunks of one block of rows.
struct RowGroup: CompactEncodable {
  /// One chunk per column, in the order of the schema.
  private(set) var columns: [ColumnChunk]
  /// The number of rows.
  let rowCount: Int
  /// Where the first page begins; 0 until the row group is placed.
  private(set) var offset = 0

  init(columns: [ColumnChunk], rowCount: Int) {
    self.columns = columns
    self.rowCount = rowCount
  }

  /// Moves all offsets to where the row group begins in the file.
  mutating func place(at offset: Int) {
    self.offset = offset
    for index in columns.indices { columns[index].place(at: offset) }
  }

  func encode(to writer: inout CompactWriter) {
    writer.list(1, columns)
    writer.field(2, Int64(columns.reduce(0) { $0 + $1.uncompressedSize }))
    writer.field(3, Int64(rowCount))
    writer.field(5, Int64(offset))
    writer.field(6, Int64(columns.reduce(0) { $0 + $1.compressedSize }))
  }
}

/// The footer: schema, row groups and who wrote them.
struct FileMetadata: CompactEncodable {
  /// The version to write according to the specification, whatever features the file uses.
  private static let version: Int32 = 1

  /// The columns.
  let fields: [Field]
  /// Facts about the file, in order.
  let keyValueMetadata: [(String, String)]
  /// The writer, as `name version x.y.z (build n)`.
  let createdBy: String
  /// The row groups in file order.
  var rowGroups: [RowGroup] = []

  func encode(to writer: inout CompactWriter) {
    writer.field(1, Self.version)
    writer.list(2, [SchemaElement(rootOf: fields.count)] + fields.map { SchemaElement($0) })
    writer.field(3, Int64(rowGroups.reduce(0) { $0 + $1.rowCount }))
    writer.list(4, rowGroups)
    if !keyValueMetadata.isEmpty { writer.list(5, keyValueMetadata.map(KeyValue.init)) }
    writer.field(6, createdBy)
    writer.list(7, fields.map { _ in ColumnOrder() })
  }

  private struct KeyValue: CompactEncodable {
    let key: String
    let value: String

    func encode(to writer: inout CompactWriter) {
      writer.field(1, key)
      writer.field(2, value)
    }
  }

  /// Bounds follow the order that the type defines, the only one there is.
  private struct ColumnOrder: CompactEncodable {
    func encode(to writer: inout CompactWriter) { writer.field(1, EmptyStructure()) }
  }
}
