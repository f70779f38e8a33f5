/// Ranks by comparing every customer with every other.
struct NaiveRanking {
  let forecasts: [Double]
  let outcomes: [Double]

  /// For each value how many others are less, less how many are greater.
  static func deviations(_ values: [Double]) -> [Double] {
    values.map { value in
      Double(values.count { $0 < value }) - Double(values.count { $0 > value })
    }
  }

  private static func product(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The correlation of the ranks, those who tie having the mean of theirs.
  var spearman: Double? {
    let (left, right) = (Self.deviations(forecasts), Self.deviations(outcomes))
    let scale = Self.product(left, left) * Self.product(right, right)
    return scale > 0 ? Self.product(left, right) / scale.squareRoot() : nil
  }

  /// The area below the curve of cumulated outcomes by forecast, as a share of that by outcome.
  var gini: Double? {
    let own = Self.product(Self.deviations(outcomes), outcomes)
    return own > 0 ? Self.product(Self.deviations(forecasts), outcomes) / own : nil
  }

  /// The share of pairs of one who ordered and one who did not in which the former was forecast higher; half where
  /// both were alike.
  var auc: Double? {
    var (won, pairs) = (0.0, 0.0)
    for (one, ordered) in zip(forecasts, outcomes) where ordered > 0 {
      for (other, didOrder) in zip(forecasts, outcomes) where didOrder == 0 {
        won += one > other ? 1 : one == other ? 0.5 : 0
        pairs += 1
      }
    }
    return pairs > 0 ? won / pairs : nil
  }

  /// What the tenth with the greatest forecasts brought, each of those who tie having the mean of theirs.
  var topShare: Double? {
    let all = outcomes.reduce(0, +)
    if all <= 0 { return nil }
    let means = forecasts.map { forecast in
      let tied = zip(forecasts, outcomes).filter { $0.0 == forecast }.map(\.1)
      return (forecast, tied.reduce(0, +) / Double(tied.count))
    }.sorted { $0.0 > $1.0 }
    let tenth = Double(means.count) / 10
    let whole = Int(tenth)
    let part = whole < means.count ? means[whole].1 * (tenth - Double(whole)) : 0
    return (means.prefix(whole).reduce(0) { $0 + $1.1 } + part) / all
  }
}
