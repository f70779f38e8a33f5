import Columns
import Synchronization
import TestSupport
import Testing

@testable import Orders

/// Runs merged slice by slice, against all orders sorted at once.
@Suite struct StoreMergedRunsTests {
  /// A run in memory that counts how often each group is read.
  private final class CountedRun: SortedRun {
    let groups: [RunGroup]
    private let blocks: [OrderBlock]
    private let readings: Mutex<[Int]>

    init(_ blocks: [OrderBlock]) {
      self.blocks = blocks
      groups = blocks.map { block in
        RunGroup(
          first: block.hashes[0], last: block.hashes[block.customers - 1],
          customers: block.customers, orders: block.days.count)
      }
      readings = Mutex(Array(repeating: 0, count: blocks.count))
    }

    func block(_ group: Int) -> OrderBlock {
      readings.withLock { $0[group] += 1 }
      return blocks[group]
    }

    /// How often each group was read.
    var reads: [Int] { readings.withLock { $0 } }
  }

  /// Checks that the slices have the orders of all runs, once each, and says what they have.
  private static func check(_ merged: MergedRuns, buckets: Int, _ all: OrderBlock) throws {
    var joined = OrderBlock()
    var scratch = OrderScratch()
    for index in 0..<merged.blockCount {
      let block = try merged.block(index)
      #expect(block.customers <= merged.customerLimit(of: index))
      var passed = OrderBlock()
      passed.ids = try merged.read(index, using: &scratch) { orders in
        #expect(orders.customers.lowerBound == passed.starts.count - 1)
        passed.append(orders)
      }
      passed.hashes = block.hashes
      #expect(passed.isSame(as: block))
      // A slice that says that it has no orders is never read.
      #expect(block.customers == 0 || merged.orderCount(of: index) > 0)
      for hash in block.hashes { try #require(merged.blockIndex(of: hash) == index) }
      joined.append(block, customers: 0..<block.customers)
    }
    #expect(joined.isSame(as: all))
    #expect(merged.blockIndex(of: 0) == 0)
    #expect(merged.blockIndex(of: .max) == merged.blockCount - 1)

    var next = 0
    for bucket in 0..<buckets {
      let range = merged.blocks(ofBucket: bucket, of: buckets)
      #expect(range.lowerBound == next && !range.isEmpty)
      for index in range {
        for hash in try merged.block(index).hashes {
          try #require(Bucket(of: hash, count: buckets).index == bucket)
        }
      }
      next = range.upperBound
    }
    #expect(next == merged.blockCount)
  }

  @Test(arguments: [1, 2, 64])
  func `every order is in one slice, and no slice in two buckets`(buckets: Int) throws {
    var generator = Generator.seeded()
    for hashes in [nil, 1, 3, 40] {
      for runs in 0...6 {
        var all: [TestOrder] = []
        let runs = (0..<runs).map { _ -> CountedRun in
          let size = [1, 5, 300].randomElement(using: &generator) ?? 1
          let orders = TestOrder.random(size, customers: 100, hashes: hashes, using: &generator)
          all += orders
          let groups = Int.random(in: 1...9, using: &generator)
          return CountedRun(OrderBlock(of: orders).cut(into: groups))
        }
        let merged = try MergedRuns(runs, buckets: buckets, threads: Threads(2))
        try Self.check(merged, buckets: buckets, OrderBlock(of: all))
      }
    }
  }

  @Test func `an order in one bucket of many is counted there`() throws {
    // Fewer orders than slices: each of them counts, and none is rounded away.
    let orders = (0..<3).map { TestOrder("c\($0)", day: 1, amount: 1) }
    let merged = try MergedRuns(
      [CountedRun([OrderBlock(of: orders)])], buckets: 64, threads: Threads(1))
    try Self.check(merged, buckets: 64, OrderBlock(of: orders))
  }

  @Test(arguments: [1, 2])
  func `many small runs beside a large one`(buckets: Int) throws {
    // More orders than two slices have.
    var large: [TestOrder] = []
    var small: [CountedRun] = []
    var generator = Generator.seeded()
    let total = MergedRuns.sliceOrders * 5 / 2
    for number in 0..<total {
      large.append(
        TestOrder(
          "\(number % 150_000)", day: Int32.random(in: 0..<900, using: &generator),
          amount: Int64(number % 1000)))
    }
    var all = large
    for _ in 0..<30 {
      let orders = TestOrder.random(200, customers: 300_000, using: &generator)
      small.append(CountedRun([OrderBlock(of: orders)]))
      all += orders
    }
    let runs = small + [CountedRun(OrderBlock(of: large).cut(into: 7))]
    let merged = try MergedRuns(runs, buckets: buckets, threads: Threads(2))
    #expect(merged.blockCount >= 2)
    try Self.check(merged, buckets: buckets, OrderBlock(of: all))
    let counts = (0..<merged.blockCount).map { merged.orderCount(of: $0) }
    #expect(counts.allSatisfy { $0 < MergedRuns.sliceOrders * 2 }, "\(counts)")
  }

  @Test func `a group that shares its hashes with no other is a slice`() throws {
    var generator = Generator.seeded()
    // Runs of different buckets, each of them in some groups.
    let all = OrderBlock(of: TestOrder.random(900, customers: 400, using: &generator))
    let runs = all.cut(into: 3).map { CountedRun($0.cut(into: 4)) }
    let merged = try MergedRuns(runs, buckets: 1, threads: Threads(1))
    #expect(merged.blockCount == 12)
    try Self.check(merged, buckets: 1, all)
    // Another run in the middle of them joins those that it lies across.
    let middle = TestOrder.random(50, customers: 400, using: &generator).sorted()[20..<22]
    let joined = try MergedRuns(
      runs + [CountedRun([OrderBlock(of: Array(middle))])], buckets: 1, threads: Threads(1))
    #expect((9...12).contains(joined.blockCount))
  }

  @Test func `a group that lies in many slices is read once, others when they are asked for`()
    throws
  {
    var generator = Generator.seeded()
    let wide = CountedRun([
      OrderBlock(of: TestOrder.random(500, customers: 400, using: &generator))
    ])
    let narrow = CountedRun(
      OrderBlock(of: TestOrder.random(3000, customers: 2000, using: &generator)).cut(into: 100))
    let merged = try MergedRuns([wide, narrow], buckets: 64, threads: Threads(2))
    #expect(wide.reads == [1])
    #expect(narrow.reads.allSatisfy { $0 == 0 })
    for index in 0..<merged.blockCount { _ = try merged.block(index) }
    #expect(wide.reads == [1])
    #expect(narrow.reads.allSatisfy { (1...3).contains($0) })
  }
}
