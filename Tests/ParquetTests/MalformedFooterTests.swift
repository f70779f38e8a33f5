import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Footers with one thing wrong; fields are named by their ids, whose names are in parquet.thrift.
@Suite struct MalformedFooterTests {
  private let disk: Disk
  private let file: FileParts
  private let contents: FileContents

  init() throws {
    disk = try Disk()
    file = try FileParts(SmallFile.bytes())
    contents = try disk.contents(of: file.bytes())
  }

  /// Where the footer begins: behind the pages, whatever it says.
  private var footerByte: Int {
    let sizes = file.rowGroups.flatMap { $0.flatMap { $0.map(\.size) } }
    return 4 + sizes.reduce(0, +)
  }

  /// Where columns of the first row group have their metadata.
  private static func metadata(_ column: Int, _ field: Int) -> [Int] {
    [4, 0, 1, column, 3, field]
  }

  /// The path with every place in a list as 0, for what holds of all elements.
  private static func shape(_ path: [Int]) -> String {
    path.enumerated().map { level, id in
      [1, 3, 5].contains(level) && path[0] != 3 && path[0] != 6 && !(level == 5 && path[0] == 4)
        ? "*" : "\(id)"
    }.joined(separator: ".")
  }

  /// Integers that are not read: versions, older enums of meanings that are not known beside newer ones,
  /// statistics, places of page indexes, and sizes that nothing follows from.
  private static let unreadIntegers: Set<String> = [
    "1", "2.*.6", "4.*.1.*.2", "4.*.1.*.4", "4.*.1.*.5", "4.*.1.*.6",
    "4.*.1.*.7", "4.*.1.*.3.6", "4.*.1.*.3.9", "4.*.2", "4.*.5", "4.*.6",
  ]

  @Test(arguments: [-1, 0, 1 << 31 - 1, -1 << 31, .max, .min] as [Int64])
  func `a hostile number in any field is an error, or in a field that is not read`(
    number: Int64
  ) throws {
    let footer = file.footer
    for path in footer.paths where footer[path]?.integer != nil {
      let changed = footer.replacing(path, by: number)
      if changed == footer { continue }
      let shape = Self.shape(path)
      let outcome = Result {
        try disk.contents(of: file.bytes { $0 = $0.replacing(path, by: number) })
      }
      guard case .success(let read) = outcome else { continue }
      // Encodings, statistics and counts of pages are not read.
      let isUnread =
        Self.unreadIntegers.contains(shape)
        || ["4.*.1.*.3.2", "4.*.1.*.3.12", "4.*.1.*.3.13"].contains { shape.hasPrefix($0) }
      #expect(isUnread, "\(path) as \(number)")
      #expect(read == contents, "\(path) as \(number)")
    }
  }

  @Test func `a field that is missing is an error, or one that the format does not require`()
    throws
  {
    let footer = file.footer
    for path in footer.paths {
      let outcome = Result { try disk.contents(of: file.bytes { $0[path] = nil }) }
      guard case .success(let read) = outcome else { continue }
      if read != contents {
        // Facts about the file, and the kind of the column where it stands in one place alone.
        #expect([[5], [6], [5, 0], [5, 0, 2]].contains(path) || path[0] == 2, "\(path)")
      }
    }
  }

  @Test func `a field of another type is an error, or not read`() throws {
    let footer = file.footer
    for path in footer.paths {
      let double = Thrift.raw(type: 7, Array(repeating: 0, count: 8))
      let outcome = Result { try disk.contents(of: file.bytes { $0[path] = double }) }
      guard case .success(let read) = outcome else { continue }
      #expect(read == contents, "\(path)")
    }
  }

  @Test(arguments: [1 << 31 - 1, 1 << 31, 1 << 40, 1 << 63, .max] as [UInt64])
  func `a length beyond the footer is an error before anything is allocated`(
    length: UInt64
  ) throws {
    let footer = file.footer
    for path in footer.paths {
      let changed: Thrift
      switch footer[path] {
      case .binary(let bytes)?: changed = .raw(type: 8, Thrift.varint(length) + bytes)
      case .list(let elements)?:
        let head = Thrift.listHead(elements.first?.type ?? 12, count: length)
        changed = .raw(type: 9, head + elements.flatMap(\.bytes))
      default: continue
      }
      let error = try disk.refusal(of: file.bytes { $0[path] = changed })
      #expect(error?.kind == .corrupt, "\(path)")
      #expect(error?.finding.contains("a length of \(length)") == true, "\(path)")
      #expect(error?.place.offset != nil)
    }
  }

