internal import Arithmetic

// With k = r + x, A = α + T, B = β + T and N(u) purchases in (T, T + u], a customer who is alive at T buys
// n times in (T, T + t] either by staying, or by dropping out after u:
//
//   P(n) = P(N(t) = n) (1 + t/B)^−s + ∫₀ᵗ P(N(u) = n) s/B (1 + u/B)^−(s+1) du
//   P(N(u) = n) = Γ(k + n) / (Γ(k) n!) (u / (A + u))^n (1 + u/A)^−k
//
// Fader and Hardie, note 009, have sums of 2F1 here. In θ = ln(u / A) the logarithm of the integrand is
// concave,
//
//   −φ(θ) = (n + 1) θ − (n + k) ln(1 + e^θ) − (s + 1) ln(1 + e^θ A/B),
//
// so that it is found from its top to where it has fallen by e^−40 on either side, by bisection, and
// integrated by panels of 32 Gauss-Legendre nodes as in `LomaxRace`.

extension ParetoNBD {
  /// P(a customer makes exactly n purchases in (T, T + t]).
  ///
  /// Relative error below 1e-12 for n up to 1e5.
  ///
  /// - Precondition: `n >= 0` and `t >= 0`.
  public func probability(
    ofPurchases n: Int, within t: Double, x: Double, tx: Double, T: Double
  ) -> Double {
    let alive = probabilityAlive(x: x, tx: tx, T: T)
    let gone = n == 0 ? 1 - alive : 0
    return gone + alive * probabilityIfAlive(ofPurchases: n, within: t, x: x, T: T)
  }

  /// P(a new customer makes exactly n repeat purchases within t of the first).
  public func probability(ofPurchases n: Int, byNewCustomerWithin t: Double) -> Double {
    probabilityIfAlive(ofPurchases: n, within: t, x: 0, T: 0)
  }

  /// P(a customer who is alive at T makes exactly n purchases in (T, T + t]).
  public func probabilityIfAlive(
    ofPurchases n: Int, within t: Double, x: Double, T: Double
  ) -> Double {
    precondition(n >= 0 && t >= 0)
    let (k, A, B) = (r + x, alpha + T, beta + T)
    let staying = -s * Elementary.log(onePlus: t / B) - k * Elementary.log(onePlus: t / A)
    if n == 0 {
      let dropout = LomaxRace(shape: s, scale: beta, against: k, alpha)
      return Elementary.exp(staying) + dropout.probability(after: T, within: t)
    }
    if t == 0 { return 0 }
    let N = Double(n)
    let arrangements = logGammaDifference(k, plus: N) - logGamma(N + 1)
    let stays = Elementary.exp(arrangements + N * Elementary.log(t / (A + t)) + staying)
    let stay = Stay(n: N, k: k, s: s, ratio: A / B, end: Elementary.log(t / A))
    return stays + s * (A / B) * stay.integral(scaledBy: arrangements)
  }
}

/// The integral over the times at which the customer drops out.
private struct Stay {
  let n: Double
  let k: Double
  let s: Double
  /// A/B.
  let ratio: Double
  /// The θ of t.
  let end: Double

  /// φ, in eight lanes.
  private func fall(_ theta: Lanes) -> Lanes {
    let growth = Elementary.exp(theta)
    return (n + k) * Elementary.log(onePlus: growth) - (n + 1) * theta
      + (s + 1) * Elementary.log(onePlus: ratio * growth)
  }

  private func fall(_ theta: Double) -> Double { fall(Lanes(repeating: theta))[0] }

  /// φ', which rises.
  private func slope(_ theta: Double) -> Double {
    let decay = Elementary.exp(-theta)
    return (n + k) / (1 + decay) - (n + 1) + (s + 1) * ratio / (ratio + decay)
  }

  /// ∫ e^(scale − φ) dθ up to `end`.
  func integral(scaledBy scale: Double) -> Double {
    // φ' is −(n + 1) far to the left.
    let top =
      slope(end) <= 0 ? end : Self.boundary(from: end, towards: -1) { slope($0) > 0 }
    let least = fall(top)
    let left = Self.boundary(from: top, towards: -1) { fall($0) < least + 40 }
    let right =
      fall(end) < least + 40 ? end : Self.boundary(from: top, towards: 1) { fall($0) < least + 40 }
    return panels(from: left, to: top, scale) + panels(from: top, to: right, scale)
  }

  /// Where a condition that holds at a point ceases to hold, in one direction.
  private static func boundary(
    from start: Double, towards direction: Double, while holds: (Double) -> Bool
  ) -> Double {
    var step = 1e-3
    while holds(start + direction * step) { step *= 2 }
    var (inside, outside) = (0.0, step)
    for _ in 0..<50 {
      let middle = (inside + outside) / 2
      if holds(start + direction * middle) { inside = middle } else { outside = middle }
    }
    return start + direction * outside
  }

  private func panels(from low: Double, to high: Double, _ scale: Double) -> Double {
    let panels = max(1, ((high - low) / LomaxRace.panelWidth).rounded(.up))
    let width = (high - low) / panels
    let rule = GaussLegendre.nodes32
    var sum = Lanes()
    for panel in stride(from: 0, to: panels, by: 1) {
      for first in stride(from: 0, to: rule.nodes.count, by: 8) {
        let theta = low + (panel + Lanes(loading: rule.nodes.span, at: first)) * width
        let weights = Lanes(loading: rule.weights.span, at: first)
        sum += weights * Elementary.exp(scale - fall(theta))
      }
    }
    return width * sum.treeSum
  }
}
