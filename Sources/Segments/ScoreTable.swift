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
  /// The stage windows.
  public let windows: StageWindows
  /// The recency, frequency and monetary cuts.
  public let rfm: RFM
  /// The sums of the predicted columns, as written.
  public let totals: ScoreTotals
  /// For each customer the CLV over the longest horizon; zero without amounts.
  let longestCLV: [Int64]
  let revenueBounds: [Int64]
  let clvBounds: [Int64]
  /// What a hero's revenue and purchase days reach at least.
  let heroRevenue: Int64
  let heroDays: Int64
  let money: ColumnType

  /// Rows per block, and so per Parquet row group.
  public static let blockSize = 65_536

  /// Computes what the rows share.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - predictor: predicts the same base.
  ///   - scale: the currency's decimals.
  ///   - windows: when stages end.
  ///   - threads: who works.
  /// - Throws: nothing of its own; what the threads throw.
  public init(
    _ histories: Histories, predictor: Predictor, scale: Int,
    windows: StageWindows = .standard, threads: Threads
  ) throws {
    self.histories = histories
    self.predictor = predictor
    self.windows = windows
    money = .money(scale: scale)
    rfm = RFM(histories)
    let horizons = predictor.options.horizons
    let parts = try threads.map(Self.blocks(histories.count)) { block in
      let predictions = predictor.predict(Self.customers(of: block, in: histories.count))
      return (
        clv: predictions.clv[horizons.count - 1], totals: ScoreTotals(predictions)
      )
    }
    longestCLV = parts.flatMap(\.clv)
    totals = parts.reduce(into: ScoreTotals(horizons: horizons.count)) { $0 += $1.totals }
    if histories.hasAmounts {
      let revenue = Ranks(histories.revenue)
      revenueBounds = ValueTier.bounds(revenue)
      clvBounds = ValueTier.bounds(Ranks(longestCLV))
      heroRevenue = revenue.top(percent: 10) ?? 0
      heroDays = Ranks(histories.purchaseDays.map { Int64($0) }).top(percent: 10) ?? 0
    } else {
      revenueBounds = []
      clvBounds = []
      heroRevenue = 0
      heroDays = 0
    }
  }

  /// The number of blocks of so many customers.
  static func blocks(_ customers: Int) -> Int { (customers + blockSize - 1) / blockSize }

  /// The customers of a block.
  static func customers(of block: Int, in count: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, count)
  }

  /// The number of blocks of the table.
  public var blocks: Int { Self.blocks(histories.count) }

  /// The columns of a block.
  public func columns(block: Int) -> [Column] {
    columns(Self.customers(of: block, in: histories.count))
  }

  /// The columns of some customers.
  public func columns(_ customers: Range<Int>) -> [Column] {
    let predictions = predictor.predict(customers)
    return historyColumns(customers) + segmentColumns(customers)
      + predictionColumns(customers, predictions)
  }

  /// The fields of the table, in order.
  public var fields: [Field] { columns(0..<0).map(\.field) }

  /// The `count` customers of largest CLV over the longest horizon, or of most expected orders if
  /// there are no amounts; of equal ones the first.
  public func top(_ count: Int) -> [Int] {
    let values: [Double] =
      histories.hasAmounts
      ? longestCLV.map { Double($0) }
      : predictor.predict(0..<histories.count).expectedOrders.last ?? []
    return values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count).map { $0 }
  }
}

/// `value` in millionths: reals are kept at the six decimals that text formats write.
private func millionths(_ value: Double) -> Double { (value * 1e6).rounded(.toNearestOrEven) }

/// `value` at six decimals, so that every format holds the same number, and the sums and differences
/// of what is written come out even.
func rounded(_ value: Double) -> Double { millionths(value) / 1e6 }

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

  init(_ predictions: Predictions) {
    func sum(_ values: [Double]) -> Int { values.reduce(0) { $0 + Int(millionths($1)) } }
    alive = sum(predictions.probabilityAlive)
    expectedOrders = predictions.expectedOrders.map(sum)
    clv = predictions.clv.map { $0.reduce(0) { $0 + Int128($1) } }
  }

  static func += (left: inout ScoreTotals, right: ScoreTotals) {
    left.alive += right.alive
    for index in left.clv.indices {
      left.expectedOrders[index] += right.expectedOrders[index]
      left.clv[index] += right.clv[index]
    }
  }
}
