/// Customers who had the time for something, and those of them who did it.
package struct Trials: Sendable, Equatable {
  package var count: Int
  package var successes: Int

  /// So many trials, of which so many succeeded.
  package init(count: Int = 0, successes: Int = 0) {
    self.count = count
    self.successes = successes
  }

  package static func += (left: inout Trials, right: Trials) {
    left.count += right.count
    left.successes += right.successes
  }

  package static func - (left: Trials, right: Trials) -> Trials {
    Trials(count: left.count - right.count, successes: left.successes - right.successes)
  }

  /// The normal deviate of 95 %.
  package static let z = 1.959963984540054

  /// Wilson's 95 % interval of the share of successes; nil of none.
  package var interval: (low: Double, high: Double)? {
    if count == 0 { return nil }
    let (z, n) = (Self.z, Double(count))
    let p = Double(successes) / n
    let centre = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return (max(0, (centre - half) / scale), min(1, (centre + half) / scale))
  }

  /// How far two shares differ, with Newcombe's 95 % interval; nil if one is of none.
  package static func difference(_ left: Trials, _ right: Trials) -> (
    value: Double, low: Double, high: Double
  )? {
    guard let one = left.interval, let other = right.interval else { return nil }
    let p = Double(left.successes) / Double(left.count)
    let q = Double(right.successes) / Double(right.count)
    func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return (
      p - q, p - q - root(p - one.low, other.high - q), p - q + root(one.high - p, q - other.low)
    )
  }
}
