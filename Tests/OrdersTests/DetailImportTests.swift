import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Rows through partitions, scratch files and threads to orders and the log that is scored.
@Suite struct DetailImportTests {
  private static func file(_ path: String) -> AssemblyFile {
    AssemblyFile(
      path: path, preset: "test", shape: .orders, roles: [.orderID, .stamp, .orderTotal],
      rules: Preset.Rules())
  }

  /// Some rows of a file as the records of a chunk.
  private static func records(_ rows: Range<Int>, of file: Int, _ all: [DetailRow]) -> DetailChunk {
    var grouped = [[UInt8]](repeating: [], count: RecordGatherer.partitions)
    for place in rows {
      var row = all[place]
      let id = row.texts[.orderID] ?? []
      let hash = XXH64.hash(id, id.indices)
      row.sequence = UInt64(place - rows.lowerBound)
      DetailRecord.append(row, keyHash: hash, to: &grouped[OrderGatherer.partition(of: hash)])
    }
    var starts = [0]
    for bytes in grouped { starts.append(starts[starts.count - 1] + bytes.count) }
    var chunk = DetailChunk(
      records: grouped.flatMap { $0 }, starts: starts, rows: rows.count, rejected: [],
      account: Account(), evidence: DateEvidence(), hasUTC: false)
    chunk.number(file: file, from: rows.lowerBound + 1)
    return chunk
  }

  /// Orders and refunds of a few customers, in two files.
  private static func events(_ generator: inout Generator) -> TestRows {
    var rows = TestRows()
    for _ in 0..<2 {
      rows.file(.orders)
      for _ in 0..<2000 {
        let id = Int.random(in: 0..<1500, using: &generator)
        let isRefund = Int.random(in: 0..<9, using: &generator) == 0
        let amount = Int.random(in: 1..<300, using: &generator)
        rows.order(
          "\(id)", "c\(id % 40)", day: Int32.random(in: 100..<110, using: &generator),
          "\(isRefund ? -amount : amount)")
      }
    }
    return rows
  }

  private static func options() throws -> OrderOptions {
    var options = OrderOptions()
    options.currency = try #require(Currency(code: "EUR"))
    return options
  }

  private static func detail(
    _ rows: TestRows, memory: Int, chunk: Int, folder: TemporaryFolder
  ) throws -> DetailImport {
    var detail = try DetailImport(options(), memory: memory, hasStore: true)
    for file in 0..<2 {
      detail.begin(Self.file("\(file).csv"))
      for start in stride(from: file * 2000, to: file * 2000 + 2000, by: chunk) {
        detail.add(records(start..<min(start + chunk, file * 2000 + 2000), of: file, rows.rows))
        if detail.isFull { try detail.gatherer.spill(to: "\(folder.path)/scratch") }
      }
      try detail.end(DateEvidence())
    }
    return detail
  }

  @Test(arguments: [(1, 1 << 30, 2000), (3, 1000, 7), (2, 20_000, 300)])
  func `orders do not depend on threads, memory or chunks`(
    threads: Int, memory: Int, chunk: Int
  ) throws {
    var generator = Generator.seeded()
    let folder = try TemporaryFolder()
    let events = Self.events(&generator)
    let expected = try events.assembled()
    let detail = try Self.detail(events, memory: memory, chunk: chunk, folder: folder)
    var orders: [OrderState] = []
    #expect(detail.rules.files.map(\.rows) == events.rules.files.map(\.rows))
    let sums = try detail.assemble(threads: Threads(threads), stored: nil) {
      $0.orders
    } consume: { own, _ in
      orders += own
    }
    #expect(sums.account == expected.account && sums.conflicts == expected.conflicts)
    func sorted(_ states: [OrderState]) -> [OrderState] {
      states.sorted { $0.orderID.lexicographicallyPrecedes($1.orderID) }
    }
    #expect(sorted(orders) == sorted(expected.orders))
  }

  @Test func `the log has every order of every customer, with its refunds`() throws {
    var generator = Generator.seeded()
    let events = Self.events(&generator)
    let expected = try events.assembled()
    let detail = try Self.detail(
      events, memory: 1 << 30, chunk: 500, folder: try TemporaryFolder())
    let log = try OrderLog(
      plain: OrderGatherer(), detail, OrderReader.Facts(), Self.options(), threads: Threads(2),
      reject: { _ in })
    #expect(log.orders == expected.orders.count)
    #expect(log.account == expected.account)
    #expect(log.revenueBasis == "net" && log.hasAmounts)
    var found: [String] = []
    for block in log.blocks {
      for customer in 0..<block.customers {
        let id = String(decoding: block.ids[customer], as: UTF8.self)
        for order in block.starts[customer]..<block.starts[customer + 1] {
          let refunds = block.refunds.filter { $0.order == order }.map { "\($0.day):\($0.amount)" }
          found.append("\(id) \(block.days[order]) \(block.amounts[order]) \(refunds)")
        }
      }
      #expect(block.refunds.map(\.order) == block.refunds.map(\.order).sorted())
    }
    let states = expected.orders.map { state in
      let refunds = state.refunds.map { "\($0.day):\($0.amount)" }
      let id = String(decoding: state.customer, as: UTF8.self)
      return "\(id) \(state.day) \(state.amount.minor) \(refunds)"
    }
    #expect(found.sorted() == states.sorted())
    for block in log.blocks {
      var isInOrder = true
      _ = block.pass { isInOrder = $0.isInOrder }
      #expect(isInOrder)
    }
  }

  @Test func `rows of one order that do not fit into memory are an error`() throws {
    var detail = try DetailImport(OrderOptions(), memory: 1 << 20, hasStore: false)
    detail.begin(Self.file("orders.csv"))
    var starts = [Int](repeating: 2 << 20, count: RecordGatherer.partitions + 1)
    starts[0] = 0
    detail.gatherer.add([UInt8](repeating: 0, count: 2 << 20), starts: starts)
    let error = #expect(throws: OrderError.self) {
      try detail.assemble(threads: Threads(1), stored: nil, make: { _ in }, consume: { _, _ in })
    }
    #expect(error?.description.contains("--order-id") == true)
  }

  @Test func `one currency chooses itself, several have to be chosen from`() throws {
    let detail = try DetailImport(OrderOptions(), memory: 1 << 20, hasStore: false)
    func currency(_ codes: [String: Int]) throws -> Currency {
      var sums = Assembled()
      for (code, rows) in codes { sums.currencies[Array(code.utf8)] = rows }
      return try detail.currency(of: sums)
    }
    #expect(try currency([:]) == .unnamed)
    #expect(try currency(["EUR": 3]).code == "EUR")
    let error = #expect(throws: OrderError.self) { try currency(["EUR": 3, "USD": 9]) }
    #expect(error?.kind == .usage && error?.problem.contains("USD: 9 rows, EUR: 3 rows") == true)
    #expect(throws: OrderError.self) { try currency(["JPY": 3]) }
  }
}
