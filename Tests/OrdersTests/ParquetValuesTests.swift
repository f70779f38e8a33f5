import Columns
import Orders
import ParquetFiles
import TestSupport
import Testing

/// What values of each type of Parquet say as customer, date and amount.
@Suite struct ParquetValuesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let a = StoredColumn(6, [Plain.text("a")])
  private static let day = StoredColumn(1, [Plain.int32(19_723)], converted: 6)
  private static let one = StoredColumn(2, [Plain.int64(1)])

  /// Reads one column under test beside others that are plain.
  private func read(
    customer: StoredColumn = a, date: StoredColumn = day, amount: StoredColumn = one,
    _ change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> Reading {
    let count = [customer, date, amount].map(\.values.count).max() ?? 0
    let columns = [
      customer.named("customer_id"), date.named("order_date"), amount.named("amount"),
    ].map { column in
      var column = column
      if column.values.count < count {
        column.values = Array(repeating: column.values[0], count: count)
      }
      return column
    }
    return try Reading([try folder.file("orders", parquetFile(columns))], change)
  }

  // MARK: Customers

  private static func logical(_ id: Int) -> Thrift { .structure([id: .structure([:])]) }
  private static func integer(bits: Int8, isSigned: Bool) -> Thrift {
    .structure([10: .structure([1: .int8(bits), 2: .bool(isSigned)])])
  }
  private static func stamp(_ unit: Int, isUTC: Bool) -> Thrift {
    .structure([8: .structure([1: .bool(isUTC), 2: logical(unit)])])
  }

  static let ids: [(StoredColumn, [String])] = [
    (
      StoredColumn(6, ["007", "x y", "é"].map { Plain.text($0) }, converted: 0),
      ["007", "x y", "é"]
    ),
    (StoredColumn(6, [Plain.text("7")]), ["7"]),
    (StoredColumn(6, [Plain.text("7")], converted: 4), ["7"]),
    (StoredColumn(7, [Array("00042".utf8)], length: 5), ["00042"]),
    (
      StoredColumn(7, [Array(0..<16)], length: 16, logical: logical(14)),
      ["00010203-0405-0607-0809-0a0b0c0d0e0f"]
    ),
    (
      StoredColumn(1, [0, -1, .max, .min].map { Plain.int32($0) }),
      ["0", "-1", "2147483647", "-2147483648"]
    ),
    (StoredColumn(1, [Plain.int32(-1)], converted: 13), ["4294967295"]),
    (StoredColumn(1, [Plain.int32(200)], logical: integer(bits: 8, isSigned: false)), ["200"]),
    (
      StoredColumn(2, [.max, .min].map { Plain.int64($0) }),
      ["9223372036854775807", "-9223372036854775808"]
    ),
    (StoredColumn(2, [Plain.int64(-1)], converted: 14), ["18446744073709551615"]),
    (StoredColumn(2, [Plain.int64(70)], decimals: (0, 18)), ["70"]),
    (
      StoredColumn(7, [Plain.bigEndian(Int128(1) << 100, 16)], length: 16, decimals: (0, 38)),
      ["1267650600228229401496703205376"]
    ),
  ]

  @Test(arguments: ids) func `ids are the texts that a CSV file would have`(
    column: StoredColumn, expected: [String]
  ) throws {
    let reading = try read(customer: column)
    for id in expected { #expect(reading.orders(id) == ["2024-01-01 100"], "\(id)") }
    #expect(reading.log.orders == expected.count)
  }

  @Test func `an absent id, an empty one and one of blanks are guests`() throws {
    let reading = try read(
      customer: StoredColumn(6, [nil, Plain.text(""), Plain.text("  "), Plain.text("a")]))
    #expect(reading.log.account.setAside.map(\.tally.rows) == [3])
    #expect(reading.log.account.setAside.map(\.reason) == [.guest])
    #expect(try read(customer: StoredColumn(2, [nil, Plain.int64(0)])).orders("0").count == 1)
  }

  @Test func `an id that is not UTF-8 or holds a NUL is handed back`() throws {
    let reading = try read(
      customer: StoredColumn(6, [Plain.bytes([0x61, 0xFF]), Plain.text("a\0")]))
    #expect(reading.rejected.map(\.reason) == [.badCustomer, .badCustomer])
    #expect(reading.rejected.first?.bytes == [0x61, 0xFF] + Array(",2024-01-01,1".utf8))
    #expect(reading.log.account.rejected.map(\.tally.revenue) == [200])
  }

  // MARK: Dates

  private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

  /// Columns and their days; nil where a value is none.
  static let dates: [(StoredColumn, [String?])] = [
    (
      StoredColumn(
        1, [0, -1, -25_567, -25_568, 376_199, 376_200, .max, .min].map { Plain.int32($0) },
        converted: 6),
      ["1970-01-01", "1969-12-31", "1900-01-01", nil, "2999-12-31", nil, nil, nil]
    ),
    (
      StoredColumn(
        2, [-1, 0, 86_399_999, 86_400_000, -86_400_001, .max, .min].map { Plain.int64($0) },
        logical: stamp(1, isUTC: false)),
      ["1969-12-31", "1970-01-01", "1970-01-01", "1970-01-02", "1969-12-30", nil, nil]
    ),
    (
      StoredColumn(
        2, [-1, 86_400_000_000, .max, .min].map { Plain.int64($0) },
        logical: stamp(2, isUTC: true)),
      ["1969-12-31", "1970-01-02", nil, nil]
    ),
    (
      StoredColumn(
        2, [-1, nanosecondsPerDay, .max].map { Plain.int64($0) }, logical: stamp(3, isUTC: false)),
      ["1969-12-31", "1970-01-02", "2262-04-11"]
    ),
    (
      StoredColumn(
        3,
        [
          Plain.int96(0, julianDay: 2_440_588), Plain.int96(-1, julianDay: 2_440_588),
          Plain.int96(nanosecondsPerDay, julianDay: 2_440_588), Plain.int96(0, julianDay: .min),
          Plain.int96(.max, julianDay: .max),
        ]),
      ["1970-01-01", "1969-12-31", "1970-01-02", nil, nil]
    ),
    (
      StoredColumn(6, ["2024-02-29", "2023-02-29", "", "20240131"].map { Plain.text($0) }),
      ["2024-02-29", nil, nil, "2024-01-31"]
    ),
    (
      StoredColumn(1, [20_240_229, 20_230_229, 19_723, -20_240_101].map { Plain.int32($0) }),
      ["2024-02-29", nil, nil, nil]
    ),
    (StoredColumn(2, [Plain.int64(20_240_229)], decimals: (0, 18)), ["2024-02-29"]),
    (StoredColumn(1, [nil, Plain.int32(0)], converted: 6), [nil, "1970-01-01"]),
  ]

  @Test(arguments: dates) func `dates and stamps are the days that they lie on`(
    column: StoredColumn, expected: [String?]
  ) throws {
    let reading = try read(date: column)
    #expect(reading.orders("a").sorted() == expected.compactMap { $0.map { "\($0) 100" } }.sorted())
    #expect(
      reading.rejected.map(\.line) == expected.indices.filter { expected[$0] == nil }.map { $0 + 1 }
    )
    #expect(reading.rejected.allSatisfy { $0.reason == .badDate && $0.unit == .row })
  }

  @Test func `stamps in UTC count by the days of the shop, or it is said`() throws {
    let berlin = TimeZoneTable(name: "Europe/Berlin")
    // 2024-01-15 23:30.
    let milliseconds: Int64 = 1_705_361_400_000
    for (column, isUTC) in [
      (StoredColumn(2, [Plain.int64(milliseconds)], converted: 9), true),
      (StoredColumn(2, [Plain.int64(milliseconds)], logical: Self.stamp(1, isUTC: false)), false),
      (StoredColumn(3, [Plain.int96(84_600_000_000_000, julianDay: 2_460_325)]), true),
    ] {
      let plain = try read(date: column)
      #expect(plain.orders("a") == ["2024-01-15 100"])
      #expect(plain.log.notes.count == (isUTC ? 1 : 0))
      let zoned = try read(date: column) { $0.timeZone = berlin }
      #expect(zoned.orders("a") == [isUTC ? "2024-01-16 100" : "2024-01-15 100"])
      #expect(zoned.log.notes.isEmpty)
    }
  }

  @Test func `counts since 1970 and stamps of a named zone lie on days of the shop`() throws {
    let newYork = TimeZoneTable(name: "America/New_York")
    // 2024-01-16 04:30 UTC.
    let seconds: Int64 = 1_705_379_400
    for (column, isClock) in [
      (StoredColumn(2, [Plain.int64(seconds)]), false),
      (StoredColumn(2, [Plain.int64(seconds * 1_000_000)]), false),
      (StoredColumn(2, [Plain.int64(seconds * 1000)], logical: Self.stamp(1, isUTC: false)), true),
      (StoredColumn(6, [Plain.text("2024-01-16 04:30:00")]), true),
    ] {
      let plain = try read(date: column)
      #expect(plain.orders("a") == ["2024-01-16 100"])
      let zoned = try read(date: column) {
        $0.timeZone = newYork
        if isClock { $0.stampZone = .utc }
      }
      #expect(zoned.orders("a") == ["2024-01-15 100"])
    }
  }

  @Test func `texts decide their order of day and month as a whole, and errors name the row`()
    throws
  {
    let decided = StoredColumn(6, ["03/04/2024", "13/04/2024"].map { Plain.text($0) })
    #expect(try read(date: decided).orders("a") == ["2024-04-03 100", "2024-04-13 100"])
    let contradicting = StoredColumn(
      6, ["03/04/2024", "13/04/2024", "04/13/2024"].map { Plain.text($0) })
    let error = #expect(throws: OrderError.self) { _ = try read(date: contradicting.pages(of: 1)) }
    #expect(error?.description.contains("orders, row 3: '04/13/2024' only reads month/day") == true)
    #expect(error?.problem.contains("orders, row 2, only day/month/year") == true)
  }

  // MARK: Amounts

  private static func decimal(_ value: Int128, _ bytes: Int) -> [UInt8] {
    Plain.bigEndian(value, bytes)
  }

  /// Columns and their amounts in cents, and what rounding took away in all.
  static let amounts: [(StoredColumn, [Int64?], rounding: String)] = [
    (StoredColumn(1, [19, 0].map { Plain.int32($0) }), [1900, 0], ""),
    (
      StoredColumn(2, [Plain.int64(10_000_000_000_000), Plain.int64(.max)]),
      [1_000_000_000_000_000, nil], ""
    ),
    (StoredColumn(2, [Plain.int64(-1)], converted: 14), [nil], ""),
    (StoredColumn(1, [Plain.int32(1999)], decimals: (2, 9)), [1999], ""),
    (
      StoredColumn(2, [1_999_500, 1_998_500].map { Plain.int64($0) }, decimals: (5, 18)),
      [2000, 1998], ""
    ),
    (StoredColumn(2, [Plain.int64(19_994)], decimals: (3, 18)), [1999], "0.4"),
    (StoredColumn(7, [decimal(1999, 5)], length: 5, decimals: (2, 10)), [1999], ""),
    (
      StoredColumn(
        7, [decimal(19_990_000_000, 16), decimal(.max, 16), decimal(.min, 16)],
        length: 16, decimals: (9, 38)), [1999, nil, nil], ""
    ),
    // The largest of 38 digits with all of them behind the point rounds to 1.00.
    (
      StoredColumn(
        7, [decimal(99_999_999_999_999_999_999_999_999_999_999_999_999, 16)], length: 16,
        decimals: (38, 38)), [100], "0"
    ),
    (
      StoredColumn(6, [Plain.bytes(decimal(1999, 2)), Plain.bytes([0x07])], decimals: (2, 10)),
      [1999, 7], ""
    ),
    (
      StoredColumn(
        5, [19.99, 0.1 + 0.2, 0.125, .nan, .infinity, 1e300, 1e13].map { Plain.double($0) }),
      [1999, 30, 12, nil, nil, nil, 1_000_000_000_000_000], "0.500000000000004"
    ),
    (
      StoredColumn(4, [19.99, 123456.78, .nan, -.infinity].map { Plain.float($0) }),
      [1999, 12_345_678, nil, nil], ""
    ),
    (
      StoredColumn(6, ["19.99", " 5 ", "five", ""].map { Plain.text($0) }), [1999, 500, nil, nil],
      ""
    ),
    (StoredColumn(5, [nil, Plain.double(1)]), [nil, 100], ""),
  ]

  @Test(arguments: amounts) func `amounts are rounded once to the currency's digits`(
    column: StoredColumn, expected: [Int64?], rounding: String
  ) throws {
    let reading = try read(amount: column)
    #expect(reading.orders("a") == expected.compactMap { $0 }.sorted().map { "2024-01-01 \($0)" })
    let bad = expected.indices.filter { expected[$0] == nil }.map { $0 + 1 }
    #expect(reading.rejected.map(\.line) == bad)
    #expect(reading.rejected.allSatisfy { $0.reason == .badAmount })
    if rounding != "0" { #expect(reading.log.account.rounding == rounding) }
  }

  @Test func `texts of amounts are read with their marks, and those that are open are told`() throws
  {
    let comma = StoredColumn(6, ["12,50", "1.234,5", "€ 7", "1,234"].map { Plain.text($0) })
    let reading = try read(amount: comma)
    #expect(
      reading.orders("a") == ["2024-01-01 700", "2024-01-01 1250", "2024-01-01 123450"])
    #expect(reading.rejected.map(\.line) == [4])
    #expect(reading.log.notes.contains { $0.contains("--decimal point or --decimal comma") })
    let told = try read(amount: comma) { $0.decimalMark = .comma }
    #expect(told.rejected.isEmpty && told.log.notes.isEmpty)
    let mixed = StoredColumn(6, ["1.234", "12,50"].map { Plain.text($0) })
    let error = #expect(throws: OrderError.self) { _ = try read(amount: mixed) }
    #expect(error?.description.contains("row 1: '1.234'") == true)
  }

  @Test func `amounts have the decimals of the currency`() throws {
    let column = StoredColumn(2, [Plain.int64(1_234_567)], decimals: (3, 18))
    for (code, amount) in [("JPY", 1235), ("EUR", 123_457), ("KWD", 1_234_567)] {
      let reading = try read(amount: column) { $0.currency = Currency(code: code) ?? .unnamed }
      #expect(reading.orders("a") == ["2024-01-01 \(amount)"])
    }
  }

  // MARK: What is handed back

  @Test func `values are handed back as CSV writes them`() throws {
    let bad = StoredColumn(5, [Plain.double(.nan)])
    for (customer, date, text) in [
      (Self.a, Self.day, "a,2024-01-01,nan"),
      (StoredColumn(6, [Plain.text("a,\"b")]), Self.day, "\"a,\"\"b\",2024-01-01,nan"),
      (StoredColumn(6, [nil]), StoredColumn(1, [nil], converted: 6), ",,nan"),
      (
        Self.a, StoredColumn(2, [Plain.int64(-1)], converted: 10),
        "a,1969-12-31 23:59:59.999999Z,nan"
      ),
      (
        Self.a, StoredColumn(2, [Plain.int64(.max)], converted: 9),
        "a,day 106751991167 since 1970-01-01,nan"
      ),
      (Self.a, StoredColumn(1, [Plain.int32(.max)], converted: 6), "a,5881580-07-11,nan"),
    ] {
      #expect(try read(customer: customer, date: date, amount: bad).rejected.map(\.text) == [text])
    }
    let decimal = StoredColumn(2, [Plain.int64(-5)], decimals: (2, 18))
    let date = StoredColumn(6, [Plain.text("never")])
    #expect(try read(date: date, amount: decimal).rejected.map(\.text) == ["a,never,-0.05"])
  }

  // MARK: What is refused

  static let refused: [(String, StoredColumn, String)] = [
    ("customer_id", StoredColumn(5, [Plain.double(1)]), "cast it to an integer or to text"),
    ("customer_id", StoredColumn(4, [Plain.float(1)]), "holds floating-point numbers"),
    ("customer_id", StoredColumn(0, [[1]]), "holds booleans, which are no customer ids"),
    ("customer_id", day, "holds dates, which are no customer ids"),
    ("customer_id", StoredColumn(2, [Plain.int64(1)], decimals: (2, 9)), "decimals of 2 decimals"),
    ("order_date", StoredColumn(5, [Plain.double(1)]), "which are no dates"),
    ("order_date", StoredColumn(1, [Plain.int32(1)], converted: 7), "holds times of day"),
    (
      "order_date", StoredColumn(2, [Plain.int64(45_306)]),
      "holds integers such as 45306, and only those of the form YYYYMMDD are dates"
    ),
    ("amount", StoredColumn(0, [[1]]), "holds booleans, which are no amounts"),
    ("amount", day, "cast it to DECIMAL"),
  ]

  @Test(arguments: refused) func `types that do not suit are refused with what to do`(
    name: String, column: StoredColumn, message: String
  ) throws {
    let error = #expect(throws: OrderError.self) {
      switch name {
      case "customer_id": _ = try read(customer: column)
      case "order_date": _ = try read(date: column)
      default: _ = try read(amount: column)
      }
    }
    #expect(error?.kind == .input)
    #expect(error?.description.contains("orders: the column '\(name)'") == true)
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test func `a column that was named and does not suit is a usage error`() throws {
    let error = #expect(throws: OrderError.self) {
      _ = try read(customer: StoredColumn(5, [Plain.double(1)])) { $0.customer = "customer_id" }
    }
    #expect(error?.kind == .usage)
  }
}
