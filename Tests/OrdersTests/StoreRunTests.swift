import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Runs written and read back.
@Suite struct StoreRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes blocks as a run and opens it.
  private func write(
    _ blocks: [OrderBlock], scale: Int = 2, threads: Int = 2
  ) throws -> (RunWriter.Summary, RunFile) {
    let path = "\(folder.path)/run.parquet"
    var file = try OutputFile(path)
    let summary = try RunWriter(scale: scale, threads: Threads(threads)).write(
      TestBlocks(blocks: blocks), blocks.indices, to: &file, progress: { _ in })
    try Publication.publish([try file.sync()])
    let run = try RunFile(
      try InputFile(path), footerChecksum: summary.footerChecksum, scale: scale)
    return (summary, run)
  }

  /// All groups, one after the other.
  private func read(_ run: RunFile) throws -> OrderBlock {
    var joined = OrderBlock()
    var scratch = OrderScratch()
    for group in run.groups.indices {
      let block = try run.block(group)
      #expect(try passed(group, of: run, &scratch).isSame(as: block))
      #expect(block.days.count == run.groups[group].orders)
      #expect(block.customers == run.groups[group].customers)
      joined.append(block, customers: 0..<block.customers)
    }
    return joined
  }

  /// A group as it is passed, some customers at a time.
  private func passed(
    _ group: Int, of run: RunFile, _ scratch: inout OrderScratch
  ) throws -> OrderBlock {
    var block = OrderBlock()
    let ids = try run.read(group, using: &scratch) { orders in
      #expect(orders.customers.lowerBound == block.starts.count - 1)
      block.append(orders)
    }
    block.ids = ids
    block.hashes = (0..<ids.count).map { XXH64.hash(ids.bytes, ids.range($0)) }
    return block
  }

  /// Checks what is read back, and what the summary says.
  private func check(_ all: OrderBlock, cut: Int = 1, scale: Int = 2) throws -> RunFile {
    let (summary, run) = try write(all.cut(into: cut), scale: scale)
    #expect(try read(run).isSame(as: all))
    #expect(summary.orders == all.days.count)
    #expect(summary.customers == all.customers)
    #expect(summary.revenue == all.amounts.reduce(0) { $0 + Int128($1) })
    #expect(summary.firstDay == all.days.min())
    #expect(summary.lastDay == all.days.max())
    #expect(
      summary.lastPaidDay == zip(all.days, all.amounts).filter { $1 != 0 }.map(\.0).max())
    return run
  }

  @Test func `one order comes back`() throws {
    let run = try check(OrderBlock(of: [TestOrder("a", day: 20_000, amount: 0)]))
    #expect(run.groups.map(\.orders) == [1])
  }

  @Test func `ids of every kind, days before 1970 and the greatest amounts come back`() throws {
    let ids = [
      "0", "00", "büro@example.com", "a\"b", "a,b\nc", " ", "🦊",
      String(repeating: "x", count: 9000),
    ]
    let amounts: [Int64] = [0, 1, 999_999_999_999_999_999, -999_999_999_999_999_999]
    let days: [Int32] = [-25_567, -1, 0, 1, 376_199]
    let orders = ids.flatMap { id in
      days.flatMap { day in amounts.map { TestOrder(id, day: day, amount: $0) } }
    }
    for scale in [0, 2, 4] { _ = try check(OrderBlock(of: orders), cut: 3, scale: scale) }
  }

  @Test func `pages end inside a customer and row groups between customers`() throws {
    var generator = Generator.seeded()
    // Some customers fill pages of their own, most of them a small part of one.
    let all = OrderBlock(
      of: (0..<2000).flatMap { customer in
        let order = TestOrder("\(customer)", day: 0, amount: 0)
        return (0..<(customer % 400 == 0 ? 150_000 : 300)).map { _ in
          var order = order
          order.day = Int32.random(in: 0..<3000, using: &generator)
          order.amount = Int64.random(in: 0..<10_000, using: &generator)
          return order
        }
      })
    let run = try check(all, cut: 64)
    #expect(run.groups.count > 1)
    #expect(run.groups.allSatisfy { $0.orders <= RunFormat.rowGroupOrders * 3 / 2 })
  }

  @Test func `a customer with more orders than a row group is in one all the same`() throws {
    let whale = TestOrder("whale", day: 0, amount: 0)
    let others = (0..<50).map { TestOrder("c\($0)", day: 5, amount: 7) }
    let all = OrderBlock(
      of: others + Array(repeating: whale, count: RunFormat.rowGroupOrders * 5 / 2))
    let run = try check(all)
    #expect(run.groups.contains { $0.orders > RunFormat.rowGroupOrders * 2 })
    #expect(run.groups.reduce(0) { $0 + $1.customers } == 51)
  }

  @Test func `the same orders are the same bytes on any number of threads`() throws {
    var generator = Generator.seeded()
    let all = OrderBlock(of: TestOrder.random(3000, customers: 500, using: &generator))
    _ = try write(all.cut(into: 9), threads: 1)
    let bytes = try folder.bytes("run.parquet")
    for threads in [2, 3] {
      _ = try write(all.cut(into: 9), threads: threads)
      #expect(try folder.bytes("run.parquet") == bytes)
    }
  }

  @Test func `no id stands in the footer`() throws {
    let secret = "someone@example.com"
    let (summary, _) = try write([OrderBlock(of: [TestOrder(secret, day: 1, amount: 1)])])
    let bytes = try folder.bytes("run.parquet")
    let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let end = bytes.suffix(8 + length)
    let sum = Array(end)
    #expect(CRC32.checksum(sum.span) == summary.footerChecksum)
    #expect(!String(decoding: end, as: UTF8.self).contains("someone"))
    #expect(String(decoding: bytes, as: UTF8.self).contains(secret), "in the data it does")
  }
}
