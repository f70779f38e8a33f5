internal import Arithmetic
internal import Columns

/// A customer's place in the base by value: the top 1, 5, 10, 25 and 50 %, and the rest.
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
