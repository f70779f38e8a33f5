internal import Arithmetic
internal import Columns

/// The log-likelihood of the Gamma-Gamma model, with gradient and Hessian.
///
/// Per customer with x purchases of sum S = x m̄ and D = v + S (note 025, eq. 1a, with p x ln x and
/// (p x − 1) ln m̄ joined to p x ln S − ln m̄):
///
///     LL = lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q ln v + p x ln S − ln m̄ − (px + q) ln D
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
    let (xLnD, lnD, xOverD, overD, xOverDD, overDD) =
      (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5])
    let N = Double(rows)
    let lnV = Elementary.log(v)
    var byX = [CompensatedSum](repeating: CompensatedSum(), count: 6)
    let (psiQ, psi1Q, lnGammaQ) = (digamma(q), trigamma(q), logGamma(q))
    for (x, customers) in spends.byX.enumerated() where customers > 0 {
      let n = Double(customers)
      let x = Double(x)
      let px = p * x
      let psi1 = trigamma(px + q)
      byX[0].add(n * (logGammaDifference(px, plus: q) - lnGammaQ))
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
    hessian[2, 1] = N / v - overD
    hessian[2, 2] = -N * q / (v * v) + p * xOverDD + q * overDD
    return Evaluation(
      value: byX[0].value + N * q * lnV + p * spends.xLnSpend - spends.lnMean - p * xLnD - q * lnD,
      gradient: [
        byX[1].value + spends.xLnSpend - xLnD, byX[2].value + N * lnV - lnD,
        N * q / v - p * xOverD - q * overD,
      ],
      hessian: hessian)
  }

  /// The sums of x ln D, ln D, x/D, 1/D, x/D² and 1/D² over some rows, eight at a time.
  private func rowSums(_ rows: Range<Int>, v: Double) -> [Double] {
    let purchases = spends.x.span.extracting(rows)
    let amounts = spends.spend.span.extracting(rows)
    var sums = [Lanes](repeating: Lanes(), count: 6)
    for row in stride(from: 0, to: rows.count, by: 8) {
      let x = Lanes(loading: purchases, at: row, padding: 0)
      let spend = Lanes(loading: amounts, at: row, padding: 0)
      // Padding counts zero times.
      let n = Lanes(repeating: 1).replacing(with: 0, where: x .== 0)
      let lnD = Elementary.log(v + spend)
      let overD = n / (v + spend)
      sums[0] += x * lnD
      sums[1] += n * lnD
      sums[2] += x * overD
      sums[3] += overD
      sums[4] += x * overD * overD
      sums[5] += overD * overD
    }
    return sums.map(\.treeSum)
  }
}
