internal import Bytes
public import Columns

// A file:
//
//   PAR1 | row group … | page indexes | footer (Thrift) | its length, 4 bytes | PAR1
//
// A row group is its column chunks end to end. All columns end their pages at the same rows.
//
// The format has checksums of page bodies alone. Who keeps `EncodedRowGroup.chunkChecksums` and
// `footerChecksum` can have `ParquetFile` check every byte that it reads.

/// Writes a table as a Parquet file, one row group per block.
///
/// Texts are BYTE_ARRAY STRING, counts INT32, days INT32 DATE, amounts INT64 DECIMAL(18, scale), reals
/// FLOAT, rounded to nearest, and flags BOOLEAN. Pages are of version 1, each with its CRC-32. Of the
/// encodings that suit a column, each chunk gets the one that makes it smallest. The same table in the same
/// blocks gives the same bytes, on any number of threads.
///
/// **Edge cases:** A block without rows writes nothing; a table without rows is a file without row groups.
public struct ParquetEncoder: TableEncoder {
  /// The writer's name in files, unless another one is given.
  public static let defaultWriter = "Patron version 0.1.0 (build 1)"

  private static let magic: [UInt8] = [0x50, 0x41, 0x52, 0x31]

  private let fields: [Field]
  /// For each field, how it is written.
  private let options: [ColumnOptions]
  private let sortingColumns: [RowGroup.Sorting]
  private var metadata: FileMetadata
  /// Bytes handed out so far.
  private var offset = 0
  /// The CRC-32 of the file's end, from the first byte of the footer on: footer, length and magic.
  ///
  /// Nil before `finish`.
  public private(set) var footerChecksum: UInt32?

  /// A writer of tables of the given columns.
  ///
  /// - Parameters:
  ///   - fields: the columns, in order.
  ///   - sortedBy: the columns that the rows of every block are sorted by, the first one first. Readers
  ///     rely on it; it is not checked.
  ///   - options: how columns are written, by name, if not in the usual way.
  ///   - createdBy: who writes, in the form `name version x.y.z (build n)` that readers parse.
  ///   - keyValueMetadata: facts about the table for the footer, in order.
  /// - Precondition: there is a column, no two have the same name, and amounts have 0 to 18 decimals;
  ///   sorting columns, none twice, and columns with options are columns of the table; no column of flags is
  ///   clustered.
  public init(
    fields: [Field], sortedBy: [SortingColumn] = [], options: [String: ColumnOptions] = [:],
    createdBy: String = defaultWriter, keyValueMetadata: [(String, String)] = []
  ) {
    precondition(!fields.isEmpty, "a table has columns")
    precondition(Set(fields.map(\.name)).count == fields.count, "two columns of the same name")
    for case .money(let scale) in fields.map(\.type) {
      precondition((0...Int(SchemaElement.moneyPrecision)).contains(scale), "0 to 18 decimals")
    }
    let places = Dictionary(uniqueKeysWithValues: zip(fields.map(\.name), fields.indices))
    precondition(options.keys.allSatisfy { places[$0] != nil }, "options of a column of the table")
    precondition(Set(sortedBy.map(\.name)).count == sortedBy.count, "sorted by a column once")
    self.fields = fields
    self.options = fields.map { field in
      let options = options[field.name] ?? ColumnOptions()
      precondition(field.type != .boolean || !options.isClustered, "flags have no dictionary")
      return options
    }
    sortingColumns = sortedBy.map { column in
      guard let place = places[column.name] else {
        preconditionFailure("sorted by a column of the table")
      }
      return RowGroup.Sorting(
        column: place, isDescending: column.isDescending, nullsFirst: column.nullsFirst)
    }
    metadata = FileMetadata(
      fields: fields, keyValueMetadata: keyValueMetadata, createdBy: createdBy)
  }

  /// The magic that a file begins with.
  public mutating func begin() -> [UInt8] {
    precondition(offset == 0, "a file begins once")
    return advance(by: Self.magic)
  }

  /// What a thread keeps from block to block.
  ///
  /// - Throws: `ParquetError` if there is no memory for it.
  public func workspace() throws -> ParquetWorkspace { try ParquetWorkspace() }

  /// Encodes the columns of one block as a row group, on the calling thread.
  ///
  /// - Precondition: `columns` are those of the table, in order and of equal length.
  /// - Throws: `ParquetError`.
  public func encode(
    _ columns: [Column], in workspace: ParquetWorkspace
  ) throws -> EncodedRowGroup {
    try encode(columns, pageEnds: nil, in: workspace)
  }

