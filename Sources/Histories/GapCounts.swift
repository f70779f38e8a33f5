/// How many days lie between neighbouring purchase days of the same customer.
public struct GapCounts: OrderObserver {
  /// The longest gap that is told from longer ones, in days.
  public static let longest = 3650

  /// How many gaps have each length, from 0 days on; the last number is that of all as long or longer.
  public private(set) var counts = [Int](repeating: 0, count: longest + 1)

  /// No gaps yet.
  public init() {}

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = days.extracting(starts[customer] - starts[0]..<starts[customer + 1] - starts[0])
      for order in stride(from: 1, to: own.count, by: 1) where own[order] != own[order - 1] {
        counts[min(Int(own[order]) - Int(own[order - 1]), Self.longest)] += 1
      }
    }
  }

  /// Adds what another one saw.
  public static func += (left: inout GapCounts, right: GapCounts) {
    for gap in left.counts.indices { left.counts[gap] += right.counts[gap] }
  }
}