  @Test func `a number of more than 64 bits is corrupt`() throws {
    let long = Thrift.raw(type: 6, Array(repeating: 0xff, count: 10) + [1])
    try disk.expectRefusal(
      of: file.bytes { $0[3] = long }, .corrupt, "a variable-length number of more than 64 bits",
      byte: footerByte)
  }

  @Test(arguments: [
    ("structures", 12, [0x1c] as [UInt8]), ("lists", 9, [0x19]), ("sets", 10, [0x1a]),
    ("maps", 11, [1, 0x3b, 0]),
  ])
  func `what is unknown and nested a million deep is over the limit`(
    name: String, type: UInt8, level: [UInt8]
  ) throws {
    let deep = (0..<1_000_000).flatMap { _ in level }
    try disk.expectRefusal(
      of: file.bytes { $0[30] = .raw(type: type, deep) }, .overLimit, "nested more than 32 deep",
      byte: footerByte)
  }

  @Test func `a schema a million deep is over the limit`() throws {
    let node = Thrift.structure([3: .int32(0), 4: .text("a"), 5: .int32(1)])
    let leaf = Thrift.structure([1: .int32(1), 3: .int32(0), 4: .text("b")])
    let schema = Thrift.list(Array(repeating: node, count: 1_000_000) + [leaf])
    try disk.expectRefusal(
      of: FileParts.magic
        + FileParts.ending(
          Thrift.structure([1: .int32(1), 2: schema, 3: .int64(0), 4: .list([])]).bytes),
      .overLimit, "a schema nested more than 64 deep", byte: 4)
  }

