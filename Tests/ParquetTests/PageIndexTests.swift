import Columns
import Parquet
import TestSupport
import Testing

/// `FileWalk` checks every index of every file that it walks; these are the cases that it must meet.
@Suite struct PageIndexTests {
  private static let number = Field("n", .integer, isNullable: true)
  private static let text = Field("t", .text)
  private static let real = Field("r", .real)

  /// The column index of one column in pages that end at `ends`.
  private func index(
    _ column: Column, ends: [Int], options: [String: ColumnOptions] = [:]
  ) throws -> ThriftValue? {
    let file = try parquetFile([column.field], [[column]], pageEnds: ends, options: options)
    return try FileWalk(file).rowGroups[0][0].columnIndex
  }

  @Test func `bounds every page and counts what is absent in it`() throws {
    let validity = [true, true, false, false, true, false]
    let index = try index(
      Column(Self.number, .int32([5, -7, 99, 99, 3, 99]), validity: validity), ends: [2, 4, 6])
    #expect(index?[1]?.list == [.bool(false), .bool(true), .bool(false)])
    #expect(index?[2]?.list?.map(\.binary) == [[0xF9, 0xFF, 0xFF, 0xFF], [], [3, 0, 0, 0]])
    #expect(index?[3]?.list?.map(\.binary) == [[5, 0, 0, 0], [], [3, 0, 0, 0]])
    #expect(index?[5]?.list?.map(\.integer) == [0, 2, 1])
  }

  private static let orders: [([Int32], Int)] = [
    ([1, 2, 3, 4, 5, 6], 1), ([6, 5, 4, 3, 2, 1], 2), ([1, 2, 9, 9, 3, 4], 0),
    ([1, 2, 1, 2, 1, 2], 1),
    // The least values rise, the greatest fall.
    ([1, 9, 2, 8, 3, 7], 0), ([5, 6, 5, 6, 4, 6], 2),
  ]

  @Test(arguments: orders)
  func `says whether bounds rise or fall`(values: [Int32], order: Int) throws {
    let index = try index(Column(Self.number, .int32(values)), ends: [2, 4, 6])
    #expect(index?[4]?.integer == order)
  }

  @Test func `leaves pages without values out of the order`() throws {
    let validity = [true, false, true]
    let index = try index(
      Column(Self.number, .int32([1, 0, 2]), validity: validity), ends: [1, 2, 3])
    #expect(index?[4]?.integer == 1)
  }

  @Test func `has no column index where a page has nothing but NaN`() throws {
    #expect(try index(Column(Self.real, .real([1, .nan, .nan])), ends: [1, 3]) == nil)
    #expect(try index(Column(Self.real, .real([1, .nan, 2])), ends: [1, 3]) != nil)
  }

  @Test func `leaves bounds out where it is told to`() throws {
    let column = Column(Self.text, .text(TextColumn(["secret", "id"])))
    let file = try parquetFile(
      [Self.text], [[column]], options: ["t": ColumnOptions(hasBounds: false)])
    let chunk = try FileWalk(file).rowGroups[0][0]
    #expect(chunk.columnIndex == nil)
    #expect(chunk.statistics == .structure([3: .integer(0)]))
  }

  @Test func `bounds labels as bytes, whatever the order of their names`() throws {
    let labels = ColumnValues.labels(codes: [0, 1, 2, 2], names: ["b", "ä", "a", "unused"])
    let index = try index(Column(Self.text, labels), ends: [2, 4])
    #expect(index?[2]?.list?.map(\.text) == ["b", "a"])
    #expect(index?[3]?.list?.map(\.text) == ["ä", "a"])
  }

  private static let longTexts: [(String, least: String, greatest: String?)] = [
    (
      String(repeating: "a", count: 64), String(repeating: "a", count: 64),
      String(repeating: "a", count: 64)
    ),
    (
      String(repeating: "a", count: 65), String(repeating: "a", count: 64),
      String(repeating: "a", count: 63) + "b"
    ),
    // Characters are not cut through.
    (
      String(repeating: "a", count: 63) + "üü", String(repeating: "a", count: 63),
      String(repeating: "a", count: 62) + "b"
    ),
    (
      String(repeating: "ü", count: 40), String(repeating: "ü", count: 32),
      String(repeating: "ü", count: 31) + "ý"
    ),
    // There is no next one of the same length: the one before is raised.
    (
      String(repeating: "a", count: 63) + "\u{7F}b", String(repeating: "a", count: 63) + "\u{7F}",
      String(repeating: "a", count: 62) + "b"
    ),
    (
      String(repeating: "a", count: 61) + "\u{D7FF}b",
      String(repeating: "a", count: 61) + "\u{D7FF}",
      String(repeating: "a", count: 61) + "\u{E000}"
    ),
    (String(repeating: "\u{10FFFF}", count: 20), String(repeating: "\u{10FFFF}", count: 16), nil),
  ]

  @Test(arguments: longTexts)
  func `cuts bounds of long texts to 64 bytes`(
    text: String, least: String, greatest: String?
  ) throws {
    let column = Column(Self.text, .text(TextColumn([text])))
    let chunk = try FileWalk(try parquetFile([Self.text], [[column]])).rowGroups[0][0]
    #expect(chunk.statistics?[6]?.text == least)
    #expect(chunk.statistics?[5]?.text == greatest)
    #expect((chunk.columnIndex == nil) == (greatest == nil))
  }

  @Test func `cuts bounds of bytes that are no UTF-8`() throws {
    for (text, greatest) in [
      ([UInt8](repeating: 0x80, count: 70), [UInt8](repeating: 0x80, count: 63) + [0x81]),
      ([UInt8](repeating: 0xFF, count: 70), nil),
      ([0x61] + [UInt8](repeating: 0xFF, count: 70), [0x62]),
    ] {
      let column = Column(Self.text, .text(TextColumn(bytes: [text])))
      let chunk = try FileWalk(try parquetFile([Self.text], [[column]])).rowGroups[0][0]
      #expect(chunk.statistics?[6]?.binary == Array(text.prefix(64)))
      #expect(chunk.statistics?[5]?.binary == greatest)
    }
  }

  @Test(arguments: 0..<20)
  func `bounds texts of every shape`(seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let lengths = [0...3, 6...10, 60...70, 0...200][seed % 4]
    let texts = TextColumn(bytes: PageBytes.texts(200, lengths: lengths, &generator))
    let validity = (0..<200).map { _ in UInt8.random(in: 0..<4, using: &generator) > 0 }
    let field = Field("o", .text, isNullable: true)
    let columns = [
      Column(Self.text, .text(texts)), Column(field, .text(texts), validity: validity),
    ]
    _ = try FileWalk(
      try parquetFile(columns.map(\.field), [columns], pageEnds: [1, 3, 50, 100, 200]))
  }
}
