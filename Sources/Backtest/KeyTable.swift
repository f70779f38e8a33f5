internal import Columns

/// For each key of a forecast, how many customers have it, and sums of what came of them.
///
/// All sums are of integers, so it does not matter how customers are cut. An entry fits twice into
/// what a core fetches at a time, none lies across two.
struct KeyTable: Sendable {
  /// An entry for each key: the customers in the first number, sums in the others.
  private(set) var entries: [SIMD4<Int64>]

  /// The sum of all entries.
  var total: SIMD4<Int64> {
    var total = SIMD4<Int64>()
    for entry in entries { total &+= entry }
    return total
  }

  /// The table of all customers.
  ///
  /// - Parameters:
  ///   - keys: a key for each customer.
  ///   - threads: who works; at most four, since each has a table of its own.
  ///   - add: adds some customers to a table that has their keys.
  /// - Throws: what a thread throws, which is nothing.
  init(
    _ keys: [UInt32], threads: Threads,
    _ add: @Sendable (Range<Int>, inout MutableSpan<SIMD4<Int64>>) -> Void
  ) throws {
    let pieces = min(threads.count, 4)
    let blocks = Blocks(keys.count, of: max(Blocks.customers, keys.count / pieces + 1))
    let parts = try threads.map(blocks.count) { block in
      let keys = keys.span.extracting(blocks[block])
      var entries = [SIMD4<Int64>](repeating: SIMD4(), count: RankKey.limit(keys))
      var table = entries.mutableSpan
      add(blocks[block], &table)
      return entries
    }
    entries = parts.max { $0.count < $1.count } ?? []
    let own = parts.firstIndex { $0.count == entries.count }
    for part in parts.indices where part != own {
      for key in parts[part].indices { entries[key] &+= parts[part][key] }
    }
  }

  /// How customers who tie are ranked, from the least forecast on: for each key that occurs, what its customers'
  /// common place is away from the middle, doubled so that it is whole.
  ///
  /// The deviations of all customers sum to zero.
  var deviations: [(entry: SIMD4<Int64>, deviation: Int64)] {
    var below: Int64 = 0
    let all = total[0]
    var result: [(entry: SIMD4<Int64>, deviation: Int64)] = []
    result.reserveCapacity(entries.count { $0[0] != 0 })
    for entry in entries where entry[0] != 0 {
      result.append((entry, 2 * below + entry[0] - all))
      below += entry[0]
    }
    return result
  }
}
