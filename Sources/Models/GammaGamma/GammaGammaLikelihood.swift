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

  /// Value and derivatives at the parameters (p, q, v).
  func evaluate(_ parameters: [Double]) throws -> Evaluation {
    let (p, q, v) = (parameters[0], parameters[1], parameters[2])
    let parts = try threads.map(spends.blocks.count) { block in
      blockSums(spends.blocks[block], v: v)
    }
    guard let sums = pairwiseTree(parts, { $0 + $1 }) else {
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

  /// The sums of x ln(1 + v/S), ln(1 + S/v), x/D, S/D, x/D² and 1 − (v/D)² over a block, D being
  /// v + S, eight customers of like x at a time; then two zeros.
  ///
  /// The logarithms are those of products. A product keeps 1e-16 of each ln(1 + v/S), not of its part:
  /// times p x, which may be 1e9, that would hide what a step gains; so it serves small x alone, which
  /// are nearly all. ln(1 + S/v) as ln(1 + v/S) + ln S − ln v would save the second product, but cancels
  /// where q is large.
  private func blockSums(_ block: RepeatSpends.Block, v: Double) -> SIMD8<Double> {
    let amounts = block.spend.span
    let perV = 1 / v
    var (xLogV, xOverD, xOverDD, share, bend) = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
    var productS = LogProduct()
    for group in block.groups {
      var (overD, overDD) = (Lanes(), Lanes())
      var productV = LogProduct()
      // Few rows cost less one by one.
      let isProduct = group.x <= 64 && group.count > 64
      var logV = Lanes()
      var row = group.start
      while row < group.end {
        // No factor exceeds 2^93, by the limits of v and the range of amounts, so that eight of them
        // stay below 2^1022.
        let pause = min(row + 64, group.end)
        while row < pause {
          let S = Lanes(loading: amounts, at: row)
          var ratio = v / S
          var factorS = 1 + S * perV
          var perD = 1 / (v + S)
          if row + 8 > group.end {
            ratio = ratio.prefix(group.end - row, padding: 0)
            factorS = factorS.prefix(group.end - row, padding: 1)
            perD = perD.prefix(group.end - row, padding: 0)
          }
          if isProduct {
            productV.multiply(by: 1 + ratio)
          } else {
            logV += Elementary.log(onePlus: ratio)
          }
          productS.multiply(by: factorS)
          let part = S * perD
          overD += perD
          overDD += perD * perD
          share += part
          bend += part * (2 - part)
          row += 8
        }
        productV.settle()
        productS.settle()
      }
      let x = Double(group.x)
      xLogV += x * (isProduct ? productV.logarithm : logV)
      xOverD += x * overD
      xOverDD += x * overDD
    }
    return [
      xLogV.treeSum, productS.logarithm.treeSum, xOverD.treeSum, share.treeSum, xOverDD.treeSum,
      bend.treeSum, 0, 0,
    ]
  }
}
