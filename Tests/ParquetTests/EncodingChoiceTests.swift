import Columns
import Parquet
import TestSupport
import Testing

/// Which encoding a chunk gets.
@Suite struct EncodingChoiceTests {
  private static let amount = Field("amount", .money(scale: 2))
  private static let text = Field("t", .text)

  /// The encoding of the data pages of one column.
  private func encoding(_ column: Column, _ options: ColumnOptions = ColumnOptions()) throws -> Int?
  {
    let file = try parquetFile(
      [column.field], [[column]], options: [column.field.name: options])
    let pages = try FileWalk(file).rowGroups[0][0].pages
    #expect(pages[0].isDictionary == (pages.last?.encoding == 8))
    return pages.last?.encoding
  }

  private func encoding(amounts: [Int64]) throws -> Int? {
    try encoding(Column(Self.amount, .int64(amounts)))
  }

  private func encoding(reals: [Double]) throws -> Int? {
    try encoding(Column(Field("r", .real), .real(reals)))
  }

  private func encoding(texts: [String]) throws -> Int? {
    try encoding(Column(Self.text, .text(TextColumn(texts))))
  }

  private func random(_ count: Int, below bound: Int64, seed: UInt64 = 1) -> [Int64] {
    var generator = Generator(seed: seed)
    return (0..<count).map { _ in Int64.random(in: 0..<bound, using: &generator) }
  }

  @Test func `takes values as they stand where nothing is smaller`() throws {
    #expect(try encoding(amounts: [1, -2, 3]) == 0)
    let wide = random(1000, below: 999_999_999_999_999_999).map { $0 * ($0 % 2 == 0 ? 1 : -1) }
    #expect(try encoding(amounts: wide) == 0)
  }

  @Test func `takes a dictionary of few values`() throws {
    #expect(try encoding(amounts: random(10_000, below: 10).map { $0 * 1_000_003 }) == 8)
    #expect(try encoding(amounts: Array(repeating: 5, count: 1000)) == 8)
    // Popular prices among others.
    let prices = zip(random(100_000, below: 300), random(100_000, below: 1 << 30, seed: 2))
      .map { $0.0 < 299 ? $0.0 * $0.0 * 999_999_937 : $0.1 }
    #expect(try encoding(amounts: prices) == 8)
  }

  @Test func `takes differences of integers that change little or are small`() throws {
    #expect(try encoding(amounts: (0..<1000).map { 1_000_000_000 + $0 * 7 }) == 5)
    #expect(try encoding(amounts: random(100_000, below: 1 << 20)) == 5)
    let days = random(10_000, below: 20_000).map { Int32($0) }
    #expect(try encoding(Column(Field("d", .date), .int32(days))) == 5)
  }

  @Test func `takes a dictionary of days of some years, with and without gaps`() throws {
    for step in [1, 3] as [Int64] {
      let days = random(50_000, below: 1500).map { Int32(19_000 + $0 * step) }
      #expect(try encoding(Column(Field("d", .date), .int32(days))) == 8)
      // Rising days are closer to their neighbours than to all others.
      #expect(try encoding(Column(Field("d", .date), .int32(days.sorted()))) == 5)
    }
  }

  @Test func `foresees from a sample how many values occur again`() throws {
    // 5,000 prices, each as frequent as the others: two bytes instead of more than three.
    let prices = random(65_536, below: 5000).map { 9_999_991 * $0 % 16_777_213 }
    #expect(try encoding(amounts: prices) == 8)
    // A half that is all alike says nothing of the other half, which is all different.
    var generator = Generator(seed: 5)
    let halves = random(65_536, below: 1400, seed: 6).map { share -> Double in
      share < 700 ? Double(share) / 700 : 1 + Double.random(in: 0..<1, using: &generator)
    }
    #expect(try encoding(reals: halves) == 9)
  }

  @Test func `gives a dictionary up whose values hardly occur again`() throws {
    // As many rows again would repeat them all; the first 4,096 rows show nothing of it.
    let twice = random(50_000, below: 1 << 62)
    #expect(try encoding(amounts: (twice + twice).map { $0 % 999_999_999_999_999_999 }) == 5)
  }

  @Test func `takes a dictionary of more than 65,536 values where each occurs often`() throws {
    let customers = random(70_000, below: 1 << 60)
    #expect(try encoding(texts: customers.flatMap { Array(repeating: "\($0)", count: 9) }) == 8)
    // They stand together at first, and then no more.
    let texts =
      customers.flatMap { Array(repeating: "\($0)", count: 3) } + customers.map { "\($0)" }
    #expect(try encoding(texts: texts) != 8)
  }

