internal import Arithmetic

/// Sums over customers of like x of what their likelihood has of t_x, in eight lanes.
///
/// With k = r + x, c = ln a − ln(b + x + s − 1) and odds = l₂ − l₁ = c + k (ln(1 + T/α) − ln(1 + t_x/α))
/// a customer adds
///
///     ln(e^l₁ + e^l₂),    w₂ = e^odds / (1 + e^odds),    w₁w₂ = e^odds / (1 + e^odds)²
///
/// and the products of the weights with the slopes of the odds,
///
///     by r: d = ln(1 + T/α) − ln(1 + t_x/α),    by α: δ = k (1/(α + T) − 1/(α + t_x)).
///
/// Logarithms and reciprocals come from a table by days, so that a customer costs one exponential and
/// one division; the first of the sums is that of max(l₁, l₂) and a product of 1 + e^−|odds|.
struct DropoutSums {
  private var larger = Lanes()
  private var w2 = Lanes()
  private var w2d = Lanes()
  private var w2δ = Lanes()
  private var bend = Lanes()
  private var w12 = Lanes()
  private var w12d = Lanes()
  private var w12δ = Lanes()
  private var w12dd = Lanes()
  private var w12dδ = Lanes()
  private var w12δδ = Lanes()

  /// What the table by days has: ln(1 + day/α) and 1/(α + day).
  typealias DayTable = [SIMD2<Double>]

  /// The table for the days `0..<count`.
  static func days(_ count: Int, alpha: Double) -> DayTable {
    var table: DayTable = []
    table.reserveCapacity(count + 8)
    for start in stride(from: 0, to: count, by: 8) {
      let days = Double(start) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
      let logs = Elementary.log(onePlus: days / alpha)
      let inverses = 1 / (alpha + days)
      for lane in 0..<8 { table.append([logs[lane], inverses[lane]]) }
    }
    return table
  }

  /// Adds the customers of a group, the factors 1 + e^−|odds| to `factors`.
  @inline(__always)
  mutating func add(
    _ group: CountGroups.Group, of block: RepeatPatterns.Block, days: Span<SIMD2<Double>>,
    k: Double, c: Double, _ factors: inout LogProduct
  ) {
    // Copies, which stay in registers.
    var sums = self
    var product = factors
    let ages = block.T.span
    let lasts = block.tx.span
    let k = Lanes(repeating: k)
    let c = Lanes(repeating: c)
    var row = group.start
    while row < group.end {
      // A factor is at most 2: a hundred of them stay far below 2^1022.
      let pause = min(row + 800, group.end)
      while row < pause {
        let T = SIMD8<Int32>(loading: ages, at: row)
        let tx = SIMD8<Int32>(loading: lasts, at: row)
        let (lnT, iT) = gatherPairs(days, at: T)
        let (lnTx, iTx) = gatherPairs(days, at: tx)
        let d = lnT - lnTx
        // Padding adds nothing: e^−1e300 is 0.
        let base = row + 8 <= group.end ? c : c.prefix(group.end - row, padding: -1e300)
        let odds = Odds(base.addingProduct(k, d))
        product.multiply(by: odds.factor)
        sums.larger += odds.excess.addingProduct(-k, lnT)
        sums.add(
          w2: odds.w2, w12: odds.w12, d: d, δ: k * (Lanes(tx &- T) * (iT * iTx)),
          inverses: iT + iTx)
        row += 8
      }
      product.settle()
    }
    factors = product
    self = sums
  }

  /// Adds customers without a repeat purchase, `customers` of them with each T.
  mutating func addOnce(
    _ customers: Span<Double>, days: Span<SIMD2<Double>>, r: Double, c: Double
  ) {
    let first = days[0][1]
    for row in stride(from: 0, to: customers.count, by: 8) {
      let n = Lanes(loading: customers, at: row, padding: 0)
      let T = Double(row) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
      let places = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(row)
      let (lnT, iT) = gatherPairs(days, at: places)
      let l1 = -r * lnT
      let odds = Odds(c - l1)
      // Not l₁ and the excess, in which l₁ cancels where nearly everybody has dropped out.
      let larger = l1.replacing(with: c, where: c .> l1)
      self.larger += n * (larger + Elementary.log(odds.factor))
      add(
        w2: n * odds.w2, w12: n * odds.w12, d: lnT, δ: -r * T * (iT * first), inverses: iT + first)
    }
  }

  @inline(__always)
  private mutating func add(w2: Lanes, w12: Lanes, d: Lanes, δ: Lanes, inverses: Lanes) {
    let w2δ = w2 * δ
    let w12d = w12 * d
    let w12δ = w12 * δ
    self.w2 += w2
    self.w2d.addProduct(w2, d)
    self.w2δ += w2δ
    bend.addProduct(w2δ, inverses)
    self.w12 += w12
    self.w12d += w12d
    self.w12δ += w12δ
    w12dd.addProduct(w12d, d)
    w12dδ.addProduct(w12d, δ)
    w12δδ.addProduct(w12δ, δ)
  }

  /// Value, gradient and lower triangle of the Hessian by (r, α, a, b), row by row.
  ///
  /// Each derivative by a is without its factor 1/a. iB is 1/(b + x + s − 1).
  func derivatives(k: Double, iB: Double) -> SIMD16<Double> {
    let (w2, w2d, w2δ) = (self.w2.treeSum, self.w2d.treeSum, self.w2δ.treeSum)
    let (w12, w12d, w12δ) = (self.w12.treeSum, self.w12d.treeSum, self.w12δ.treeSum)
    return SIMD16(
      larger.treeSum,
      w2d, w2δ, w2, -iB * w2,
      w12dd.treeSum,
      w12dδ.treeSum + w2δ / k, w12δδ.treeSum - bend.treeSum,
      w12d, w12δ, w12 - w2,
      -iB * w12d, -iB * w12δ, -iB * w12, iB * iB * (w12 + w2),
      0)
  }
}

/// What follows from the logarithm of P(dropped out) / P(alive).
struct Odds {
  /// max(odds, 0).
  var excess: Lanes
  /// 1 + e^−|odds|, from 1 to 2: ln(1 + e^odds) is its logarithm and the excess.
  var factor: Lanes
  /// P(dropped out).
  var w2: Lanes
  /// P(dropped out) P(alive).
  var w12: Lanes

  @inline(__always)
  init(_ odds: Lanes) {
    let isLikely = odds .> 0
    let small = Elementary.exp(odds.replacing(with: -odds, where: isLikely))
    excess = odds.replacing(with: 0, where: .!isLikely)
    factor = 1 + small
    let larger = 1 / factor
    let smaller = small * larger
    w2 = smaller.replacing(with: larger, where: isLikely)
    w12 = smaller * larger
  }
}
