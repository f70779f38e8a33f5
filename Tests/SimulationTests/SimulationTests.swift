import CSV
import Columns
import Parquet
import TestSupport
import Testing

import Simulation

@Suite struct SimulationTests {
  /// Blocks of customers have 32,768, slices of time 262,144 orders on average.
  @Test(arguments: [
    (1, 1), (1, 2), (1, 1000), (7, 7), (100, 101), (1000, 10_000), (32_769, 40_000),
    (50_000, 600_000),
  ])
  func `there are as many orders of as many customers as were asked for`(
    customers: Int, orders: Int
  ) throws {
    let log = try OrderLog(customers: customers, .orders(orders))
    #expect(log.simulation.orders == orders)
    #expect(log.customers.count == orders)
    #expect(Set(log.customers).count == customers)
    #expect(log.days.allSatisfy { (0..<1096).contains($0) })
    #expect(zip(log.days, log.days.dropFirst()).allSatisfy { $0 <= $1 }, "in order of time")
    #expect(log.amounts.allSatisfy { $0 >= 1 })
    #expect((log.simulation.alpha == nil) == (orders == customers))
    #expect(log.totals.revenue == log.amounts.reduce(0) { $0 + Int128($1) })
    #expect(log.totals.firstDay.rawValue == log.days.first.map { Int32($0) })
    #expect(log.totals.lastDay.rawValue == log.days.last.map { Int32($0) })
  }

  @Test(arguments: [1, 36_525])
  func `a period may be a day or a hundred years`(days: Int) throws {
    let log = try OrderLog(days: days, customers: 1000)
    #expect(log.customers.count == 10_000 && Set(log.customers).count == 1000)
    #expect(log.days.allSatisfy { (0..<days).contains($0) })
  }

  @Test(arguments: [0.1, 1000], [1e-3, 1e9])
  func `parameters may be at the ends of their ranges`(shape: Double, rate: Double) throws {
    let log = try OrderLog(customers: 500) {
      ($0.r, $0.s, $0.p, $0.q) = (shape, shape, shape, shape)
      ($0.beta, $0.v) = (rate, rate)
    }
    #expect(log.customers.count == 5000 && Set(log.customers).count == 500)
    #expect(log.amounts.allSatisfy { (1...Int64(SimulatedOrder.greatestAmount)).contains($0) })
  }

  private static func bytes(
    seed: UInt64, threads: Int, as encoder: some TableEncoder
  ) throws -> [UInt8] {
    var options = SimulationOptions(firstDay: Day(rawValue: 19_000), lastDay: Day(rawValue: 19_364))
    options.seed = seed
    options.customers = 70_000
    options.size = .orders(700_000)
    let team = Threads(threads)
    var bytes: [UInt8] = []
    _ = try Simulation(options, threads: team, progress: { _, _, _ in })
      .write(as: encoder, threads: team, progress: { _, _, _ in }, to: { bytes += $0 })
    return bytes
  }

  @Test func `the same seed gives the same bytes on any number of threads, another one others`()
    throws
  {
    let csv = CSVEncoder(fields: Simulation.fields)
    let parquet = ParquetEncoder(fields: Simulation.fields)
    let once = try Self.bytes(seed: 4, threads: 1, as: csv)
    let columns = try Self.bytes(seed: 4, threads: 1, as: parquet)
    for threads in [2, 5] {
      #expect(try Self.bytes(seed: 4, threads: threads, as: csv) == once)
      #expect(try Self.bytes(seed: 4, threads: threads, as: parquet) == columns)
    }
    #expect(try Self.bytes(seed: 5, threads: 2, as: csv) != once)
    let lines = String(decoding: once, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 700_001 && lines[0] == "customer_id,order_date,amount")
    #expect(lines[1].wholeMatch(of: /C[0-9]{12},2022-01-08,[0-9]+\.[0-9]{2}/) != nil, "\(lines[1])")
  }

  @Test func `the alpha that was found leads to as many orders`() throws {
    let log = try OrderLog(customers: 3000)
    let alpha = try #require(log.simulation.alpha)
    // One order is at the limit itself, and its last bit may be rounded.
    #expect(abs(try OrderLog(customers: 3000, .alpha(alpha)).simulation.orders - 30_000) <= 1)
    #expect(try OrderLog(customers: 3000, .alpha(alpha * 1.01)).simulation.orders < 30_000)
    #expect(try OrderLog(customers: 3000, .alpha(alpha / 1.01)).simulation.orders > 30_000)
  }

  @Test func `more orders than can be counted are refused before they are`() throws {
    var options = SimulationOptions(firstDay: Day(rawValue: 0), lastDay: Day(rawValue: 999))
    options.customers = 100_000
    options.size = .alpha(1e-3)
    #expect(throws: SimulationError.self) {
      try Simulation(options, threads: Threads(2), progress: { _, _, _ in })
    }
  }

  @Test func `orders of one day stand in no order of customers`() throws {
    let log = try OrderLog(days: 30, customers: 20_000, .orders(40_000))
    var rising = 0
    var pairs = 0
    for row in 1..<log.days.count where log.days[row] == log.days[row - 1] {
      pairs += 1
      if log.customers[row - 1] < log.customers[row] { rising += 1 }
    }
    #expect(pairs > 39_000)
    #expect(abs(2 * rising - pairs) < 800, "half of them, within four standard deviations")
  }

  @Test func `options outside of their ranges stop the program`() async {
    await #expect(processExitsWith: .failure) { _ = try OrderLog(customers: 0) }
    await #expect(processExitsWith: .failure) { _ = try OrderLog(customers: 10, .orders(9)) }
    await #expect(processExitsWith: .failure) { _ = try OrderLog(days: 0, customers: 10) }
    await #expect(processExitsWith: .failure) { _ = try OrderLog(customers: 10) { $0.r = 0 } }
    await #expect(processExitsWith: .failure) { _ = try OrderLog(customers: 10) { $0.v = .nan } }
    await #expect(processExitsWith: .failure) { _ = try OrderLog(customers: 10, .alpha(0)) }
  }
}
