import Bytes
import Parquet
import TestSupport
import Testing

@Suite struct CodecTests {
  @Test func `the codecs that are not read are refused by name`() {
    #expect(throws: ParquetError.self) { try Codec.lzo.compression() }
    let error = #expect(throws: ParquetError.self) { try Codec.brotli.compression() }
    #expect(error?.kind == .unsupported)
    #expect(error?.description == "pages compressed with Brotli")
  }

  /// Files of other writers, by their codec's number.
  private static let files: [(name: String, codec: Codec)] = [
    ("alltypes_plain.snappy", .snappy), ("datapage_v1-snappy-compressed-checksum", .snappy),
    ("page_v2_empty_compressed", .zstd), ("datapage_v2_empty_datapage.snappy", .snappy),
    ("concatenated_gzip_members", .gzip), ("byte_stream_split_extended.gzip", .gzip),
    ("byte_stream_split.zstd", .zstd), ("lz4_raw_compressed", .lz4Raw),
    ("lz4_raw_compressed_larger", .lz4Raw), ("hadoop_lz4_compressed", .lz4),
    ("hadoop_lz4_compressed_larger", .lz4), ("non_hadoop_lz4_compressed", .lz4),
  ]

  @Test(
    .enabled(if: Fixtures.parquetTestData != nil, "PARQUET_TEST_DATA is not set"),
    arguments: files)
  func `pages of other writers decompress to the size in their headers`(
    name: String, codec: Codec
  ) throws {
    let pages = try Self.pages("flat/\(name).parquet", codec)
    #expect(!pages.isEmpty)
  }

  @Test(.enabled(if: Fixtures.parquetTestData != nil, "PARQUET_TEST_DATA is not set"))
  func `the forms of LZ4 give the same pages`() throws {
    // Written by parquet-mr and parquet-cpp: what they share is the dictionary of the first column.
    let framed = try Self.pages("flat/hadoop_lz4_compressed.parquet", .lz4)
    let plain = try Self.pages("flat/non_hadoop_lz4_compressed.parquet", .lz4)
    #expect(framed.first?.count == 16)
    #expect(framed.first == plain.first)
    let larger = try Self.pages("flat/hadoop_lz4_compressed_larger.parquet", .lz4)
    #expect(try Self.pages("flat/lz4_raw_compressed_larger.parquet", .lz4Raw) == larger)
  }

  /// What is compressed in all pages.
  private static func pages(_ path: String, _ codec: Codec) throws -> [[UInt8]] {
    let file = Fixtures.parquetTestData(path)
    try #require(file.count > 12, "\(path) is there")
    let length = Int(Scalar.littleEndian(file[(file.count - 8)..<(file.count - 4)]))
    var footerStart = file.count - 8 - length
    let footer = try ThriftValue(file, at: &footerStart)
    var decompressor = Decompressor()
    var pages: [[UInt8]] = []
    for rowGroup in footer[4]?.list ?? [] {
      for column in rowGroup[1]?.list ?? [] {
        let chunk = try #require(column[3])
        #expect(chunk[4]?.integer == Int(codec.rawValue))
        var position = try #require(chunk[11]?.integer ?? chunk[9]?.integer)
        let end = position + (try #require(chunk[7]?.integer))
        while position < end {
          let header = try ThriftValue(file, at: &position)
          let body = file[position..<position + (try #require(header[3]?.integer))]
          position += body.count
          // Version 2 keeps the levels as they are, and may keep the values so too.
          if header[8]?[7] == .bool(false) { continue }
          let levels = (header[8]?[5]?.integer ?? 0) + (header[8]?[6]?.integer ?? 0)
          var page: [UInt8] = []
          try decompressor.decompress(
            Array(body.dropFirst(levels)).span, try #require(try codec.compression()),
            size: (try #require(header[2]?.integer)) - levels, into: &page)
          pages.append(page)
        }
      }
    }
    return pages
  }
}
