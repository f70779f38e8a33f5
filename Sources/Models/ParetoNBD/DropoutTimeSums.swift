internal import Arithmetic

/// Sums over customers of what their likelihood has of t_x, in eight lanes.
///
/// With l₁ = −k ln(1 + T/α) − s ln(1 + T/β), where nobody dropped out, and the odds of `DropoutTimes`, a
/// customer adds
///
///     max(l₁, l₂) and a factor 1 + e^−|l₂ − l₁| of a product,    l₂ = l₁ + ln odds
///     w₂ ∇(ln odds),    w₂ ∇²(ln odds) + w₁w₂ ∇(ln odds) ∇(ln odds)ᵀ,    w₂ = odds / (1 + odds).
struct DropoutTimeSums {
  private let model: ParetoNBD
  private let k: Double
  private let race: LomaxRace
  private var larger = Lanes()
  private var slope = InlineArray<4, Lanes>(repeating: Lanes())
  private var bend = InlineArray<10, Lanes>(repeating: Lanes())

  /// Empty sums over customers with k = r + x.
  init(_ model: ParetoNBD, k: Double) {
    self.model = model
    self.k = k
    race = LomaxRace(shape: model.s, scale: model.beta, against: k, model.alpha)
  }

  /// Adds the customers of a group, the factors to `factors`.
  mutating func add(
    _ group: CountGroups.Group, of block: RepeatPatterns.Block, alpha: Span<SIMD2<Double>>,
    beta: Span<SIMD2<Double>>, _ factors: inout LogProduct
  ) {
    let ages = block.T.span
    let lasts = block.tx.span
    // Padding has T = t_x = 0 and adds nothing: R is 0 and so are the odds.
    for row in stride(from: group.start, to: group.end, by: 8) {
      let T = DropoutTimes.Days(SIMD8(loading: ages, at: row), alpha, beta)
      let tx = DropoutTimes.Days(SIMD8(loading: lasts, at: row), alpha, beta)
      let odds = add(T, tx, customers: Lanes(repeating: 1))
      factors.multiply(by: odds.factor)
      factors.settle()
    }
  }

  /// Adds customers without a repeat purchase, `customers` of them with each T.
  mutating func addOnce(
    _ customers: Span<Double>, alpha: Span<SIMD2<Double>>, beta: Span<SIMD2<Double>>
  ) {
    let first = DropoutTimes.Days(SIMD8(repeating: 0), alpha, beta)
    for row in stride(from: 0, to: customers.count, by: 8) {
      let n = Lanes(loading: customers, at: row, padding: 0)
      if n.max() == 0 { continue }
      let days = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(row)
      let odds = add(DropoutTimes.Days(days, alpha, beta), first, customers: n)
      larger += n * Elementary.log(odds.factor)
    }
  }

  /// Adds eight kinds of customers, `n` of each.
  @inline(__always)
  private mutating func add(
    _ T: DropoutTimes.Days, _ tx: DropoutTimes.Days, customers n: Lanes
  ) -> Odds {
    let end = model.beta <= model.alpha ? T.lnBeta - tx.lnBeta : T.lnAlpha - tx.lnAlpha
    let dropout = DropoutTimes(race, model, k: k, from: tx, to: end)
    let silence = Silence(model, k: k, from: tx, to: T)
    let l1 = -k * T.lnAlpha - model.s * T.lnBeta
    // Not l₁ and the odds, in whose sum l₁ cancels where nearly everybody has dropped out.
    let l2 = dropout.log - k * tx.lnAlpha - model.s * tx.lnBeta
    larger += n * l1.replacing(with: l2, where: l2 .> l1)
    let odds = Odds(silence.log + dropout.log)
    let (w2, w12) = (n * odds.w2, n * odds.w12)
    var entry = 0
    for row in 0..<4 {
      let steep = silence.slope[row] + dropout.slope[row]
      slope[row] += w2 * steep
      for column in 0...row {
        let other = silence.slope[column] + dropout.slope[column]
        bend[entry] += w2 * dropout.bend[entry] + w12 * steep * other
        entry += 1
      }
    }
    for (index, entry) in Silence.places.enumerated() { bend[entry] += w2 * silence.bend[index] }
    return odds
  }

  /// Value, gradient and lower triangle of the Hessian by (r, α, s, β), row by row.
  var total: SIMD16<Double> {
    var total = SIMD16<Double>()
    total[0] = larger.treeSum
    for index in 0..<4 { total[1 + index] = slope[index].treeSum }
    for index in 0..<10 { total[5 + index] = bend[index].treeSum }
    return total
  }
}
