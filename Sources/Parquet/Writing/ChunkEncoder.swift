internal import Bytes
internal import Columns

// A column chunk:
//
//   dictionary page if any | data page …
//
// each page its header (Thrift), then its body, of which the CRC-32 stands in the header.

/// One column of one block of rows in Parquet's bytes, for any place in a file.
struct EncodedChunk {
  /// What the footer will say about the pages, with offsets from the first byte of the chunk.
  let chunk: ColumnChunk

  /// Appends `column` in the given pages to `bytes`, compressed if that saves at least 5 % of their bytes.
  init(
    _ column: Column, pages rows: [Range<Int>], options: ColumnOptions,
    using workspace: ParquetWorkspace, to bytes: inout [UInt8]
  ) throws(ParquetError) {
    let first = bytes.count
    let pages = try ColumnPages(
      column, pages: rows, options: options, using: &workspace.compressor)
    let list = pages.list
    var frames: [UInt8] = []
    var bodies: [Range<Int>] = []
    if let effort = try workspace.compressor.judge(list).effort {
      for page in list.pages {
        let start = frames.count
        try workspace.compressor.append(page, of: list, effort, to: &frames)
        bodies.append(start..<frames.count)
      }
    }
    let isSmaller = !frames.isEmpty && PageCompressor.pays(frames.count, of: list.bodies.count)
    let stored = isSmaller ? frames : list.bodies
    if !isSmaller { bodies = list.pages.map(\.body) }

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
            offset: start - first, size: bytes.count - start,
            firstRow: rows[locations.count].lowerBound))
      }
    }
    chunk = ColumnChunk(
      name: column.field.name, type: column.field.type.physical,
      codec: isSmaller ? .zstd : .uncompressed, valueCount: column.count,
      uncompressedSize: list.bodies.count + headerSize, compressedSize: bytes.count - first,
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
