import Columns
import Parquet
import TestSupport
import Testing

@Suite struct ParquetEncoderTests {
  private static let count = Field("orders", .integer)
  private static let amount = Field("amount", .money(scale: 2))

  /// The chunk of one column in a file of one row group.
  private func chunk(_ column: Column) throws -> FileWalk.Chunk {
    let walk = try FileWalk(try parquetFile([column.field], [[column]]))
    #expect(walk.rowGroups.count == 1)
    return try #require(walk.rowGroups.first?.first)
  }

  @Test func `writes files in which all sizes, places, sums and bounds are true`() throws {
    for sample in Sample.all where sample.rowCount < 30_000 { _ = try FileWalk(try sample.file()) }
  }

  @Test func `writes the same bytes again`() throws {
    for sample in Sample.all where sample.rowCount < 10_000 {
      let first = try parquetFile(sample.fields, sample.blocks)
      #expect(try parquetFile(sample.fields, sample.blocks) == first)
    }
  }

  @Test func `writes the same bytes when blocks are encoded on many threads`() throws {
    let sample = Sample.threeRowGroups()
    var encoder = ParquetEncoder(fields: sample.fields)
    let shared = encoder
    let blocks = try Threads(3).map(sample.blocks.count) { try shared.encode(sample.blocks[$0]) }
    var bytes = encoder.begin()
    for block in blocks { bytes += encoder.place(block) }
    bytes += try encoder.finish()
    #expect(bytes == (try parquetFile(sample.fields, sample.blocks)))
  }

  @Test func `writes the same bytes when columns are encoded on many threads`() throws {
    for sample in Sample.all where sample.rowCount < 10_000 {
      var encoder = ParquetEncoder(fields: sample.fields)
      var bytes = encoder.begin()
      for block in sample.blocks {
        bytes += encoder.place(try encoder.encode(block, threads: Threads(5)))
      }
      bytes += try encoder.finish()
      #expect(bytes == (try parquetFile(sample.fields, sample.blocks)), "\(sample.name)")
    }
  }

  @Test func `writes a table without rows as a file without row groups`() throws {
    let empty = try parquetFile([Self.count], [])
    let walk = try FileWalk(empty)
    #expect(walk.rowGroups.isEmpty)
    #expect(walk.footer[2]?.list?.count == 2)
    let blocks = [[Column(Self.count, .int32([]))], [Column(Self.count, .int32([]))]]
    #expect(try parquetFile([Self.count], blocks) == empty)
  }

  @Test func `says in the footer who wrote what`() throws {
    let file = try parquetFile([Self.count], [], keyValueMetadata: [("b", "1"), ("a", "ü")])
    let footer = try FileWalk(file).footer
    #expect(footer[6]?.text == "Patron version 0.1.0 (build 1)")
    #expect(footer[5]?.list?.map { $0[1]?.text } == ["b", "a"])
    #expect(footer[5]?.list?.map { $0[2]?.text } == ["1", "ü"])
    #expect(footer[7] == .list([.structure([1: .structure([:])])]))
  }

  @Test func `writes each type's schema element`() throws {
    let fields = [
      Field("t", .text), Field("i", .integer, isNullable: true), Field("d", .date),
      Field("m", .money(scale: 3)), Field("r", .real), Field("b", .boolean),
    ]
    let schema = try #require(try FileWalk(try parquetFile(fields, [])).footer[2]?.list)
    #expect(schema[0] == .structure([4: .binary(Array("schema".utf8)), 5: .integer(6)]))
    #expect(schema.dropFirst().map { $0[1]?.integer } == [6, 1, 1, 2, 4, 0])
    #expect(schema.dropFirst().map { $0[3]?.integer } == [0, 1, 0, 0, 0, 0])
    #expect(schema.dropFirst().map { $0[6]?.integer } == [0, nil, 6, 5, nil, nil])
    #expect(schema[1][10] == .structure([1: .structure([:])]))
    #expect(schema[3][10] == .structure([6: .structure([:])]))
    #expect(schema[4][10] == .structure([5: .structure([1: .integer(3), 2: .integer(18)])]))
    #expect(schema[4][7]?.integer == 3)
    #expect(schema[4][8]?.integer == 18)
  }

