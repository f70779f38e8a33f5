internal import Arithmetic
internal import Columns

/// The log-likelihood of a base under Pareto/NBD, with gradient and Hessian.
///
/// Per customer (Fader and Hardie, note 009, with the integral of eq. 21 as it stands):
///
///     LL = lnΓ(r+x) − lnΓ(r) − x ln α + ln(e^l₁ + e^l₂)
///     l₁ = −(r+x) ln(1 + T/α) − s ln(1 + T/β)           dropped out never
///     l₂ = l₁ + ln odds                                 dropped out between t_x and T
///
/// The first three terms depend on x alone and are summed by x, the derivatives of l₁ − x ln α by T.
/// The rest takes an integral over the time of the dropout, which no table has: see `DropoutTimeSums`.
///
/// An x that many customers have is tabled by day: see `DropoutDays`.
struct ParetoNBDLikelihood: Sendable {
  let patterns: RepeatPatterns
  let threads: Threads
  /// By x: whether it is tabled.
  ///
  /// A day of a table costs as much as a customer by himself, a customer in a table a fifth of that.
  private let byDay: [Bool]

  /// The likelihood of some customers.
  ///
  /// - Parameters:
  ///   - patterns: the customers.
  ///   - threads: who works.
  ///   - crowd: an x is tabled if it has so many customers for each day; two pay.
  init(patterns: RepeatPatterns, threads: Threads, crowd: Double = 2) {
    self.patterns = patterns
    self.threads = threads
    let fewest = max(1, crowd * Double(patterns.byAge.customers.count))
    byDay = patterns.byX.enumerated().map { $0 > 0 && Double($1) >= fewest }
  }

  /// Value and derivatives at the parameters (r, α, s, β).
  func evaluate(_ parameters: [Double]) throws -> Evaluation {
    let model = ParetoNBD(
      r: parameters[0], alpha: parameters[1], s: parameters[2], beta: parameters[3])
    let length = patterns.byAge.customers.count
    let alpha = DropoutSums.days(length, alpha: model.alpha)
    let beta = DropoutSums.days(length, alpha: model.beta)
    let days = try threads.map(byDay.count) { index in
      byDay[index]
        ? DropoutDays(
          model, k: model.r + Double(index), alpha: alpha.span, beta: beta.span) : nil
    }
    var parts = try threads.map(patterns.blocks.count) { block in
      blockSums(patterns.blocks[block], model, alpha, beta, days)
    }
    if length > 0 {
      var once = DropoutTimeSums(model, k: model.r)
      once.addOnce(patterns.byAge.once.span, alpha: alpha.span, beta: beta.span)
      parts.append(once.total)
    }
    var result = byX(model)
    addAges(to: &result, model, alpha, beta)
    if let total = pairwiseTree(parts, { $0 + $1 }) {
      result.value += total[0]
      var next = 5
      for row in 0..<4 {
        result.gradient[row] += total[1 + row]
        for column in 0...row {
          result.hessian[row, column] += total[next]
          next += 1
        }
      }
    }
    return result
  }

  /// The sums of what depends on x alone.
  private func byX(_ model: ParetoNBD) -> Evaluation {
    let counts = patterns.byX
    let lnGamma = logGammaTable(from: model.r, count: counts.count)
    let psi = digammaTable(from: model.r, count: counts.count)
    let psi1 = trigammaTable(from: model.r, count: counts.count)
    var (value, slope, bend) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for (x, customers) in counts.enumerated() where customers > 0 {
      let n = Double(customers)
      value.add(n * lnGamma[x])
      slope.add(n * psi[x])
      bend.add(n * psi1[x])
    }
    var hessian = SymmetricMatrix(size: 4)
    hessian[0, 0] = bend.value
    return Evaluation(
      value: value.value - Double(patterns.repeats) * Elementary.log(model.alpha),
      gradient: [slope.value, 0, 0, 0], hessian: hessian)
  }

  /// Adds the sums of the derivatives of l₁ − x ln α.
  private func addAges(
    to result: inout Evaluation, _ model: ParetoNBD, _ alpha: DropoutSums.DayTable,
    _ beta: DropoutSums.DayTable
  ) {
    let ages = patterns.byAge
    let (customers, repeats) = (ages.customers.span, ages.repeats.span)
    let (alphas, betas) = (alpha.span, beta.span)
    let (perAlpha, perBeta) = (1 / model.alpha, 1 / model.beta)
    let rate = model.r / model.alpha
    var (r, byAlpha, rAlpha, alphaAlpha) = (Lanes(), Lanes(), Lanes(), Lanes())
    var (s, sBeta, betaBeta) = (Lanes(), Lanes(), Lanes())
    for row in stride(from: 0, to: customers.count, by: 8) {
      let n = Lanes(loading: customers, at: row, padding: 0)
      let x = Lanes(loading: repeats, at: row, padding: 0)
      let T = Double(row) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
      let places = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(row)
      let (lnAlpha, iT) = gatherPairs(alphas, at: places)
      let (lnBeta, jT) = gatherPairs(betas, at: places)
      let due = n * (rate * T)
      r -= n * lnAlpha
      byAlpha += (due - x) * iT
      rAlpha += n * (T * perAlpha) * iT
      alphaAlpha += (x - due * (2 + T * perAlpha)) * (iT * iT)
      s -= n * lnBeta
      let share = n * (T * perBeta) * jT
      sBeta += share
      betaBeta -= share * ((2 + T * perBeta) * jT)
    }
    result.gradient[0] += r.treeSum
    result.gradient[1] += byAlpha.treeSum
    result.hessian[1, 0] += rAlpha.treeSum
    result.hessian[1, 1] += alphaAlpha.treeSum
    result.gradient[2] += s.treeSum
    result.gradient[3] += model.s * sBeta.treeSum
    result.hessian[3, 2] += sBeta.treeSum
    result.hessian[3, 3] += model.s * betaBeta.treeSum
  }

  /// The sums over the customers of a block.
  private func blockSums(
    _ block: RepeatPatterns.Block, _ model: ParetoNBD, _ alpha: DropoutSums.DayTable,
    _ beta: DropoutSums.DayTable, _ days: [DropoutDays?]
  ) -> SIMD16<Double> {
    var total = SIMD16<Double>()
    var factors = LogProduct()
    for group in block.groups {
      let k = model.r + Double(group.x)
      if group.x < days.count, let days = days[group.x] {
        total += days.sums(
          group, of: block, model, k: k, alpha: alpha.span, beta: beta.span, &factors)
      } else {
        var sums = DropoutTimeSums(model, k: k)
        sums.add(group, of: block, alpha: alpha.span, beta: beta.span, &factors)
        total += sums.total
      }
    }
    total[0] += factors.logarithm.treeSum
    return total
  }
}
