import Bytes
import TestSupport
import Testing

@testable import Orders

/// Orders gathered, packed, put aside and clustered, against the same orders sorted as they are.
@Suite struct GatheringTests {
  /// The orders of a block of some gathered ones.
  private func clustered(_ gathered: GatheredOrders...) -> [TestOrder] {
    OrderBlock(clustering: gathered).orders
  }

  @Test(arguments: [1, 2, 7, 1000, OrderColumns.most])
  func `orders come back sorted, however many are packed together`(capacity: Int) {
    var generator = Generator.seeded()
    for (customers, hashes) in [(1, nil), (40, 3), (400, nil), (3000, 2), (3000, nil)] {
      let orders = TestOrder.random(
        5000, customers: customers, hashes: hashes, using: &generator)
      let gathered = GatheredOrders(of: orders, capacity: capacity)
      #expect(gathered.count == 5000)
      #expect(clustered(gathered) == orders.sorted())
    }
  }

  @Test func `more customers than are compared at once are sorted by all of their hash`() {
    var generator = Generator.seeded()
    for bits in [0, 8, 21, 22, 33, 43, 54, 63] {
      // Hashes that differ below or above some bit, and in a few cases not at all.
      let orders = (0..<4000).flatMap { number in
        let random = UInt64.random(in: .min ... .max, using: &generator)
        return [random << UInt64(bits), random >> UInt64(bits)].map {
          TestOrder("c\(number)", hash: $0, day: 0, amount: 0)
        }
      }
      #expect(clustered(GatheredOrders(of: orders)) == orders.sorted())
    }
  }

  @Test func `days and amounts of any size are packed`() {
    let days: [Int32] = [0, 1, 255, 256, 65_535, 65_536, 1 << 24, .max, -1, -1_000_000_000]
    let amounts: [Int64] = [0, 1, 255, 256, 1 << 24, 1 << 40, 1 << 56, .max, -1, .min]
    for many in 1...days.count {
      let orders = (0..<many * many).map {
        TestOrder("c\($0 % 300)", day: days[$0 % many], amount: amounts[$0 / many])
      }
      #expect(clustered(GatheredOrders(of: orders)) == orders.sorted())
    }
  }

  @Test func `six bytes hold an order of ten thousand customers within a year`() {
    let orders = (0..<OrderColumns.most).map {
      TestOrder("c\($0 % 10_000)", day: 19_000 + Int32($0 % 256), amount: Int64($0 * 997))
    }
    let bytes = GatheredOrders(of: orders).packs.reduce(0) { $0 + $1.bytes.count }
    #expect(bytes == 6 * orders.count + 8)
  }

  @Test func `what was put aside comes back, with its customers under other numbers`() {
    var generator = Generator.seeded()
    let orders = (0..<3).map { _ in TestOrder.random(2000, customers: 700, using: &generator) }
    var all = GatheredOrders(of: orders[0])
    for part in [GatheredOrders(), GatheredOrders(of: orders[1]), GatheredOrders(of: orders[2])] {
      let bytes = part.encoded()
      all.append(bytes, customers: part.customers.count, packs: part.packs.map(\.layout))
    }
    #expect(all.count == 6000)
    #expect(clustered(all) == orders.joined().sorted())
  }

  @Test func `open dates are decided where they are, once`() {
    let open = [UndecidedDate(first: 3, second: 4, year: 2024).packed, 19_000]
    let orders = open.map { TestOrder("c", day: $0, amount: 1) }
    var gathered = GatheredOrders(of: orders)
    gathered.decide(.dayFirst)
    gathered.decide(.monthFirst)
    #expect(clustered(gathered).map(\.day) == [19_000, 19_816])
    // As long as they are open they stay what they are.
    #expect(clustered(GatheredOrders(of: orders)) == orders.sorted())
  }

  @Test func `a scratch file with a flipped bit is reported`() throws {
    let folder = try TemporaryFolder()
    let partition = Partition()
    let row = OrderChunk.Row(hash: 1, amount: 2, idStart: 0, idCount: 1, day: 3)
    let chunk = OrderChunk(
      rows: [row], partitionStarts: [0, 1], ids: [65], rejected: [], account: Account(),
      evidence: DateEvidence(), hasUTC: false)
    var columns = OrderColumns(capacity: 1)
    partition.add([OrderGatherer.Waiting(chunk: chunk)], partition: 0, through: &columns)
    var bytes = partition.encoded()
    let checksum = CRC32.checksum(bytes.span)
    bytes[3] ^= 1
    var file = try OutputFile("\(folder.path)/scratch")
    try file.write(bytes)
    partition.spill(
      to: SpilledBytes(file: try file.scratch(), range: 0..<bytes.count, checksum: checksum))
    #expect(partition.count == 1)
    let error = #expect(throws: FileError.self) { try partition.take() }
    #expect(error?.description.contains("not what was written") == true)
    #expect(folder.names == [], "the scratch file went with its orders")
  }
}
