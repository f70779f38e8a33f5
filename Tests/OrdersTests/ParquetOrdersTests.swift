import Bytes
import CSV
import Columns
import Orders
import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Files of Parquet beside the same rows in CSV.
@Suite struct ParquetOrdersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let fields = [
    Field("amount", .money(scale: 3), isNullable: true), Field("note", .text),
    Field("customer_id", .text, isNullable: true), Field("order_date", .date, isNullable: true),
  ]

  /// Random rows with everything that is judged: absent values, guests, ids that are no text, far dates, returns.
  private static func block(rows: Int, _ generator: inout Generator) -> [Column] {
    func flags() -> [Bool] { (0..<rows).map { _ in .random(in: 0..<40, using: &generator) > 0 } }
    var ids = TextColumn()
    for _ in 0..<rows {
      let number = Int.random(in: 0..<rows, using: &generator)
      let oddities = ["", "  ", "q\"\(number)", "ü,\(number)", "whale", "0\(number)"]
      let id = Array(oddities[min(number % 20, oddities.count - 1)].utf8)
      ids.append(number % 20 == 19 ? id + [0xFF] : id)
    }
    let amounts = (0..<rows).map { _ in Int64.random(in: -5_000...100_000, using: &generator) }
    let days = (0..<rows).map { row in
      row % 97 == 5 ? Int32.max : Int32.random(in: 19_000..<19_800, using: &generator)
    }
    return [
      Column(fields[0], .int64(amounts), validity: flags()),
      Column(fields[1], .text(TextColumn((0..<rows).map { "\($0)" }))),
      Column(fields[2], .text(ids), validity: flags()),
      Column(fields[3], .int32(days), validity: flags()),
    ]
  }

  private func files(
    _ blocks: [[Column]], pageEnds: [Int]? = nil
  ) throws -> (parquet: String, csv: String) {
    var encoder = ParquetEncoder(
      fields: Self.fields, options: ["customer_id": ColumnOptions(isClustered: blocks.count == 2)])
    var bytes = encoder.begin()
    for block in blocks { bytes += encoder.place(try encoder.encode(block, pageEnds: pageEnds)) }
    bytes += try encoder.finish()
    var text = CSVEncoder(fields: Self.fields)
    let lines = text.begin() + blocks.flatMap { text.encode($0) }
    // The name does not say what a file is.
    return (try folder.file("orders.csv", bytes), try folder.file("orders.parquet", lines))
  }

  private func expectSame(_ one: Reading, _ other: Reading) throws {
    #expect(one.log.account == other.log.account)
    for (left, right) in zip(one.log.blocks, other.log.blocks) {
      try #require(left.ids == right.ids)
      try #require(left.starts == right.starts)
      try #require(left.days == right.days)
      try #require(left.amounts == right.amounts)
    }
  }

  @Test(arguments: [[40], [3000, 5000], [1, 0, 700, 1, 1, 1, 1, 2000], [600_000]])
  func `gives the log that the same rows in CSV give`(sizes: [Int]) throws {
    var generator = Generator.seeded()
    let blocks = sizes.map { Self.block(rows: $0, &generator) }
    let (parquet, csv) = try files(blocks, pageEnds: sizes.count == 1 ? [7, 30] + sizes : nil)
    let expected = try Reading([csv])
    for threads in [1, 2, 5] {
      let reading = try Reading([parquet], threads: threads)
      try expectSame(reading, expected)
      #expect(reading.rejected.map(\.reason) == expected.rejected.map(\.reason))
      // The CSV has a header.
      #expect(reading.rejected.map(\.line) == expected.rejected.map { $0.line - 1 })
    }
  }

  @Test func `rows come back as their bound columns, in file order`() throws {
    let rows: [(String?, Int32?, Int64?)] = [
      ("a", 0, nil), (nil, nil, 1500), ("b\0", 0, -20), ("c,d", .max, 1_000), ("e", 0, 1),
    ]
    let flags = { (isPresent: (Int) -> Bool) in rows.indices.map(isPresent) }
    let block = [
      Column(Self.fields[0], .int64(rows.map { $0.2 ?? 0 }), validity: flags { rows[$0].2 != nil }),
      Column(Self.fields[1], .text(TextColumn(rows.map { _ in "" }))),
      Column(
        Self.fields[2], .text(TextColumn(rows.map { $0.0 ?? "" })),
        validity: flags { rows[$0].0 != nil }),
      Column(Self.fields[3], .int32(rows.map { $0.1 ?? 0 }), validity: flags { rows[$0].1 != nil }),
    ]
    let reading = try Reading([try files([block]).parquet])
    #expect(
      reading.handedBack == [
        "row 1 bad_amount: a,1970-01-01,", "row 2 bad_date: ,,1.500",
        "row 3 bad_customer: b\0,1970-01-01,-0.020",
        "row 4 bad_date: \"c,d\",5881580-07-11,1.000",
      ])
    #expect(reading.orders("e") == ["1970-01-01 0"])
    let noAmounts = try Reading([try files([block]).parquet]) { $0.amount = .none }
    #expect(!noAmounts.log.hasAmounts)
    #expect(noAmounts.orders("e") == ["1970-01-01 0"])
    #expect(noAmounts.handedBack.first == "row 2 bad_date: ,")
  }

  @Test func `columns may end their pages where they like`() throws {
    let rows = 1000
    let columns = [
      StoredColumn(6, (0..<rows).map { Plain.text("\($0 % 70)") }).named("customer").pages(of: 333),
      StoredColumn(1, (0..<rows).map { Plain.int32(Int32($0)) }, converted: 6).named("date")
        .pages(of: 7),
      StoredColumn(2, (0..<rows).map { $0 % 5 == 0 ? nil : Plain.int64(Int64($0)) }).named("total")
        .pages(of: 100),
    ]
    let reading = try Reading([try folder.file("orders", parquetFile(columns))])
    let text =
      "customer,date,total\n"
      + (0..<rows).map { row in
        "\(row % 70),\(Day(rawValue: Int32(row))),\(row % 5 == 0 ? "" : "\(row)")\n"
      }.joined()
    let expected = try Reading([try folder.file("orders.csv", text)])
    try expectSame(reading, expected)
    #expect(reading.log.orders == 800)
    #expect(reading.rejected.map(\.text) == expected.rejected.map(\.text))
  }

  @Test func `several files of both formats are one source`() throws {
    let columns = [
      StoredColumn(1, [Plain.int32(7)]).named("Client ID"),
      StoredColumn(1, [Plain.int32(0)], converted: 6).named("date"),
      StoredColumn(5, [Plain.double(2.5)]).named("total"),
    ]
    let paths = [
      try folder.file("a", "customer,date,amount\n7,1970-01-02,1\n"),
      try folder.file("b", parquetFile(columns)),
    ]
    let reading = try Reading(paths)
    #expect(reading.orders("7") == ["1970-01-01 250", "1970-01-02 100"])
    #expect(reading.log.inputs.map(\.binding?.customer.name) == ["customer", "Client ID"])
    #expect(reading.log.inputs.allSatisfy { $0.sha256?.count == 64 })
  }

  @Test func `tells the progress in bytes`() throws {
    var generator = Generator.seeded()
    let path = try files([70_000, 10, 0].map { Self.block(rows: $0, &generator) }).parquet
    let size = try InputFile(path).size
    var calls: [Int] = []
    _ = try OrderReader(options: OrderOptions(), threads: Threads(2)).read(
      [path],
      progress: { done, total in
        #expect(total == size)
        calls.append(done)
      }, reject: { _ in })
    #expect(calls.count >= 2)
    #expect(calls == calls.sorted() && calls.last == size)
  }

  private func small(_ edit: (inout Thrift) -> Void = { _ in }) -> [UInt8] {
    parquetFile(
      [
        StoredColumn(6, [Plain.text("a")]).named("customer"),
        StoredColumn(1, [Plain.int32(0)], converted: 6).named("date"),
        StoredColumn(5, [Plain.double(2.5)]).named("total"),
      ], edit)
  }

  @Test func `a flipped byte is an error that names row group, column and page`() throws {
    var bytes = small()
    // The last byte of the customer's page: five bytes, with nothing after them but the next header.
    let place = try #require(bytes.firstIndex(of: UInt8(ascii: "a")))
    bytes[place] ^= 1
    let path = try folder.file("orders", bytes)
    let error = #expect(throws: ParquetError.self) { _ = try Reading([path]) }
    #expect(error?.description.contains("orders: row group 0, column customer, page 0") == true)
  }

  @Test func `a file that says it has more rows than its bytes can mean is refused`() throws {
    let rows: Int64 = 1 << 50
    let bytes = small { footer in
      footer[3] = .int64(rows)
      footer[[4, 0, 3]] = .int64(rows)
    }
    let path = try folder.file("orders", bytes)
    let error = #expect(throws: OrderError.self) { _ = try Reading([path]) }
    #expect(error?.problem.contains("it says that it holds \(rows) rows") == true)
  }

  /// A file whose customers are the leaf `id` of a structure `customer`, which is required (0) or
  /// repeated (2).
  private func structured(repetition: Int32) throws -> String {
    let bytes = small { footer in
      var leaf = footer[[2, 1]] ?? .bool(false)
      leaf[4] = .text("id")
      let structure = Thrift.structure([
        3: .int32(repetition), 4: .text("customer"), 5: .int32(1),
      ])
      let elements = footer[2]?.elements ?? []
      footer[2] = .list([elements[0], structure, leaf] + elements.suffix(2))
      footer[[4, 0, 1, 0, 3, 3]] = .list([.text("customer"), .text("id")])
    }
    return try folder.file("orders", bytes)
  }

  @Test func `a column in a structure has the names down to it`() throws {
    let path = try structured(repetition: 0)
    let reading = try Reading([path])
    #expect(reading.log.inputs.map(\.binding?.customer.name) == ["customer.id"])
    #expect(reading.orders("a") == ["1970-01-01 250"])
    #expect(try Reading([path]) { $0.customer = "customer.id" }.orders("a").count == 1)
  }

  @Test func `lists are no candidates, and one that is named is a usage error`() throws {
    let path = try structured(repetition: 2)
    let guessed = #expect(throws: OrderError.self) { _ = try Reading([path]) }
    #expect(guessed?.problem.contains("no column looks like the customer id") == true)
    #expect(guessed?.problem.contains("the columns are 'date', 'total'") == true)
    for name in ["customer", "customer.id"] {
      let named = #expect(throws: OrderError.self) {
        _ = try Reading([path]) { $0.customer = name }
      }
      #expect(named?.kind == .usage)
      #expect(named?.problem.contains("'customer.id' lies in a list") == true)
    }
    let missing = #expect(throws: OrderError.self) {
      _ = try Reading([path]) { $0.customer = "id" }
    }
    #expect(missing?.problem.contains("there is no column 'id'") == true)
  }

  @Test func `a file without rows is no orders`() throws {
    let path = try files([]).parquet
    let reading = try Reading([path])
    #expect(reading.log.orders == 0 && reading.log.account == Account())
  }
}
