internal import Arithmetic

/// The BG/NBD and MBG/NBD models of a customer who buys at a Gamma-distributed Poisson rate and may
/// drop out after each purchase with a Beta-distributed probability.
///
/// BG/NBD: Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24
/// (2005). MBG/NBD: Batislam, Denizel and Filiztekin, IJRM 24 (2007), where a customer may drop out
/// right after the first purchase too. They differ by one in b: with s = 0 for BG and 1 for MBG,
/// given x the dropout probability is Beta(a, b + x + s) for a customer who is alive.
public struct BetaGeometric: Sendable, Equatable {
  /// Which of the two models.
  public enum Family: String, Sendable, CaseIterable {
    /// BG/NBD: one-time buyers are all alive.
    case bg = "bg-nbd"
    /// MBG/NBD.
    case mbg = "mbg-nbd"

    /// The s above.
    var shift: Double { self == .bg ? 0 : 1 }
  }

  /// Which of the two models.
  public let family: Family
  /// Shape of the Gamma distribution of purchase rates.
  public let r: Double
  /// Its rate, in days.
  public let alpha: Double
  /// First parameter of the Beta distribution of dropout probabilities.
  public let a: Double
  /// The second.
  public let b: Double

  /// A model with given parameters, all positive; times are then in the unit of `alpha`.
  public init(_ family: Family, r: Double, alpha: Double, a: Double, b: Double) {
    self.family = family
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }

  /// The second parameter of the dropout distribution of a customer who is alive after x repeats.
  public func B(_ x: Double) -> Double { b + x + family.shift }

  /// The probability that a customer has not dropped out by T.
  ///
  /// 1 / (1 + a/(b + x + s − 1) ((α + T)/(α + t_x))^(r + x)); 1 for BG/NBD with x = 0.
  ///
  /// - Parameters:
  ///   - x: repeat purchases.
  ///   - tx: time of the last purchase since the first.
  ///   - T: time since the first purchase, at least `tx`.
  /// - Returns: a number from 0 to 1.
  public func probabilityAlive(x: Double, tx: Double, T: Double) -> Double {
    1 / (1 + Elementary.exp(logDropoutOdds(x: x, tx: tx, T: T)))
  }

  /// The logarithm of P(dropped out) / P(alive): l₂ − l₁ of the likelihood.
  public func logDropoutOdds(x: Double, tx: Double, T: Double) -> Double {
    if family == .bg && x == 0 { return -.infinity }
    return Elementary.log(a) - Elementary.log(b + (x + family.shift - 1))
      + (r + x) * Elementary.log(onePlus: (T - tx) / (alpha + tx))
  }

  /// Expected purchases in (T, T + t] of a customer who is alive: E[(1 − (1 + pτ)^−(r+x)) / p] over
  /// p ~ Beta(a, b + x + s), with τ = t / (α + T).
  public func expectedPurchasesIfAlive(x: Double, T: Double, t: Double) -> Double {
    ExpectationIntegral.value(A: r + x, a: a, B: B(x), tau: t / (alpha + T))
  }

  /// G(x; τ) for each x each τ, x by x.
  public func expectedPurchasesIfAlive(xs: [Double], tau: [Double]) -> [Double] {
    var A: [Double] = []
    var B: [Double] = []
    var taus: [Double] = []
    for x in xs {
      A += repeatElement(r + x, count: tau.count)
      B += repeatElement(self.B(x), count: tau.count)
      taus += tau
    }
    var G = [Double](repeating: 0, count: taus.count)
    var results = G.mutableSpan
    ExpectationIntegral.evaluate(A: A.span, B: B.span, tau: taus.span, a: a, into: &results)
    return G
  }

  /// Expected purchases in (T, T + t].
  public func expectedPurchases(x: Double, tx: Double, T: Double, t: Double) -> Double {
    probabilityAlive(x: x, tx: tx, T: T) * expectedPurchasesIfAlive(x: x, T: T, t: t)
  }

  /// P(at least one purchase in (T, T + t]) of a customer who is alive: 1 − ((α+T)/(α+T+t))^(r+x).
  ///
  /// Exact for both models, since nobody drops out between purchases.
  public func orderProbabilityIfAlive(x: Double, T: Double, t: Double) -> Double {
    -Elementary.expMinusOne(-(r + x) * Elementary.log(onePlus: t / (alpha + T)))
  }

  /// Expected repeat purchases of a new customer within t of the first purchase.
  public func expectedPurchasesOfNewCustomer(t: Double) -> Double {
    let alive = family == .bg ? 1 : b / (a + b)
    return alive * ExpectationIntegral.value(A: r, a: a, B: B(0), tau: t / alpha)
  }

  /// The time after the last purchase by which a customer who is alive buys again with probability
  /// `share`: (α + t_x)((1 − share)^(−1/(r + x)) − 1).
  public func wait(share: Double, x: Double, tx: Double) -> Double {
    (alpha + tx) * Elementary.expMinusOne(-Elementary.log(1 - share) / (r + x))
  }

  /// The logarithm of the likelihood of one customer, in densities per unit of `alpha`.
  public func logLikelihood(x: Double, tx: Double, T: Double) -> Double {
    let s = family.shift
    let A =
      logGammaDifference(r, plus: x) - x * Elementary.log(alpha)
      + logGammaDifference(b, plus: x + s) - logGammaDifference(a + b, plus: x + s)
    let l1 = -(r + x) * Elementary.log(onePlus: T / alpha)
    let odds = logDropoutOdds(x: x, tx: tx, T: T)
    let lse =
      odds > 0
      ? odds + Elementary.log(onePlus: Elementary.exp(-odds))
      : Elementary.log(onePlus: Elementary.exp(odds))
    return A + l1 + lse
  }
}
