import Columns
import Simulation
import Synchronization
import Testing

/// A simulated log as columns.
struct OrderLog {
  let simulation: Simulation
  let totals: Simulation.Totals
  /// The ids, in the order of the rows.
  private(set) var customers: [String] = []
  /// The days, counted from the first one of the period.
  private(set) var days: [Int] = []
  /// Cents.
  private(set) var amounts: [Int64] = []

  /// Simulates over days that begin with 1970-01-01.
  init(
    days: Int = 1096, customers: Int, _ size: SimulationOptions.Size? = nil, threads: Int = 2,
    _ change: (inout SimulationOptions) -> Void = { _ in }
  ) throws {
    var options = SimulationOptions(
      firstDay: Day(rawValue: 0), lastDay: Day(rawValue: Int32(days - 1)))
    options.customers = customers
    options.size = size ?? .orders(10 * customers)
    change(&options)
    let threads = Threads(threads)
    simulation = try Simulation(options, threads: threads, progress: { _, _, _ in })
    let collector = Collector()
    totals = try simulation.write(
      as: collector, threads: threads, progress: { _, _, _ in }, to: { _ in })
    for block in collector.blocks.withLock({ $0 }) {
      try #require(block.map(\.field) == Simulation.fields)
      guard case .text(let ids) = block[0].values, case .int32(let days) = block[1].values,
        case .int64(let amounts) = block[2].values
      else { continue }
      self.customers += (0..<ids.count).map { String(decoding: ids[$0], as: UTF8.self) }
      self.days += days.map { Int($0) }
      self.amounts += amounts
    }
  }

  /// The days of each customer's orders, in order.
  var histories: [String: [Int]] {
    Dictionary(grouping: customers.indices, by: { customers[$0] })
      .mapValues { $0.map { days[$0] } }
  }
}

/// Keeps the columns of a table instead of writing them.
final class Collector: TableEncoder {
  let blocks = Mutex<[[Column]]>([])

  func begin() -> [UInt8] { [] }
  func workspace() {}
  func encode(_ columns: [Column], in workspace: ()) -> [Column] { columns }
  func place(_ block: consuming [Column]) -> [UInt8] {
    let block = block
    blocks.withLock { $0.append(block) }
    return []
  }
  func finish() -> [UInt8] { [] }
}

/// The largest distance between a sample and the distribution it should be of, in units of 1 / sqrt(n).
///
/// It is above 1.95 once in a thousand samples.
func distance(_ sample: [Double], probabilityBelow: (Double) -> Double) -> Double {
  let n = Double(sample.count)
  var distance = 0.0
  for (index, x) in sample.sorted().enumerated() {
    let expected = probabilityBelow(x)
    distance = max(
      distance, abs(expected - Double(index) / n), abs(expected - Double(index + 1) / n))
  }
  return distance * n.squareRoot()
}

/// The mean of a function over [0, 1], by Simpson's rule.
func mean(_ f: (Double) -> Double, steps: Int = 400) -> Double {
  var sum = f(0) + f(1)
  for index in 1..<steps { sum += f(Double(index) / Double(steps)) * (index % 2 == 1 ? 4 : 2) }
  return sum / Double(3 * steps)
}
