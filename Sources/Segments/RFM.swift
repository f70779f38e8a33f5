package import Columns
package import Histories

/// Recency, frequency and monetary scores of a base, 5 the best.
///
/// score = 1 + floor(5 × customers strictly worse / customers): equal values get equal scores, and
/// where many are equal (70 % of a base may have one order) some scores stay empty. Recency is days
/// since the last order, frequency is orders, monetary value is net revenue.
public struct RFM: Sendable {
  /// For each of the scores 2 to 5 the days since the last order that a customer must stay below.
  public let recencyCuts: [Int64]
  /// For each of the scores 2 to 5 the orders that a customer must exceed.
  public let frequencyCuts: [Int64]
  /// For each of the scores 2 to 5 the net revenue, in minor units, that a customer must exceed;
  /// empty without amounts.
  public let monetaryCuts: [Int64]
  /// For each of the scores 2 to 5 the last day with an order that a customer's must exceed.
  private let lastDayCuts: [Int32]
  private let orderCuts: [Int32]

  /// Cut points from elsewhere, such as those of last month, so that scores compare.
  public struct Cuts: Sendable, Equatable {
    /// As `RFM.recencyCuts`: four, none above the one before.
    public let recency: [Int64]
    /// As `RFM.frequencyCuts`: four, none below the one before.
    public let frequency: [Int64]
    /// As `RFM.monetaryCuts`: the same, or none without amounts.
    public let monetary: [Int64]

    /// Cut points; nil if they are not as many, or not in order, or days or orders exceed 32 bits.
    public init?(recency: [Int64], frequency: [Int64], monetary: [Int64]) {
      func ascends(_ values: [Int64]) -> Bool {
        values.count == 4 && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
      }
      guard ascends(recency.reversed()), ascends(frequency), monetary.isEmpty || ascends(monetary),
        (recency + frequency).allSatisfy({ Int32(exactly: $0) != nil })
      else { return nil }
      self.recency = recency
      self.frequency = frequency
      self.monetary = monetary
    }
  }

  /// The cuts of a base.
  package init(_ histories: Histories, threads: Threads) throws {
    try self.init(
      histories, orders: histories.orders,
      revenue: Ranks(histories.hasAmounts ? histories.revenue : [], threads: threads),
      threads: threads)
  }

  /// Cuts that are given, for the customers of a base.
  init(_ cuts: Cuts, for histories: Histories) {
    recencyCuts = cuts.recency
    frequencyCuts = cuts.frequency
    monetaryCuts = histories.hasAmounts ? cuts.monetary : []
    lastDayCuts = cuts.recency.map {
      Int32(clamping: Int64(histories.asOf.rawValue) - $0)
    }
    orderCuts = cuts.frequency.map { Int32(clamping: $0) }
  }

  /// The cuts of a base; those of orders are of `orders`, and those of revenue `revenue`'s.
  init(
    _ histories: Histories, orders: [Int32], revenue: Ranks<Int64>, threads: Threads
  ) throws {
    lastDayCuts = try Ranks(histories.lastDay, threads: threads).scoreCuts
    orderCuts = try Ranks(orders, threads: threads).scoreCuts
    recencyCuts = lastDayCuts.map { Int64(histories.asOf.rawValue) - Int64($0) }
    frequencyCuts = orderCuts.map { Int64($0) }
    monetaryCuts = revenue.scoreCuts
  }

  /// The recency scores of customers by the last days with an order.
  package func r(_ lastDays: Span<Int32>) -> [Int32] { Self.scores(lastDays, above: lastDayCuts) }

  /// The frequency scores of customers by their orders.
  package func f(_ orders: Span<Int32>) -> [Int32] { Self.scores(orders, above: orderCuts) }

  /// The monetary scores of customers by their net revenue.
  package func m(_ revenue: Span<Int64>) -> [Int32] { Self.scores(revenue, above: monetaryCuts) }

  /// 1 + the number of cuts that each value exceeds.
  private static func scores<Value: FixedWidthInteger & BitwiseCopyable>(
    _ values: Span<Value>, above cuts: [Value]
  ) -> [Int32] {
    var result = [Int32].unwritten(values.count)
    var scores = result.mutableSpan
    if values.count == 0 { return result }
    let (two, three, four, five) = (cuts[0], cuts[1], cuts[2], cuts[3])
    for index in 0..<values.count {
      let value = values[index]
      scores[index] =
        1 + (value > two ? 1 : 0) + (value > three ? 1 : 0) + (value > four ? 1 : 0)
        + (value > five ? 1 : 0)
    }
    return result
  }
}
