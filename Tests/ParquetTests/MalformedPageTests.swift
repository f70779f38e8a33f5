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

  private static let integers = FileParts.Column(type: 1)
  private static let optionalIntegers = FileParts.Column(type: 1, isNullable: true)
  private static let texts = FileParts.Column(type: 6)

  /// 1, 2, 3 as PLAIN.
  private static let three: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
  /// Three rows, all present, as definition levels of version 1.
  private static let levels: [UInt8] = [2, 0, 0, 0, 6, 1]

  /// A finding in page `page` of the column, whose header begins at byte 4 if it is the first.
  private func expect(
    _ column: FileParts.Column, rows: Int64 = 3, _ pages: [Page], _ kind: ParquetError.Kind,
    _ finding: String, page: Int? = 0, byte: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let place = pages.prefix(page ?? 0).reduce(4) { $0 + $1.size }
    // Of values that are wrong, the error has the place of the body.
    let body = page.map { place + pages[$0].size - pages[$0].body.count }
    try disk.expectRefusal(
      of: FileParts(column, rows: rows, pages: pages).bytes(), kind, finding, rowGroup: 0,
      column: "x", page: page, byte: page == nil ? nil : byte ?? body,
      sourceLocation: sourceLocation)
  }

  @Test func `the pages that tests break are whole`() throws {
    for (column, page) in [
      (Self.integers, Page.data(Self.three, count: 3)),
      (Self.optionalIntegers, .data(Self.levels + Self.three, count: 3)),
      (Self.optionalIntegers, .version2(levels: [6, 1], Self.three, count: 3)),
    ] {
      let contents = try disk.contents(of: FileParts(column, rows: 3, pages: [page]).bytes())
      #expect(contents.chunks[0].values == .int32([1, 2, 3]))
    }
  }

  // Headers.

  @Test(arguments: [-1, 0, 1 << 31 - 1, -1 << 31, 4] as [Int64])
  func `a hostile number in any field of a header is an error or not read`(number: Int64) throws {
    let dictionary = Page.dictionary(Self.three, count: 3)
    let indices = Page.data([2, 3, 0x24, 0], count: 3, encoding: 8)
    let first = Page.data(Self.levels + Self.three, count: 3)
    let second = Page.version2(levels: [6, 1], Self.three, count: 3)
    for (column, rows, pages) in [
      (Self.integers, 3, [dictionary, indices]), (Self.optionalIntegers, 6, [first, second]),
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
      Page.data(Self.three, count: 3), .version2(levels: [], Self.three, count: 3),
      .dictionary(Self.three, count: 3),
    ] {
      for path in page.header.paths where path != [4] {
        var changed = page
        changed.header[path] = nil
        let pages = page.header[7] == nil ? [changed] : [changed, .data(Self.three, count: 3)]
        try expect(Self.integers, pages, .corrupt, "without", byte: 4)
      }
    }
  }

  @Test(arguments: [-1, .min] as [Int32])
  func `negative sizes and counts are corrupt`(number: Int32) throws {
    for (path, finding) in [
      ([2], "uncompressed"), ([3], "a page of \(number) bytes"),
      ([5, 1], "a page of \(number) values"),
    ] {
      var page = Page.data(Self.three, count: 3)
      page.header[path] = .int32(number)
      try expect(Self.integers, [page], .corrupt, finding, byte: 4)
    }
  }

  @Test func `sizes and counts over the limits are refused before anything is allocated`() throws {
    for (path, finding) in [
      ([2], "a page of 2147483647 bytes"), ([5, 1], "a page of 2147483647 values"),
    ] {
      var page = Page.data(Self.three, count: 3)
      page.header[path] = .int32(.max)
      try expect(Self.integers, [page], .overLimit, finding, byte: 4)
    }
  }

  @Test func `a page beyond the end of its chunk is corrupt`() throws {
    var page = Page.data(Self.three, count: 3)
    page.header[3] = .int32(13)
    try expect(Self.integers, [page], .corrupt, "a page of 13 bytes with 12 left", byte: 4)
  }

  @Test func `kinds and encodings that are not known are not read`() throws {
    var page = Page.data(Self.three, count: 3)
    page.header[1] = .int32(4)
    try expect(Self.integers, [page], .unsupported, "a page of the unknown kind 4", byte: 4)
    for encoding: Int32 in [1, 10, -1] {
      try expect(
        Self.integers, [.data(Self.three, count: 3, encoding: encoding)], .unsupported,
        "values in the encoding \(encoding)", byte: 4)
    }
    var dictionary = Page.dictionary(Self.three, count: 3)
    dictionary.header[[7, 2]] = .int32(5)
    try expect(Self.integers, [dictionary], .unsupported, "a dictionary in the encoding 5", byte: 4)
    var levels = Page.data(Self.levels + Self.three, count: 3)
    levels.header[[5, 3]] = .int32(4)
    try expect(Self.optionalIntegers, [levels], .unsupported, "levels in the encoding 4")
  }

  @Test func `an encoding that the type does not have is corrupt`() throws {
    for (type, encoding) in [(1, 6), (1, 4), (1, 3), (4, 5), (6, 9), (0, 5), (3, 9)]
      as [(Int32, Int32)]
    {
      try expect(
        FileParts.Column(type: type), [.data(Self.three, count: 3, encoding: encoding)], .corrupt,
        "which the format does not allow")
    }
  }

  @Test func `pages of other rows than the row group's are corrupt`() throws {
    let page = Page.data(Self.three, count: 3)
    try expect(
      Self.integers, rows: 4, [page], .corrupt, "pages of 3 values in a row group of 4 rows",
      page: nil)
    try expect(
      Self.integers, rows: 5, [page, page], .corrupt,
      "a page of 3 values where 2 rows are left", page: 1, byte: 4 + page.size)
    try expect(
      Self.integers, rows: 3, [page, page], .corrupt,
      "a page of 3 values where 0 rows are left", page: 1, byte: 4 + page.size)
  }

  @Test func `a page whose bytes have changed is corrupt`() throws {
    var file = FileParts(Self.integers, rows: 3, pages: [.data(Self.three, count: 3)])
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
    let dictionary = Page.dictionary(Self.three, count: 3)
    let indices = Page.data([2, 3, 0x24, 0], count: 3, encoding: 8)
    let finding = "a dictionary page that is not the first"
    try expect(
      Self.integers, [dictionary, dictionary, indices], .corrupt, finding, page: 1,
      byte: 4 + dictionary.size)
    try expect(
      Self.integers, [indices.plain(Self.three), dictionary], .corrupt, finding, page: 1,
      byte: 4 + indices.plain(Self.three).size)
    try expect(
      Self.integers, [indices], .corrupt, "indices into a dictionary that is not there", byte: 4)
  }

  @Test func `a dictionary of other values than it says is corrupt`() throws {
    for (count, finding) in [
      (4, "4 values of 4 bytes or more expected"), (2, "4 bytes after the last"),
    ] {
      let dictionary = Page.dictionary(Self.three, count: Int32(count))
      try expect(
        Self.integers, [dictionary, .data([2, 3, 0x24, 0], count: 3, encoding: 8)], .corrupt,
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
      ([], "1 bytes expected"), ([2, 3, 0x24], "3 packed"),
      ([2, 6, 1, 0], "1 bytes after the last"),
      ([2, 0, 0, 0], "1 bytes expected"),
    ] as [([UInt8], String)])
  func `indices that are not the dictionary's are corrupt`(body: [UInt8], finding: String) throws {
    for (type, values) in [(1, Self.three), (6, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]
      as [(Int32, [UInt8])]
    {
      let dictionary = Page.dictionary(values, count: 3)
      let pages = [dictionary, .data(body, count: 3, encoding: 8)]
      // The last groups of packed bits may lack their padding, but not a value.
      if body == [2, 3, 0x24] { continue }
      try expect(FileParts.Column(type: type), pages, .corrupt, finding, page: 1)
    }
  }

  // Levels and values.

  /// Bodies of version 1 of three rows.
  @Test(
    arguments: [
      ([2, 0, 0, 0, 6, 1], "3 values of 4 bytes"), ([2, 0, 0, 0, 4, 1], "1 bytes expected"),
      ([3, 0, 0, 0, 6, 1, 0], "1 bytes after the last"),
      ([255, 255, 255, 255, 6, 1], "4294967295 bytes"),
      ([0, 0, 0, 0], "1 bytes expected"), ([2, 0, 0], "4 bytes expected"), ([], "4 bytes expected"),
      ([2, 0, 0, 0, 6, 2], "a run of 2"),
      ([2, 0, 0, 0, 3, 2, 1, 0, 0, 0, 2, 0, 0, 0], "4 bytes after"),
    ] as [([UInt8], String)])
  func `levels that do not fit the values are corrupt`(body: [UInt8], finding: String) throws {
    try expect(Self.optionalIntegers, [.data(body, count: 3)], .corrupt, finding)
  }

  @Test func `a required column with other values than rows is corrupt`() throws {
    try expect(
      Self.integers, rows: 4, [.data(Self.three, count: 4)], .corrupt, "4 values of 4 bytes")
    try expect(
      Self.integers, rows: 2, [.data(Self.three, count: 2)], .corrupt, "4 bytes after the last")
    try expect(
      FileParts.Column(type: 7, length: 5), rows: 3, [.data(Self.three, count: 3)], .corrupt,
      "3 values of 5 bytes")
    try expect(
      FileParts.Column(type: 7, length: 3), rows: 3, [.data(Self.three, count: 3)], .corrupt,
      "3 bytes after the last")
  }

  /// Sizes of definition and repetition levels, and of the page before compression.
  @Test(
    arguments: [
      (-1, 0, 14), (15, 0, 14), (.max, 0, 14), (.min, 0, 14), (2, -1, 14), (2, 13, 14),
      (2, .max, 14), (.max, .max, 14), (1, 0, 14), (3, 0, 14), (2, 1, 14), (2, 0, 0), (2, 0, 1),
      (2, 0, 13), (2, 0, 15),
    ] as [(Int32, Int32, Int32)])
  func `sizes of version 2 that do not fit the page are corrupt`(
    definition: Int32, repetition: Int32, size: Int32
  ) throws {
    var page = Page.version2(levels: [6, 1], Self.three, count: 3)
    page.header[[8, 5]] = .int32(definition)
    page.header[[8, 6]] = .int32(repetition)
    page.header[2] = .int32(size)
    for codec: Int32 in [0, 6] {
      for isCompressed in [false, true] {
        page.header[[8, 7]] = .bool(isCompressed)
        var column = Self.optionalIntegers
        column.codec = codec
        try expect(column, [page], .corrupt, "")
      }
    }
  }

  @Test func `counts of version 2 that do not agree are corrupt`() throws {
    for (path, finding) in [([8, 2], "0 absent values"), ([8, 3], "4 rows of 3 values")] {
      var page = Page.version2(levels: [6, 1], Self.three, count: 3)
      page.header[path] = .int32(4)
      try expect(Self.optionalIntegers, [page], .corrupt, finding)
    }
  }

  @Test func `texts that reach beyond their page are corrupt`() throws {
    for (body, finding) in [
      ([4, 0, 0, 0, 65, 66, 67], "a text of 4 bytes"),
      ([255, 255, 255, 255], "a text of 4294967295"),
      ([0, 0, 0], "1 values of 4 bytes"), ([0, 0, 0, 128, 0], "a text of 2147483648"),
      ([0, 0, 0, 0, 0], "1 bytes after the last"),
    ] as [([UInt8], String)] {
      try expect(Self.texts, rows: 1, [.data(body, count: 1)], .corrupt, finding)
    }
  }

  /// The header of packed differences: block, miniblocks, count, first value; then the block.
  @Test(
    arguments: [
      ([0, 4, 3, 0, 0, 0, 0, 0, 0], "delta blocks of 0"), ([0x80, 1, 0, 3, 0], "in 0 miniblocks"),
      ([0x80, 1, 4, 4, 0, 0, 0, 0, 0, 0], "of 4 values, 3 expected"),
      ([0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0], "3 expected"),
      ([0x80, 1, 5, 3, 0], "in 5 miniblocks"), ([0x80, 1, 4, 3, 0], "1 delta blocks expected"),
      ([0x80, 1, 4, 3, 0, 0, 35, 0, 0, 0], "a miniblock of 35 bits"),
      ([0x80, 1, 4, 3, 0, 0, 8, 0, 0, 0], "2 bytes expected"), ([0x80], "1 bytes expected"),
    ] as [([UInt8], String)])
  func `packed differences with a wrong header are corrupt`(body: [UInt8], finding: String) throws {
    try expect(Self.integers, [.data(body, count: 3, encoding: 5)], .corrupt, finding)
    try expect(Self.texts, [.data(body, count: 3, encoding: 6)], .corrupt, finding)
    try expect(Self.texts, [.data(body, count: 3, encoding: 7)], .corrupt, finding)
  }

  // What few bytes stand for.

  @Test func `delta blocks of more values than any writer makes are over the limit`() throws {
    let body: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x10, 1, 3, 0]
    try expect(
      Self.integers, [.data(body, count: 3, encoding: 5)], .overLimit, "delta blocks of 4294967296")
  }

  @Test func `absent values of any length are over the limit`() throws {
    let body: [UInt8] = [4, 0, 0, 0, 0x80, 0x80, 0x80, 0x10, 0]
    let rows: Int32 = 1 << 24
    let column = FileParts.Column(type: 7, length: .max, isNullable: true)
    try expect(
      column, rows: Int64(rows),
      [.data([5, 0, 0, 0] + Thrift.varint(UInt64(rows) << 1) + [0], count: rows)],
      .overLimit, "16777216 rows of 2147483647 bytes")
    #expect(body.count == 9)
  }

  @Test func `a long text that indices repeat is over the limit`() throws {
    let text = Array(repeating: UInt8(65), count: 1 << 16)
    let dictionary = Page.dictionary([0, 0, 1, 0] + text, count: 1)
    let rows: Int32 = 1 << 20
    let indices = Page.data([1] + Thrift.varint(UInt64(rows) << 1) + [0], count: rows, encoding: 8)
    try expect(
      Self.texts, rows: Int64(rows), [dictionary, indices], .overLimit, "bytes of values in a page",
      page: 1)
  }

  /// The format's number of a codec, and a source that stands for far fewer bytes than 1 GiB.
  @Test(
    arguments: [
      (1, [0x80, 0x80, 0x80, 0x80, 4, 0, 65]), (2, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0]),
      (5, [0x40, 0, 0, 0, 0, 0, 0, 5, 0x1f, 65, 1, 0, 255]), (7, [0x1f, 65, 1, 0, 255]),
      (6, [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, 3, 0, 16, 65]),
      (6, [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 3, 0, 16, 65]),
    ] as [(Int32, [UInt8])])
  func `a page that claims to become a gigabyte is corrupt`(codec: Int32, body: [UInt8]) throws {
    let page = Page.data(body, count: 3, size: 1 << 30)
    try expect(FileParts.Column(type: 1, codec: codec), [page], .corrupt, "")
  }

  @Test(arguments: [1, 2, 5, 6, 7] as [Int32])
  func `a page that is not compressed as it should be is corrupt`(codec: Int32) throws {
    for body in [Self.three, [], [0], Array(repeating: 255, count: 100)] {
      try expect(
        FileParts.Column(type: 1, codec: codec), [.data(body, count: 3, size: 12)], .corrupt, "")
    }
  }
}

extension FileParts.Page {
  /// A page of as many values, as they stand.
  fileprivate func plain(_ values: [UInt8]) -> FileParts.Page { .data(values, count: 3) }
}
