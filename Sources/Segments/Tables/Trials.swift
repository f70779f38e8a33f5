/// Customers who had the time for something, and those of them who did it.
struct Trials: Sendable, Equatable {
  var count = 0
  var successes = 0

  static func += (left: inout Trials, right: Trials) {
    left.count += right.count
    left.successes += right.successes
  }

  static func - (left: Trials, right: Trials) -> Trials {
    Trials(count: left.count - right.count, successes: left.successes - right.successes)
  }

  /// The normal deviate of 95 %.
  static let z = 1.959963984540054

  /// Wilson's 95 % interval of the share of successes; nil of none.
  var interval: (low: Double, high: Double)? {
    if count == 0 { return nil }
    let (z, n) = (Self.z, Double(count))
    let p = Double(successes) / n
    let centre = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return (max(0, (centre - half) / scale), min(1, (centre + half) / scale))
  }
}
