internal import Bytes
internal import Columns

/// Appends column chunks to the bytes of one row group.
///
///     row group      column chunk of the first column, of the second, …
///     column chunk   dictionary page if any, data pages
///     page           header (Thrift), body
struct RowGroupWriter: ~Copyable {
  private let compressor: Compressor
  /// The chunks so far.
  private(set) var bytes: [UInt8] = []
  /// What the footer will say about them, with offsets from the start of `bytes`.
  private(set) var chunks: [ColumnChunk] = []
  /// Compressed bodies of one chunk; kept for the next one's.
  private var frames: [UInt8] = []

  /// An empty row group.
  init() throws(ParquetError) {
    do {
      compressor = try Compressor()
    } catch {
      throw ParquetError(error)
    }
  }

  /// Appends the chunk of `column`, compressed if that saves at least 5 % of its bytes.
  mutating func append(_ column: Column) throws(ParquetError) {
    let pages = try ColumnPages(column)
    let list = pages.list
    frames.removeAll(keepingCapacity: true)
    var frameRanges: [Range<Int>] = []
    for page in list.pages {
      let start = frames.count
      do {
        try compressor.append(list.bodies.span.extracting(page.body), to: &frames)
      } catch {
        throw ParquetError(error)
      }
      frameRanges.append(start..<frames.count)
    }
    let isSmaller = frames.count * 20 <= list.bodies.count * 19
    let stored = isSmaller ? frames : list.bodies
    let bodies = isSmaller ? frameRanges : list.pages.map(\.body)

    let start = bytes.count
    var headerSize = 0
    var dictionaryOffset: Int?
    var dataOffset: Int?
    for (page, range) in zip(list.pages, bodies) {
      switch page.kind {
      case .dictionary: dictionaryOffset = bytes.count
      default: dataOffset = dataOffset ?? bytes.count
      }
      let body = stored.span.extracting(range)
      precondition(page.body.count <= Int32.max, "\(column.field.name): a text of over 2 GiB")
      let header = CompactWriter.bytes(
        of: PageHeader(
          kind: page.kind, encoding: page.encoding, valueCount: page.valueCount,
          uncompressedSize: page.body.count, compressedSize: body.count,
          checksum: CRC32.checksum(body)))
      headerSize += header.count
      bytes.append(contentsOf: header)
      bytes.append(littleEndian: body)
    }
    chunks.append(
      ColumnChunk(
        name: column.field.name, type: column.field.type.physical,
        codec: isSmaller ? .zstd : .uncompressed, valueCount: column.count,
        uncompressedSize: list.bodies.count + headerSize, compressedSize: bytes.count - start,
        dictionaryOffset: dictionaryOffset, dataOffset: dataOffset ?? start,
        statistics: pages.statistics, pageCounts: Self.pageCounts(list),
        hasLevels: column.field.isNullable))
  }

  private static func pageCounts(_ list: PageList) -> [ColumnChunk.PageCount] {
    var counts: [ColumnChunk.PageCount] = []
    for page in list.pages {
      // A chunk has at most a dictionary page, then data pages of one encoding.
      if let last = counts.last, last.kind == page.kind {
        counts.removeLast()
        counts.append(.init(kind: page.kind, encoding: page.encoding, count: last.count + 1))
      } else {
        counts.append(.init(kind: page.kind, encoding: page.encoding, count: 1))
      }
    }
    return counts
  }
}
