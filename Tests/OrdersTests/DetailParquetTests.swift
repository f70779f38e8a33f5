import CSV
import Columns
import Parquet
import ParquetFiles
import TestSupport
import Testing

@testable import Orders

/// Tables beside the same rows in CSV.
@Suite struct DetailParquetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let fields = [
    Field("tax", .money(scale: 3), isNullable: true), Field("order", .text, isNullable: true),
    Field("pieces", .integer, isNullable: true), Field("customer", .text, isNullable: true),
    Field("day", .date, isNullable: true), Field("total", .money(scale: 2), isNullable: true),
    Field("note", .text), Field("refunded on", .date, isNullable: true),
    Field("gift", .boolean, isNullable: true),
  ]
  private static let roles: [(name: String, role: Role)] = [
    ("tax", .tax), ("order", .orderID), ("pieces", .quantity), ("customer", .email),
    ("day", .stamp), ("total", .orderTotal), ("note", .also), ("refunded on", .refundDate),
    ("gift", .test),
  ]

  private static func block(rows: Int, _ generator: inout Generator) -> [Column] {
    func flags() -> [Bool] { (0..<rows).map { _ in .random(in: 0..<30, using: &generator) > 0 } }
    func texts(_ make: (Int) -> String) -> ColumnValues {
      .text(TextColumn((0..<rows).map { _ in make(.random(in: 0..<rows, using: &generator)) }))
    }
    func money(_ most: Int64) -> ColumnValues {
      .int64((0..<rows).map { _ in .random(in: -most...most, using: &generator) })
    }
    func days() -> ColumnValues {
      .int32((0..<rows).map { _ in .random(in: 19_000..<19_800, using: &generator) })
    }
    return [
      Column(fields[0], money(20_000), validity: flags()),
      Column(fields[1], texts { "A-\($0 / 3)" }, validity: flags()),
      Column(
        fields[2], .int32((0..<rows).map { _ in .random(in: -3...90, using: &generator) }),
        validity: flags()),
      Column(
        fields[3], texts { $0 % 9 == 0 ? "  " : " C\($0)@Ü.example" }, validity: flags()),
      Column(fields[4], days(), validity: flags()),
      Column(fields[5], money(1_000_000), validity: flags()),
      Column(fields[6], texts { "n\($0 % 5),\"" }),
      Column(fields[7], days(), validity: flags()),
      Column(
        fields[8], .boolean((0..<rows).map { _ in .random(using: &generator) }), validity: flags()),
    ]
  }

  @Test(arguments: [[30], [3000, 1, 0, 700], [150_000]])
  func `gives the records that the same rows in CSV give`(sizes: [Int]) throws {
    var generator = Generator.seeded()
    let blocks = sizes.map { Self.block(rows: $0, &generator) }
    var encoder = ParquetEncoder(fields: Self.fields)
    var bytes = encoder.begin()
    for block in blocks {
      bytes += encoder.place(
        try encoder.encode(block, pageEnds: sizes.count == 1 ? [7, 20] + sizes : nil))
    }
    bytes += try encoder.finish()
    var text = CSVEncoder(fields: Self.fields)
    let lines = text.begin() + blocks.flatMap { text.encode($0) }
    let csv = try DetailReading(try folder.file("rows.csv", lines), Self.roles)
    let path = try folder.file("rows", bytes)
    for threads in [1, 3] {
      let parquet = try DetailReading(path, Self.roles, threads: threads)
      try #require(parquet.rows.count == csv.rows.count)
      for (one, other) in zip(parquet.rows, csv.rows) {
        try #require(one.unnumbered == other.unnumbered)
        try #require(one.sequence + 1 == other.sequence)
      }
      #expect(parquet.account == csv.account)
      #expect(parquet.rejected.count == csv.rejected.count)
      #expect(parquet.partitions.reduce(0, +) == csv.partitions.reduce(0, +))
    }
  }

  private static func stamp(_ unit: Int, isUTC: Bool) -> Thrift {
    .structure([8: .structure([1: .bool(isUTC), 2: .structure([unit: .structure([:])])])])
  }

  /// The rows of a table of one customer with some columns more.
  private func rows(
    _ columns: [(Role, StoredColumn)], rules: (inout Preset.Rules) -> Void = { _ in },
    options change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> [DetailRow] {
    let bytes = parquetFile(columns.map { $0.1.named($0.0.rawValue) })
    return try DetailReading(
      try folder.file("table", bytes), columns.map { ($0.0.rawValue, $0.0) }, rules: rules,
      options: change
    ).rows
  }

  @Test func `numbers of every type are exact`() throws {
    let rows = try rows([
      (.orderTotal, StoredColumn(5, [19.99, 0.1 + 0.2, .nan].map { Plain.double($0) })),
      (.amount, StoredColumn(1, [7, -3, 0].map { Plain.int32($0) })),
      (.tax, StoredColumn(2, [199_950, 5, 1].map { Plain.int64($0) }, decimals: (4, 18))),
      (.shipping, StoredColumn(4, [4.95, 0.5, .nan].map { Plain.float($0) })),
      (.discount, StoredColumn(6, ["1,50", " ", "€2"].map { Plain.text($0) })),
      (.quantity, StoredColumn(5, [1.5, 2, .nan].map { Plain.double($0) })),
    ])
    let unit = ExactMoney.unit
    let totals: [Int128?] = [1999 * unit, 30 * unit + 4, nil]
    #expect(rows.map { $0.money[.orderTotal]?.femto } == totals)
    #expect(rows.map { $0.minor(.amount) } == [700, -300, 0])
    let taxes: [Int128?] = [199_950 * unit / 100, unit / 20, unit / 100]
    #expect(rows.map { $0.money[.tax]?.femto } == taxes)
    #expect(rows.map { $0.minor(.shipping) } == [495, 50, nil])
    #expect(rows.map { $0.minor(.discount) } == [150, nil, 200])
    let quantities: [Int128?] = [unit * 3 / 2, unit * 2, nil]
    #expect(rows.map { $0.money[.quantity]?.femto } == quantities)
  }

  @Test func `stamps of every type have their time`() throws {
    // 2024-01-16 04:30:00.5 UTC.
    let micros: Int64 = 1_705_379_400_500_000
    let columns = [
      StoredColumn(2, [Plain.int64(micros)], converted: 10),
      StoredColumn(2, [Plain.int64(micros * 1000)], logical: Self.stamp(3, isUTC: false)),
      StoredColumn(3, [Plain.int96(16_200_500_000_000, julianDay: 2_460_326)]),
      StoredColumn(2, [Plain.int64(micros)]),
      StoredColumn(6, [Plain.text("2024-01-16T04:30:00.5Z")]),
    ]
    for (index, column) in columns.enumerated() {
      let read = try rows(
        [(.stamp, column)], options: { $0.timeZone = TimeZoneTable(name: "America/New_York") })
      let row = try #require(read.first)
      let isClock = index == 1
      #expect(row.day == (isClock ? 19_738 : 19_737))
      let micros: Int64 = isClock ? 16_200_500_000 : 102_600_500_000
      #expect(row.micros == micros)
      #expect(row.isUTC == !isClock)
    }
    let zoned = try rows(
      [(.stamp, columns[1])],
      options: {
        $0.timeZone = TimeZoneTable(name: "America/New_York")
        $0.stampZone = .utc
      })
    #expect(zoned.first?.day == 19_737 && zoned.first?.isUTC == true)
  }

  @Test func `ids may be numbers, as floats only where the preset says so`() throws {
    let floats = StoredColumn(5, [13_085, .nan, 12.5].map { Plain.double($0) })
    let read = try rows([(.customerID, floats)], rules: { $0.hasFloatIDs = true })
    #expect(read.map { $0.text(.customerID) } == ["13085", nil, "12.5"])
    let error = #expect(throws: OrderError.self) { _ = try rows([(.customerID, floats)]) }
    #expect(error?.problem.contains("'customer_id' holds floating-point numbers") == true)
    let unsigned = StoredColumn(2, [Plain.int64(-1)], converted: 14)
    #expect(
      try rows([(.customerID, unsigned)]).map { $0.text(.customerID) } == ["18446744073709551615"])
    #expect(
      try rows([(.product, floats)]).map { $0.text(.product) } == ["13085.0", nil, "12.5"])
  }

  @Test func `types that do not suit are refused with what to do`() throws {
    let flags = StoredColumn(0, [[1]])
    for (role, problem) in [(Role.amount, "which are no amounts"), (.stamp, "which are no dates")] {
      let error = #expect(throws: OrderError.self) { _ = try rows([(role, flags)]) }
      #expect(error?.problem.contains(problem) == true)
    }
  }

  @Test func `rows come back as their bound columns, in file order`() throws {
    let columns: [(Role, StoredColumn)] = [
      (.orderTotal, StoredColumn(6, ["five"].map { Plain.text($0) })),
      (.customerID, StoredColumn(6, ["a,b"].map { Plain.text($0) })),
    ]
    let bytes = parquetFile(columns.map { $0.1.named($0.0.rawValue) })
    let reading = try DetailReading(
      try folder.file("table", bytes), columns.map { ($0.0.rawValue, $0.0) })
    #expect(reading.rejected == ["1 bad_amount: five,\"a,b\""])
  }
}
