import Columns
import Parquet
import TestSupport

extension Sample {
  /// Every encoding that the writer chooses, each with and without compression where both occur.
  ///
  /// A column's name says what is expected: encoding, codec, type.
  static func encodings(isNullable: Bool, name: String) -> Sample {
    let rows = 20_000
    var generator = Generator(seed: 13)
    func draw(_ bound: Int64) -> [Int64] {
      (0..<rows).map { _ in Int64.random(in: 0..<bound, using: &generator) }
    }
    let wide = draw(999_999_999_999_999_999)
    let few = draw(8)
    func money(_ value: (Int64) -> Int64) -> ColumnValues { .int64(wide.map(value)) }
    func reals(_ value: (Int) -> Double) -> ColumnValues { .real((0..<rows).map(value)) }
    func flags(_ value: (Int) -> Bool) -> ColumnValues { .boolean((0..<rows).map(value)) }
    func texts(_ text: (Int) -> String) -> ColumnValues { .text(TextColumn((0..<rows).map(text))) }
    func noise(_ row: Int) -> Double {
      let bits = UInt32(truncatingIfNeeded: wide[row] &* 0x9E37_79B9)
      let float = Float(bitPattern: bits)
      return Double(float.isFinite ? float : Float(bitPattern: bits ^ 0x4000_0000))
    }
    func link(_ row: Int) -> String {
      "https://shop.example/orders/\(100_000 + wide[row] % 900_000)"
    }
    let lettersAlone = TextColumn(EncodingChoiceTests.noise(rows, &generator))
    let amount = ColumnType.money(scale: 2)
    let labels = (0..<rows).map { UInt8($0 % 3) }
    var kinds: [(String, ColumnType, ColumnValues)] = [
      (
        "PLAIN--UNCOMPRESSED--integer", .integer, .int32(wide.map { Int32(truncatingIfNeeded: $0) })
      ),
      ("PLAIN--UNCOMPRESSED--boolean", .boolean, flags { few[$0] < 4 }),
      ("PLAIN--UNCOMPRESSED--real", .real, reals(noise)),
      ("PLAIN--ZSTD--text", .text, texts(link)),
      ("RLE--UNCOMPRESSED--boolean", .boolean, flags { $0 < 300 }),
      ("RLE--ZSTD--boolean", .boolean, flags { $0 / 64 % 2 == 0 }),
    ]
    kinds += [
      ("RLE_DICTIONARY--UNCOMPRESSED--money", amount, money { $0 % 200 * 999_999_937 }),
      (
        "RLE_DICTIONARY--ZSTD--real", .real,
        reals { wide[$0] % 3 == 0 ? 1 + Double(few[$0]) / 3 : 1 }
      ),
      ("RLE_DICTIONARY--UNCOMPRESSED--text", .text, texts { "customer \(few[$0])" }),
      ("RLE_DICTIONARY--ZSTD--text", .text, .labels(codes: labels, names: ["a", "b", "c"])),
    ]
    kinds += [
      ("DELTA_BINARY_PACKED--UNCOMPRESSED--money", amount, money { $0 % (1 << 20) }),
      (
        "DELTA_BINARY_PACKED--UNCOMPRESSED--date", .date, .int32(wide.map { Int32($0 % 20_000) })
      ),
      ("DELTA_BINARY_PACKED--ZSTD--integer", .integer, .int32((0..<Int32(rows)).map { $0 * 3 })),
      ("DELTA_LENGTH_BYTE_ARRAY--ZSTD--text", .text, .text(lettersAlone)),
      ("BYTE_STREAM_SPLIT--ZSTD--real", .real, reals { 1 + Double(wide[$0] % (1 << 30)) / 0x1p30 }),
    ]
    let validity = (0..<rows).map { $0 % 9 != 5 || $0 < 3000 }
    let columns = kinds.map { name, type, values in
      Column(
        Field(name, type, isNullable: isNullable), values, validity: isNullable ? validity : nil)
    }
    return Sample(name, blocks: [columns])
  }

  /// Pages of the caller's lengths, some of them without a value, in each encoding.
  static func pageEnds() -> Sample {
    let rows = 3000
    func isPresent(_ row: Int) -> Bool { !(10..<1500).contains(row) && row % 50 != 49 }
    let whole = encodings(isNullable: true, name: "page_ends")
    let columns = whole.blocks[0].map { column in
      let values: ColumnValues =
        switch column.values {
        case .text(let texts): .text(TextColumn(bytes: (0..<rows).map { Array(texts[$0]) }))
        case .textRuns: preconditionFailure("no runs in this sample")
        case .labels(let codes, let names): .labels(codes: Array(codes[..<rows]), names: names)
        case .int32(let values): .int32(Array(values[..<rows]))
        case .int64(let values): .int64(Array(values[..<rows]))
        case .real(let values): .real(Array(values[..<rows]))
        case .boolean(let values): .boolean(Array(values[..<rows]))
        }
      return Column(column.field, values, validity: (0..<rows).map(isPresent))
    }
    var sample = Sample("page_ends", blocks: [columns])
    sample.pageEnds = [1, 9, 10, 700, 701, 1500, 1501, 2999, 3000]
    return sample
  }

  /// A small store: orders by customer and day, customers as runs, of which many are of one order.
  static func clustered() -> Sample {
    var generator = Generator(seed: 14)
    func block(_ customers: Int) -> [Column] {
      var ids: [String] = []
      var days: [Int32] = []
      var amounts: [Int64] = []
      for _ in 0..<customers {
        let id = Int64.random(in: 1_000_000_000_000...9_999_999_999_999, using: &generator)
        let orders = Int.random(in: 1...4, using: &generator)
        ids += Array(repeating: "\(id)", count: orders)
        days += (0..<orders).map { _ in Int32.random(in: 19_000...20_000, using: &generator) }
          .sorted()
        amounts += (0..<orders).map { _ in Int64.random(in: 100...20_000, using: &generator) }
      }
      return [
        Column(Field("customer_id", .text), .text(TextColumn(ids))),
        Column(Field("order_date", .date), .int32(days)),
        Column(Field("amount", .money(scale: 2)), .int64(amounts)),
      ]
    }
    var sample = Sample("clustered", blocks: [block(2000), block(1)])
    sample.sortedBy = [
      SortingColumn("customer_id"),
      SortingColumn("order_date", isDescending: true, nullsFirst: true),
    ]
    sample.options = ["customer_id": ColumnOptions(isClustered: true, hasBounds: false)]
    return sample
  }
}
