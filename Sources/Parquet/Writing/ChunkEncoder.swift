internal import Bytes
internal import Columns

// A column chunk:
//
//   dictionary page if any | data page …
//
// each page its header (Thrift), then its body, of which the CRC-32 stands in the header.

/// One column of one block of rows in Parquet's bytes, for any place in a file.
struct EncodedChunk {
  /// The pages with their headers.
  private(set) var bytes: [UInt8] = []
  /// What the footer will say about them, with offsets from the start of `bytes`.
  let chunk: ColumnChunk
  /// The CRC-32 of `bytes`.
  let checksum: UInt32

  /// Encodes `column` in the given pages, compressed if that saves at least 5 % of their bytes.
  init(
    _ column: Column, pages rows: [Range<Int>], options: ColumnOptions
  ) throws(ParquetError) {
    let compressor = try PageCompressor()
    let pages = try ColumnPages(column, pages: rows, options: options, using: compressor)
    let list = pages.list
    var frames: [UInt8] = []
    var frameRanges: [Range<Int>] = []
    for page in list.pages {
      let start = frames.count
      try compressor.append(list.bodies.span.extracting(page.body), to: &frames)
      frameRanges.append(start..<frames.count)
    }
    let isSmaller = PageCompressor.pays(frames.count, of: list.bodies.count)
    let stored = isSmaller ? frames : list.bodies
    let bodies = isSmaller ? frameRanges : list.pages.map(\.body)

    bytes.reserveCapacity(stored.count + 64 * bodies.count)
    var headerSize = 0
    var hasDictionary = false
    var locations: [OffsetIndex.Location] = []
    for (page, range) in zip(list.pages, bodies) {
      let start = bytes.count
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
      if page.kind == .dictionary {
        hasDictionary = true
      } else {
        locations.append(
          .init(
            offset: start, size: bytes.count - start, firstRow: rows[locations.count].lowerBound))
      }
    }
    let all = bytes
    checksum = CRC32.checksum(all.span)
    chunk = ColumnChunk(
      name: column.field.name, type: column.field.type.physical,
      codec: isSmaller ? .zstd : .uncompressed, valueCount: column.count,
      uncompressedSize: list.bodies.count + headerSize, compressedSize: bytes.count,
      hasDictionary: hasDictionary, statistics: pages.statistics,
      offsetIndex: OffsetIndex(locations), pageCounts: Self.pageCounts(list),
      hasLevels: column.field.isNullable)
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
