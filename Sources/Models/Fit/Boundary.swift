/// The sub-model that a fit at the limit of its parameters has come to.
///
/// Purchase rates are Gamma(r, α), dropout probabilities Beta(a, b), dropout rates Gamma(s, β). As the shapes
/// grow together, customers become alike; as a or s vanishes, or b or β grows alone, nobody drops out; as a
/// and b vanish together, customers leave at once or never. At the limits of what is tried these are reached
/// as far as any base can tell. Where no parameter means anything any more there is no sub-model.
struct Boundary: Equatable {
  /// What is so there, in words.
  let reason: String
  /// The places of parameters that mean nothing there.
  let open: [Int]

  /// The sub-model of a fit that has converged with a parameter at its limit; nil if it is none.
  init?(_ family: ModelFamily, _ maximum: Maximum) {
    let (theta, atLimit) = (maximum.parameters, maximum.atLimit)
    var parts: [String] = []
    var open: [Int] = []
    if atLimit[0] || atLimit[1] {
      guard theta[0] >= Self.alike else { return nil }
      parts.append("all customers buy at the same rate")
    }
    if atLimit[2] || atLimit[3] {
      let dropout =
        family == .pareto
        ? Self.dropoutByTime(theta, atLimit) : Self.dropoutByPurchase(family, theta, atLimit)
      guard let dropout else { return nil }
      parts.append(dropout.reason)
      open += dropout.open
    }
    reason = "the likelihood is largest where " + parts.joined(separator: " and ")
    self.open = open
  }

  private init(_ reason: String, open: [Int] = []) {
    self.reason = reason
    self.open = open
  }

  /// From this shape on customers differ by three percent or less.
  private static let alike = 1e3
  /// A share of customers that is next to none.
  private static let few = 0.01

  /// What a and b at their limits say of dropout after purchases.
  private static func dropoutByPurchase(
    _ family: ModelFamily, _ theta: [Double], _ atLimit: [Bool]
  ) -> Boundary? {
    let (a, b) = (theta[2], theta[3])
    let mean = a / (a + b)
    // Under MBG/NBD a customer who came back cannot have left before.
    if family == .bg && 1 - mean < few {
      return Boundary(
        "everybody leaves after the first repeat purchase", open: atLimit[2] ? [3] : [2])
    }
    if a >= alike || (b >= alike && mean >= few) {
      return Boundary("all drop out with the same probability")
    }
    if mean < few { return Boundary("nobody drops out", open: atLimit[2] && b < alike ? [3] : []) }
    if a < few && b < few { return Boundary("customers leave at once or never") }
    return nil
  }

  /// What s and β at their limits say of dropout as time passes.
  private static func dropoutByTime(_ theta: [Double], _ atLimit: [Bool]) -> Boundary? {
    let (s, beta) = (theta[2], theta[3])
    if s >= alike { return Boundary("all drop out at the same rate") }
    if s < few { return Boundary("nobody drops out", open: [3]) }
    // β in days: a mean lifetime of centuries.
    if atLimit[3] && beta >= alike * s { return Boundary("nobody drops out") }
    if beta < few { return Boundary("customers leave at once or much later") }
    return nil
  }
}
