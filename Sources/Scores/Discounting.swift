public import Models
internal import Arithmetic

/// Expected purchases, each counted at its discount from the day it happens to as-of.
///
/// The discount is continuous: e^(−δt) after t days, δ = ln(1 + annual) / 365.25. With G(t) the
/// expected purchases within t of a customer who is alive, the discounted ones within H are
///
///     ∫₀ᴴ e^(−δt) dG(t) = e^(−δH) G(H) + δ ∫₀ᴴ e^(−δt) G(t) dt,
///
/// where the integral is smooth and 16 Gauss-Legendre nodes give it to 3e-14.
public struct Discounting: Sendable, Equatable {
  /// δ per day.
  public let delta: Double

  /// A discount per year: 0.10 is ten percent.
  public init(annual: Double) {
    delta = Elementary.log(onePlus: annual) / 365.25
  }

  /// A discount rate per unit of the model's time.
  public init(delta: Double) { self.delta = delta }

  /// The times in [0, H] at which G is needed: the nodes, then H.
  func times(within H: Double) -> [Double] {
    GaussLegendre.nodes16.nodes.map { $0 * H } + [H]
  }

  /// The discounted purchases within H, from G at `times(within: H)`.
  func discounted(_ G: some RandomAccessCollection<Double>, within H: Double) -> Double {
    let last = G.last ?? 0
    var integral = 0.0
    for ((node, weight), value) in zip(
      zip(GaussLegendre.nodes16.nodes, GaussLegendre.nodes16.weights), G)
    {
      integral += weight * Elementary.exp(-delta * node * H) * value
    }
    return Elementary.exp(-delta * H) * last + delta * H * integral
  }

  /// Where G is needed for the purchases of all time, and with which weight.
  ///
  /// δ ∫₀^∞ e^(−δt) G(t) dt over v = ln(1 + t/c) with c = α + T, the scale on which G bends: two
  /// panels of 32 nodes up to δt = 40, beyond which less than 1e-17 is left.
  func residualNodes(scale c: Double) -> (times: [Double], weights: [Double]) {
    let end = Elementary.log(onePlus: 40 / (delta * c))
    var times: [Double] = []
    var weights: [Double] = []
    for panel in [0.0, 0.5] {
      for (node, weight) in zip(GaussLegendre.nodes32.nodes, GaussLegendre.nodes32.weights) {
        let v = (panel + node / 2) * end
        let t = c * Elementary.expMinusOne(v)
        times.append(t)
        weights.append(weight * end / 2 * delta * Elementary.exp(-delta * t) * (c + t))
      }
    }
    return (times, weights)
  }

  /// Discounted expected residual transactions (DERT): the discounted purchases of all time after T
  /// of a customer who is alive.
  ///
  /// Needs δ > 0: without a discount the expectation may be infinite.
  public func residualIfAlive(_ model: BetaGeometric, x: Double, T: Double) -> Double {
    let (times, weights) = residualNodes(scale: model.alpha + T)
    return zip(times, weights).reduce(0) {
      $0 + $1.1 * model.expectedPurchasesIfAlive(x: x, T: T, t: $1.0)
    }
  }
}
