/// e^z E_s(z), the generalised exponential integral without its decay, and parts of it.
///
///     ∫₀ᵁ e^(−z u) (1 + u)^−s du  =  ∫₀ⱽ e^(−z (e^v − 1) − (s − 1) v) dv,   V = ln(1 + U)
///
/// The discounted purchases of Pareto/NBD are this at z = δ (β + T): e^(−δt) at a rate of
/// purchases that falls as (1 + t/(β + T))^−s. It has no pole anywhere, unlike the form with Γ(1 − s)
/// that packages use, and is finite for every s if z > 0.
///
/// Panels as in `LomaxRace`, of which it is the limit of large q.
public enum ExponentialIntegral {
  /// The integral up to U; U may be infinite if z > 0.
  ///
  /// Relative error below 1e-14 for s from 1e-5 to 1e5 and z from 1e-12 to 1e6.
  ///
  /// - Precondition: `s > 0`, `z >= 0` and `U >= 0`.
  public static func scaled(order s: Double, _ z: Double, within U: Double = .infinity) -> Double {
    precondition(s > 0 && z >= 0 && U >= 0 && (z > 0 || U < .infinity))
    let V = min(Elementary.log(onePlus: U), reach(s, z))
    // Short only where e^(−z u) does something.
    let panels = max(1, (V / LomaxRace.panelWidth).rounded(.up))
    let width = V / panels
    let rule = GaussLegendre.nodes32
    var sum = Lanes()
    for panel in stride(from: 0, to: panels, by: 1) {
      for first in stride(from: 0, to: rule.nodes.count, by: 8) {
        let v = (panel + Lanes(loading: rule.nodes.span, at: first)) * width
        let exponent = z * Elementary.expMinusOne(v) + (s - 1) * v
        sum += Lanes(loading: rule.weights.span, at: first) * Elementary.exp(-exponent)
      }
    }
    return width * sum.treeSum
  }

  /// The v beyond which less than 1e-16 is left.
  private static func reach(_ s: Double, _ z: Double) -> Double {
    let fall = 38.0
    let slow = Elementary.log(onePlus: fall / z)
    if s >= 1 { return min(slow, fall / (s - 1)) }
    return Elementary.log(onePlus: (fall + (1 - s) * slow) / z)
  }
}
