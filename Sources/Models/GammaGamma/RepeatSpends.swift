internal import Arithmetic
public import Columns
public import Histories

/// What the repeat buyers of a base spent: the data of the Gamma-Gamma model.
///
/// They stand in blocks of customers, in the order of the histories, and within a block in groups of
/// like x.
public struct RepeatSpends: Sendable {
  /// The repeat buyers among `RepeatPatterns.blockSize` neighbours.
  struct Block: Sendable {
    /// Groups by the repeat purchase days on which something was spent.
    let groups: [CountGroups.Group]
    /// What was spent on them, in major units; 1 in padding.
    let spend: [Double]
  }

  let blocks: [Block]
  /// The number of customers by x.
  let byX: [Int]
  /// The number of customers.
  public let count: Int
  /// The sum of ln(spend / x).
  let lnMean: Double
  /// The mean over customers of spend / x.
  let mean: Double
  /// The correlation of x and mean spend, which the model takes to be zero; 0 if either is constant.
  public let correlation: Double

  /// Takes the repeat spends of histories; `scale` is the currency's.
  public init(_ histories: Histories, scale: Int, threads: Threads = Threads(1)) throws {
    try self.init(histories, customers: 0..<histories.count, scale: scale, threads: threads)
  }

  /// Takes the repeat spends of some customers.
  init(_ histories: Histories, customers: Range<Int>, scale: Int, threads: Threads) throws {
    let unit = minorUnits(perMajorAt: scale)
    let blockSize = RepeatPatterns.blockSize
    let parts = try threads.map((customers.count + blockSize - 1) / blockSize) { block in
      let start = customers.lowerBound + block * blockSize
      let rows = start..<min(start + blockSize, customers.upperBound)
      return Part(purchases: histories.repeatSpendDays.span.extracting(rows)) {
        Double(histories.repeatSpend[start + $0]) / unit
      }
    }
    try self.init(parts, each: { try threads.map($0, $1) })
  }

  /// Takes given pairs of purchases, at least 1, and their sum, positive.
  init(_ pairs: some Sequence<(purchases: Int, spend: Double)>) {
    let pairs = Array(pairs)
    let blockSize = RepeatPatterns.blockSize
    let parts = stride(from: 0, to: pairs.count, by: blockSize).map { start in
      let purchases = pairs[start...].prefix(blockSize).map { Int32($0.purchases) }
      return Part(purchases: purchases.span) { pairs[start + $0].spend }
    }
    self.init(parts, each: { (0..<$0).map($1) })
  }

  /// Joins parts; `each` computes something for each of so many blocks.
  private init(
    _ parts: [Part],
    each: (Int, @Sendable (Int) -> SIMD2<Double>) throws -> [SIMD2<Double>]
  ) rethrows {
    var byX = CountsByX()
    for part in parts {
      for group in part.block.groups { byX.add(group.count, at: group.x) }
    }
    self.byX = byX.counts
    blocks = parts.map(\.block)
    let count = byX.counts.reduce(0, +)
    self.count = count
    let n = Double(max(count, 1))
    lnMean = pairwiseTree(parts.map(\.lnMean), +) ?? 0
    let mean = (pairwiseTree(parts.map(\.sumOfMeans), +) ?? 0) / n
    self.mean = mean

    let meanX = Double(byX.counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / n
    let moments = try each(blocks.count) { [blocks] block in
      blocks[block].moments(meanX: meanX, mean: mean)
    }
    let total = pairwiseTree(moments, { $0 + $1 }) ?? SIMD2()
    var varianceX = CompensatedSum()
    for (x, customers) in byX.counts.enumerated() {
      varianceX.add(Double(customers) * (Double(x) - meanX) * (Double(x) - meanX))
    }
    let product = varianceX.value * total[1]
    correlation = product > 0 ? total[0] / product.squareRoot() : 0
  }
}

/// A block, and its sums over customers of ln(spend / x) and of spend / x.
private struct Part: Sendable {
  let block: RepeatSpends.Block
  let lnMean: Double
  let sumOfMeans: Double

  /// Takes the customers with purchases; `spend` is that of a row.
  @inline(__always)
  init(purchases: Span<Int32>, spend: (Int) -> Double) {
    var most: Int32 = 0
    for row in purchases.indices { most = max(most, purchases[row]) }
    var counts = [Int](repeating: 0, count: Int(most) + 1)
    for row in purchases.indices { counts[Int(purchases[row])] += 1 }
    let groups = CountGroups(counts: counts)
    var spends = [Double](repeating: 1, count: groups.rows)
    var starts = groups.starts
    var next = starts.mutableSpan
    var placed = spends.mutableSpan
    for row in purchases.indices where purchases[row] > 0 {
      let place = next[Int(purchases[row])]
      next[Int(purchases[row])] = place &+ 1
      placed[place] = spend(row)
    }
    block = RepeatSpends.Block(groups: groups.groups, spend: spends)

    var means = Lanes()
    var product = LogProduct()
    block.forEachMean { mean, _, left in
      means += left >= 8 ? mean : mean.prefix(left, padding: 0)
      // Each on its own: amounts have any size.
      product.multiply(by: left >= 8 ? mean : mean.prefix(left, padding: 1))
      product.settle()
    }
    sumOfMeans = means.treeSum
    lnMean = product.logarithm.treeSum
  }
}

extension RepeatSpends.Block {
  /// Calls `body` with spend / x of eight customers, their x, and how many customers of the group are
  /// left, those eight included.
  @inline(__always)
  fileprivate func forEachMean(_ body: (Lanes, Double, Int) -> Void) {
    let spend = self.spend.span
    for group in groups {
      let x = Double(group.x)
      for row in stride(from: group.start, to: group.end, by: 8) {
        body(Lanes(loading: spend, at: row) / x, x, group.end - row)
      }
    }
  }

  /// The sums of (x − mean x)(spend / x − mean) and of (spend / x − mean)².
  fileprivate func moments(meanX: Double, mean: Double) -> SIMD2<Double> {
    var covariance = Lanes()
    var variance = Lanes()
    forEachMean { value, x, left in
      let all = value - mean
      let deviation = left >= 8 ? all : all.prefix(left, padding: 0)
      covariance += deviation * (x - meanX)
      variance += deviation * deviation
    }
    return [covariance.treeSum, variance.treeSum]
  }
}
