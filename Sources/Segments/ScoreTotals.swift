internal import Columns
internal import Scores

/// Sums of the predicted columns over the whole base, exactly as written: of numbers rounded to six
/// decimals and of whole minor units, so that they are the same in any order.
public struct ScoreTotals: Sendable, Equatable {
  /// Σ P(alive), in millionths.
  public var alive = 0
  /// For each horizon Σ expected orders, in millionths.
  public var expectedOrders: [Int]
  /// For each horizon Σ CLV in minor units.
  public var clv: [Int128]

  init(horizons: Int) {
    expectedOrders = Array(repeating: 0, count: horizons)
    clv = Array(repeating: 0, count: horizons)
  }

  static func += (left: inout ScoreTotals, right: ScoreTotals) {
    left.alive += right.alive
    for index in left.clv.indices {
      left.expectedOrders[index] += right.expectedOrders[index]
      left.clv[index] += right.clv[index]
    }
  }
}

/// What some customers add to the base: their part of the totals, and what the base ranks them by.
struct BasePart: Sendable {
  private(set) var totals: ScoreTotals
  /// CLV over the longest horizon.
  private(set) var longestCLV: [Int64] = []

  init(_ customers: Range<Int>, of predictor: Predictor) {
    let horizons = predictor.options.horizons
    totals = ScoreTotals(horizons: horizons.count)
    longestCLV.reserveCapacity(customers.count)
    let chunks = Blocks(customers.count, of: PredictedValues.chunk)
    for chunk in 0..<chunks.count {
      let start = customers.lowerBound + chunks[chunk].lowerBound
      let factors = CustomerFactors(start..<start + chunks[chunk].count, predictor)
      totals.alive += sumOfMillionths(factors.probabilityAlive)
      for horizon in horizons.indices {
        totals.expectedOrders[horizon] += sumOfMillionths(factors.expectedOrders(horizon))
        let clv = factors.clv(horizon)
        totals.clv[horizon] += Self.sum(clv)
        if horizon == horizons.count - 1 { longestCLV += clv }
      }
    }
  }

  /// The exact sum of some amounts.
  static func sum(_ values: [Int64]) -> Int128 {
    var sum: Int128 = 0
    let values = values.span
    for index in 0..<values.count { sum += Int128(values[index]) }
    return sum
  }
}
