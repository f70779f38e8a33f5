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
/// A depends on x alone and is summed by x. With the weights w₁ = e^l₁/(e^l₁ + e^l₂) and w₂ = 1 − w₁
/// the rest has the gradient w₁∇l₁ + w₂∇l₂ and the Hessian w₁∇²l₁ + w₂∇²l₂ + w₁w₂ΔΔᵀ, where
/// Δ = ∇l₂ − ∇l₁.
///
/// The papers have r ln α in A and ln(α + T) in l₁. Those cancel where customers buy at one and the
/// same rate, r and α being large: then the sums kept 3 digits of a gain, and the fit did not end.
/// Here r/α − (r+x)/(α+T), the slope by α, is (rT/α − x)/(α+T), and so on.
struct BetaGeometricLikelihood: Sendable {
  let family: BetaGeometric.Family
  let patterns: RepeatPatterns
  let threads: Threads

  /// Rows per task: fixed, so that the tree of sums is.
  private static let block = 4096

  /// Value and derivatives at the parameters (r, α, a, b).
  func evaluate(_ parameters: [Double]) throws -> Evaluation {
    let model = BetaGeometric(
      family, r: parameters[0], alpha: parameters[1], a: parameters[2], b: parameters[3])
    let rows = patterns.x.count
    let sums = try threads.map((rows + Self.block - 1) / Self.block) { block in
      rowSums(block * Self.block..<min((block + 1) * Self.block, rows), model)
    }
    var result = byX(model)
    if let total = pairwiseTree(sums, { $0 + $1 }) { total.add(to: &result, model) }
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

  /// The sums of ln(e^l₁ + e^l₂) and its derivatives over some rows, eight at a time.
  ///
  /// The last rows are padded with customers that count zero times.
  private func rowSums(_ rows: Range<Int>, _ model: BetaGeometric) -> RowSums<Double> {
    let r = Lanes(repeating: model.r)
    let alpha = Lanes(repeating: model.alpha)
    let perAlpha = Lanes(repeating: 1 / model.alpha)
    let rate = Lanes(repeating: model.r / model.alpha)
    let lnA = Lanes(repeating: Elementary.log(model.a))
    let b = Lanes(repeating: model.b)
    let shift = Lanes(repeating: family.shift - 1)
    let isBG = family == .bg
    let one = Lanes(repeating: 1)
    let two = Lanes(repeating: 2)
    let customers = patterns.customers.span.extracting(rows)
    let repeats = patterns.x.span.extracting(rows)
    let lasts = patterns.tx.span.extracting(rows)
    let ages = patterns.T.span.extracting(rows)
    var sums = RowSums<Lanes>(repeating: Lanes())
    for row in stride(from: 0, to: rows.count, by: 8) {
      let n = Lanes(loading: customers, at: row, padding: 0)
      let x = Lanes(loading: repeats, at: row, padding: 1)
      let tx = Lanes(loading: lasts, at: row, padding: 0)
      let T = Lanes(loading: ages, at: row, padding: 0)

      let canDrop: SIMDMask<SIMD8<Int64>> = isBG ? x .> 0 : SIMDMask(repeating: true)
      let k = r + x
      // b + x − 1 may be zero or negative where BG has no second term: any positive number does.
      let bx = (b + (x + shift)).replacing(with: 1, where: .!canDrop)
      // Not log(onePlus:), which takes half as long again: 1e-16 times an r of 1e4 is little enough.
      let lnT = Elementary.log(one + T * perAlpha)
      let lnTx = Elementary.log(one + tx * perAlpha)
      let odds = (lnA - Elementary.log(bx) + k * (lnT - lnTx))
        .replacing(with: -1e300, where: .!canDrop)
      // ln(1 + e^odds) and w₂ = e^odds/(1 + e^odds), by e^−|odds| so that neither overflows.
      let isLikely = odds .> 0
      let small = Elementary.exp(odds.replacing(with: -odds, where: isLikely))
      let softplus = Elementary.log(onePlus: small) + odds.replacing(with: 0, where: .!isLikely)
      let larger = one / (one + small)
      let w2 = larger.replacing(with: small * larger, where: .!isLikely)
      let w1 = larger.replacing(with: small * larger, where: isLikely)

      let iT = one / (alpha + T)
      let iTx = one / (alpha + tx)
      let iB = (one / bx).replacing(with: 0, where: .!canDrop)
      let dR = lnT - lnTx
      let dAlpha = k * (tx - T) * (iT * iTx)
      let w12 = n * w1 * w2
      let n1 = n * w1
      let n2 = n * w2
      sums.value += n * (softplus - k * lnT)
      sums.r -= n1 * lnT + n2 * lnTx
      let dueT = rate * T
      let dueTx = rate * tx
      sums.alpha += n1 * (dueT - x) * iT + n2 * (dueTx - x) * iTx
      sums.a += n2
      sums.b -= n2 * iB
      sums.rr += w12 * dR * dR
      sums.rAlpha += w12 * dR * dAlpha + (n1 * T * iT + n2 * tx * iTx) * perAlpha
      let bendT = (x - dueT * (two + T * perAlpha)) * (iT * iT)
      let bendTx = (x - dueTx * (two + tx * perAlpha)) * (iTx * iTx)
      sums.alphaAlpha += w12 * dAlpha * dAlpha + n1 * bendT + n2 * bendTx
      sums.ra += w12 * dR
      sums.rb -= w12 * dR * iB
      sums.alphaA += w12 * dAlpha
      sums.alphaB -= w12 * dAlpha * iB
      sums.aa += w12 - n2
      sums.ab -= w12 * iB
      sums.bb += (w12 + n2) * iB * iB
    }
    return sums.map(\.treeSum)
  }
}

/// The sums over rows: of the value, its gradient and its Hessian, without factors of 1/a.
private struct RowSums<Value: Sendable>: Sendable {
  var value, r, alpha, a, b: Value
  var rr, rAlpha, alphaAlpha, ra, alphaA, aa, rb, alphaB, ab, bb: Value

