internal import Columns
internal import Histories

/// What came of the customers of each baseline's cells within one horizon.
struct BaselineLessons: Sendable {
  /// What a customer of a cell is taken to buy.
  struct Mean: Sendable, Equatable {
    var days = 0.0
    var probability = 0.0
    /// Minor units.
    var revenue = 0.0
  }

  /// The means of each cell, baseline by baseline.
  private let means: [Baseline: [Mean]]

  /// Learns from a base and what became of it.
  ///
  /// To each cell one customer is added who did as the base did on average: so a cell without customers has the
  /// base's means, and one with a few does not say never or always.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ base: ObservedBase, _ cells: BaselineCells, threads: Threads) throws {
    let blocks = Blocks(base.histories.count)
    var means: [Baseline: [Mean]] = [:]
    for baseline in Baseline.allCases {
      let parts = try threads.map(blocks.count) { block in
        Self.sums(cells.cells(baseline, blocks[block]), count: baseline.cells, blocks[block], base)
      }
      var sums = [SIMD8<Int64>](repeating: SIMD8(), count: baseline.cells)
      for part in parts {
        for cell in sums.indices { sums[cell] &+= part[cell] }
      }
      let all = Self.mean(sums.reduce(SIMD8()) { $0 &+ $1 }, and: nil)
      means[baseline] = sums.map { Self.mean($0, and: all) }
    }
    self.means = means
  }

  /// The means of a baseline's cells.
  func means(of baseline: Baseline) -> [Mean] { means[baseline] ?? [] }

  /// For each cell the customers, those who ordered, their purchase days, and the high and low halves of their
  /// revenue.
  private static func sums(
    _ cells: [Int32], count: Int, _ customers: Range<Int>, _ base: ObservedBase
  ) -> [SIMD8<Int64>] {
    var result = [SIMD8<Int64>](repeating: SIMD8(), count: count)
    var sums = result.mutableSpan
    let cells = cells.span
    let days = base.outcomes.daysAfter.span.extracting(customers)
    let revenue = base.outcomes.revenueAfter.span.extracting(customers)
    for index in 0..<cells.count {
      let (y, money) = (Int64(days[index]), revenue[index])
      sums[Int(cells[index])] &+= SIMD8(
        1, y > 0 ? 1 : 0, y, money >> 32, money & 0xffff_ffff, 0, 0, 0)
    }
    return result
  }

  private static func mean(_ sums: SIMD8<Int64>, and other: Mean?) -> Mean {
    let n = Double(sums[0]) + (other == nil ? 0 : 1)
    if n == 0 { return Mean() }
    let revenue = Double(Int128(sums[3]) << 32 + Int128(sums[4]))
    return Mean(
      days: (Double(sums[2]) + (other?.days ?? 0)) / n,
      probability: (Double(sums[1]) + (other?.probability ?? 0)) / n,
      revenue: (revenue + (other?.revenue ?? 0)) / n)
  }
}
