// Two series for G(A, a, B, tau), each in eight lanes with an a in common. With z = tau / (1 + tau)
// and L = -ln(1 + tau), so that e^L = 1 - z:
//
// Hypergeometric (Pfaff's and Euler's transformations of 2F1, with the pole at a = 1 taken out):
//   e = a - 1,  c = a + B - 1,  d = c - A,  phi = -expm1(e L) / e
//   S = sum t_n,  t_1 = d z,  t_(n+1) = t_n (a + n - 1)(d + n) z / ((c + n)(n + 1))
//   G = c phi - e^(e L) S
// Short, but a difference: exact to a few ulp times (|c| phi + (1 + |e L|) e^(e L) sum |t_n|) / G, and
// this factor is known at the end.
//
// Counting, (1 - (1 + p tau)^-A) / p = sum over n of P(N = n) (1 - q^n) / p, q = 1 - p, where N is
// negative binomial with shape A and mean A tau (the orders of a customer who cannot drop out):
//   f_0 = (1 - z)^A,  f_(n+1) = f_n (A + n) z / (n + 1)
//   u_0 = 1,          u_(n+1) = u_n (B + n) / (a + B + n)        = E[q^n]
//   G = sum f_n m_n,  m_n = u_0 + ... + u_(n-1)
// Longer, but all terms are positive.
//
// A lane that has converged goes on with the term 0, which changes nothing: so a lane's result does
// not depend on its neighbours.

extension ExpectationIntegral {
  /// G by the hypergeometric series; NaN in a lane where the series would be long or inexact.
  ///
  /// Relative error 1e-13 where it is not NaN.
  public static func series(A: Lanes, a: Double, B: Lanes, tau: Lanes) -> Lanes {
    let z = tau / (1 + tau)
    let L = -Elementary.log(onePlus: tau)
    let e = a - 1
    let c = e + B
    let d = c - A
    let phi = e == 0 ? -L : Elementary.expMinusOne(e * L) / -e
    let scale = e == 0 ? Lanes(repeating: 1) : Elementary.exp(e * L)

    let start = (d * z).replacing(with: 0, where: .!(z .<= longestSeries))
    var terms = HypergeometricSum(
      z: z, c: c, d: d, term: start, sum: start, magnitude: start.absolute)
    terms.run(a: a)
    let first = c * phi
    let value = first - scale * terms.sum
    let drift = 1 + (e * L).absolute
    let firstSize = e < 0 ? first.absolute * drift : first.absolute
    let isExact = firstSize + scale * terms.magnitude * drift .<= value * largestCancellation
    let isDone = (terms.term .== 0) .& (z .<= longestSeries)
    return value.replacing(with: .nan, where: .!(isExact .& isDone))
      .replacing(with: 0, where: tau .== 0)
  }

  /// G by counting orders; NaN in a lane where the series would be long.
  ///
  /// Relative error 1e-13 where it is not NaN.
  public static func countingSeries(A: Lanes, a: Double, B: Lanes, tau: Lanes) -> Lanes {
    let odds = 1 + tau
    let z = tau / odds
    let mean = A * tau
    let spread = (mean * odds).squareRoot()
    let isShort = (mean + 9 * spread + 40 * odds) .<= countingLimit
    if !anyLane(isShort) { return Lanes(repeating: .nan) }
    let mass = Elementary.exp(-A * Elementary.log(onePlus: tau))
      .replacing(with: 0, where: .!isShort)
    let isPossible = mass .>= 0x1p-900
    var terms = CountingSum(z: z, A: A, B: B, mass: mass)
    terms.run(a: a)
    let isDone = isShort .& isPossible .& (terms.mass .== 0)
    return terms.sum.replacing(with: .nan, where: .!isDone)
      .replacing(with: 0, where: tau .== 0)
  }
}

// The loops are functions of their own that take their lanes through memory: as arguments, lanes
// arrive in pairs, and the loop then stays in pairs, 1.5 times slower.

/// The sum S of the hypergeometric series.
private struct HypergeometricSum {
  let z: Lanes
  let c: Lanes
  let d: Lanes
  /// t_1 at the start; 0 at the end in a lane that has converged.
  var term: Lanes
  var sum: Lanes
  /// The sum of |t_n|.
  var magnitude: Lanes

  @inline(never)
  mutating func run(a: Double) {
    var n = 1.0
    while n < ExpectationIntegral.seriesLimit {
      // Two terms with one division.
      for _ in 0..<4 {
        let above1 = (z * (a + n - 1)) * (d + n)
        let above2 = (z * (a + n)) * (d + (n + 1))
        let below1 = (c + n) * (n + 1)
        let below2 = (c + (n + 1)) * (n + 2)
        let both = term * above1 / (below1 * below2)
        let next = both * below2
        term = both * above2
        sum += next + term
        magnitude += next.absolute + term.absolute
        n += 2
      }
      // From here on |t_(n+1) / t_n| <= rho, if d + n >= 0; so the rest is below t rho / (1 - rho).
      let growth = (d + n) / (n + 1)
      let rho = z * growth.replacing(with: 1, where: growth .< 1)
      let isSmall = term.absolute .<= (1 - rho) * magnitude * 0x1p-56
      term.replace(with: 0, where: isSmall .& (d + n .>= 0))
      if !anyLane(term .!= 0) { return }
    }
  }
}

/// The sum of the counting series.
private struct CountingSum {
  let z: Lanes
  let A: Lanes
  let B: Lanes
  /// f_0 at the start; 0 at the end in a lane that has converged.
  var mass: Lanes
  var sum = Lanes(repeating: 0)

  @inline(never)
  mutating func run(a: Double) {
    var survival = Lanes(repeating: 1)
    var count = Lanes(repeating: 0)
    let all = a + B
    var n = 0.0
    while n < 2 * ExpectationIntegral.countingLimit {
      // Two terms with one division.
      for _ in 0..<4 {
        let below1 = all + n
        let below2 = all + (n + 1)
        let both = survival * (B + n) / (below1 * below2)
        mass *= (A + n) * (z * (1 / (n + 1)))
        count += survival
        sum.addProduct(mass, count)
        mass *= (A + (n + 1)) * (z * (1 / (n + 2)))
        count += both * below2
        sum.addProduct(mass, count)
        survival = both * (B + (n + 1))
        n += 2
      }
      // m_(n+1) <= m_n (1 + 1/n), and f_(n+1) / f_n falls or stays below z.
      let growth = (A + n) / (n + 1)
      let rho = z * growth.replacing(with: 1, where: growth .< 1) * (1 + 1 / n)
      mass.replace(with: 0, where: mass * count .<= (1 - rho) * sum * 0x1p-56)
      if !anyLane(mass .!= 0) { return }
    }
  }
}
