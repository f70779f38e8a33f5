internal import Arithmetic
internal import Columns

/// The log-likelihood of the Gamma-Gamma model, with gradient and Hessian.
///
/// Per customer with x purchases of sum S = x m̄ (note 025, eq. 1a, with p x ln x, (p x − 1) ln m̄,
/// q ln v and (p x + q) ln(v + S) joined to terms that do not cancel where p or q is large):
///
///     LL = lnΓ(px+q) − lnΓ(px) − lnΓ(q) − p x ln(1 + v/S) − q ln(1 + S/v) − ln m̄
///
/// The first three terms depend on x alone and are summed by x.
struct GammaGammaLikelihood: Sendable {
  let spends: RepeatSpends
  let threads: Threads

  private static let block = 4096

  /// Value and derivatives at the parameters (p, q, v).
  func evaluate(_ parameters: [Double]) throws -> Evaluation {
    let (p, q, v) = (parameters[0], parameters[1], parameters[2])
    let rows = spends.x.count
    let parts = try threads.map((rows + Self.block - 1) / Self.block) { block in
      rowSums(block * Self.block..<min((block + 1) * Self.block, rows), v: v)
    }
    guard let sums = pairwiseTree(parts, { zip($0, $1).map { $0.0 + $0.1 } }) else {
      preconditionFailure("at least one customer")
    }
    let (xLogV, logS, xOverD, share, xOverDD, bend) =
      (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5])
    var byX = [CompensatedSum](repeating: CompensatedSum(), count: 6)
    let (psiQ, psi1Q, lnGammaQ) = (digamma(q), trigamma(q), logGamma(q))
    for (x, customers) in spends.byX.enumerated() where customers > 0 {
      let n = Double(customers)
      let x = Double(x)
      let px = p * x
      let psi1 = trigamma(px + q)
      // The difference from the larger one: the other two are then small.
      let lnBeta =
        px < q
        ? logGammaDifference(q, plus: px) - logGamma(px)
        : logGammaDifference(px, plus: q) - lnGammaQ
      byX[0].add(n * lnBeta)
      byX[1].add(n * x * (digamma(px + q) - digamma(px)))
      byX[2].add(n * (digamma(px + q) - psiQ))
      byX[3].add(n * x * x * (psi1 - trigamma(px)))
      byX[4].add(n * x * psi1)
      byX[5].add(n * (psi1 - psi1Q))
    }
    var hessian = SymmetricMatrix(size: 3)
    hessian[0, 0] = byX[3].value
    hessian[1, 0] = byX[4].value
    hessian[1, 1] = byX[5].value
    hessian[2, 0] = -xOverD
    hessian[2, 1] = share / v
    hessian[2, 2] = p * xOverDD - q * bend / (v * v)
    return Evaluation(
      value: byX[0].value - p * xLogV - q * logS - spends.lnMean,
      gradient: [byX[1].value - xLogV, byX[2].value - logS, q * share / v - p * xOverD],
      hessian: hessian)
  }

  /// The sums of x ln(1 + v/S), ln(1 + S/v), x/D, S/D, x/D² and 1 − (v/D)² over some rows, D being
  /// v + S, eight at a time.
  private func rowSums(_ rows: Range<Int>, v: Double) -> [Double] {
    let purchases = spends.x.span.extracting(rows)
    let amounts = spends.spend.span.extracting(rows)
    var sums = [Lanes](repeating: Lanes(), count: 6)
    for row in stride(from: 0, to: rows.count, by: 8) {
      let x = Lanes(loading: purchases, at: row, padding: 0)
      let spend = Lanes(loading: amounts, at: row, padding: 1)
      // Padding counts zero times.
      let n = Lanes(repeating: 1).replacing(with: 0, where: x .== 0)
      let overD = 1 / (v + spend)
      let share = n * spend * overD
      sums[0] += x * Elementary.log(onePlus: v / spend)
      sums[1] += n * Elementary.log(onePlus: spend / v)
      sums[2] += x * overD
      sums[3] += share
      sums[4] += x * overD * overD
      sums[5] += share * (2 - share)
    }
    return sums.map(\.treeSum)
  }
}
