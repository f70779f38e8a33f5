import Bytes
import Columns
import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Columns in structures, and lists of one level, as files say them by levels.
@Suite struct NestedColumnsTests {
  private typealias Node = NestedFile.Node
  private typealias Entry = NestedFile.Entry

  private static let int32: Int32 = 1
  /// The path of a list in a structure, either of which may be absent, as its elements may be.
  private static let listPath: [Node] = [
    Node("a"), Node("tags"), Node("list", .repeated), Node("element"),
  ]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(
    _ parts: FileParts, limits: ParquetLimits = ParquetLimits()
  ) throws -> ParquetFile {
    try ParquetFile(InputFile(folder.file("x.parquet", parts.bytes())), limits: limits)
  }

  private static func plain(_ value: Int) -> [UInt8] { PageBytes.littleEndian(UInt64(value), 4) }

  /// The first column's values, nil where absent.
  private func values(_ parts: FileParts) throws -> [Int?] {
    let file = try open(parts)
    var decoder = PageDecoder()
    let chunk = try file.chunk(of: file.columns[0], rowGroup: 0, using: &decoder)
    let (values, validity) = try chunk.values(using: &decoder)
    guard case .int32(let values) = values else { return [] }
    return values.indices.map { validity?[$0] == false ? nil : Int(values[$0]) }
  }

  /// The lists of the first column, nil where one, or an element, is absent.
  private func lists(
    _ parts: FileParts, limits: ParquetLimits = ParquetLimits()
  ) throws -> [[Int?]?] {
    let file = try open(parts, limits: limits)
    var decoder = PageDecoder()
    let lists = try file.lists(of: file.columns[0], rowGroup: 0, using: &decoder)
    guard case .int32(let elements) = lists.elements else { return [] }
    return lists.rows.map { $0?.map { lists.validity[$0] ? Int(elements[$0]) : nil } }
  }

  private func error(_ body: () throws -> Void) -> ParquetError? {
    do {
      try body()
      return nil
    } catch { return error as? ParquetError }
  }

  // MARK: Structures

  @Test(arguments: 1...20, [false, true])
  func `a value is present where all structures around it are`(
    depth: Int, isVersion2: Bool
  ) throws {
    var generator = Generator(seed: UInt64(depth))
    let levels = (0..<300).map { _ in Int.random(in: 0...depth, using: &generator) }
    let path = (0..<depth).map { Node("n\($0)") } + [Node("x", .required)]
    let entries = levels.enumerated().map { row, level in
      Entry(0, level, level == depth ? Self.plain(row) : [])
    }
    var file = NestedFile([.init(path, type: Self.int32, entries)], rows: 300)
    file.isVersion2 = isVersion2
    let expected = levels.enumerated().map { $1 == depth ? $0 : nil }
    for pageSize in [1, 7, 300] {
      file.pageSize = pageSize
      #expect(try values(file.parts) == expected)
    }
  }

  @Test func `columns in structures have names joined by dots, and are no nested ones`() throws {
    let present = Entry(0, 1, Self.plain(7))
    let file = try open(
      NestedFile(
        [
          .init([Node("a"), Node("x", .required)], type: Self.int32, [present]),
          .init([Node("a"), Node("b", .required), Node("y")], type: Self.int32, [Entry(0, 1)]),
          .init([Node("r", .repeated)], type: Self.int32, [present]),
        ], rows: 1
      ).parts)
    #expect(file.columns.map(\.name) == ["a.x", "a.b.y", "r"])
    #expect(file.columns.map(\.definitionLevel) == [1, 2, 1])
    #expect(file.columns.map(\.isNullable) == [true, true, true])
    #expect(file.columns.map(\.isNested) == [false, false, true])
    #expect(file.notes.count == 1)
    #expect(try file.column("a.b.y") == file.columns[1])
  }

