import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Runs of all tables, written and read back.
@Suite struct TableRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ blocks: [TableBlock], _ table: StoreTable, threads: Int = 2
  ) throws -> (RunWriter.Summary, RunFile) {
    let path = "\(folder.path)/run.parquet"
    var file = try OutputFile(path)
    let summary = try TableRunWriter(table: table, scale: 2, threads: Threads(threads)).write(
      TestTableBlocks(table: table, blocks: blocks), blocks.indices, to: &file,
      progress: { _ in })
    try Publication.publish([try file.sync()])
    return (summary, try open(summary, table))
  }

  private func open(_ summary: RunWriter.Summary, _ table: StoreTable) throws -> RunFile {
    try RunFile(
      InputFile("\(folder.path)/run.parquet"), footerChecksum: summary.footerChecksum,
      table: table, scale: 2)
  }

  /// All rows, one group after the other.
  private func read(_ run: RunFile) throws -> [TestRow] {
    try run.groups.indices.flatMap { group in
      let block = try run.rows(of: group)
      #expect(block.isInOrder && block.rows == run.groups[group].orders)
      #expect(block.customers == run.groups[group].customers)
      return block.testRows
    }
  }

  @Test(arguments: StoreTable.allCases)
  func `rows come back sorted, in files of the columns that have values`(table: StoreTable) throws {
    var generator = Generator.seeded()
    let optional = table.fields(scale: 2).filter(\.isNullable).map(\.name)
    for absent in [[], Set(optional.prefix(2)), Set(optional)] {
      let rows = TestRow.random(
        500, of: table, customers: 60, absent: absent, using: &generator)
      let block = TableBlock(table, of: rows.shuffled(using: &generator))
      #expect(block.testRows == rows.sorted())
      let cuts = [0..<130, 130..<131, 131..<500].map { block.part($0) }
      let (summary, run) = try write(cuts, table)
      #expect(try read(run) == rows.sorted())
      #expect(summary.orders == 500 && Set(run.fields.map(\.name)) == summary.columns)
      #expect(
        run.fields.map(\.name)
          == table.fields(scale: 2).map(\.name).filter { !absent.contains($0) })
      #expect(
        summary.customers == Set(rows.map(\.id)).count, "one row group, where each stands once")
      if table.hasOrders {
        let amounts = rows.map { row in
          if case .number(let amount)? = row.values[1] { amount } else { Int64(0) }
        }
        #expect(summary.revenue == Int128(amounts.reduce(0, +)))
        #expect(summary.lastDay == 3 && summary.firstDay == -3)
      }
    }
  }

  @Test func `the sort is the naive one, and merging is sorting`() throws {
    var generator = Generator.seeded()
    for table in StoreTable.allCases {
      for count in [0, 1, 2, 3, 40, 300] {
        // The blocks lack different columns.
        let names = table.fields(scale: 2).filter(\.isNullable).map(\.name)
        let parts = (0..<4).map { part in
          TestRow.random(
            count, of: table, customers: 1 + part * 5,
            absent: Set(names.filter { $0.count % 4 == part }), using: &generator)
        }
        let blocks = parts.map { TableBlock(table, of: $0) }
        let merged = TableBlock.merging(blocks)
        #expect(merged.testRows == parts.flatMap { $0 }.sorted())
        #expect(merged == TableBlock(table, of: parts.flatMap { $0 }))
        let unwanted = (0..<merged.rows).filter { _ in Bool.random(using: &generator) }
        let kept = merged.testRows.enumerated().filter { !unwanted.contains($0.offset) }
        #expect(merged.without(unwanted).testRows == kept.map(\.element))
      }
    }
  }

  @Test func `row groups end with a customer unless one is larger`() throws {
    let group = TableRunWriter.rowGroupRows
    let (days, whale) = (group * 3 / 2, group * 5 / 2)
    let rows = (0..<days).map { index in
      TestRow(id: Array("c\(index / 7)".utf8), values: values(index))
    }
    let guests = (0..<whale).map { TestRow(id: [], values: values($0)) }
    let all = TableBlock(.orders, of: rows + guests)
    let (summary, run) = try write([all], .orders)
    #expect(run.groups.count == 4 && summary.orders == days + whale)
    #expect(run.groups.allSatisfy { $0.orders <= group * 3 / 2 })
    let read = try run.groups.indices.map { try run.rows(of: $0) }
    #expect(TableBlock.joining(read) == all)
    for (left, right) in zip(read, read.dropFirst())
    where left.ids[left.customers - 1].elementsEqual(right.ids[0]) {
      #expect(right.ids[0].isEmpty, "the guests alone are cut")
    }
    #expect(read.contains { $0.customers == 1 })
    _ = try write([all], .orders, threads: 1)
    let bytes = try folder.bytes("run.parquet")
    _ = try write([all], .orders, threads: 3)
    #expect(try folder.bytes("run.parquet") == bytes, "on any number of threads")
    // Scoring sees customers that are cut as a whole.
    let merged = try MergedRuns([run], buckets: 1, threads: Threads(2))
    let joined = try TestStore.joined(merged)
    #expect(joined.customers == all.customers && joined.days.count == all.rows)
  }

  private func values(_ index: Int) -> [TestValue?] {
    let fields = StoreTable.orders.fields(scale: 2).dropFirst()
    return fields.map { field in
      switch field.name {
      case "order_date": .number(Int64(index % 1000))
      case "amount": .number(Int64(index))
      case "order_id": .text(Array("o\(index)".utf8))
      default: nil
      }
    }
  }

  @Test func `a run of orders with details is one of orders to scoring`() throws {
    var generator = Generator.seeded()
    let rows = TestRow.random(
      900, of: .orders, customers: 80, absent: StoredRefunds.columns, using: &generator)
    let (_, run) = try write([TableBlock(.orders, of: rows)], .orders)
    let orders = rows.map { row in
      TestOrder(
        String(decoding: row.id, as: UTF8.self), day: Int32(row.number(0)), amount: row.number(1))
    }
    #expect(try run.block(0).isSame(as: OrderBlock(of: orders)))
    var scratch = OrderScratch()
    var passed = OrderBlock()
    _ = try run.read(0, using: &scratch) { passed.append($0) }
    #expect(passed.days == OrderBlock(of: orders).days)
  }

  @Test func `no text stands in the footer`() throws {
    let rows = TestRow.random(50, of: .customers, customers: 9, using: &generatorOfOne)
    let secret = Array("someone@example.com".utf8)
    let named = rows.map { row in
      TestRow(
        id: secret, values: row.values.map { if case .text? = $0 { .text(secret) } else { $0 } })
    }
    _ = try write([TableBlock(.customers, of: named)], .customers)
    let bytes = try folder.bytes("run.parquet")
    let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(!String(decoding: bytes.suffix(8 + length), as: UTF8.self).contains("someone"))
    #expect(String(decoding: bytes, as: UTF8.self).contains("someone"), "in the data it does")
  }

  private var generatorOfOne: Generator {
    get { Generator(seed: 1) }
    nonmutating set {}
  }

  @Test(arguments: [StoreTable.setAside, .lines, .customers])
  func `any flipped bit of a row is found`(table: StoreTable) throws {
    var generator = Generator.seeded()
    let rows = TestRow.random(60, of: table, customers: 9, using: &generator)
    let (summary, run) = try write([TableBlock(table, of: rows)], table)
    let honest = try read(run)
    let bytes = try folder.bytes("run.parquet")
    var found = 0
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      _ = try folder.file("run.parquet", flipped)
      do {
        let read = try read(try open(summary, table))
        try #require(read == honest, "byte \(index)")
      } catch {
        #expect("\(error)".contains("run.parquet"), "\(error)")
        found += 1
      }
    }
    #expect(found > bytes.count / 2)
  }

  @Test func `a run of another table is refused`() throws {
    var generator = Generator.seeded()
    let rows = TestRow.random(9, of: .setAside, customers: 3, using: &generator)
    let (summary, _) = try write([TableBlock(.setAside, of: rows)], .setAside)
    for table in StoreTable.allCases where table != .setAside {
      #expect { try open(summary, table) } throws: { "\($0)".contains("not those of the store") }
    }
    #expect(throws: OrderError.self) {
      try RunFile(
        InputFile("\(folder.path)/run.parquet"), footerChecksum: summary.footerChecksum,
        table: .setAside, scale: 0)
    }
  }
}

extension TestRow {
  /// A value that is a number.
  func number(_ column: Int) -> Int64 {
    if case .number(let number)? = values[column] { return number }
    return 0
  }
}
