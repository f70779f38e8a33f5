internal import Arithmetic
internal import Columns

/// The dropouts of customers of one x, by day, and the sums over them that a table makes cheap.
///
/// With p(d) for P(a customer who is alive on day d drops out before the next purchase), R without an end
/// in `DropoutTimes`, the odds of `DropoutTimeSums` are a difference of two numbers by day,
///
///     odds = E − p(T),   E = e^D p(t_x),
///
/// of which there are a thousand for an x that a hundred thousand customers have. A customer adds
///
///     ln(E + 1 − p(T)),   n = w g − v h,   w ∇²ln E − v ∇²ln p(T) + w g gᵀ − v h hᵀ − n nᵀ
///     w = E/(E + 1 − p(T)),   v = p(T)/(E + 1 − p(T)),   g = ∇ln E,   h = ∇ln p(T).
///
/// The difference cancels only where the odds are next to nothing beside 1. Weights are computed for eight
/// customers at a time; the rest customer by customer, in rows that hold all of a day in 16 numbers.
struct DropoutDays: Sendable {
  /// By day: gradient and lower triangle of the Hessian of ln p by (r, α, s, β); ln p; p.
  let rows: [SIMD16<Double>]
  private static let log = 14
  private static let share = 15

  /// The table for an x of at least 1.
  ///
  /// The day tables are those of `DropoutSums.days`, whole lanes long.
  init(
    _ model: ParetoNBD, k: Double, alpha: Span<SIMD2<Double>>, beta: Span<SIMD2<Double>>
  ) {
    let race = LomaxRace(shape: model.s, scale: model.beta, against: k, model.alpha)
    var rows: [SIMD16<Double>] = []
    rows.reserveCapacity(alpha.count)
    for day in stride(from: 0, to: alpha.count, by: 8) {
      let days = DropoutTimes.Days(
        SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(day), alpha, beta)
      let dropout = DropoutTimes(race, model, k: k, from: days, to: Lanes(repeating: .infinity))
      let share = Elementary.exp(dropout.log)
      for lane in 0..<8 {
        var row = SIMD16<Double>()
        for index in 0..<4 { row[index] = dropout.slope[index][lane] }
        for index in 0..<10 { row[4 + index] = dropout.bend[index][lane] }
        row[Self.log] = dropout.log[lane]
        row[Self.share] = share[lane]
        rows.append(row)
      }
    }
    self.rows = rows
  }

  /// Value, gradient and lower triangle of the Hessian, summed over a group of customers; the logarithms
  /// of factors are left to `factors`.
  func sums(
    _ group: CountGroups.Group, of block: RepeatPatterns.Block, _ model: ParetoNBD, k: Double,
    alpha: Span<SIMD2<Double>>, beta: Span<SIMD2<Double>>, _ factors: inout LogProduct
  ) -> SIMD16<Double> {
    let (ages, lasts, rows) = (block.T.span, block.tx.span, rows.span)
    var larger = Lanes()
    var silences = InlineArray<4, Lanes>(repeating: Lanes())
    var slope = SIMD4<Double>()
    var bend = SIMD16<Double>()
    var (outer0, outer1, outer2, outer3) = (slope, slope, slope, slope)
    for start in stride(from: group.start, to: group.end, by: 8) {
      let count = min(8, group.end - start)
      let ageDays = SIMD8(loading: ages, at: start)
      let lastDays = SIMD8(loading: lasts, at: start)
      let T = DropoutTimes.Days(ageDays, alpha, beta)
      let tx = DropoutTimes.Days(lastDays, alpha, beta)
      let silence = Silence(model, k: k, from: tx, to: T)
      var (log, share) = (Lanes(), Lanes())
      for lane in 0..<8 {
        log[lane] = rows[Int(lastDays[lane])][Self.log]
        share[lane] = rows[Int(ageDays[lane])][Self.share]
      }
      let weights = Weights(silence.log + log, share, count)
      let l1 = -k * T.lnAlpha - model.s * T.lnBeta
      let l2 = log - k * tx.lnAlpha - model.s * tx.lnBeta
      larger += l1.replacing(with: l2, where: l2 .> l1).prefix(count, padding: 0)
      factors.multiply(by: weights.factor)
      factors.settle()
      for index in 0..<4 { silences[index] += weights.w * silence.bend[index] }
      for lane in 0..<count {
        let (w, v) = (weights.w[lane], weights.v[lane])
        let (last, age) = (rows[Int(lastDays[lane])], rows[Int(ageDays[lane])])
        let steep = SIMD4(
          silence.slope[0][lane], silence.slope[1][lane], silence.slope[2][lane],
          silence.slope[3][lane])
        let g = last.lowHalf.lowHalf + steep
        let h = age.lowHalf.lowHalf
        let (wg, vh) = (w * g, v * h)
        let n = wg - vh
        slope += n
        bend += w * last - v * age
        outer0 += wg[0] * g - vh[0] * h - n[0] * n
        outer1 += wg[1] * g - vh[1] * h - n[1] * n
        outer2 += wg[2] * g - vh[2] * h - n[2] * n
        outer3 += wg[3] * g - vh[3] * h - n[3] * n
      }
    }
    var total = SIMD16<Double>()
    total[0] = larger.treeSum
    var entry = 0
    for (row, outer) in [outer0, outer1, outer2, outer3].enumerated() {
      total[1 + row] = slope[row]
      for column in 0...row {
        total[5 + entry] = bend[4 + entry] + outer[column]
        entry += 1
      }
    }
    for (index, entry) in Silence.places.enumerated() {
      total[5 + entry] += silences[index].treeSum
    }
    return total
  }
}

/// What follows from ln E and p(T); nothing in lanes beyond the first `count`.
private struct Weights {
  /// (E + 1 − p(T)) / max(E, 1), from 0 to 2.
  let factor: Lanes
  let w: Lanes
  let v: Lanes

  @inline(__always)
  init(_ logE: Lanes, _ share: Lanes, _ count: Int) {
    let isLikely = logE .> 0
    let small = Elementary.exp(logE.replacing(with: -logE, where: isLikely))
    let E = small.replacing(with: 1, where: isLikely)
    let one = Lanes(repeating: 1).replacing(with: small, where: isLikely)
    let sum = E + (one - one * share)
    let inverse = 1 / sum
    factor = sum.prefix(count, padding: 1)
    w = (E * inverse).prefix(count, padding: 0)
    v = (one * share * inverse).prefix(count, padding: 0)
  }
}
