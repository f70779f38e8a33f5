import Columns
import Parquet
import TestSupport

/// A table for other engines to read, with everything that a writer can get wrong.
struct Sample: Sendable {
  let name: String
  let fields: [Field]
  /// The columns of each block.
  let blocks: [[Column]]
  var pageEnds: [Int]?
  var sortedBy: [SortingColumn] = []
  var options: [String: ColumnOptions] = [:]

  /// The table as a file.
  func file() throws -> [UInt8] {
    try parquetFile(
      fields, blocks, pageEnds: pageEnds, sortedBy: sortedBy, options: options,
      keyValueMetadata: [("patron.sample", name)])
  }

  var rowCount: Int { blocks.reduce(0) { $0 + ($1.first?.count ?? 0) } }

  static let all: [Sample] = [
    Sample("empty", blocks: [block(rows: 0, seed: 0, nulls: { _ in false })]),
    Sample("one_row", blocks: [block(rows: 1, seed: 1, nulls: { _ in false })]),
    Sample("one_absent_row", blocks: [block(rows: 1, seed: 2, nulls: { _ in true })]),
    Sample("no_nulls", blocks: [block(rows: 1000, seed: 3, nulls: { _ in false })]),
    Sample("some_nulls", blocks: [block(rows: 1000, seed: 4, nulls: { $0 % 7 == 3 })]),
    Sample("clustered_nulls", blocks: [block(rows: 5000, seed: 5, nulls: { $0 / 100 % 3 == 1 })]),
    Sample("all_nulls", blocks: [block(rows: 1000, seed: 6, nulls: { _ in true })]),
    threeRowGroups(),
    extremes(),
    labels(distinct: 1, name: "labels_one"),
    labels(distinct: 2, name: "labels_two"),
    labels(distinct: 256, name: "labels_256"),
    longTexts(),
    Sample("many_rows", blocks: [block(rows: 300_000, seed: 7, nulls: { $0 % 11 == 5 })]),
    manyDistinct(),
    encodings(isNullable: false, name: "encodings"),
    encodings(isNullable: true, name: "encodings_nulls"),
    pageEnds(),
    clustered(),
  ]

  init(_ name: String, blocks: [[Column]]) {
    self.name = name
    self.fields = blocks.first?.map(\.field) ?? []
    self.blocks = blocks
  }

  static func threeRowGroups() -> Sample {
    Sample(
      "three_row_groups",
      blocks: [
        block(rows: 700, seed: 8, nulls: { _ in false }),
        block(rows: 0, seed: 9, nulls: { _ in false }),
        block(rows: 1, seed: 10, nulls: { _ in true }),
        block(rows: 1200, seed: 11, nulls: { $0 % 2 == 0 }),
      ])
  }

  private static func extremes() -> Sample {
    let digits18: Int64 = 999_999_999_999_999_999
    let reals: [Double] = [
      .nan, .infinity, -.infinity, -0.0, 0.0, 0.1, 1e300, -1e300, 1e-46, 1.4e-45,
      16_777_217, 3.4028234663852886e38, 3.4028235677973366e38, .leastNonzeroMagnitude,
      1.00000005960464477, 1.0000000596046449, -.pi,
    ]
    let texts = [
      "", "a", "\"quoted\", comma", "line\nbreak\r\n", "tab\t\\back", "nul\u{0}byte", "äöüß€",
      "日本語",
      "👩‍👩‍👧‍👦", "e\u{301}", " space ", "null", "NaN", String(repeating: "ü", count: 500), "z", "\u{7F}",
      "é",
    ]
    let integers: [Int32] = [.min, .max, 0, -1, 1] + (0..<12).map { 1 << $0 }
    let amounts: [Int64] = [-digits18, digits18, 0, -1, 1] + (0..<12).map { 1 << ($0 * 4) }
    // Year 1 to 9999, which every engine's date can hold.
    let days: [Int32] = [-719_162, 2_932_896, 0, -1, 1] + (0..<12).map { $0 * 1000 }
    let flags = (0..<17).map { $0 % 3 == 0 }
    return Sample(
      "extremes",
      blocks: [
        [
          Column(Field("text", .text), .text(TextColumn(texts))),
          Column(Field("integer", .integer), .int32(integers)),
          Column(Field("date", .date), .int32(days)),
          Column(Field("money_0", .money(scale: 0)), .int64(amounts)),
          Column(Field("money_2", .money(scale: 2)), .int64(amounts)),
          Column(Field("money_18", .money(scale: 18)), .int64(amounts)),
          Column(Field("real", .real), .real(reals)),
          Column(Field("boolean", .boolean), .boolean(flags)),
        ]
      ])
  }

