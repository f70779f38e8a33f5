internal import Bytes
public import Columns

/// All orders of a source, clustered by customer, with the account of where every row went.
public struct OrderLog: Sendable {
  /// The partitions, ascending by hash.
  public let partitions: [OrderPartition]
  /// Where every row went.
  public let account: Account
  /// Whether the source has amounts.
  public let hasAmounts: Bool
  /// The currency of the amounts.
  public let currency: Currency
  /// What the files were and how they were read.
  public let sources: [OrderSource]
  /// Things to tell the user.
  public let notes: [String]

  /// The number of orders.
  public var orders: Int { partitions.reduce(0) { $0 + $1.days.count } }

  /// The last order day that is not after `limit`, or nil if there is none.
  public func lastDay(notAfter limit: Day, threads: Threads) throws -> Day? {
    try threads.map(partitions.count) { partition in
      partitions[partition].days.lazy.filter { $0 <= limit.rawValue }.max()
    }.compactMap { $0 }.max().map { Day(rawValue: $0) }
  }

  /// The number of orders on each of the `count` days that end with `last`, oldest first.
  public func ordersPerDay(endingWith last: Day, count: Int, threads: Threads) throws -> [Int] {
    let first = last.rawValue - Int32(count) + 1
    let parts = try threads.map(partitions.count) { partition in
      var counts = [Int](repeating: 0, count: count)
      for day in partitions[partition].days where day >= first && day <= last.rawValue {
        counts[Int(day - first)] += 1
      }
      return counts
    }
    return parts.reduce(into: [Int](repeating: 0, count: count)) { sum, part in
      for (index, value) in part.enumerated() { sum[index] += value }
    }
  }

  /// The orders of one customer, in the order of (day, amount), or nil if there is none of that id.
  public func orders(of id: String) -> [(day: Day, amount: Int64)]? {
    let bytes = Array(id.utf8)
    let hash = XXH64.hash(bytes, bytes.indices)
    let partition = partitions[OrderPartition.index(of: hash)]
    guard let place = partition.place(of: bytes, hash: hash) else { return nil }
    return (partition.starts[place]..<partition.starts[place + 1]).map {
      (Day(rawValue: partition.days[$0]), partition.amounts[$0])
    }
  }
}

/// One file that orders were read from.
public struct OrderSource: Sendable {
  /// Its path, as given.
  public let path: String
  /// The SHA-256 of its bytes, in hexadecimal.
  public let sha256: String
  /// Which of its columns were read.
  public let binding: ColumnBinding
}
