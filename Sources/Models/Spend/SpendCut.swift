internal import Arithmetic
internal import Columns
internal import Histories

/// Where the mean spends of repeat buyers are cut, so that no whale decides what is said of all of them.
///
/// Money is in minor units.
struct SpendCut: Sendable {
  /// The number of repeat buyers.
  let buyers: Int
  /// The 99 % point of their mean spends, exact to a sixty-fourth and never too low.
  let limit: Double
  /// Some mean spend in the middle: what sums of deviations count from.
  let pivot: Double

  /// Buckets for each doubling, of the values from 2^-8 to 2^64 minor units; others go to the ends.
  private static let shift: UInt64 = 46
  private static let lowest = (0x1p-8).bitPattern >> shift
  private static let buckets = 72 * 64
  /// Each task has counts of its own.
  private static let mostTasks = 32

  /// The cut of some customers.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ histories: Histories, customers: Range<Int>, threads: Threads) throws {
    let tasks = min(Self.mostTasks, customers.count / RepeatPatterns.blockSize + 1)
    let parts = try threads.map(tasks) { task in
      let start = customers.lowerBound + customers.count * task / tasks
      let end = customers.lowerBound + customers.count * (task + 1) / tasks
      return Self.counts(
        histories.repeatSpendDays.span.extracting(start..<end),
        histories.repeatSpend.span.extracting(start..<end))
    }
    var counts = [Int](repeating: 0, count: Self.buckets)
    for part in parts {
      for bucket in counts.indices { counts[bucket] += part[bucket] }
    }
    let all = counts.reduce(0, +)
    buyers = all
    /// The end of the bucket below which lie `share` hundredths.
    func point(_ share: Int) -> Double {
      var below = 0
      let bucket = counts.firstIndex { count in
        below += count
        return below * 100 >= all * share
      }
      return Double(bitPattern: (UInt64(bucket ?? 0) + 1 + Self.lowest) << Self.shift)
    }
    limit = point(99)
    pivot = point(50)
  }

  /// How many mean spends there are in each bucket: the leading bits of a double ascend with its logarithm.
  private static func counts(_ days: Span<Int32>, _ spent: Span<Int64>) -> [Int] {
    var counts = [Int](repeating: 0, count: buckets)
    var places = counts.mutableSpan
    for row in days.indices where days[row] > 0 {
      let mean = Double(spent[row]) / Double(days[row])
      let bucket = Int(mean.bitPattern >> shift) - Int(lowest)
      places[min(max(0, bucket), buckets - 1)] += 1
    }
    return counts
  }

  /// Spends, of which the high ones are cut.
  @inline(__always)
  func cut(_ spends: Lanes) -> Lanes { spends.replacing(with: limit, where: spends .> limit) }
}
