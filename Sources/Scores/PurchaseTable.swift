internal import Columns
internal import Histories
internal import Models

/// What a customer who is alive will buy, for every (x, T) that occurs in a base.
///
/// Expected purchases factor into G(x, T; t) and P(alive): the costly part depends on (x, T) alone,
/// of which a base of a million customers has some fifty thousand. It is computed once per pair.
struct PurchaseTable: Sendable {
  /// The pairs, whose numbers are the rows'.
  let pairs: PurchasePairs
  /// The rows, `width` numbers after one another: for each horizon expected purchases, discounted
  /// purchases and order probability; then the discounted purchases of all time.
  let values: [Double]
  private let horizons: Int

  /// T per task: a lane each for what takes an integral by (x, T).
  private static let block = 8

  init(
    _ model: PurchaseModel, _ histories: Histories, horizons: [Int], discounting: Discounting,
    threads: Threads
  ) throws {
    let pairs = try PurchasePairs(histories, threads: threads)
    let blocks = Blocks(pairs.lengthOfT, of: Self.block)
    let parts: [[Double]]
    switch model {
    case .betaGeometric(let model):
      let rows = try BetaGeometricRows(
        model, pairs, horizons: horizons, discounting: discounting, threads: threads)
      parts = try threads.map(blocks.count) { blocks[$0].flatMap(rows.rows(ofT:)) }
    case .paretoNBD(let model):
      let rows = ParetoNBDRows(model, pairs, horizons: horizons, discounting: discounting)
      parts = try threads.map(blocks.count) { rows.rows(ofT: blocks[$0]) }
    }
    self.pairs = pairs
    values = Array(parts.joined())
    self.horizons = horizons.count
  }

  /// The numbers of a row.
  var width: Int { 3 * horizons + 1 }

  /// Where in a row G over a horizon stands.
  func expected(_ horizon: Int) -> Int { 3 * horizon }
  /// Where the same with every purchase discounted stands.
  func discounted(_ horizon: Int) -> Int { 3 * horizon + 1 }
  /// Where P(at least one purchase) over a horizon stands.
  func orderProbability(_ horizon: Int) -> Int { 3 * horizon + 2 }
  /// Where the discounted purchases of all time stand; without a discount they are NaN, since there may
  /// be no limit.
  var residual: Int { 3 * horizons }

  /// The numbers of a pair that occurs in the base.
  func row(x: Int32, T: Int32) -> ArraySlice<Double> {
    let start = pairs.number(x: x, T: T) * width
    return values[start..<start + width]
  }
}

/// The numbers of a pair, horizon by horizon.
///
/// Where nothing more is to come, rounding may not say that a longer horizon has less in it.
struct PurchaseRow {
  private(set) var values: [Double] = []
  private var expected = 0.0
  private var discounted = 0.0
  private var probability = 0.0

  /// Adds a horizon, longer than the ones before.
  mutating func add(expected: Double, discounted: Double, probability: Double) {
    self.expected = max(self.expected, expected)
    self.discounted = min(max(self.discounted, discounted), self.expected)
    self.probability = max(self.probability, probability)
    values += [self.expected, self.discounted, self.probability]
  }

  /// Adds the discounted purchases of all time; nil without a discount.
  mutating func add(residual: Double?) {
    values.append(residual.map { max(discounted, $0) } ?? .nan)
  }
}
