import Parquet
import ParquetFiles
import Testing

/// Levels and values that do not fit their pages, and pages that stand for more than they may.
@Suite struct MalformedValuesTests {
  typealias Page = FileParts.Page

  private let disk: Disk

  init() throws { disk = try Disk() }

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
    try disk.expectRefusal(
      of: MalformedPages.optionalIntegers, [.data(body, count: 3)], .corrupt, finding)
  }

  @Test func `a required column with other values than rows is corrupt`() throws {
    try disk.expectRefusal(
      of: MalformedPages.integers, rows: 4, [.data(MalformedPages.three, count: 4)], .corrupt,
      "4 values of 4 bytes")
    try disk.expectRefusal(
      of: MalformedPages.integers, rows: 2, [.data(MalformedPages.three, count: 2)], .corrupt,
      "4 bytes after the last")
    try disk.expectRefusal(
      of: FileParts.Column(type: 7, length: 5), rows: 3, [.data(MalformedPages.three, count: 3)],
      .corrupt,
      "3 values of 5 bytes")
    try disk.expectRefusal(
      of: FileParts.Column(type: 7, length: 3), rows: 3, [.data(MalformedPages.three, count: 3)],
      .corrupt,
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
    var page = Page.version2(levels: [6, 1], MalformedPages.three, count: 3)
    page.header[[8, 5]] = .int32(definition)
    page.header[[8, 6]] = .int32(repetition)
    page.header[2] = .int32(size)
    for codec: Int32 in [0, 6] {
      for isCompressed in [false, true] {
        page.header[[8, 7]] = .bool(isCompressed)
        var column = MalformedPages.optionalIntegers
        column.codec = codec
        try disk.expectRefusal(of: column, [page], .corrupt, "")
      }
    }
  }

  @Test func `counts of version 2 that do not agree are corrupt`() throws {
    for (path, finding) in [([8, 2], "0 absent values"), ([8, 3], "4 rows of 3 values")] {
      var page = Page.version2(levels: [6, 1], MalformedPages.three, count: 3)
      page.header[path] = .int32(4)
      try disk.expectRefusal(of: MalformedPages.optionalIntegers, [page], .corrupt, finding)
    }
  }

  @Test func `texts that reach beyond their page are corrupt`() throws {
    for (body, finding) in [
      ([4, 0, 0, 0, 65, 66, 67], "a text of 4 bytes"),
      ([255, 255, 255, 255], "a text of 4294967295"),
      ([0, 0, 0], "1 values of 4 bytes"), ([0, 0, 0, 128, 0], "a text of 2147483648"),
      ([0, 0, 0, 0, 0], "1 bytes after the last"),
    ] as [([UInt8], String)] {
      try disk.expectRefusal(
        of: MalformedPages.texts, rows: 1, [.data(body, count: 1)], .corrupt, finding)
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
    try disk.expectRefusal(
      of: MalformedPages.integers, [.data(body, count: 3, encoding: 5)], .corrupt, finding)
    try disk.expectRefusal(
      of: MalformedPages.texts, [.data(body, count: 3, encoding: 6)], .corrupt, finding)
    try disk.expectRefusal(
      of: MalformedPages.texts, [.data(body, count: 3, encoding: 7)], .corrupt, finding)
  }

  // What few bytes stand for.

  @Test func `delta blocks of more values than any writer makes are over the limit`() throws {
    let body: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x10, 1, 3, 0]
    try disk.expectRefusal(
      of: MalformedPages.integers, [.data(body, count: 3, encoding: 5)], .overLimit,
      "delta blocks of 4294967296")
  }

  @Test func `absent values of any length are over the limit`() throws {
    let rows: Int32 = 1 << 24
    let column = FileParts.Column(type: 7, length: .max, isNullable: true)
    try disk.expectRefusal(
      of: column, rows: Int64(rows),
      [.data([5, 0, 0, 0] + Thrift.varint(UInt64(rows) << 1) + [0], count: rows)],
      .overLimit, "16777216 rows of 2147483647 bytes")
  }

  @Test func `a long text that indices repeat is over the limit`() throws {
    let text = Array(repeating: UInt8(65), count: 1 << 16)
    let dictionary = Page.dictionary([0, 0, 1, 0] + text, count: 1)
    let rows: Int32 = 1 << 20
    let indices = Page.data([1] + Thrift.varint(UInt64(rows) << 1) + [0], count: rows, encoding: 8)
    try disk.expectRefusal(
      of: MalformedPages.texts, rows: Int64(rows), [dictionary, indices], .overLimit,
      "bytes of values in a page",
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
    try disk.expectRefusal(of: FileParts.Column(type: 1, codec: codec), [page], .corrupt, "")
  }

  @Test(arguments: [1, 2, 5, 6, 7] as [Int32])
  func `a page that is not compressed as it should be is corrupt`(codec: Int32) throws {
    for body in [MalformedPages.three, [], [0], Array(repeating: 255, count: 100)] {
      try disk.expectRefusal(
        of: FileParts.Column(type: 1, codec: codec), [.data(body, count: 3, size: 12)], .corrupt, ""
      )
    }
  }
}
