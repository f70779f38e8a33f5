import Bytes
import Columns
import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Checksums of footer and chunks that are kept outside the file, as the store keeps them.
@Suite struct ChecksumTests {
  /// A file and its checksums.
  private struct Checked {
    var bytes: [UInt8]
    let footer: UInt32
    /// For each row group those of its columns.
    let chunks: [[UInt32]]

    /// Where the footer begins.
    var footerStart: Int {
      bytes.count - 8 - (0..<4).reduce(0) { $0 | Int(bytes[bytes.count - 8 + $1]) << (8 * $1) }
    }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two row groups of orders: a clustered dictionary, sorted integers, absent values.
  private static func orders() throws -> Checked {
    let fields = [
      Field("id", .text), Field("day", .date), Field("amount", .money(scale: 2)),
      Field("channel", .text, isNullable: true),
    ]
    var encoder = ParquetEncoder(fields: fields, options: ["id": ColumnOptions(isClustered: true)])
    var bytes = encoder.begin()
    var chunks: [[UInt32]] = []
    #expect(encoder.footerChecksum == nil)
    for group in 0..<2 {
      let rows = 12 + group
      let block = try encoder.encode([
        Column(fields[0], .text(TextColumn((0..<rows).map { "customer \(group) \($0 / 4)" }))),
        Column(fields[1], .int32((0..<Int32(rows)).map { 20_000 + $0 / 3 })),
        Column(fields[2], .int64((0..<Int64(rows)).map { $0 * 7919 })),
        Column(
          fields[3], .labels(codes: (0..<rows).map { UInt8($0 % 2) }, names: ["web", "shop"]),
          validity: (0..<rows).map { $0 % 5 != 2 }),
      ])
      #expect(block.rowCount == rows)
      chunks.append(block.chunkChecksums)
      bytes += encoder.place(block)
    }
    bytes += try encoder.finish(adding: [("crc", "\(chunks)")])
    return Checked(bytes: bytes, footer: try #require(encoder.footerChecksum), chunks: chunks)
  }

  /// Reads all columns; the error, if there is one.
  private func refusal(of file: Checked) throws -> ParquetError? {
    let path = try folder.file("x.parquet", file.bytes)
    do {
      let open = try ParquetFile(InputFile(path), footerChecksum: file.footer)
      var decoder = PageDecoder()
      for (rowGroup, checksums) in file.chunks.enumerated() {
        for (column, checksum) in zip(open.columns, checksums) {
          let chunk = try open.chunk(
            of: column, rowGroup: rowGroup, checksum: checksum, using: &decoder)
          _ = try chunk.values(using: &decoder)
        }
      }
      return nil
    } catch let error as ParquetError {
      return error
    }
  }

  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    return CRC32.checksum(bytes.span)
  }