  private static func labels(distinct: Int, name: String) -> Sample {
    var generator = Generator(seed: UInt64(distinct))
    let names = (0..<distinct).map { $0 == 0 ? "" : "label \($0)" }
    let codes = (0..<3000).map { _ in UInt8.random(in: 0...UInt8(distinct - 1), using: &generator) }
    let values = ColumnValues.labels(codes: codes, names: names)
    return Sample(
      name,
      blocks: [
        [
          Column(Field("required", .text), values),
          Column(
            Field("optional", .text, isNullable: true), values, validity: codes.map { $0 % 5 != 1 }),
        ]
      ])
  }

  private static func longTexts() -> Sample {
    let texts = TextColumn(
      (0..<60).map { String(repeating: "\($0)…", count: $0 % 20 == 7 ? 400_000 : $0 * 1000) })
    let validity = (0..<60).map { $0 % 9 != 4 }
    return Sample(
      "long_texts",
      blocks: [
        [
          Column(Field("required", .text), .text(texts)),
          Column(Field("optional", .text, isNullable: true), .text(texts), validity: validity),
        ]
      ])
  }

  /// Dictionaries of 16-bit indices over many pages, and values with too many for one.
  private static func manyDistinct() -> Sample {
    let rows = 250_000
    var generator = Generator(seed: 12)
    let validity = (0..<rows).map { _ in UInt8.random(in: 0..<10, using: &generator) > 0 }
    func draw(_ distinct: Int) -> [Int64] {
      (0..<rows).map { _ in Int64.random(in: 0..<Int64(distinct), using: &generator) * 7919 }
    }
    return Sample(
      "many_distinct",
      blocks: [
        [
          Column(Field("amounts_60k", .money(scale: 2)), .int64(draw(60_000))),
          Column(Field("amounts_1g", .money(scale: 2)), .int64(draw(1_000_000_000))),
          Column(
            Field("amounts_300", .money(scale: 2), isNullable: true), .int64(draw(300)),
            validity: validity),
          Column(
            Field("reals", .real, isNullable: true), .real(draw(1 << 40).map { Double($0) / 3 }),
            validity: validity),
          Column(Field("ramp", .integer), .int32((0..<Int32(rows)).map { $0 })),
        ]
      ])
  }

  /// Every type, required and optional, optional ones absent where `nulls` says so.
  private static func block(rows: Int, seed: UInt64, nulls: (Int) -> Bool) -> [Column] {
    var generator = Generator(seed: seed)
    let validity = (0..<rows).map { !nulls($0) }
    func draw<Value>(_ value: (inout Generator) -> Value) -> [Value] {
      (0..<rows).map { _ in value(&generator) }
    }
    let names = ["champion", "loyal", "at risk", "lost"]
    let kinds: [(String, ColumnType, ColumnValues)] = [
      (
        "text", .text,
        .text(TextColumn(draw { "customer \(UInt32.random(in: 0...9999, using: &$0))" }))
      ),
      ("label", .text, .labels(codes: draw { UInt8.random(in: 0...3, using: &$0) }, names: names)),
      ("integer", .integer, .int32(draw { Int32.random(in: .min ... .max, using: &$0) })),
      ("few", .integer, .int32(draw { Int32.random(in: -3...3, using: &$0) })),
      ("date", .date, .int32(draw { Int32.random(in: -1000...20_000, using: &$0) })),
      (
        "money", .money(scale: 2),
        .int64(draw { Int64.random(in: -1_000_000...9_000_000, using: &$0) })
      ),
      ("real", .real, .real(draw { Double.random(in: -10...10, using: &$0) })),
      ("boolean", .boolean, .boolean(draw { Bool.random(using: &$0) })),
    ]
    return kinds.flatMap { name, type, values in
      [
        Column(Field("required_\(name)", type), values),
        Column(Field("optional_\(name)", type, isNullable: true), values, validity: validity),
      ]
    }
  }
}
