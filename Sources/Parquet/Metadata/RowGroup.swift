/// What the footer says about the column chunks of one block of rows.
struct RowGroup {
  /// One chunk per column, in the order of the schema.
  var columns: [ColumnChunk] = []
  /// The number of rows.
  private(set) var rowCount = 0
  /// The columns that the rows are sorted by, the first one first.
  private var sortingColumns: [Sorting] = []
  /// Where the first page begins; 0 until the row group is placed.
  private var offset = 0

  init(columns: [ColumnChunk], rowCount: Int, sortingColumns: [Sorting]) {
    self.columns = columns
    self.rowCount = rowCount
    self.sortingColumns = sortingColumns
  }

  /// The structure `SortingColumn`.
  struct Sorting: CompactEncodable {
    /// The column's place in the schema.
    let column: Int
    let isDescending: Bool
    let nullsFirst: Bool

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int32(column))
      writer.field(2, isDescending)
      writer.field(3, nullsFirst)
    }
  }

  /// Moves all offsets to where the row group begins in the file.
  mutating func place(at offset: Int) {
    self.offset = offset
    for index in columns.indices { columns[index].place(at: offset) }
  }
}

extension RowGroup: CompactDecodable {
  init(from reader: inout CompactReader) throws(ParquetError) {
    let start = reader.position
    var required = RequiredFields(1...3)
    var id: Int16 = 0
    while let type = try reader.field(&id) {
      required.read(id)
      switch id {
      case 1: columns = try reader.structures(type)
      case 3: rowCount = try reader.int64(type)
      default: try reader.skip(type)
      }
    }
    try required.check("a row group", offset: start)
    if rowCount < 0 { throw .corrupt("a row group of \(rowCount) rows", offset: start) }
  }
}

extension RowGroup: CompactEncodable {
  func encode(to writer: inout CompactWriter) {
    writer.list(1, columns)
    writer.field(2, Int64(columns.reduce(0) { $0 + $1.uncompressedSize }))
    writer.field(3, Int64(rowCount))
    if !sortingColumns.isEmpty { writer.list(4, sortingColumns) }
    writer.field(5, Int64(offset))
    writer.field(6, Int64(columns.reduce(0) { $0 + $1.compressedSize }))
  }
}