  @Test func `stores values of a required column without levels`() throws {
    let chunk = try chunk(Column(Self.count, .int32([1, -2, 3])))
    #expect(chunk.pages.map(\.body) == [[1, 0, 0, 0, 254, 255, 255, 255, 3, 0, 0, 0]])
    #expect(chunk.metadata[2]?.list == [.integer(0)])
  }

  @Test func `leaves out absent values`() throws {
    let field = Field("a", .integer, isNullable: true)
    let chunk = try chunk(Column(field, .int32([1, 9, 3]), validity: [true, false, true]))
    #expect(chunk.pages.map(\.body) == [[2, 0, 0, 0, 3, 0b101, 1, 0, 0, 0, 3, 0, 0, 0]])
    #expect(chunk.pages[0].valueCount == 3)
    #expect(chunk.statistics?[3]?.integer == 1)
    #expect(chunk.statistics?[6]?.binary == [1, 0, 0, 0])
    #expect(chunk.statistics?[5]?.binary == [3, 0, 0, 0])
  }

  @Test func `stores the labels that occur in the order of their names`() throws {
    let field = Field("label", .text, isNullable: true)
    let names = ["zero", "b", "unused", "a"]
    let codes: [UInt8] = [3, 200, 1, 3, 1, 0, 3, 3]
    let validity = codes.map { $0 != 200 && $0 != 0 }
    let chunk = try chunk(
      Column(field, .labels(codes: codes, names: names), validity: validity))
    #expect(chunk.pages.map(\.isDictionary) == [true, false])
    #expect(chunk.pages[0].body == [1, 0, 0, 0, 0x62, 1, 0, 0, 0, 0x61])
    #expect(chunk.pages[0].encoding == 0)
    #expect(chunk.pages[1].encoding == 8)
    #expect(chunk.pages[1].body == [2, 0, 0, 0, 3, 0b1101_1101, 1, 3, 0b11_0101])
    #expect(chunk.metadata[2]?.list == [.integer(0), .integer(3), .integer(8)])
  }

  @Test func `stores absent labels without a dictionary`() throws {
    let chunk = try chunk(.absent(Field("label", .text, isNullable: true), count: 3))
    #expect(chunk.pages.map(\.body) == [[2, 0, 0, 0, 6, 0]])
    #expect(chunk.metadata[11] == nil)
    #expect(chunk.statistics?[3]?.integer == 3)
  }

  @Test func `compresses a chunk only where that saves a twentieth`() throws {
    var generator = Generator(seed: 2)
    let noise = (0..<20_000).map { _ in Int32(truncatingIfNeeded: generator.next()) }
    #expect(try chunk(Column(Self.count, .int32(noise))).codec == 0)
    #expect(try chunk(Column(Self.count, .int32((0..<20_000).map { $0 }))).codec == 6)
  }

  @Test func `bounds texts`() throws {
    let chunk = try chunk(Column(Field("id", .text), .text(TextColumn(["b", "", "ab"]))))
    let expected: [Int: ThriftValue] = [
      3: .integer(0), 5: .binary([0x62]), 6: .binary([]), 7: .bool(true), 8: .bool(true),
    ]
    #expect(chunk.statistics == .structure(expected))
  }

  private static let realBounds: [([Double], Float, Float)] = [
    ([.nan, 2, -1], -1, 2), ([0.0, -0.0], -0.0, 0.0), ([0.0, 1], -0.0, 1), ([-1, -0.0], -1, 0.0),
    ([.infinity, -.infinity, .nan], -.infinity, .infinity), ([1e300], .infinity, .infinity),
    ([0.1], 0.1, 0.1),
  ]

  @Test(arguments: realBounds)
  func `bounds reals without NaN and with both zeros`(
    values: [Double], least: Float, greatest: Float
  ) throws {
    let statistics = try chunk(Column(Field("r", .real), .real(values))).statistics
    let low = try #require(statistics?[6]?.binary)
    let high = try #require(statistics?[5]?.binary)
    #expect(Scalar.littleEndian(low) == UInt64(least.bitPattern))
    #expect(Scalar.littleEndian(high) == UInt64(greatest.bitPattern))
  }

  @Test func `has no bounds where all reals are NaN`() throws {
    let statistics = try chunk(Column(Field("r", .real), .real([.nan, .nan]))).statistics
    #expect(statistics == .structure([3: .integer(0), 9: .integer(2)]))
  }

