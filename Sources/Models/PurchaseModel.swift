internal import Arithmetic

/// The models of when customers buy and drop out, as the field names them.
public enum ModelFamily: String, Sendable, CaseIterable, Codable {
  /// MBG/NBD: a customer may drop out after each purchase, the first one too.
  case mbg = "mbg-nbd"
  /// BG/NBD: the same, but not after the first; one-time buyers are all alive.
  case bg = "bg-nbd"
  /// Pareto/NBD: a customer may drop out at any time.
  case pareto = "pareto-nbd"

  /// The papers' names of the parameters, in the order of `PurchaseModel.parameters`.
  public var parameterNames: [String] {
    self == .pareto ? ["r", "alpha", "s", "beta"] : ["r", "alpha", "a", "b"]
  }

  /// Which of the parameters are times; the others have no unit.
  public var isTime: [Bool] {
    self == .pareto ? [false, true, false, true] : [false, true, false, false]
  }
}

/// A model with its parameters: all that predictions of purchases need.
///
/// In every one of them customers who are alive buy at a Poisson rate λ ~ Gamma(r, α); they differ in
/// how customers drop out.
public enum PurchaseModel: Sendable, Equatable {
  /// BG/NBD or MBG/NBD.
  case betaGeometric(BetaGeometric)
  /// Pareto/NBD.
  case paretoNBD(ParetoNBD)

  /// A model with given parameters, all positive, in the order of `family.parameterNames`.
  public init(_ family: ModelFamily, parameters: [Double]) {
    precondition(parameters.count == 4, "four parameters")
    switch family {
    case .bg, .mbg:
      self = .betaGeometric(
        BetaGeometric(
          family == .bg ? .bg : .mbg, r: parameters[0], alpha: parameters[1], a: parameters[2],
          b: parameters[3]))
    case .pareto:
      self = .paretoNBD(
        ParetoNBD(r: parameters[0], alpha: parameters[1], s: parameters[2], beta: parameters[3]))
    }
  }

  /// Which model it is.
  public var family: ModelFamily {
    switch self {
    case .betaGeometric(let model): model.family == .bg ? .bg : .mbg
    case .paretoNBD: .pareto
    }
  }

  /// Shape of the Gamma distribution of purchase rates.
  public var r: Double {
    switch self {
    case .betaGeometric(let model): model.r
    case .paretoNBD(let model): model.r
    }
  }

  /// Its rate, in the unit of time.
  public var alpha: Double {
    switch self {
    case .betaGeometric(let model): model.alpha
    case .paretoNBD(let model): model.alpha
    }
  }

  /// The parameters in the order of `family.parameterNames`.
  public var parameters: [Double] {
    switch self {
    case .betaGeometric(let model): [model.r, model.alpha, model.a, model.b]
    case .paretoNBD(let model): [model.r, model.alpha, model.s, model.beta]
    }
  }

  /// The probability that a customer has not dropped out by T.
  public func probabilityAlive(x: Double, tx: Double, T: Double) -> Double {
    switch self {
    case .betaGeometric(let model): model.probabilityAlive(x: x, tx: tx, T: T)
    case .paretoNBD(let model): model.probabilityAlive(x: x, tx: tx, T: T)
    }
  }

  /// Expected purchases in (T, T + t] of a customer who is alive.
  public func expectedPurchasesIfAlive(x: Double, T: Double, t: Double) -> Double {
    switch self {
    case .betaGeometric(let model): model.expectedPurchasesIfAlive(x: x, T: T, t: t)
    case .paretoNBD(let model): model.expectedPurchasesIfAlive(x: x, T: T, t: t)
    }
  }

  /// Expected purchases in (T, T + t].
  public func expectedPurchases(x: Double, tx: Double, T: Double, t: Double) -> Double {
    probabilityAlive(x: x, tx: tx, T: T) * expectedPurchasesIfAlive(x: x, T: T, t: t)
  }

  /// P(at least one purchase in (T, T + t]) of a customer who is alive.
  public func orderProbabilityIfAlive(x: Double, T: Double, t: Double) -> Double {
    switch self {
    case .betaGeometric(let model): model.orderProbabilityIfAlive(x: x, T: T, t: t)
    case .paretoNBD(let model): model.orderProbabilityIfAlive(x: x, T: T, t: t)
    }
  }

  /// Expected repeat purchases of a new customer within t of the first purchase.
  public func expectedPurchasesOfNewCustomer(t: Double) -> Double {
    switch self {
    case .betaGeometric(let model): model.expectedPurchasesOfNewCustomer(t: t)
    case .paretoNBD(let model): model.expectedPurchasesOfNewCustomer(t: t)
    }
  }

  /// The time after the last purchase by which a customer who is still one buys again with
  /// probability `share`: (α + t_x)((1 − share)^(−1/(r + x)) − 1).
  ///
  /// Of such a customer all models say the same: λ ~ Gamma(r + x, α + t_x).
  public func wait(share: Double, x: Double, tx: Double) -> Double {
    (alpha + tx) * Elementary.expMinusOne(-Elementary.log(1 - share) / (r + x))
  }

  /// The logarithm of the likelihood of one customer, in densities per unit of time.
  public func logLikelihood(x: Double, tx: Double, T: Double) -> Double {
    switch self {
    case .betaGeometric(let model): model.logLikelihood(x: x, tx: tx, T: T)
    case .paretoNBD(let model): model.logLikelihood(x: x, tx: tx, T: T)
    }
  }
}
