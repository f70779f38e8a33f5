internal import Arithmetic
internal import Columns
internal import Histories
internal import Models

/// What a customer who is alive will buy, for every (x, T) that occurs in a base.
///
/// Expected purchases factor into G(x, T; t) and P(alive): the costly part depends on (x, T) alone,
/// of which a base of a million customers has some fifty thousand. It is computed once per pair.
struct PurchaseTable: Sendable {
  /// The pairs as x · 2^32 + T, ascending.
  private let keys: [UInt64]
  /// The numbers of each pair, `width` after one another: for each horizon expected purchases,
  /// discounted purchases and order probability; then the discounted purchases of all time.
  private let values: [Double]
  private let horizons: Int

  /// Pairs per task.
  private static let block = 256

  init(
    _ model: BetaGeometric, _ histories: Histories, horizons: [Int], discounting: Discounting,
    threads: Threads
  ) throws {
    let blocks = (histories.count + 65_535) / 65_536
    let parts = try threads.map(blocks) { block in
      let customers = block * 65_536..<min((block + 1) * 65_536, histories.count)
      return Set(customers.map { Self.key(x: histories.x($0), T: histories.T($0)) })
    }
    let keys = parts.reduce(into: Set<UInt64>()) { $0.formUnion($1) }.sorted()
    let chunks = try threads.map((keys.count + Self.block - 1) / Self.block) { block in
      Self.compute(
        keys[block * Self.block..<min((block + 1) * Self.block, keys.count)], model, horizons,
        discounting)
    }
    self.keys = keys
    values = chunks.flatMap { $0 }
    self.horizons = horizons.count
  }

  private static func key(x: Int32, T: Int32) -> UInt64 { UInt64(x) << 32 | UInt64(T) }

  /// The numbers of a pair that occurs in the base.
  func row(x: Int32, T: Int32) -> Row {
    let key = Self.key(x: x, T: T)
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    precondition(low < keys.count && keys[low] == key, "a pair of the base")
    return Row(start: low * (3 * horizons + 1))
  }

  /// Where the numbers of one pair stand.
  struct Row { fileprivate let start: Int }

  /// G over a horizon.
  func expected(_ row: Row, _ horizon: Int) -> Double { values[row.start + 3 * horizon] }
  /// The same with every purchase discounted.
  func discounted(_ row: Row, _ horizon: Int) -> Double { values[row.start + 3 * horizon + 1] }
  /// P(at least one purchase) over a horizon.
  func orderProbability(_ row: Row, _ horizon: Int) -> Double {
    values[row.start + 3 * horizon + 2]
  }
  /// The discounted purchases of all time; without a discount NaN, since there may be no limit.
  func residual(_ row: Row) -> Double { values[row.start + 3 * horizons] }

  /// The numbers of some pairs; the expectation integral is called once, over all their times.
  private static func compute(
    _ keys: ArraySlice<UInt64>, _ model: BetaGeometric, _ horizons: [Int],
    _ discounting: Discounting
  ) -> [Double] {
    var A: [Double] = []
    var B: [Double] = []
    var tau: [Double] = []
    var weights: [Double] = []
    var counts: [Int] = []
    for key in keys {
      let (x, T) = (Double(key >> 32), Double(key & 0xFFFF_FFFF))
      let scale = model.alpha + T
      for horizon in horizons {
        let nodes = discounting.nodes(within: Double(horizon), scale: scale)
        A += Array(repeating: model.r + x, count: nodes.times.count)
        B += Array(repeating: model.B(x), count: nodes.times.count)
        tau += nodes.times.map { $0 / scale }
        weights += nodes.weights
        counts.append(nodes.times.count)
      }
    }
    var G = [Double](repeating: 0, count: tau.count)
    var results = G.mutableSpan
    ExpectationIntegral.evaluate(A: A.span, B: B.span, tau: tau.span, a: model.a, into: &results)

    let grid = discounting.delta > 0 ? ResidualGrid(model, discounting) : nil
    var ofX: (x: Double, G: [Double])?
    var values: [Double] = []
    var at = 0
    var integral = 0
    for key in keys {
      let (x, T) = (Double(key >> 32), Double(key & 0xFFFF_FFFF))
      // Where nothing more is to come, rounding may not say that a longer horizon has less in it.
      var (expected, discounted, probability) = (0.0, 0.0, 0.0)
      for horizon in horizons {
        var sum = 0.0
        for node in at..<at + counts[integral] { sum += weights[node] * G[node] }
        at += counts[integral]
        integral += 1
        expected = max(expected, G[at - 1])
        discounted = min(max(discounted, sum), expected)
        probability = max(
          probability, model.orderProbabilityIfAlive(x: x, T: T, t: Double(horizon)))
        values += [expected, discounted, probability]
      }
      guard let grid else {
        values.append(.nan)
        continue
      }
      // Keys ascend, so those of one x follow one another.
      let current = ofX?.x == x ? ofX : (x, grid.G(x: x))
      ofX = current
      values.append(max(discounted, grid.residual(scale: model.alpha + T, G: current?.G ?? [])))
    }
    return values
  }
}
