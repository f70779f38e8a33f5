internal import Arithmetic

/// The Pareto/NBD model of a customer who buys at a Gamma-distributed Poisson rate and drops out at any
/// time, after a wait that is exponential at a Gamma-distributed rate.
///
/// Schmittlein, Morrison and Colombo, "Counting Your Customers: Who Are They and What Will They Do Next?",
/// Management Science 33 (1987); formulas after Fader and Hardie, note 009 (2005). Given that a customer
/// is alive at T, the rate of purchases is Gamma(r + x, α + T) and that of dropout Gamma(s, β + T): all of
/// the future is a race of two clocks, `LomaxRace`.
public struct ParetoNBD: Sendable, Equatable {
  /// Shape of the Gamma distribution of purchase rates.
  public let r: Double
  /// Its rate, in days.
  public let alpha: Double
  /// Shape of the Gamma distribution of dropout rates.
  public let s: Double
  /// Its rate, in days.
  public let beta: Double

  /// A model with given parameters, all positive; times are then in the unit of `alpha` and `beta`.
  public init(r: Double, alpha: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.s = s
    self.beta = beta
  }

  /// The probability that a customer has not dropped out by T: 1 if the last purchase was at T.
  ///
  /// - Parameters:
  ///   - x: repeat purchases.
  ///   - tx: time of the last purchase since the first.
  ///   - T: time since the first purchase, at least `tx`.
  /// - Returns: a number from 0 to 1.
  public func probabilityAlive(x: Double, tx: Double, T: Double) -> Double {
    1 / (1 + Elementary.exp(logDropoutOdds(x: x, tx: tx, T: T)))
  }

  /// The probability that a customer has not dropped out by T + t: that of T, times
  /// ((β + T) / (β + T + t))^s.
  public func probabilityAlive(x: Double, tx: Double, T: Double, after t: Double) -> Double {
    probabilityAlive(x: x, tx: tx, T: T)
      * Elementary.exp(-s * Elementary.log(onePlus: t / (beta + T)))
  }

  /// The logarithm of P(dropped out) / P(alive).
  ///
  /// The odds are ∫ over y from t_x to T of s/(β + y) ((α + T)/(α + y))^(r + x) ((β + T)/(β + y))^s: the
  /// dropout came before a next purchase and by T, over nothing came by T.
  public func logDropoutOdds(x: Double, tx: Double, T: Double) -> Double {
    let race = LomaxRace(shape: s, scale: beta, against: r + x, alpha)
    return (r + x) * Elementary.log(onePlus: (T - tx) / (alpha + tx))
      + s * Elementary.log(onePlus: (T - tx) / (beta + tx))
      + Elementary.log(race.probability(after: tx, within: T - tx))
  }

  /// Expected purchases in (T, T + t] of a customer who is alive.
  public func expectedPurchasesIfAlive(x: Double, T: Double, t: Double) -> Double {
    (r + x) * purchasesPerRateIfAlive(T: T, t: t)
  }

  /// The same in units of r + x: (β + T)/(α + T) (1 − ((β + T)/(β + T + t))^(s − 1))/(s − 1), at s = 1 its
  /// limit.
  public func purchasesPerRateIfAlive(T: Double, t: Double) -> Double {
    let log = Elementary.log(onePlus: t / (beta + T))
    let time = s == 1 ? log : Elementary.expMinusOne((1 - s) * log) / (1 - s)
    return (beta + T) / (alpha + T) * time
  }

  /// The same with each purchase discounted by e^(−δu), u after T.
  ///
  /// Without an end it is (β + T)/(α + T) e^z E_s(z), z = δ (β + T): times r + x, the discounted expected
  /// residual transactions (DERT) of Fader, Hardie and Lee, "RFM and CLV" (2005).
  ///
  /// - Parameters:
  ///   - T: time since the first purchase.
  ///   - t: time after T; may be infinite.
  ///   - delta: the discount rate per unit of time, positive.
  /// - Returns: purchases for each of r + x.
  public func purchasesPerRateIfAlive(T: Double, t: Double, delta: Double) -> Double {
    (beta + T) / (alpha + T)
      * ExponentialIntegral.scaled(order: s, delta * (beta + T), within: t / (beta + T))
  }

  /// Expected purchases in (T, T + t].
  public func expectedPurchases(x: Double, tx: Double, T: Double, t: Double) -> Double {
    probabilityAlive(x: x, tx: tx, T: T) * expectedPurchasesIfAlive(x: x, T: T, t: t)
  }

  /// P(at least one purchase in (T, T + t]) of a customer who is alive: the next one comes before the
  /// dropout, and within t.
  public func orderProbabilityIfAlive(x: Double, T: Double, t: Double) -> Double {
    LomaxRace(shape: r + x, scale: alpha, against: s, beta).probability(after: T, within: t)
  }

  /// Expected repeat purchases of a new customer within t of the first purchase.
  public func expectedPurchasesOfNewCustomer(t: Double) -> Double {
    expectedPurchasesIfAlive(x: 0, T: 0, t: t)
  }

  /// The logarithm of the likelihood of one customer, in densities per unit of `alpha`.
  public func logLikelihood(x: Double, tx: Double, T: Double) -> Double {
    let odds = logDropoutOdds(x: x, tx: tx, T: T)
    let lse =
      odds > 0
      ? odds + Elementary.log(onePlus: Elementary.exp(-odds))
      : Elementary.log(onePlus: Elementary.exp(odds))
    return logGammaDifference(r, plus: x) - x * Elementary.log(alpha)
      - (r + x) * Elementary.log(onePlus: T / alpha) - s * Elementary.log(onePlus: T / beta) + lse
  }
}