  init(repeating zero: Value) {
    (value, r, alpha, a, b) = (zero, zero, zero, zero, zero)
    (rr, rAlpha, alphaAlpha, ra, alphaA, aa) = (zero, zero, zero, zero, zero, zero)
    (rb, alphaB, ab, bb) = (zero, zero, zero, zero)
  }

  /// Each sum, transformed.
  func map(_ body: (Value) -> Double) -> RowSums<Double> {
    var result = RowSums<Double>(repeating: 0)
    (result.value, result.r, result.alpha) = (body(value), body(r), body(alpha))
    (result.a, result.b) = (body(a), body(b))
    (result.rr, result.rAlpha, result.alphaAlpha) = (body(rr), body(rAlpha), body(alphaAlpha))
    (result.ra, result.alphaA, result.aa) = (body(ra), body(alphaA), body(aa))
    (result.rb, result.alphaB, result.ab, result.bb) = (body(rb), body(alphaB), body(ab), body(bb))
    return result
  }
}

extension RowSums<Double> {
  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.value += right.value
    sum.r += right.r
    sum.alpha += right.alpha
    sum.a += right.a
    sum.b += right.b
    sum.rr += right.rr
    sum.rAlpha += right.rAlpha
    sum.alphaAlpha += right.alphaAlpha
    sum.ra += right.ra
    sum.alphaA += right.alphaA
    sum.aa += right.aa
    sum.rb += right.rb
    sum.alphaB += right.alphaB
    sum.ab += right.ab
    sum.bb += right.bb
    return sum
  }

  /// Adds the rows' part to the part that depends on x alone.
  func add(to result: inout Evaluation, _ model: BetaGeometric) {
    result.value += value
    result.gradient[0] += r
    result.gradient[1] += alpha
    result.gradient[2] += a / model.a
    result.gradient[3] += b
    result.hessian[0, 0] += rr
    result.hessian[1, 0] += rAlpha
    result.hessian[1, 1] += alphaAlpha
    result.hessian[2, 0] += ra / model.a
    result.hessian[2, 1] += alphaA / model.a
    result.hessian[2, 2] += aa / (model.a * model.a)
    result.hessian[3, 0] += rb
    result.hessian[3, 1] += alphaB
    result.hessian[3, 2] += ab / model.a
    result.hessian[3, 3] += bb
  }
}
