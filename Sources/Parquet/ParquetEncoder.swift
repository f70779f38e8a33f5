public import Columns

// A file:
//
//   PAR1 | row group … | footer (Thrift) | its length, 4 bytes | PAR1

/// Writes a table as a Parquet file, one row group per block.
///
/// Texts are BYTE_ARRAY STRING, counts INT32, days INT32 DATE, amounts INT64 DECIMAL(18, scale), reals
/// FLOAT, rounded to nearest, and flags BOOLEAN. Pages are of version 1, each with its CRC-32. The same
/// table in the same blocks gives the same bytes.
///
/// **Edge cases:** A block without rows writes nothing; a table without rows is a file without row groups.
public struct ParquetEncoder: TableEncoder {
  /// The writer's name in files, unless another one is given.
  public static let defaultWriter = "Patron version 0.1.0 (build 1)"

  private static let magic: [UInt8] = [0x50, 0x41, 0x52, 0x31]

  private let fields: [Field]
  private var metadata: FileMetadata
  /// Bytes handed out so far.
  private var offset = 0

  /// A writer of tables of the given columns.
  ///
  /// - Parameters:
  ///   - fields: the columns, in order.
  ///   - createdBy: who writes, in the form `name version x.y.z (build n)` that readers parse.
  ///   - keyValueMetadata: facts about the table for the footer, in order.
  /// - Precondition: there is a column, no two have the same name, and amounts have 0 to 18 decimals.
  public init(
    fields: [Field], createdBy: String = defaultWriter,
    keyValueMetadata: [(String, String)] = []
  ) {
    precondition(!fields.isEmpty, "a table has columns")
    precondition(Set(fields.map(\.name)).count == fields.count, "two columns of the same name")
    for case .money(let scale) in fields.map(\.type) {
      precondition((0...Int(SchemaElement.moneyPrecision)).contains(scale), "0 to 18 decimals")
    }
    self.fields = fields
    metadata = FileMetadata(
      fields: fields, keyValueMetadata: keyValueMetadata, createdBy: createdBy)
  }

  /// The magic that a file begins with.
  public mutating func begin() -> [UInt8] {
    precondition(offset == 0, "a file begins once")
    return advance(by: Self.magic)
  }

  /// Encodes the columns of one block as a row group.
  ///
  /// - Precondition: `columns` are those of the table, in order and of equal length.
  /// - Throws: `ParquetError`.
  public func encode(_ columns: [Column]) throws -> EncodedRowGroup {
    precondition(columns.map(\.field) == fields, "the columns of the table, in order")
    let rowCount = columns[0].count
    precondition(columns.allSatisfy { $0.count == rowCount }, "columns of equal length")
    if rowCount == 0 { return EncodedRowGroup(bytes: [], rowGroup: nil) }
    var writer = try RowGroupWriter()
    for column in columns { try writer.append(column) }
    return EncodedRowGroup(
      bytes: writer.bytes, rowGroup: RowGroup(columns: writer.chunks, rowCount: rowCount))
  }

  /// The bytes of the next row group.
  ///
  /// - Precondition: the file has begun.
  public mutating func place(_ block: consuming EncodedRowGroup) -> [UInt8] {
    precondition(offset > 0, "a file begins before its row groups")
    guard var rowGroup = block.rowGroup else { return [] }
    rowGroup.place(at: offset)
    metadata.append(rowGroup)
    return advance(by: block.bytes)
  }

  /// The footer.
  ///
  /// - Precondition: the file has begun.
  public mutating func finish() throws -> [UInt8] {
    precondition(offset > 0, "a file begins before it ends")
    var bytes = CompactWriter.bytes(of: metadata)
    bytes.append(littleEndian: UInt32(bytes.count))
    bytes.append(contentsOf: Self.magic)
    return advance(by: bytes)
  }

  private mutating func advance(by bytes: [UInt8]) -> [UInt8] {
    offset += bytes.count
    return bytes
  }
}

/// One block of rows in Parquet's bytes, for any place in a file.
public struct EncodedRowGroup: Sendable {
  let bytes: [UInt8]
  /// Offsets count from the start of `bytes`; nil for a block without rows.
  let rowGroup: RowGroup?
}
