internal import Arithmetic
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

  /// T per task.
  private static let block = 8

  init(
    _ model: BetaGeometric, _ histories: Histories, horizons: [Int], discounting: Discounting,
    threads: Threads
  ) throws {
    let pairs = try PurchasePairs(histories, threads: threads)
    let grid = discounting.delta > 0 ? ResidualGrid(model, discounting) : nil
    let ever = try threads.map(grid == nil ? 0 : pairs.xs.count) {
      grid?.G(x: Double(pairs.xs[$0])) ?? []
    }
    let blocks = Blocks(pairs.lengthOfT, of: Self.block)
    let parts = try threads.map(blocks.count) { block in
      blocks[block].flatMap { index in
        let places = pairs.places(ofT: index)
        return Self.rows(
          T: Double(pairs.firstT + index), xs: places.map { Double(pairs.xs[$0]) }, model, horizons,
          discounting, grid, places.map { grid == nil ? [] : ever[$0] })
      }
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

  /// The rows of the pairs of one T; the expectation integral is called once, over all their times.
  private static func rows(
    T: Double, xs: [Double], _ model: BetaGeometric, _ horizons: [Int], _ discounting: Discounting,
    _ grid: ResidualGrid?, _ ever: [[Double]]
  ) -> [Double] {
    if xs.isEmpty { return [] }
    let scale = model.alpha + T
    let nodes = horizons.map { discounting.nodes(within: Double($0), scale: scale) }
    let times = nodes.flatMap { $0.times.map { $0 / scale } }
    var A: [Double] = []
    var B: [Double] = []
    var tau: [Double] = []
    for x in xs {
      A += repeatElement(model.r + x, count: times.count)
      B += repeatElement(model.B(x), count: times.count)
      tau += times
    }
    var G = [Double](repeating: 0, count: tau.count)
    var results = G.mutableSpan
    ExpectationIntegral.evaluate(A: A.span, B: B.span, tau: tau.span, a: model.a, into: &results)

    let decays = grid?.decays(scale: scale)
    var values: [Double] = []
    var at = 0
    for (x, ever) in zip(xs, ever) {
      // Where nothing more is to come, rounding may not say that a longer horizon has less in it.
      var (expected, discounted, probability) = (0.0, 0.0, 0.0)
      for (horizon, nodes) in zip(horizons, nodes) {
        var sum = 0.0
        for weight in nodes.weights {
          sum += weight * G[at]
          at += 1
        }
        expected = max(expected, G[at - 1])
        discounted = min(max(discounted, sum), expected)
        probability = max(
          probability, model.orderProbabilityIfAlive(x: x, T: T, t: Double(horizon)))
        values += [expected, discounted, probability]
      }
      if let grid, let decays {
        values.append(max(discounted, grid.residual(scale: scale, decays: decays, G: ever)))
      } else {
        values.append(.nan)
      }
    }
    return values
  }
}
