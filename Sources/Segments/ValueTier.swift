internal import Arithmetic
internal import Columns

/// What a customer's tier goes by.
public enum TierRule: Sendable, Equatable {
  /// The customer's place in the base: the tiers end at the top 1, 5, 10, 25 and 50 %.
  case places
  /// Amounts in minor units, one to five, falling: the first tier begins at the first. Whoever reaches none of them is
  /// in the last tier, and tiers between have nobody.
  case amounts([Int64])

  /// Amounts in any order; nil unless there are one to five, distinct, and above zero.
  public static func amounts(of values: [Int64]) -> TierRule? {
    guard (1...5).contains(values.count), Set(values).count == values.count,
      values.allSatisfy({ $0 > 0 })
    else { return nil }
    return .amounts(values.sorted(by: >))
  }
}

/// A customer's tier by value: the top 1, 5, 10, 25 and 50 % of the base, and the rest.
public enum ValueTier: String, Sendable, CaseIterable {
  /// The top 1 %.
  case platinum
  /// The top 5 % after those.
  case gold
  /// The top 10 % after those.
  case silver
  /// The top 25 % after those.
  case bronze
  /// The top 50 % after those.
  case medium
  /// The rest.
  case low

  /// The shares at which the first five tiers end, in percent.
  static let shares = [1, 5, 10, 25, 50]

  /// The smallest value of each of the first five tiers, by amounts that are fewer: those that have none are empty.
  static func bounds(amounts: [Int64]) -> [Int64] {
    amounts + Array(repeating: amounts[amounts.count - 1], count: shares.count - amounts.count)
  }

  /// The places of values' tiers in `allCases`, by the smallest value of each of the first five tiers.
  ///
  /// A value of nothing is in the last tier, also where most of a base has nothing.
  static func indices(_ values: Span<Int64>, bounds: [Int64]) -> [UInt8] {
    var result = [UInt8].unwritten(values.count)
    var results = result.mutableSpan
    if values.count == 0 { return result }
    // Bounds fall, so a value misses as many of them as its place says; above 0 it may reach none that
    // is below.
    func bound(_ place: Int) -> SIMD8<Int64> { SIMD8(repeating: max(bounds[place], 1)) }
    let (first, second, third) = (bound(0), bound(1), bound(2))
    let (fourth, fifth) = (bound(3), bound(4))
    let none = SIMD8<Int64>(repeating: 0)
    for index in stride(from: 0, to: values.count, by: 8) {
      let value = SIMD8(loading: values, at: index, padding: 0)
      let place =
        none.replacing(with: 1, where: value .< first)
        &+ none.replacing(with: 1, where: value .< second)
        &+ none.replacing(with: 1, where: value .< third)
        &+ none.replacing(with: 1, where: value .< fourth)
        &+ none.replacing(with: 1, where: value .< fifth)
      SIMD8<UInt8>(truncatingIfNeeded: place).store(into: &results, at: index)
    }
    return result
  }
}
