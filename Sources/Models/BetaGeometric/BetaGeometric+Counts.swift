internal import Arithmetic

extension BetaGeometric {
  /// P(a new customer makes exactly n repeat purchases within t of the first).
  ///
  /// Fader, Hardie and Lee 2005, eq. 8, with s as above: n purchases and still alive, or the dropout
  /// right after the n-th of what would have been at least n,
  ///
  ///     E[(1−p)^(n+s)] P(N = n) + E[p (1−p)^(n+s−1)] P(N ≥ n),   N ~ NBD(r, α) within t.
  ///
  /// The second term is none for BG/NBD with n = 0. The error is absolute, about 1e-16.
  ///
  /// - Complexity: n steps.
  public func probability(ofPurchases n: Int, byNewCustomerWithin t: Double) -> Double {
    let share = t / (alpha + t)
    // P(N = j), from one to the next by (r + j) / (j + 1) · t / (α + t).
    var mass = Elementary.exp(-r * Elementary.log(onePlus: t / alpha))
    var below = CompensatedSum()
    for j in 0..<n {
      below.add(mass)
      mass *= (r + Double(j)) / Double(j + 1) * share
    }
    let survivals = Double(n) + family.shift
    let alive = meanSurvival(survivals) * mass
    guard survivals >= 1 else { return alive }
    let dropout = meanSurvival(survivals - 1) * a / (a + b + survivals - 1)
    return alive + dropout * (1 - below.value)
  }

  /// P(a customer makes exactly n purchases in (T, T + t]).
  ///
  /// Given that a customer is alive at T, the rate of purchases is Gamma(r + x, α + T) and the dropout
  /// probability Beta(a, b + x + s): such a customer is a new one of the BG/NBD with these
  /// parameters, since the next chance to drop out comes with the next purchase.
  ///
  /// - Complexity: n steps.
  public func probability(
    ofPurchases n: Int, within t: Double, x: Double, tx: Double, T: Double
  ) -> Double {
    let alive = probabilityAlive(x: x, tx: tx, T: T)
    let onward = BetaGeometric(.bg, r: r + x, alpha: alpha + T, a: a, b: B(x))
    let gone = n == 0 ? 1 - alive : 0
    return gone + alive * onward.probability(ofPurchases: n, byNewCustomerWithin: t)
  }

  /// E[(1−p)^k] = B(a, b + k) / B(a, b).
  private func meanSurvival(_ k: Double) -> Double {
    Elementary.exp(logGammaDifference(b, plus: k) - logGammaDifference(a + b, plus: k))
  }
}
