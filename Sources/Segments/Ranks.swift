/// Order statistics of one column, from which scores and tiers follow by comparison alone.
///
/// Ranks are by value: equal values have equal ranks, so neither the order of rows nor ties matter.
struct Ranks: Sendable {
  private let ascending: [Int64]

  /// The ranks of some values.
  init(_ values: [Int64]) { ascending = values.sorted() }

  /// For each score from 2 to 5 the largest value that falls short of it: score(v) = 1 + the number
  /// of these below v = 1 + floor(5 × values strictly below v / values).
  ///
  /// Fewer than `5 − score + 1` fifths of the values may lie above, so a score can stay empty.
  var scoreCuts: [Int64] {
    let n = ascending.count
    if n == 0 { return [] }
    // 5 × below ≥ k n ⇔ below ≥ ⌈k n / 5⌉ = c ⇔ v > the c-th smallest value.
    return (1...4).map { k in ascending[(k * n + 4) / 5 - 1] }
  }

  /// The smallest value of which fewer than `percent` % of the values lie above, or nil without
  /// values: the top `percent` % with ties by their smallest rank.
  func top(percent: Int) -> Int64? {
    let n = ascending.count
    if n == 0 { return nil }
    return ascending[n - (percent * n + 99) / 100]
  }
}