  @Test func `splits the bytes of reals where that compresses better`() throws {
    #expect(
      try encoding(reals: random(20_000, below: 1 << 30).map { 1 + Double($0) / 0x1p30 }) == 9)
    var generator = Generator(seed: 3)
    let noise = (0..<20_000).map { _ -> Double in
      let bits = UInt32(truncatingIfNeeded: generator.next())
      let float = Float(bitPattern: bits)
      return Double(float.isFinite ? float : Float(bitPattern: bits ^ 0x4000_0000))
    }
    #expect(try encoding(reals: noise) == 0)
    #expect(try encoding(reals: noise.map { $0 > 0 ? 1.5 : -0.1 }) == 8)
  }

  @Test func `takes runs of flags where that is smaller`() throws {
    func encoding(_ flags: [Bool]) throws -> Int? {
      try self.encoding(Column(Field("b", .boolean), .boolean(flags)))
    }
    #expect(try encoding(random(10_000, below: 2).map { $0 == 0 }) == 0)
    #expect(try encoding((0..<10_000).map { $0 < 3000 }) == 3)
    #expect(try encoding([true]) == 0)
  }

  @Test func `takes a dictionary of texts that occur again`() throws {
    let countries = ["DE", "Österreich", "", "France"]
    #expect(try encoding(texts: random(1000, below: 4).map { countries[Int($0)] }) == 8)
    let customers = random(500, below: 1 << 60).flatMap { id in Array(repeating: "\(id)", count: 9)
    }
    #expect(try encoding(texts: customers) == 8)
  }

  @Test func `takes lengths apart from texts where that saves a twentieth`() throws {
    var generator = Generator(seed: 4)
    let texts = Self.noise(10_000, &generator)
    #expect(try encoding(texts: texts) == 6)
    // Rows without a text say nothing.
    let validity = (0..<10_000).map { $0 < 3 || $0 > 4000 }
    let sparse = Column(
      Field("t", .text, isNullable: true), .text(TextColumn(texts)), validity: validity)
    #expect(try encoding(sparse) == 6)
    // Not where the lengths are found again with what stands behind them.
    let links = random(10_000, below: 900_000).map { "https://shop.example/orders/\(100_000 + $0)" }
    #expect(try encoding(texts: links) == 0)
    #expect(try encoding(texts: ["a"]) == 0)
  }

  /// Texts of random letters and lengths.
  static func noise(_ count: Int, _ generator: inout Generator) -> [String] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-")
    return (0..<count).map { _ in
      let length = Int.random(in: 3...12, using: &generator)
      return String((0..<length).map { _ in letters[Int.random(in: 0..<64, using: &generator)] })
    }
  }

  @Test
  func `writes one run for every run of a clustered column, across pages and for single rows`()
    throws
  {
    let texts = ["b", "b", "b", "a", "c", "c", "a", "a"]
    let column = Column(Self.text, .text(TextColumn(texts)))
    let file = try parquetFile(
      [Self.text], [[column]], pageEnds: [2, 8],
      options: ["t": ColumnOptions(isClustered: true, hasBounds: false)])
    let chunk = try FileWalk(file).rowGroups[0][0]
    #expect(chunk.pages.map(\.encoding) == [0, 8, 8])
    #expect(chunk.pages[0].body == [1, 0, 0, 0, 0x62, 1, 0, 0, 0, 0x61, 1, 0, 0, 0, 0x63])
    #expect(chunk.pages[1].body == [1, 4, 0])
    #expect(chunk.pages[2].body == [2, 2, 0, 2, 1, 4, 2, 4, 1])
  }

  @Test func `runs of texts are the bytes of the texts row by row`() throws {
    var generator = Generator(seed: 5)
    let few = (0..<300).map { _ in Int.random(in: 1...9, using: &generator) }
    let counts = [1, 70, 40_000, 3] + few
    let texts = TextColumn(counts.indices.map { "customer \($0)" })
    var rows = TextColumn()
    var ends: [Int] = []
    for (text, count) in counts.enumerated() {
      for _ in 0..<count { rows.append(texts[text]) }
      ends.append(rows.count)
    }
    // Pages end inside of runs, at their ends, and one after the other inside of the same.
    let pageEnds = [1, 71, 100, 200, 20_000, ends[3], ends[9], ends[10] - 1, rows.count]
    for options in [
      ColumnOptions(isClustered: true, hasBounds: false), ColumnOptions(isClustered: true),
      ColumnOptions(), ColumnOptions(isClustered: true, leastClusteredRows: .max, hasBounds: false),
    ] {
      func file(_ values: ColumnValues) throws -> [UInt8] {
        try parquetFile(
          [Self.text], [[Column(Self.text, values)]], pageEnds: pageEnds, options: ["t": options])
      }
      #expect(try file(.textRuns(texts, ends: ends)) == file(.text(rows)))
    }
  }

  @Test func `writes a clustered column of few rows as if it were not`() throws {
    let ids = random(200, below: 1 << 30).flatMap { Array(repeating: "\($0)", count: 2) }
    let column = Column(Self.text, .text(TextColumn(ids)))
    func chosen(leastRows: Int) throws -> Int? {
      try encoding(column, ColumnOptions(isClustered: true, leastClusteredRows: leastRows))
    }
    #expect(try chosen(leastRows: ids.count) == 8)
    #expect(try chosen(leastRows: ids.count + 1) == 6)
    #expect(try encoding(column) == 6)
  }

  @Test func `has a dictionary in clustered columns of any size and type`() throws {
    let clustered = ColumnOptions(isClustered: true)
    let ids = random(100_000, below: 1 << 40)
    #expect(try encoding(Column(Self.amount, .int64(ids)), clustered) == 8)
    #expect(try encoding(Column(Field("r", .real), .real(ids.map { Double($0) })), clustered) == 8)
    let texts = TextColumn(ids.map { "\($0)" })
    #expect(try encoding(Column(Self.text, .text(texts)), clustered) == 8)
    let absent = Column.absent(Field("o", .integer, isNullable: true), count: 5)
    #expect(try encoding(absent, clustered) == 0)
  }
}