  @Test func `required structures around a required value leave no levels`() throws {
    let path = [Node("a", .required), Node("x", .required)]
    let entries = (0..<3).map { Entry(0, 0, Self.plain($0)) }
    #expect(
      try values(NestedFile([.init(path, type: Self.int32, entries)], rows: 3).parts) == [0, 1, 2])
  }

  @Test(
    arguments: [
      ([6, 7], "a level of 7, where the schema has 4 at most"),
      ([3, 0xff, 0xff, 0xff], "a level of 7, where the schema has 4 at most"),
      ([6, 8], "a run of 8, which needs more than 3 bits"),
      ([2, 3], "1 bytes expected, 0 left"), ([3], "3 packed values of 3 bits expected"),
      ([6, 3, 0], "1 bytes after the last level"),
    ] as [([UInt8], String)])
  func `levels that the schema does not have are corrupt`(levels: [UInt8], finding: String) throws {
    // Three rows below four optional nodes, in three bits.
    let path = (0..<4).map { Node("n\($0)") }
    let file = NestedFile(
      [.init(path, type: Self.int32, [Entry(0, 4, Self.plain(1))])], rows: 3
    ).parts
    var changed = file
    changed.footer[[4, 0, 1, 0, 3, 5]] = .int64(3)
    changed.rowGroups[0][0] = [
      .data([UInt8(levels.count), 0, 0, 0] + levels, count: 3)
    ]
    let found = error { _ = try values(changed) }
    #expect(found?.kind == .corrupt)
    #expect(found?.finding.contains(finding) == true, "\(found?.description ?? "")")
    #expect(found?.place.column == "n0.n1.n2.n3")
    #expect(found?.place.page == 0)
  }

  // MARK: Lists

  /// Rows at random: absent, empty or of a few elements, of which some are absent.
  private static func rows(_ count: Int, seed: UInt64) -> [[Int?]?] {
    var generator = Generator(seed: seed)
    return (0..<count).map { row in
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: nil
      case 1: []
      default:
        (0..<Int.random(in: 1..<5, using: &generator)).map {
          Bool.random(using: &generator) ? row * 10 + $0 : nil
        }
      }
    }
  }

  /// The entries of such rows; every second absent list is so with the structure around it.
  private static func entries(_ rows: [[Int?]?]) -> [Entry] {
    rows.enumerated().flatMap { row, list -> [Entry] in
      guard let list else { return [Entry(0, row % 2)] }
      if list.isEmpty { return [Entry(0, 2)] }
      return list.enumerated().map { index, element in
        Entry(index == 0 ? 0 : 1, element == nil ? 3 : 4, element.map(plain) ?? [])
      }
    }
  }

  @Test(arguments: [1, 2, 3, 10, 1000])
  func `lists are cut out of pages that end anywhere`(pageSize: Int) throws {
    let rows = Self.rows(200, seed: 5)
    var file = NestedFile(
      [.init(Self.listPath, type: Self.int32, Self.entries(rows))], rows: rows.count)
    file.pageSize = pageSize
    #expect(try lists(file.parts) == rows)
    file.pageSize = .max
    file.isVersion2 = true
    #expect(try lists(file.parts) == rows)
  }

  @Test func `a repeated column without a list around it has lists that are never absent`() throws {
    let rows: [[Int?]?] = [[1, 2], [], [3]]
    let entries = [(0, 1, 1), (1, 1, 2), (0, 0, 0), (0, 1, 3)].map { repetition, level, value in
      Entry(repetition, level, level == 1 ? Self.plain(value) : [])
    }
    #expect(
      try lists(
        NestedFile([.init([Node("r", .repeated)], type: Self.int32, entries)], rows: 3).parts)
        == rows)
  }

  @Test(
    arguments: [
      ([(1, 4)], "goes on without having begun"), ([(0, 2), (1, 4)], "without having begun"),
      ([(0, 1), (1, 4)], "without having begun"), ([(0, 4), (1, 2)], "without having begun"),
      ([(0, 4), (0, 4)], "2 lists in a row group of 1 rows"),
      ([], "0 lists in a row group of 1 rows"),
    ] as [([(Int, Int)], String)])
  func `lists that do not add up are corrupt`(levels: [(Int, Int)], finding: String) throws {
    let entries = levels.map { Entry($0, $1, $1 == 4 ? Self.plain(9) : []) }
    var file = NestedFile([.init(Self.listPath, type: Self.int32, entries)], rows: 1)
    for pageSize in [1, 10] {
      file.pageSize = pageSize
      let found = error { _ = try lists(file.parts) }
      #expect(found?.kind == .corrupt)
      #expect(found?.finding.contains(finding) == true, "\(found?.description ?? "")")
      #expect(found?.place.column == "a.tags.list.element")
    }
  }

  @Test func `repetition levels in an encoding of old are not read`() throws {
    var file = NestedFile([.init(Self.listPath, type: Self.int32, [Entry(0, 0)])], rows: 1).parts
    file.rowGroups[0][0][0].header[[5, 4]] = .int32(4)
    let found = error { _ = try lists(file) }
    #expect(found?.kind == .unsupported)
    #expect(found?.finding == "repetition levels in the encoding 4")
  }

  @Test func `a column with lists is refused as one of values, and the other way round`() throws {
    let lists = Self.listPath + [Node("inner", .repeated), Node("x")]
    let file = try open(
      NestedFile(
        [
          .init([Node("flat")], type: Self.int32, [Entry(0, 0)]),
          .init(Self.listPath, type: Self.int32, [Entry(0, 0)]),
          .init([Node("b")] + lists, type: Self.int32, [Entry(0, 0)]),
        ], rows: 1
      ).parts)
    var decoder = PageDecoder()
    for index in [0, 2] {
      let found = error {
        _ = try file.lists(of: file.columns[index], rowGroup: 0, using: &decoder)
      }
      #expect(found?.kind == .badRequest)
    }
    for index in [1, 2] {
      let found = error {
        _ = try file.chunk(of: file.columns[index], rowGroup: 0, using: &decoder)
      }
      #expect(found?.kind == .badRequest)
      #expect(found?.place.column == file.columns[index].name)
    }
  }

  @Test func `values of a chunk over the limit are not held together`() throws {
    let rows = Self.rows(100, seed: 6)
    let file = NestedFile(
      [.init(Self.listPath, type: Self.int32, Self.entries(rows))], rows: 100
    ).parts
    var limits = ParquetLimits()
    limits.chunkBytes = 64
    #expect(error { _ = try lists(file, limits: limits) }?.kind == .overLimit)
    let flat = try ParquetFile(
      InputFile(folder.file("flat.parquet", try SmallFile.bytes())), limits: limits)
    var decoder = PageDecoder()
    let chunk = try flat.chunk(of: flat.columns[0], rowGroup: 0, using: &decoder)
    #expect(error { _ = try chunk.values(using: &decoder) }?.kind == .overLimit)
  }

  @Test func `a flipped bit in a page of lists is an error, elsewhere an error or a value`() throws
  {
    let rows = Self.rows(30, seed: 7)
    let parts = NestedFile(
      [.init(Self.listPath, type: Self.int32, Self.entries(rows))], rows: 30
    ).parts
    let bytes = parts.bytes()
    let body = 4 + parts.rowGroups[0][0][0].size - parts.rowGroups[0][0][0].body.count
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << UInt8(bit)
        let path = try folder.file("x.parquet", flipped)
        let found = error {
          let file = try ParquetFile(InputFile(path))
          var decoder = PageDecoder()
          _ = try file.lists(of: file.columns[0], rowGroup: 0, using: &decoder)
        }
        if (body..<4 + parts.rowGroups[0][0][0].size).contains(place) {
          #expect(found?.finding.contains("CRC") == true)
        }
      }
    }
  }
}
