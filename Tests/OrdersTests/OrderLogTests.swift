import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// The clustered log against a dictionary, on random files.
@Suite struct OrderLogTests {
  private struct Order: Comparable {
    var day: Int32
    var amount: Int64

    static func < (left: Order, right: Order) -> Bool {
      (left.day, left.amount) < (right.day, right.amount)
    }
  }

  private let folder: TemporaryFolder
  private let paths: [String]
  private let expected: [String: [Order]]
  private let rejected: Int

  /// Two files of some ten thousand rows: ids of every kind, some rows bad, some set aside.
  init() throws {
    folder = try TemporaryFolder()
    var generator = Generator.seeded("OrderLogTests")
    var orders: [String: [Order]] = [:]
    var rejected = 0
    let first = try #require(Day(year: 2022, month: 1, day: 1))
    let texts = (0..<2).map { _ -> String in
      var text = "customer,date,amount\n"
      for _ in 0..<6000 {
        let number = Int.random(in: 0..<2000, using: &generator)
        // One customer has more orders than insertion sort is used for.
        let id =
          switch number % 5 {
          case 0: "0\(number)"
          case 1: "kunde\"\(number)"
          case 2: "é\n\(number)"
          case 3 where number % 10 == 3: "whale"
          default: "\(number)"
          }
        let day = first + Int32.random(in: 0..<700, using: &generator)
        let amount = Int64.random(in: 1..<100_000, using: &generator)
        let written = "\(amount / 100).\(amount % 100 < 10 ? "0" : "")\(amount % 100)"
        let quoted = "\"\(id.replacing("\"", with: "\"\""))\""
        switch Int.random(in: 0..<20, using: &generator) {
        case 0:
          text += "\(quoted),never,\(written)\n"
          rejected += 1
        case 1: text += ",\(day),\(written)\n"
        default:
          text += "\(quoted),\(day),\(written)\r\n"
          orders[id, default: []].append(Order(day: day.rawValue, amount: amount))
        }
      }
      return text
    }
    paths = try texts.enumerated().map { [folder] in try folder.file("\($0).csv", $1) }
    expected = orders.mapValues { $0.sorted() }
    self.rejected = rejected
  }

  private func read(threads: Int) throws -> OrderLog {
    try OrderReader(options: OrderOptions(), threads: Threads(threads)).read(
      paths, progress: { _, _ in }, reject: { _ in })
  }

  @Test func `has the orders of every customer and no others`() throws {
    let log = try read(threads: 2)
    #expect(log.blocks.reduce(0) { $0 + $1.customers } == expected.count)
    for (id, orders) in expected {
      let found = try log.orders(of: id)?.map { Order(day: $0.day.rawValue, amount: $0.amount) }
      try #require(found == orders, "\(id)")
    }
    #expect(log.account.rejectedRows == rejected)
    #expect(log.account.all.rows == 12_000)
    #expect(
      log.account.used.revenue
        == expected.values.reduce(0) { $0 + $1.reduce(0) { $0 + Int128($1.amount) } })
  }

  @Test func `customers stand in the order of hash and id`() throws {
    let log = try read(threads: 2)
    let ids = log.blocks.flatMap { partition in
      (0..<partition.customers).map { String(decoding: partition.ids[$0], as: UTF8.self) }
    }
    let keys = expected.keys.map { id in (XXH64.hash(Array(id.utf8), 0..<id.utf8.count), id) }
    let sorted = keys.sorted {
      $0.0 == $1.0 ? Array($0.1.utf8).lexicographicallyPrecedes(Array($1.1.utf8)) : $0.0 < $1.0
    }
    #expect(ids == sorted.map(\.1))
    #expect(log.blocks.flatMap(\.hashes) == sorted.map(\.0))
  }

  @Test(arguments: [1, 3, 5])
  func `is the same on any number of threads`(threads: Int) throws {
    let one = try read(threads: 2)
    let other = try read(threads: threads)
    #expect(one.account == other.account)
    for (left, right) in zip(one.blocks, other.blocks) {
      #expect(left.ids == right.ids)
      #expect(left.hashes == right.hashes)
      #expect(left.starts == right.starts)
      #expect(left.days == right.days)
      #expect(left.amounts == right.amounts)
    }
  }

  @Test func `knows the last day up to a limit`() throws {
    let log = try read(threads: 2)
    let days = expected.values.flatMap { $0.map(\.day) }
    let last = Day(rawValue: try #require(days.max()))
    #expect(try log.lastDay(notAfter: last, keepsZeroOrders: false, threads: Threads(2)) == last)
    #expect(
      try log.lastDay(notAfter: last + 100, keepsZeroOrders: false, threads: Threads(2)) == last)
    let before = try #require(days.filter { $0 < last.rawValue }.max())
    #expect(
      try log.lastDay(notAfter: last - 1, keepsZeroOrders: false, threads: Threads(2))?.rawValue
        == before)
    #expect(
      try log.lastDay(notAfter: Day(rawValue: 0), keepsZeroOrders: false, threads: Threads(2))
        == nil)
  }

  @Test func `ids of one hash are told apart`() {
    // No two texts of one hash are known: the hash is given, as if there were.
    let texts = ["b", "a", "b", "c", "a"]
    let partition = OrderBlock(
      of: texts.enumerated().map { row, text in
        TestOrder(text, hash: 7, day: Int32(row), amount: Int64(row))
      })
    #expect((0..<3).map { String(decoding: partition.ids[$0], as: UTF8.self) } == ["a", "b", "c"])
    #expect(partition.starts == [0, 2, 4, 5])
    #expect(partition.days == [1, 4, 0, 2, 3])
    #expect(partition.place(of: Array("c".utf8), hash: 7) == 2)
    #expect(partition.place(of: Array("d".utf8), hash: 7) == nil)
  }
}