  @Test func `bounds flags`() throws {
    for (flags, bounds) in [
      ([true, true], [1, 1]), ([false], [0, 0]), ([true, false], [0, 1]),
    ] {
      let statistics = try chunk(Column(Field("b", .boolean), .boolean(flags))).statistics
      #expect(statistics?[6]?.binary == [UInt8(bounds[0])])
      #expect(statistics?[5]?.binary == [UInt8(bounds[1])])
    }
  }

  @Test(arguments: [Int64(1_000_000_000_000_000_000), -1_000_000_000_000_000_000, .min])
  func `refuses an amount of more than 18 digits`(amount: Int64) {
    let error = #expect(throws: ParquetError.self) {
      try chunk(Column(Self.amount, .int64([1, amount])))
    }
    #expect(error?.kind == .badRequest)
    #expect(error?.description == "column amount: \(amount) minor units exceed 18 digits")
  }

  @Test func `refuses columns that are not the table's`() async {
    await #expect(processExitsWith: .failure) {
      let encoder = ParquetEncoder(fields: [Field("a", .integer)])
      _ = try encoder.encode([Column(Field("b", .integer), .int32([1]))])
    }
    await #expect(processExitsWith: .failure) {
      _ = try ParquetEncoder(fields: [Field("a", .integer)]).encode([])
    }
  }

  @Test func `refuses columns of different length`() async {
    await #expect(processExitsWith: .failure) {
      let fields = [Field("a", .integer), Field("b", .integer)]
      _ = try ParquetEncoder(fields: fields)
        .encode([Column(fields[0], .int32([1])), Column(fields[1], .int32([1, 2]))])
    }
  }

  @Test func `says what the rows are sorted by`() throws {
    let fields = [Self.count, Self.amount]
    let columns = [Column(Self.count, .int32([2, 1])), Column(Self.amount, .int64([1, 2]))]
    let file = try parquetFile(
      fields, [columns],
      sortedBy: [
        SortingColumn("amount", nullsFirst: true), SortingColumn("orders", isDescending: true),
      ])
    let expected: [ThriftValue] = [
      .structure([1: .integer(1), 2: .bool(false), 3: .bool(true)]),
      .structure([1: .integer(0), 2: .bool(true), 3: .bool(false)]),
    ]
    #expect(try FileWalk(file).footer[4]?.list?.first?[4]?.list == expected)
    let unsorted = try parquetFile(fields, [columns])
    #expect(try FileWalk(unsorted).footer[4]?.list?.first?[4] == nil)
  }

  @Test func `refuses sorting columns and options that are not the table's`() async {
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(fields: [Field("a", .integer)], sortedBy: [SortingColumn("b")])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(
        fields: [Field("a", .integer)], sortedBy: [SortingColumn("a"), SortingColumn("a")])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(fields: [Field("a", .integer)], options: ["b": ColumnOptions()])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(
        fields: [Field("a", .boolean)], options: ["a": ColumnOptions(isClustered: true)])
    }
  }

  @Test func `refuses two labels of the same name`() async {
    await #expect(processExitsWith: .failure) {
      let field = Field("a", .text)
      _ = try ParquetEncoder(fields: [field])
        .encode([Column(field, .labels(codes: [0], names: ["a", "b", "a"]))])
    }
  }

  @Test func `refuses a code without a name`() async {
    await #expect(processExitsWith: .failure) {
      let field = Field("a", .text)
      _ = try ParquetEncoder(fields: [field])
        .encode([Column(field, .labels(codes: [1], names: ["a"]))])
    }
  }

  @Test func `refuses tables that no file can hold`() async {
    await #expect(processExitsWith: .failure) { _ = ParquetEncoder(fields: []) }
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(fields: [Field("a", .integer), Field("a", .text)])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParquetEncoder(fields: [Field("a", .money(scale: 19))])
    }
  }

  @Test func `refuses row groups and footers before the file begins, and a second beginning`() async
  {
    await #expect(processExitsWith: .failure) {
      var encoder = ParquetEncoder(fields: [Field("a", .integer)])
      _ = encoder.place(try encoder.encode([Column(Field("a", .integer), .int32([1]))]))
    }
    await #expect(processExitsWith: .failure) {
      var encoder = ParquetEncoder(fields: [Field("a", .integer)])
      _ = try encoder.finish()
    }
    await #expect(processExitsWith: .failure) {
      var encoder = ParquetEncoder(fields: [Field("a", .integer)])
      _ = encoder.begin()
      _ = encoder.begin()
    }
  }
}
