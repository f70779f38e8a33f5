import Bytes
import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Pages with one thing wrong, in files that are otherwise well-formed, checksums included.
@Suite struct MalformedPageTests {
  typealias Page = FileParts.Page

  private let disk: Disk

  init() throws { disk = try Disk() }

  @Test func `the pages that tests break are whole`() throws {
    for (column, page) in [
      (MalformedPages.integers, Page.data(MalformedPages.three, count: 3)),
      (
        MalformedPages.optionalIntegers,
        .data(MalformedPages.levels + MalformedPages.three, count: 3)
      ),
      (MalformedPages.optionalIntegers, .version2(levels: [6, 1], MalformedPages.three, count: 3)),
    ] {
      let contents = try disk.contents(of: FileParts(column, rows: 3, pages: [page]).bytes())
      #expect(contents.chunks[0].values == .int32([1, 2, 3]))
    }
  }

  // Headers.

  @Test(arguments: [-1, 0, 1 << 31 - 1, -1 << 31, 4] as [Int64])
  func `a hostile number in any field of a header is an error or not read`(number: Int64) throws {
    let dictionary = Page.dictionary(MalformedPages.three, count: 3)
    let indices = Page.data([2, 3, 0x24, 0], count: 3, encoding: 8)
    let first = Page.data(MalformedPages.levels + MalformedPages.three, count: 3)
    let second = Page.version2(levels: [6, 1], MalformedPages.three, count: 3)
    for (column, rows, pages) in [
      (MalformedPages.integers, 3, [dictionary, indices]),
      (MalformedPages.optionalIntegers, 6, [first, second]),
    ] {
      let contents = try disk.contents(
        of: FileParts(column, rows: Int64(rows), pages: pages).bytes())
      for (index, page) in pages.enumerated() {
        for path in page.header.paths where page.header[path]?.integer != nil {
          // Put right by the writer.
          if path == [4] { continue }
          var changed = pages
          changed[index].header = page.header.replacing(path, by: number)
          let file = FileParts(column, rows: Int64(rows), pages: changed).bytes()
          guard case .success(let read) = Result(catching: { try disk.contents(of: file) }) else {
            continue
          }
          #expect(read == contents, "page \(index), \(path) as \(number)")
          // Encodings of levels that the column does not have; the sorting of a dictionary; 8 as 8.
          #expect(
            [[5, 3], [5, 4]].contains(path) || changed[index].header == page.header,
            "page \(index), \(path) as \(number)")
        }
      }
    }
  }

  @Test func `a header without a field that the format requires is corrupt`() throws {
    for page in [
      Page.data(MalformedPages.three, count: 3),
      .version2(levels: [], MalformedPages.three, count: 3),
      .dictionary(MalformedPages.three, count: 3),
    ] {
      for path in page.header.paths where path != [4] {
        var changed = page
        changed.header[path] = nil
        let pages =
          page.header[7] == nil ? [changed] : [changed, .data(MalformedPages.three, count: 3)]
        try disk.expectRefusal(of: MalformedPages.integers, pages, .corrupt, "without", byte: 4)
      }
    }
  }

  @Test(arguments: [-1, .min] as [Int32])
  func `negative sizes and counts are corrupt`(number: Int32) throws {
    for (path, finding) in [
      ([2], "uncompressed"), ([3], "a page of \(number) bytes"),
      ([5, 1], "a page of \(number) values"),
    ] {
      var page = Page.data(MalformedPages.three, count: 3)
      page.header[path] = .int32(number)
      try disk.expectRefusal(of: MalformedPages.integers, [page], .corrupt, finding, byte: 4)
    }
  }

  @Test func `sizes and counts over the limits are refused before anything is allocated`() throws {
    for (path, finding) in [
      ([2], "a page of 2147483647 bytes"), ([5, 1], "a page of 2147483647 values"),
    ] {
      var page = Page.data(MalformedPages.three, count: 3)
      page.header[path] = .int32(.max)
      try disk.expectRefusal(of: MalformedPages.integers, [page], .overLimit, finding, byte: 4)
    }
  }

  @Test func `a page beyond the end of its chunk is corrupt`() throws {
    var page = Page.data(MalformedPages.three, count: 3)
    page.header[3] = .int32(13)
    try disk.expectRefusal(
      of: MalformedPages.integers, [page], .corrupt, "a page of 13 bytes with 12 left", byte: 4)
  }

  @Test func `kinds and encodings that are not known are not read`() throws {
    var page = Page.data(MalformedPages.three, count: 3)
    page.header[1] = .int32(4)
    try disk.expectRefusal(
      of: MalformedPages.integers, [page], .unsupported, "a page of the unknown kind 4", byte: 4)
    for encoding: Int32 in [1, 10, -1] {
      try disk.expectRefusal(
        of: MalformedPages.integers, [.data(MalformedPages.three, count: 3, encoding: encoding)],
        .unsupported,
        "values in the encoding \(encoding)", byte: 4)
    }
    var dictionary = Page.dictionary(MalformedPages.three, count: 3)
    dictionary.header[[7, 2]] = .int32(5)
    try disk.expectRefusal(
      of: MalformedPages.integers, [dictionary], .unsupported, "a dictionary in the encoding 5",
      byte: 4)
    var levels = Page.data(MalformedPages.levels + MalformedPages.three, count: 3)
    levels.header[[5, 3]] = .int32(4)
    try disk.expectRefusal(
      of: MalformedPages.optionalIntegers, [levels], .unsupported, "levels in the encoding 4")
  }

  @Test func `an encoding that the type does not have is corrupt`() throws {
    for (type, encoding) in [(1, 6), (1, 4), (1, 3), (4, 5), (6, 9), (0, 5), (3, 9)]
      as [(Int32, Int32)]
    {
      try disk.expectRefusal(
        of: FileParts.Column(type: type),
        [.data(MalformedPages.three, count: 3, encoding: encoding)], .corrupt,
        "which the format does not allow")
    }
  }

  @Test func `pages of other rows than the row group's are corrupt`() throws {
    let page = Page.data(MalformedPages.three, count: 3)
    try disk.expectRefusal(
      of: MalformedPages.integers, rows: 4, [page], .corrupt,
      "pages of 3 values in a row group of 4 rows",
      page: nil)
    try disk.expectRefusal(
      of: MalformedPages.integers, rows: 5, [page, page], .corrupt,
      "a page of 3 values where 2 rows are left", page: 1, byte: 4 + page.size)
    try disk.expectRefusal(
      of: MalformedPages.integers, rows: 3, [page, page], .corrupt,
      "a page of 3 values where 0 rows are left", page: 1, byte: 4 + page.size)
  }

  @Test func `a page whose bytes have changed is corrupt`() throws {
    var file = FileParts(
      MalformedPages.integers, rows: 3, pages: [.data(MalformedPages.three, count: 3)])
    let start = file.rowGroups[0][0][0].size - 12 + 4
    var bytes = file.bytes()
    bytes[start + 5] ^= 0x10
    try disk.expectRefusal(
      of: bytes, .corrupt, "the page's CRC is", rowGroup: 0, column: "x", page: 0, byte: start)
    // Without a checksum it is read.
    file.rowGroups[0][0][0].header[4] = nil
    bytes = file.bytes()
    bytes[start - 6 + 5] ^= 0x10
    _ = try disk.contents(of: bytes)
  }

  // Dictionaries.

  @Test func `a dictionary that is not the first page is corrupt`() throws {
    let dictionary = Page.dictionary(MalformedPages.three, count: 3)
    let indices = Page.data([2, 3, 0x24, 0], count: 3, encoding: 8)
    let finding = "a dictionary page that is not the first"
    try disk.expectRefusal(
      of: MalformedPages.integers, [dictionary, dictionary, indices], .corrupt, finding, page: 1,
      byte: 4 + dictionary.size)
    try disk.expectRefusal(
      of: MalformedPages.integers, [indices.plain(MalformedPages.three), dictionary], .corrupt,
      finding, page: 1,
      byte: 4 + indices.plain(MalformedPages.three).size)
    try disk.expectRefusal(
      of: MalformedPages.integers, [indices], .corrupt,
      "indices into a dictionary that is not there", byte: 4)
  }

  @Test func `a dictionary of other values than it says is corrupt`() throws {
    for (count, finding) in [
      (4, "4 values of 4 bytes or more expected"), (2, "4 bytes after the last"),
    ] {
      let dictionary = Page.dictionary(MalformedPages.three, count: Int32(count))
      try disk.expectRefusal(
        of: MalformedPages.integers, [dictionary, .data([2, 3, 0x24, 0], count: 3, encoding: 8)],
        .corrupt,
        finding, byte: 4)
    }
  }

  /// The width, then one run of three.
  @Test(
    arguments: [
      ([2, 6, 3], "3 into a dictionary of 3"), ([32, 6, 0, 0, 0, 0x80], "2147483648 into"),
      ([32, 6, 255, 255, 255, 255], "4294967295 into"),
      ([33, 6, 0, 0, 0, 0, 0], "indices of 33 bits"),
      ([2, 6, 4], "a run of 4"), ([2, 6], "1 bytes expected"), ([2], "1 bytes expected"),
      ([], "1 bytes expected"), ([2, 6, 1, 0], "1 bytes after the last"),
      ([2, 0, 0, 0], "1 bytes expected"),
    ] as [([UInt8], String)])
  func `indices that are not the dictionary's are corrupt`(body: [UInt8], finding: String) throws {
    for (type, values) in [(1, MalformedPages.three), (6, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]
      as [(Int32, [UInt8])]
    {
      let dictionary = Page.dictionary(values, count: 3)
      let pages = [dictionary, .data(body, count: 3, encoding: 8)]
      try disk.expectRefusal(of: FileParts.Column(type: type), pages, .corrupt, finding, page: 1)
    }
  }

  @Test(arguments: [([2, 6, 3], "3 into"), ([32, 6, 255, 255, 255, 255], "4294967295 into")])
  func `indices that are asked for themselves are the dictionary's`(
    body: [UInt8], finding: String
  ) throws {
    let pages = [
      Page.dictionary(MalformedPages.three, count: 3), .data(body, count: 3, encoding: 8),
    ]
    let bytes = FileParts(MalformedPages.integers, rows: 3, pages: pages).bytes()
    let folder = try TemporaryFolder()
    let file = try ParquetFile(InputFile(folder.file("x.parquet", bytes)))
    var decoder = PageDecoder()
    let chunk = try file.chunk(of: file.columns[0], rowGroup: 0, using: &decoder)
    var indices: [UInt32] = []
    do throws(ParquetError) {
      _ = try decoder.indices(chunk.pages[0], of: chunk, into: &indices)
      Issue.record("an index that is not refused")
    } catch {
      #expect(error.kind == .corrupt && error.finding.contains(finding), "\(error)")
    }
  }
}

extension FileParts.Page {
  /// A page of as many values, as they stand.
  fileprivate func plain(_ values: [UInt8]) -> FileParts.Page { .data(values, count: 3) }
}
