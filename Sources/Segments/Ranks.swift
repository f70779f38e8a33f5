internal import Columns

/// Order statistics of one column, from which scores and tiers follow by comparison alone.
///
/// Ranks are by value: equal values have equal ranks, so neither the order of rows nor ties matter.
struct Ranks<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>: Sendable {
  /// For each score from 2 to 5 the largest value that falls short of it: score(v) = 1 + the number
  /// of these below v = 1 + floor(5 × values strictly below v / values); none without values.
  ///
  /// Fewer than `5 − score + 1` fifths of the values may lie above, so a score can stay empty.
  let scoreCuts: [Value]
  /// For each of the shares that were asked for, in percent, the smallest value of which fewer than
  /// that share of the values lie above: the top percent with ties by their smallest rank; none
  /// without values.
  let tops: [Value]

  /// The ranks of some values, which stand in pieces.
  init(_ pieces: [ArraySlice<Value>], tops shares: [Int] = [], threads: Threads) throws {
    let n = pieces.reduce(0) { $0 + $1.count }
    if n == 0 {
      scoreCuts = []
      tops = []
      return
    }
    // 5 × below ≥ k n ⇔ below ≥ ⌈k n / 5⌉ = c ⇔ v > the c-th smallest value.
    let cuts = (1...4).map { k in (k * n + 4) / 5 - 1 }
    let least = shares.map { percent in n - (percent * n + 99) / 100 }
    let places = Set(cuts + least).sorted()
    let found = try Selection.values(at: places, of: pieces, threads: threads)
    let values = Dictionary(uniqueKeysWithValues: zip(places, found))
    scoreCuts = cuts.compactMap { values[$0] }
    tops = least.compactMap { values[$0] }
  }

  /// The ranks of a column.
  init(_ values: [Value], tops shares: [Int] = [], threads: Threads) throws {
    let blocks = Blocks(values.count)
    try self.init(
      (0..<blocks.count).map { values[blocks[$0]] }, tops: shares, threads: threads)
  }
}
