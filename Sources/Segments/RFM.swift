internal import Columns
public import Histories

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

  /// The cuts of a base.
  public init(_ histories: Histories) {
    recencyCuts = Ranks(histories.lastDay.map { Int64($0 - histories.asOf.rawValue) })
      .scoreCuts.map { -$0 }
    frequencyCuts = Ranks(histories.orders.map { Int64($0) }).scoreCuts
    monetaryCuts = histories.hasAmounts ? Ranks(histories.revenue).scoreCuts : []
  }

  /// The recency score of a customer.
  func r(_ daysSinceLastOrder: Int32) -> Int32 {
    recencyCuts.reduce(1) { $0 + (Int64(daysSinceLastOrder) < $1 ? 1 : 0) }
  }

  /// The frequency score of a customer.
  func f(_ orders: Int32) -> Int32 {
    frequencyCuts.reduce(1) { $0 + (Int64(orders) > $1 ? 1 : 0) }
  }

  /// The monetary score of a customer.
  func m(_ revenue: Int64) -> Int32 { monetaryCuts.reduce(1) { $0 + (revenue > $1 ? 1 : 0) } }
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
}
