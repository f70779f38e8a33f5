import Columns
import Parquet
import Testing

/// The whole file of a table whose blocks are given.
func parquetFile(
  _ fields: [Field], _ blocks: [[Column]], pageEnds: [Int]? = nil,
  sortedBy: [SortingColumn] = [], options: [String: ColumnOptions] = [:],
  keyValueMetadata: [(String, String)] = []
) throws -> [UInt8] {
  var encoder = ParquetEncoder(
    fields: fields, sortedBy: sortedBy, options: options, keyValueMetadata: keyValueMetadata)
  var bytes = encoder.begin()
  for block in blocks { bytes += encoder.place(try encoder.encode(block, pageEnds: pageEnds)) }
  return bytes + (try encoder.finish())
}

/// A file taken apart by its footer, page headers and indexes; every claim of place, size, sum and bound is
/// checked.
struct FileWalk {
  struct Page {
    let header: ThriftValue
    let body: [UInt8]
    /// Where in the file header and body stand.
    let place: Range<Int>

    var isDictionary: Bool { header[1]?.integer == 2 }
    var encoding: Int? { (header[5] ?? header[7])?[2]?.integer }
    var valueCount: Int? { (header[5] ?? header[7])?[1]?.integer }
  }

  struct Chunk {
    let metadata: ThriftValue
    var pages: [Page] = []
    /// Nil where the file has none.
    var columnIndex: ThriftValue?

    var codec: Int? { metadata[4]?.integer }
    var statistics: ThriftValue? { metadata[12] }
  }

  let footer: ThriftValue
  var rowGroups: [[Chunk]] = []

  init(_ file: [UInt8]) throws {
    try #require(file.count >= 12)
    #expect(Array(file.prefix(4)) == Array("PAR1".utf8))
    #expect(Array(file.suffix(4)) == Array("PAR1".utf8))
    let length = Int(Scalar.littleEndian(file[(file.count - 8)..<(file.count - 4)]))
    var position = file.count - 8 - length
    let footerStart = position
    footer = try ThriftValue(file, at: &position)
    #expect(position == file.count - 8, "the footer has the length that it says")

    var end = 4
    var rowCount = 0
    for rowGroup in try #require(footer[4]?.list) {
      #expect(rowGroup[5]?.integer == end, "row groups follow one another")
      let start = end
      var chunks: [Chunk] = []
      var uncompressed = 0
      for column in try #require(rowGroup[1]?.list) {
        let chunk = try Self.chunk(file, try #require(column[3]), at: &end)
        #expect(chunk.metadata[5]?.integer == rowGroup[3]?.integer, "a value per row")
        uncompressed += try #require(chunk.metadata[6]?.integer)
        chunks.append(chunk)
      }
      #expect(rowGroup[2]?.integer == uncompressed)
      #expect(rowGroup[6]?.integer == end - start)
      rowCount += try #require(rowGroup[3]?.integer)
      rowGroups.append(chunks)
    }
    try walkIndexes(file, from: end, to: footerStart)
    try checkBounds(of: file)
    #expect(footer[3]?.integer == rowCount)
  }

  private static func chunk(
    _ file: [UInt8], _ metadata: ThriftValue, at end: inout Int
  ) throws -> Chunk {
    var chunk = Chunk(metadata: metadata)
    let start = end
    let size = try #require(metadata[7]?.integer)
    #expect((metadata[11] ?? metadata[9])?.integer == start, "chunks follow one another")
    var uncompressed = 0
    var rows = 0
    while end < start + size {
      let pageStart = end
      let header = try ThriftValue(file, at: &end)
      uncompressed += end - pageStart + (try #require(header[2]?.integer))
      let count = try #require(header[3]?.integer)
      let body = Array(file[end..<end + count])
      end += count
      #expect(
        header[4]?.integer.map { UInt32(truncatingIfNeeded: $0) } == Scalar.crc32(body),
        "the checksum covers the body as stored")
      if metadata[4]?.integer == 0 { #expect(header[2] == header[3]) }
      let page = Page(header: header, body: body, place: pageStart..<end)
      if page.isDictionary {
        #expect(pageStart == start, "the dictionary comes first")
      } else {
        if rows == 0 { #expect(metadata[9]?.integer == pageStart) }
        rows += try #require(page.valueCount)
      }
      chunk.pages.append(page)
    }
    #expect(end == start + size)
    #expect(metadata[6]?.integer == uncompressed)
    #expect(metadata[5]?.integer == rows)
    let counted = metadata[13]?.list?.compactMap { $0[3]?.integer }.reduce(0, +)
    #expect(counted == chunk.pages.count)
    return chunk
  }
}