  /// The bytes of every chunk, as the footer gives them.
  private static func places(of bytes: [UInt8]) throws -> [[Range<Int>]] {
    try FileParts(bytes).footer[4]?.elements.map { rowGroup in
      try (rowGroup[1]?.elements ?? []).map { chunk in
        let start = try #require(chunk[[3, 11]]?.integer ?? chunk[[3, 9]]?.integer)
        return start..<start + (try #require(chunk[[3, 7]]?.integer))
      }
    } ?? []
  }

  @Test func `the encoder's checksums are those of the bytes from place to place`() throws {
    let file = try Self.orders()
    #expect(Self.crc(file.bytes[file.footerStart...]) == file.footer)
    let places = try Self.places(of: file.bytes)
    #expect(places.map { $0.map { Self.crc(file.bytes[$0]) } } == file.chunks)
    #expect(try refusal(of: file) == nil)
  }

  @Test func `a block without rows has no checksums`() throws {
    let field = Field("a", .integer)
    let block = try ParquetEncoder(fields: [field]).encode([Column(field, .int32([]))])
    #expect(block.chunkChecksums.isEmpty)
    #expect(block.rowCount == 0)
  }

  @Test func `facts that are added last stand after those given first`() throws {
    var encoder = ParquetEncoder(
      fields: [Field("a", .integer)], keyValueMetadata: [("b", "1"), ("a", "2")])
    let bytes = try encoder.begin() + encoder.finish(adding: [("c", "ü"), ("a", "")])
    let file = try ParquetFile(InputFile(folder.file("facts.parquet", bytes)))
    #expect(file.keyValueMetadata.map(\.key) == ["b", "a", "c", "a"])
    #expect(file.keyValueMetadata.map(\.value) == ["1", "2", "ü", ""])
  }

  /// Page indexes are not read: a checksum of the whole file covers them elsewhere.
  @Test func `every flipped bit outside the page indexes is an error`() throws {
    let file = try Self.orders()
    let places = try Self.places(of: file.bytes)
    let indexes = try #require(places.last?.last).upperBound..<file.footerStart
    #expect(indexes.count > 100)
    var headers = 0
    for place in file.bytes.indices {
      for bit in 0..<8 {
        var flipped = file
        flipped.bytes[place] ^= 1 << UInt8(bit)
        let error = try refusal(of: flipped)
        if indexes.contains(place) {
          #expect(error == nil, "byte \(place), bit \(bit): \(error?.description ?? "")")
          continue
        }
        guard let error else {
          Issue.record("byte \(place), bit \(bit) of \(file.bytes.count)")
          continue
        }
        if (file.footerStart..<file.bytes.count - 8).contains(place) {
          #expect(error.kind == .corrupt)
          #expect(error.finding.contains("the footer was changed after it was written"))
          #expect(error.place.byte == file.footerStart)
        } else if error.finding.contains("headers of its pages were changed") {
          headers += 1
          let group = try #require(error.place.rowGroup)
          let chunk = try #require(places[group].firstIndex { $0.contains(place) })
          #expect(["id", "day", "amount", "channel"][chunk] == error.place.column)
        } else if place >= 4 && place < indexes.lowerBound {
          #expect(error.place.rowGroup != nil && error.place.column != nil, "\(error)")
        }
      }
    }
    #expect(headers > 100)
  }

  @Test func `another checksum than the file's is an error that says what was changed`() throws {
    let file = try Self.orders()
    let footer = Checked(bytes: file.bytes, footer: file.footer ^ 1, chunks: file.chunks)
    #expect(try refusal(of: footer)?.place.byte == file.footerStart)
    var chunks = file.chunks
    chunks[1][2] ^= 1
    let error = try refusal(of: Checked(bytes: file.bytes, footer: file.footer, chunks: chunks))
    #expect(error?.kind == .corrupt)
    #expect(error?.place.rowGroup == 1)
    #expect(error?.place.column == "amount")
    #expect(error?.place.byte == (try Self.places(of: file.bytes)[1][2].lowerBound))
  }

  @Test func `a changed magic at the start is an error where the footer is checked`() throws {
    var file = try Self.orders()
    file.bytes[3] = UInt8(ascii: "2")
    let error = try refusal(of: file)
    #expect(error?.finding.contains("does not begin with PAR1") == true)
    #expect(error?.place.byte == 0)
    file.bytes[3] = UInt8(ascii: "1")
    file.bytes[file.bytes.count - 1] = UInt8(ascii: "E")
    #expect(try refusal(of: file)?.kind == .corrupt)
  }

  @Test func `a changed body is named by its page, and found even without a checksum of its own`()
    throws
  {
    let page = FileParts.Page.data(MalformedPages.three, count: 3)
    for hasOwn in [true, false] {
      var parts = FileParts(MalformedPages.integers, rows: 6, pages: [page, page])
      if !hasOwn { for index in 0..<2 { parts.rowGroups[0][0][index].header[4] = nil } }
      let bytes = parts.bytes()
      let place = try Self.places(of: bytes)[0][0]
      let end = try FileParts(bytes).footer.bytes.count + 8
      var file = Checked(
        bytes: bytes, footer: Self.crc(bytes.suffix(end)), chunks: [[Self.crc(bytes[place])]])
      #expect(try refusal(of: file) == nil)
      file.bytes[place.upperBound - 1] ^= 1
      let error = try refusal(of: file)
      #expect(error?.place.page == (hasOwn ? 1 : nil))
      #expect(error?.finding.hasPrefix(hasOwn ? "the page's CRC" : "the chunk's CRC") == true)
    }
  }

  @Test func `a chunk's dictionary is handed out without a copy`() throws {
    let file = try Self.orders()
    let open = try ParquetFile(InputFile(folder.file("x.parquet", file.bytes)))
    var decoder = PageDecoder()
    let chunk = try open.chunk(of: open.columns[0], rowGroup: 0, using: &decoder)
    let texts = try #require(chunk.dictionaryTexts)
    #expect(texts == TextColumn((0..<3).map { "customer 0 \($0)" }))
    let again = try #require(chunk.dictionaryTexts)
    let addresses = [texts, again].map { texts in
      unsafe texts.bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
    #expect(addresses[0] == addresses[1])
    #expect(
      try open.chunk(of: open.columns[1], rowGroup: 0, using: &decoder).dictionaryTexts == nil)
  }
}
