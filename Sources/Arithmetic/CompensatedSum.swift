/// A running sum that carries its own rounding error (Neumaier 1974).
///
/// The error of `value` is about 1 ulp plus n^2 2^-106 of the sum of magnitudes.
public struct CompensatedSum: Sendable, Equatable {
  /// The plain sum so far.
  @usableFromInline var sum = 0.0
  /// What the plain sum has lost.
  @usableFromInline var lost = 0.0

  /// An empty sum.
  @inlinable
  public init() {}

  /// The sum of all terms so far.
  ///
  /// **Edge cases**: 0 without terms. Infinite or NaN terms, and overflow, give NaN or infinity.
  @inlinable
  public var value: Double { sum.isFinite ? sum + lost : sum }

  /// Adds one term.
  @inlinable
  public mutating func add(_ term: Double) {
    let next = sum + term
    let part = next - sum
    lost += (sum - (next - part)) + (term - part)
    sum = next
  }
}

/// Adds values in a binary tree whose shape depends on their number alone.
///
/// The left part of n values is the largest power of two below n. Block results that threads have
/// computed in any order so always give the same sum. The error is at most log2(n) rounding errors.
/// No values give 0.
public func pairwiseTreeSum(_ values: Span<Double>) -> Double {
  if values.isEmpty { return 0 }
  return pairwiseTree(0..<values.count, leaf: { values[$0] }, +)
}

/// Combines leaves in the same tree as `pairwiseTreeSum`, for results of more than one number.
///
/// Returns nil where there are no leaves.
public func pairwiseTree<Value>(
  _ leaves: [Value], _ combine: (Value, Value) -> Value
) -> Value? {
  leaves.isEmpty ? nil : pairwiseTree(0..<leaves.count, leaf: { leaves[$0] }, combine)
}

private func pairwiseTree<Value>(
  _ range: Range<Int>, leaf: (Int) -> Value, _ combine: (Value, Value) -> Value
) -> Value {
  if range.count == 1 { return leaf(range.lowerBound) }
  let left = 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
  let middle = range.lowerBound + left
  return combine(
    pairwiseTree(range.lowerBound..<middle, leaf: leaf, combine),
    pairwiseTree(middle..<range.upperBound, leaf: leaf, combine))
}
