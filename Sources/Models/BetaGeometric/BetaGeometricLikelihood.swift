internal import Arithmetic
internal import Columns

/// The log-likelihood of a base under BG/NBD or MBG/NBD, with gradient and Hessian.
///
/// Per customer, with s = 0 (BG) or 1 (MBG):
///
///     LL = A + ln(e^l₁ + e^l₂)
///     A  = lnΓ(r+x) − lnΓ(r) − x ln α + lnΓ(a+b) + lnΓ(b+x+s) − lnΓ(b) − lnΓ(a+b+x+s)
///     l₁ = −(r+x) ln(1 + T/α)                           dropped out never
///     l₂ = ln a − ln(b+x+s−1) − (r+x) ln(1 + t_x/α)     dropped out after the last purchase
///
/// A depends on x alone and is summed by x. The derivatives of l₁ are linear in x and are summed by T.
/// The rest, with the weights w₂ = e^l₂/(e^l₁ + e^l₂) and w₁ = 1 − w₂, has the gradient w₂Δ,
/// Δ = ∇(l₂ − l₁), and the Hessian w₂∇²(l₂ − l₁) + w₁w₂ΔΔᵀ: see `DropoutSums`.
///
/// The papers have r ln α in A and ln(α + T) in l₁. Those cancel where customers buy at one and the
/// same rate, r and α being large: then the sums kept 3 digits of a gain, and the fit did not end.
/// Here r/α − (r+x)/(α+T), the slope by α, is (rT/α − x)/(α+T), and so on.
struct BetaGeometricLikelihood: Sendable {
  let family: BetaGeometric.Family
  let patterns: RepeatPatterns
  let threads: Threads

  /// Value and derivatives at the parameters (r, α, a, b).
  func evaluate(_ parameters: [Double]) throws -> Evaluation {
    let model = BetaGeometric(
      family, r: parameters[0], alpha: parameters[1], a: parameters[2], b: parameters[3])
    let days = DropoutSums.days(patterns.byAge.customers.count, alpha: model.alpha)
    var parts = try threads.map(patterns.blocks.count) { block in
      blockSums(patterns.blocks[block], model, days)
    }
    if family == .mbg && !days.isEmpty { parts.append(onceSums(model, days)) }
    var result = byX(model)
    addAges(to: &result, model, days)
    if let total = pairwiseTree(parts, { $0 + $1 }) { Self.add(total, to: &result, a: model.a) }
    return result
  }

  /// The sums of A and its derivatives.
  private func byX(_ model: BetaGeometric) -> Evaluation {
    let (r, a, b) = (model.r, model.a, model.b)
    let shift = Int(family.shift)
    let counts = patterns.byX
    let size = counts.count + shift
    let lnR = logGammaTable(from: r, count: size)
    let lnB = logGammaTable(from: b, count: size)
    let lnAB = logGammaTable(from: a + b, count: size)
    let psiR = digammaTable(from: r, count: size)
    let psiB = digammaTable(from: b, count: size)
    let psiAB = digammaTable(from: a + b, count: size)
    let psi1R = trigammaTable(from: r, count: size)
    let psi1B = trigammaTable(from: b, count: size)
    let psi1AB = trigammaTable(from: a + b, count: size)
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: 7)
    for (x, customers) in counts.enumerated() where customers > 0 {
      let n = Double(customers)
      sums[0].add(n * (lnR[x] + lnB[x + shift] - lnAB[x + shift]))
      sums[1].add(n * psiR[x])
      sums[2].add(n * psiB[x + shift])
      sums[3].add(n * psiAB[x + shift])
      sums[4].add(n * psi1R[x])
      sums[5].add(n * psi1B[x + shift])
      sums[6].add(n * psi1AB[x + shift])
    }
    var hessian = SymmetricMatrix(size: 4)
    hessian[0, 0] = sums[4].value
    hessian[2, 2] = -sums[6].value
    hessian[3, 2] = -sums[6].value
    hessian[3, 3] = sums[5].value - sums[6].value
    return Evaluation(
      value: sums[0].value - Double(patterns.repeats) * Elementary.log(model.alpha),
      gradient: [sums[1].value, 0, -sums[3].value, sums[2].value - sums[3].value],
      hessian: hessian)
  }

  /// Adds the sums of the derivatives of l₁ − x ln α, and l₁ itself where there is no l₂.
  private func addAges(
    to result: inout Evaluation, _ model: BetaGeometric, _ days: DropoutSums.DayTable
  ) {
    let ages = patterns.byAge
    let (customers, repeats, table) = (ages.customers.span, ages.repeats.span, days.span)
    let once = ages.once.span
    let rOfOnce = family == .bg ? model.r : 0
    let perAlpha = 1 / model.alpha
    let rate = model.r / model.alpha
    var (value, r, alpha, rAlpha, alphaAlpha) = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
    for row in stride(from: 0, to: customers.count, by: 8) {
      let n = Lanes(loading: customers, at: row, padding: 0)
      let x = Lanes(loading: repeats, at: row, padding: 0)
      let T = Double(row) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
      let (lnT, iT) = gatherPairs(table, at: SIMD8(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(row))
      let due = n * (rate * T)
      value -= rOfOnce * Lanes(loading: once, at: row, padding: 0) * lnT
      r -= n * lnT
      alpha += (due - x) * iT
      rAlpha += n * (T * perAlpha) * iT
      alphaAlpha += (x - due * (2 + T * perAlpha)) * (iT * iT)
    }
    result.value += value.treeSum
    result.gradient[0] += r.treeSum
    result.gradient[1] += alpha.treeSum
    result.hessian[1, 0] += rAlpha.treeSum
    result.hessian[1, 1] += alphaAlpha.treeSum
  }

  /// The sums of ln(e^l₁ + e^l₂) and of its derivatives less those of l₁ over the customers of a block.
  private func blockSums(
    _ block: RepeatPatterns.Block, _ model: BetaGeometric, _ days: DropoutSums.DayTable
  ) -> SIMD16<Double> {
    var total = SIMD16<Double>()
    var factors = LogProduct()
    let lnA = Elementary.log(model.a)
    for group in block.groups {
      let x = Double(group.x)
      let bx = model.b + (x + (family.shift - 1))
      var sums = DropoutSums()
      sums.add(
        group, of: block, days: days.span, k: model.r + x, c: lnA - Elementary.log(bx), &factors)
      total += sums.derivatives(k: model.r + x, iB: 1 / bx)
    }
    total[0] += factors.logarithm.treeSum
    return total
  }

  /// The same over the customers without a repeat purchase: of MBG/NBD, where they may have dropped out.
  private func onceSums(_ model: BetaGeometric, _ days: DropoutSums.DayTable) -> SIMD16<Double> {
    var sums = DropoutSums()
    sums.addOnce(
      patterns.byAge.once.span, days: days.span, r: model.r,
      c: Elementary.log(model.a) - Elementary.log(model.b))
    return sums.derivatives(k: model.r, iB: 1 / model.b)
  }

  /// Adds sums in the order of `DropoutSums.derivatives`.
  private static func add(_ sums: SIMD16<Double>, to result: inout Evaluation, a: Double) {
    let scale = [1, 1, 1 / a, 1]
    result.value += sums[0]
    var next = 5
    for row in 0..<4 {
      result.gradient[row] += scale[row] * sums[1 + row]
      for column in 0...row {
        result.hessian[row, column] += scale[row] * scale[column] * sums[next]
        next += 1
      }
    }
  }
}
