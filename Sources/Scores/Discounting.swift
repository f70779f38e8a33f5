public import Models
internal import Arithmetic

/// Expected purchases, each counted at its discount from the day it happens to as-of.
///
/// The discount is continuous: e^(−δt) after t days, δ = ln(1 + annual) / 365.25. With G(t) the
/// expected purchases within t of a customer who is alive, the discounted ones within H are
///
///     ∫₀ᴴ e^(−δt) dG(t) = e^(−δH) G(H) + δ ∫₀ᴴ e^(−δt) G(t) dt,
///
/// where the integral is over v = ln(1 + t/c), c = α + T. In v the integrand has no singularity within
/// π of the real axis: 16 Gauss-Legendre nodes for each e-fold of the discount (one panel up to ten
/// years of ten percent) leave 3e-12. In t, where one lies at −c, they left 3e-4 to new customers.
public struct Discounting: Sendable, Equatable {
  /// δ per day.
  public let delta: Double

  /// A discount per year: 0.10 is ten percent.
  public init(annual: Double) {
    delta = Elementary.log(onePlus: annual) / 365.25
  }

  /// A discount rate per unit of the model's time.
  public init(delta: Double) { self.delta = delta }

  /// The times within H at which G is needed, and the weights with which the discounted purchases are
  /// the sum of G there.
  ///
  /// The last time is H itself.
  ///
  /// - Parameters:
  ///   - H: the horizon.
  ///   - c: α + T.
  /// - Returns: times and weights, as many for any c.
  func nodes(within H: Double, scale c: Double) -> (times: [Double], weights: [Double]) {
    if delta == 0 { return ([H], [1]) }
    let rule = GaussLegendre.nodes16
    // Beyond δt = 40 less than 1e-17 is left.
    let last = delta * H > 40 ? 40 / delta : H
    let panels = 1 + Int(delta * last)
    let width = Elementary.log(onePlus: last / c) / Double(panels)
    var times: [Double] = []
    var weights: [Double] = []
    for panel in 0..<panels {
      for first in [0, 8] {
        let v = (Double(panel) + Lanes(loading: rule.nodes.span, at: first)) * width
        let t = c * Elementary.expMinusOne(v)
        let decay = Elementary.exp(-delta * t)
        let weight = Lanes(loading: rule.weights.span, at: first) * ((c + t) * decay)
        for lane in 0..<8 {
          times.append(t[lane])
          weights.append(weight[lane] * (width * delta))
        }
      }
    }
    return (times + [H], weights + [Elementary.exp(-delta * H)])
  }

  /// Discounted expected residual transactions (DERT): the discounted purchases of all time after T
  /// of a customer who is alive.
  ///
  /// Needs δ > 0: without a discount the expectation may be infinite.
  public func residualIfAlive(_ model: PurchaseModel, x: Double, T: Double) -> Double {
    switch model {
    case .betaGeometric(let model):
      let grid = ResidualGrid(model, self)
      let scale = model.alpha + T
      return grid.residual(scale: scale, decays: grid.decays(scale: scale), G: grid.G(x: x))
    case .paretoNBD(let model):
      return (model.r + x) * model.purchasesPerRateIfAlive(T: T, t: .infinity, delta: delta)
    }
  }
}

/// The quadrature of the discounted purchases of all time, δ ∫₀^∞ e^(−δt) G(x, T; t) dt, under BG/NBD and
/// MBG/NBD.
///
/// G depends on T and t through τ = t / c alone, c = α + T. Over v = ln(1 + τ), in which G is smooth,
///
///     δ ∫ e^(−δt) G dt = ∫₀ δ c (1 + τ) e^(−δcτ) G(x; τ) dv,
///
/// so with nodes that are the same for all T, G is computed once per x and node. The nodes are panels
/// of 16 Gauss-Legendre nodes, each at most 1.5 wide, up to δ α τ = 40, beyond which less than 1e-17
/// is left for any T.
struct ResidualGrid: Sendable {
  private let model: BetaGeometric
  private let delta: Double
  private let tau: [Double]
  /// The nodes' weights in v.
  private let weights: [Double]

  init(_ model: BetaGeometric, _ discounting: Discounting) {
    self.model = model
    delta = discounting.delta
    let end = Elementary.log(onePlus: 40 / (delta * model.alpha))
    let panels = max(1, Int((end / 1.5).rounded(.up)))
    let width = end / Double(panels)
    var tau: [Double] = []
    var weights: [Double] = []
    for panel in 0..<panels {
      for (node, weight) in zip(GaussLegendre.nodes16.nodes, GaussLegendre.nodes16.weights) {
        tau.append(Elementary.expMinusOne((Double(panel) + node) * width))
        weights.append(weight * width)
      }
    }
    // Whole lanes: 16 nodes a panel are two.
    self.tau = tau
    self.weights = weights
  }

  /// G at every node, for customers with x repeat purchases.
  func G(x: Double) -> [Double] { model.expectedPurchasesIfAlive(xs: [x], tau: tau) }

  /// What the customers with c = α + T share: the weights, times (1 + τ) e^(−δcτ).
  func decays(scale c: Double) -> [Double] {
    var decays = tau
    var results = decays.mutableSpan
    for node in stride(from: 0, to: tau.count, by: 8) {
      let tau = Lanes(loading: tau.span, at: node)
      let decay = Elementary.exp(-(delta * c) * tau)
      (Lanes(loading: weights.span, at: node) * (1 + tau) * decay).store(into: &results, at: node)
    }
    return decays
  }

  /// The integral for customers with c = α + T, from `decays(scale:)` and `G(x:)`.
  func residual(scale c: Double, decays: [Double], G: [Double]) -> Double {
    var sum = Lanes()
    for node in stride(from: 0, to: tau.count, by: 8) {
      sum += Lanes(loading: decays.span, at: node) * Lanes(loading: G.span, at: node)
    }
    return delta * c * sum.treeSum
  }
}
