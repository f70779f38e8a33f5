public import Columns
public import Histories
internal import Models
public import Scores

/// The score table: one row per customer, in the columns that every output has.
///
/// What needs the whole base (score cuts, tier bounds, totals) is computed once, here; rows are then
/// made block by block. The columns stand in the files `ScoreTable+….swift`, by what they come from.
public struct ScoreTable: Sendable {
  /// The base.
  public let histories: Histories
  /// The predictions.
  public let predictor: Predictor
  /// What customers are compared with.
  public let rules: SegmentRules
  /// The recency, frequency and monetary cuts.
  public let rfm: RFM
  /// The sums of the predicted columns, as written.
  public let totals: ScoreTotals
  /// For each customer the CLV over the longest horizon, block by block; zero without amounts.
  let longestCLV: [[Int64]]
  /// The smallest net revenue, and the smallest CLV, of each of the first five tiers, in minor units; empty without
  /// amounts.
  public let revenueBounds: [Int64]
  /// See `revenueBounds`.
  public let clvBounds: [Int64]
  /// What a hero's revenue and purchase days reach at least.
  let heroRevenue: Int64
  let heroDays: Int32
  /// Who is at the top by revenue and by purchase days; nobody without amounts.
  public private(set) var heroes = Heroes()
  let money: ColumnType
  /// Stages on an earlier day, and what RFM scores, tiers and heroes go by, if they were asked for.
  public let sums: SegmentSums
  /// What is known beside days and amounts, if it was asked for.
  public let profile: Profile?
  /// The orders that RFM scores go by.
  public let orders: [Int32]
  let purchaseDays: [Int32]
  /// The same of net revenue, in minor units.
  public let revenue: [Int64]

  /// The rows of each block, and so of each Parquet row group.
  private let rows: Blocks
  /// Heroes are in so many percent at the top.
  private static let heroShare = 10
  /// Computes what the rows share.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - predictor: predicts the same base.
  ///   - scale: the currency's decimals.
  ///   - rules: what customers are compared with.
  ///   - sums: what was asked for beside the histories, of the same base.
  ///   - profile: what was asked for beside days and amounts, of the same base.
  ///   - threads: who works.
  /// - Throws: nothing of its own; what the threads throw.
  /// - Precondition: there are amounts if the map of segments goes by monetary scores, and monetary cuts if cuts are
  ///   given and there are amounts.
  public init(
    _ histories: Histories, predictor: Predictor, scale: Int,
    rules: SegmentRules = SegmentRules(), sums: SegmentSums = SegmentSums(),
    profile: Profile? = nil, threads: Threads
  ) throws {
    self.histories = histories
    self.sums = sums
    self.profile = profile
    orders = sums.lookback?.orders ?? histories.orders
    purchaseDays = sums.lookback?.purchaseDays ?? histories.purchaseDays
    revenue = sums.lookback?.revenue ?? histories.revenue
    self.predictor = predictor
    self.rules = rules
    money = .money(scale: scale)
    rows = Blocks(histories.count)
    let parts = try threads.map(rows.count) { [rows] in BasePart(rows[$0], of: predictor) }
    longestCLV = parts.map(\.longestCLV)
    totals = parts.reduce(into: ScoreTotals(horizons: predictor.options.horizons.count)) {
      $0 += $1.totals
    }
    let ranks = try Ranks(
      histories.hasAmounts ? revenue : [], tops: ValueTier.shares + [Self.heroShare],
      threads: threads)
    rfm =
      try rules.cuts.map { RFM($0, for: histories) }
      ?? RFM(histories, orders: orders, revenue: ranks, threads: threads)
    heroRevenue = ranks.tops.last ?? 0
    if histories.hasAmounts {
      switch rules.tiers {
      case .places:
        revenueBounds = Array(ranks.tops.prefix(ValueTier.shares.count))
        clvBounds = try Ranks(
          longestCLV.map { $0[...] }, tops: ValueTier.shares, threads: threads
        ).tops
      case .amounts(let amounts):
        revenueBounds = ValueTier.bounds(amounts: amounts)
        clvBounds = revenueBounds
      }
      heroDays =
        try Ranks(purchaseDays, tops: [Self.heroShare], threads: threads).tops.first ?? 0
    } else {
      revenueBounds = []
      clvBounds = []
      heroDays = 0
    }
    if histories.hasAmounts {
      let parts = try threads.map(rows.count) { [self] in Heroes(of: self, rows[$0]) }
      heroes = parts.reduce(into: Heroes()) { $0 += $1 }
    }
  }

  /// The number of blocks of the table.
  public var blocks: Int { rows.count }

  /// The columns of a block.
  public func columns(block: Int) -> [Column] { columns(rows[block]) }

  /// The columns of some customers.
  public func columns(_ customers: Range<Int>) -> [Column] {
    let values = PredictedValues(customers, of: predictor, histories)
    return historyColumns(customers)
      + segmentColumns(customers, longestCLV: values.clv[values.clv.count - 1])
      + predictionColumns(customers, values)
      + (sums.earlier.map { [$0.column(customers)] } ?? [])
      + (sums.second.map { [$0.column(customers)] } ?? [])
      + (profile?.columns(customers) ?? [])
  }

  /// The fields of the table, in order.
  public var fields: [Field] { columns(0..<0).map(\.field) }

  /// The `count` customers of largest CLV over the longest horizon, or of most expected orders if
  /// there are no amounts; of equal ones the first.
  public func top(_ count: Int) -> [Int] {
    if count < 1 { return [] }
    var top = Top(count)
    for block in 0..<rows.count {
      let values =
        histories.hasAmounts
        ? longestCLV[block].map { Double($0) }
        : CustomerFactors(rows[block], predictor)
          .expectedOrders(predictor.options.horizons.count - 1)
      top.add(values, from: rows[block].lowerBound)
    }
    return top.places
  }
}

/// The places of the largest of the values added so far, largest first; of equal ones the first.
private struct Top {
  private let count: Int
  private var best: [(value: Double, place: Int)] = []

  init(_ count: Int) { self.count = count }

  var places: [Int] { best.map(\.place) }

  /// Adds values, whose places begin at `start`.
  mutating func add(_ values: [Double], from start: Int) {
    var least = best.count < count ? -Double.infinity : best[count - 1].value
    let values = values.span
    for index in 0..<values.count where values[index] > least {
      let place = best.firstIndex { $0.value < values[index] } ?? best.count
      best.insert((values[index], start + index), at: place)
      if best.count > count { best.removeLast() }
      if best.count == count { least = best[count - 1].value }
    }
  }
}
