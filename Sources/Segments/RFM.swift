internal import Columns
internal import Histories

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

  /// The cuts of a base; those of revenue are `revenue`'s.
  init(_ histories: Histories, revenue: Ranks<Int64>, threads: Threads) throws {
    lastDayCuts = try Ranks(histories.lastDay, threads: threads).scoreCuts
    orderCuts = try Ranks(histories.orders, threads: threads).scoreCuts
    recencyCuts = lastDayCuts.map { Int64(histories.asOf.rawValue) - Int64($0) }
    frequencyCuts = orderCuts.map { Int64($0) }
    monetaryCuts = revenue.scoreCuts
  }

  /// The recency scores of customers by the last days with an order.
  func r(_ lastDays: Span<Int32>) -> [Int32] { Self.scores(lastDays, above: lastDayCuts) }

  /// The frequency scores of customers by their orders.
  func f(_ orders: Span<Int32>) -> [Int32] { Self.scores(orders, above: orderCuts) }

  /// The monetary scores of customers by their net revenue.
  func m(_ revenue: Span<Int64>) -> [Int32] { Self.scores(revenue, above: monetaryCuts) }

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

/// The ten segments of the usual map of recency and frequency scores: every cell has one.
public enum RFMSegment: String, Sendable, CaseIterable {
  /// R 5, F 4 or 5.
  case champions
  /// R 3 or 4, F 4 or 5.
  case loyalCustomers = "loyal_customers"
  /// R 4 or 5, F 2 or 3.
  case potentialLoyalists = "potential_loyalists"
  /// R 5, F 1.
  case newCustomers = "new_customers"
  /// R 4, F 1.
  case promising
  /// R 3, F 3.
  case needAttention = "need_attention"
  /// R 3, F 1 or 2.
  case aboutToSleep = "about_to_sleep"
  /// R 1 or 2, F 5.
  case cantLose = "cant_lose"
  /// R 1 or 2, F 3 or 4.
  case atRisk = "at_risk"
  /// R 1 or 2, F 1 or 2.
  case hibernating

  /// The segment of a cell.
  ///
  /// - Parameters:
  ///   - r: recency score, 1 to 5.
  ///   - f: frequency score, 1 to 5.
  init(r: Int32, f: Int32) {
    self =
      switch (r, f) {
      case (5, 4...5): .champions
      case (3...4, 4...5): .loyalCustomers
      case (4...5, 2...3): .potentialLoyalists
      case (5, _): .newCustomers
      case (4, _): .promising
      case (3, 3): .needAttention
      case (3, _): .aboutToSleep
      case (_, 5): .cantLose
      case (_, 3...4): .atRisk
      default: .hibernating
      }
  }
  /// The places in `allCases` of customers' segments, by their scores.
  static func indices(r: [Int32], f: [Int32]) -> [UInt8] {
    let places = (0..<25).map { cell in
      let segment = RFMSegment(r: Int32(cell / 5 + 1), f: Int32(cell % 5 + 1))
      return UInt8(allCases.firstIndex(of: segment) ?? 0)
    }
    var result = [UInt8].unwritten(r.count)
    var indices = result.mutableSpan
    let scoresR = r.span
    let scoresF = f.span
    let cells = places.span
    for index in 0..<r.count {
      indices[index] = cells[Int(5 &* scoresR[index] &+ scoresF[index] &- 6)]
    }
    return result
  }
}
