internal import Columns
internal import Models

/// The rows of the purchase table under BG/NBD and MBG/NBD.
struct BetaGeometricRows: Sendable {
  private let model: BetaGeometric
  private let pairs: PurchasePairs
  private let horizons: [Int]
  private let discounting: Discounting
  private let grid: ResidualGrid?
  /// For each x, the expected purchases at the nodes of the grid.
  private let ever: [[Double]]

  init(
    _ model: BetaGeometric, _ pairs: PurchasePairs, horizons: [Int], discounting: Discounting,
    threads: Threads
  ) throws {
    self.model = model
    self.pairs = pairs
    self.horizons = horizons
    self.discounting = discounting
    let grid = discounting.delta > 0 ? ResidualGrid(model, discounting) : nil
    self.grid = grid
    ever = try threads.map(pairs.xs.count) { grid?.G(x: Double(pairs.xs[$0])) ?? [] }
  }

  /// The rows of the pairs of one T; the expectation integral is called once, over all their times.
  func rows(ofT index: Int) -> [Double] {
    let places = pairs.places(ofT: index)
    if places.isEmpty { return [] }
    let T = Double(pairs.firstT + index)
    let scale = model.alpha + T
    let nodes = horizons.map { discounting.nodes(within: Double($0), scale: scale) }
    let G = model.expectedPurchasesIfAlive(
      xs: places.map { Double(pairs.xs[$0]) },
      tau: nodes.flatMap { $0.times.map { $0 / scale } })

    let decays = grid?.decays(scale: scale)
    var values: [Double] = []
    var at = 0
    for place in places {
      let x = Double(pairs.xs[place])
      var row = PurchaseRow()
      for (horizon, nodes) in zip(horizons, nodes) {
        var sum = 0.0
        for weight in nodes.weights {
          sum += weight * G[at]
          at += 1
        }
        row.add(
          expected: G[at - 1], discounted: sum,
          probability: model.orderProbabilityIfAlive(x: x, T: T, t: Double(horizon)))
      }
      row.add(
        residual: grid.flatMap { grid in
          decays.map { grid.residual(scale: scale, decays: $0, G: ever[place]) }
        })
      values += row.values
    }
    return values
  }
}