  /// Encodes the columns of one block as a row group, several columns at a time.
  ///
  /// - Parameters:
  ///   - columns: those of the table, in order and of equal length.
  ///   - pageEnds: the numbers of rows after which pages end, alike in all columns. Without them pages have
  ///     65,536 rows, or fewer where the texts of a column would take more than a mebibyte.
  ///   - threads: who encodes them.
  /// - Returns: the row group, to be placed.
  /// - Precondition: `columns` are as said, names of labels are distinct, and `pageEnds` rise from above 0 to
  ///   the number of rows.
  /// - Throws: `ParquetError`.
  public func encode(
    _ columns: [Column], pageEnds: [Int]? = nil, threads: Threads
  ) throws -> EncodedRowGroup {
    let pages = pages(of: columns, pageEnds)
    let encoded = try threads.map(columns.count, worker: { try ParquetWorkspace() }) {
      workspace, column in
      var bytes: [UInt8] = []
      let encoded = try EncodedChunk(
        columns[column], pages: pages, options: options[column], using: workspace, to: &bytes)
      return (chunk: encoded.chunk, bytes: bytes)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.reduce(0) { $0 + $1.bytes.count })
    for encoded in encoded { bytes += encoded.bytes }
    return rowGroup(bytes, encoded.map(\.chunk), rowCount: columns[0].count)
  }

  /// Encodes the columns of one block as a row group, on the calling thread.
  ///
  /// `pageEnds` are as above; `workspace` is what the thread keeps, and made for this block without.
  public func encode(
    _ columns: [Column], pageEnds: [Int]? = nil, in workspace: ParquetWorkspace? = nil
  ) throws -> EncodedRowGroup {
    let workspace = try workspace ?? ParquetWorkspace()
    let pages = pages(of: columns, pageEnds)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(workspace.size)
    let chunks = try zip(columns, options).map { column, options in
      try EncodedChunk(column, pages: pages, options: options, using: workspace, to: &bytes).chunk
    }
    // Blocks of a table are alike; the next one is a little larger, perhaps.
    workspace.size = bytes.count + bytes.count / 16
    return rowGroup(bytes, chunks, rowCount: columns[0].count)
  }

  /// The rows of each page.
  private func pages(of columns: [Column], _ ends: [Int]?) -> [Range<Int>] {
    precondition(columns.map(\.field) == fields, "the columns of the table, in order")
    let rowCount = columns[0].count
    precondition(columns.allSatisfy { $0.count == rowCount }, "columns of equal length")
    if rowCount == 0 { return [] }
    return ends.map { PageRows.ranges(endingAt: $0, count: rowCount) }
      ?? PageRows.ranges(of: columns)
  }

  /// Chunks end to end as a row group.
  private func rowGroup(
    _ bytes: [UInt8], _ chunks: [ColumnChunk], rowCount: Int
  ) -> EncodedRowGroup {
    if rowCount == 0 { return EncodedRowGroup(bytes: [], rowGroup: nil) }
    var offset = 0
    let placed = chunks.map { chunk in
      var chunk = chunk
      chunk.place(at: offset)
      offset += chunk.compressedSize
      return chunk
    }
    return EncodedRowGroup(
      bytes: bytes,
      rowGroup: RowGroup(columns: placed, rowCount: rowCount, sortingColumns: sortingColumns))
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

  /// The page indexes and the footer.
  ///
  /// - Precondition: the file has begun.
  public mutating func finish() throws -> [UInt8] { try finish(adding: []) }

  /// The page indexes and the footer, with facts that were not known before the row groups were placed.
  ///
  /// They stand after the facts that the encoder was made with, in order.
  ///
  /// - Precondition: the file has begun.
  public mutating func finish(adding facts: [(String, String)]) throws -> [UInt8] {
    precondition(offset > 0, "a file begins before it ends")
    metadata.append(facts)
    let indexes = metadata.placePageIndexes(at: offset)
    var end = CompactWriter.bytes(of: metadata)
    end.append(littleEndian: UInt32(end.count))
    end.append(contentsOf: Self.magic)
    let bytes = end.span
    footerChecksum = CRC32.checksum(bytes)
    return advance(by: indexes + end)
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

  /// The CRC-32 of all bytes of each column's chunk, page headers and dictionary included, in the order of
  /// the columns; empty for a block without rows.
  ///
  /// - Complexity: linear in the bytes; nothing is kept.
  public var chunkChecksums: [UInt32] {
    var start = 0
    return (rowGroup?.columns ?? []).map { chunk in
      let end = start + chunk.compressedSize
      defer { start = end }
      return CRC32.checksum(bytes.span.extracting(start..<end))
    }
  }

  /// The number of rows.
  public var rowCount: Int { rowGroup?.rowCount ?? 0 }
}

/// What a thread keeps from block to block: compressors, and how much room a block took.
public final class ParquetWorkspace {
  var compressor: PageCompressor
  var size = 0

  init() throws(ParquetError) { compressor = try PageCompressor() }
}