  /// Of the schema: what is wrong, and the finding.
  @Test(arguments: [
    (0, 5, Thrift.int32(-1), "a schema of -1 columns"),
    (0, 5, .int32(.min), "a schema of -2147483648 columns"),
    (0, 5, .int32(13), "a schema with more nodes than its root has"),
    (0, 5, .int32(15), "a schema with fewer nodes than it says"),
    (0, 1, .int32(1), "a schema whose root is a column"),
    (1, 5, .int32(1), "the column text has a type and 1 children"),
    (1, 3, .int32(3), "a column of the unknown repetition 3"),
    (1, 1, .int32(7), "the column text has values of no bytes"),
    (1, 1, .int32(1), "a chunk of type byteArray in a column of type int32"),
    (1, 4, .text("texu"), "the chunk of a column text"),
    (1, 6, .int32(6), "the column text is said to be both string and date"),
    (9, 7, .int32(3), "is said to be both"),
    (5, 7, .int32(3), "has decimal digits and no meaning"),
  ])
  func `a schema that contradicts itself is corrupt`(
    element: Int, field: Int, value: Thrift, finding: String
  ) throws {
    let error = try disk.refusal(of: file.bytes { $0[[2, element, field]] = value })
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains(finding) == true, "\(error.map(\.description) ?? "read")")
    #expect(error?.place.byte != nil)
  }

  @Test func `values of a fixed length that is not positive are corrupt`() throws {
    for length in [0, -1, Int32.min] {
      let column = FileParts.Column(type: 7, length: length)
      try disk.expectRefusal(
        of: FileParts(column, rows: 1, pages: [.data([1], count: 1)]).bytes(), .corrupt,
        "values of \(length) bytes", byte: 4 + FileParts.Page.data([1], count: 1).size)
    }
  }

  @Test func `a physical type that is not known is not read`() throws {
    let error = try disk.refusal(of: file.bytes { $0[[2, 1, 1]] = .int32(8) })
    #expect(error?.kind == .unsupported)
    #expect(error?.finding == "a column of the unknown type 8")
  }

  @Test(
    arguments: [(3, "LZO"), (4, "Brotli"), (8, "the codec 8"), (-1, "the codec -1")]
      as [(Int32, String)])
  func `a codec that is not read is refused by name`(number: Int32, name: String) throws {
    try disk.expectRefusal(
      of: file.bytes { $0[Self.metadata(0, 4)] = .int32(number) }, .unsupported, name,
      rowGroup: 0, column: "text")
  }

  @Test func `encrypted files are not read`() throws {
    let algorithm = Thrift.structure([1: .structure([:])])
    try disk.expectRefusal(
      of: file.bytes { $0[8] = algorithm }, .unsupported, "the file is encrypted",
      byte: footerByte)
    try disk.expectRefusal(
      of: file.bytes { $0[[4, 1, 1, 2, 8]] = algorithm }, .unsupported,
      "an encrypted column chunk", byte: footerByte)
  }

  @Test func `a chunk in another file is not read`() throws {
    try disk.expectRefusal(
      of: file.bytes { $0[[4, 0, 1, 0, 1]] = .text("../other.parquet") }, .unsupported,
      "stored in another file, ../other.parquet",
      byte: footerByte)
  }

  /// Where the second column of the first row group is said to be.
  @Test(
    arguments: [
      (9, -1), (9, 0), (9, 3), (9, 1 << 20), (9, .max), (9, .min), (7, -1), (7, 1 << 20), (7, .max),
      (7, .min),
    ] as [(Int, Int64)])
  func `a chunk outside the pages of the file is corrupt`(field: Int, value: Int64) throws {
    for creator in ["x version 1.0.0 (build 1)", "parquet-mr"] {
      let bytes = file.bytes {
        $0[6] = .text(creator)
        // Of a column without a dictionary.
        $0[Self.metadata(0, 11)] = nil
        $0[Self.metadata(0, field)] = .int64(value)
      }
      let error = try disk.refusal(of: bytes)
      #expect(error?.kind == .corrupt)
      #expect(
        error?.finding.contains("a column chunk of") == true, "\(error.map(\.description) ?? "")")
      #expect(error?.place.rowGroup == 0 && error?.place.column == "text")
    }
  }

  @Test func `chunks that overlap, or reach into the footer, are corrupt`() throws {
    let first = file.rowGroups[0][0].reduce(0) { $0 + $1.size }
    let overlapping = file.bytes { $0[Self.metadata(0, 7)] = .int64(Int64(first + 1)) }
    let error = try disk.refusal(of: overlapping)
    #expect(error?.finding.contains("where another ends") == true)
    #expect(error?.place.column == "optional_text" && error?.place.rowGroup == 0)
    let reaching = file.bytes {
      let last = [4, 1, 1, 13, 3]
      $0[last + [7]] = $0[last + [7]].flatMap(\.integer).map { .int64(Int64($0 + 1)) }
    }
    #expect(try disk.refusal(of: reaching)?.finding.contains("a column chunk of") == true)
  }

  @Test func `rows that do not add up are corrupt`() throws {
    let footer = file.footer
    #expect(footer[3]?.integer == 48)
    for (path, value, finding) in [
      ([3], 47, "row groups of 48 rows in a file of 47 rows"),
      ([4, 0, 3], 23, "row groups of 47 rows in a file of 48 rows"),
      ([4, 0, 3], -1, "a row group of -1 rows"),
      ([4, 0, 3], .max, "row groups of more rows than 64 bits count"),
    ] as [([Int], Int64, String)] {
      let error = try disk.refusal(of: file.bytes { $0[path] = .int64(value) })
      #expect(error?.kind == .corrupt && error?.finding == finding)
    }
  }

  @Test func `row groups without columns are corrupt, a million of them at once`() throws {
    let empty = Thrift.structure([1: .list([]), 2: .int64(0), 3: .int64(0)])
    let groups = Thrift.raw(
      type: 9, Thrift.listHead(12, count: 1 << 20) + (0..<1 << 20).flatMap { _ in empty.bytes })
    let error = try disk.refusal(of: file.bytes { $0[4] = groups })
    #expect(error?.finding == "a row group of 0 columns under a schema of 14")
    #expect(error?.place.rowGroup == 0)
  }
}
