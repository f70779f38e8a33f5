internal import Arithmetic
internal import Models

/// The rows of the purchase table under Pareto/NBD.
///
/// Purchases, discounted or not, are r + x times a number of T alone; the probability of an order takes an
/// integral for each (x, T), in which eight T are the lanes.
struct ParetoNBDRows: Sendable {
  private let model: ParetoNBD
  private let pairs: PurchasePairs
  private let horizons: [Int]
  private let discounting: Discounting

  init(
    _ model: ParetoNBD, _ pairs: PurchasePairs, horizons: [Int], discounting: Discounting
  ) {
    self.model = model
    self.pairs = pairs
    self.horizons = horizons
    self.discounting = discounting
  }

  /// The rows of the pairs of up to eight T.
  func rows(ofT indices: Range<Int>) -> [Double] {
    precondition(indices.count <= 8, "a lane for each T")
    let places = indices.map(pairs.places)
    let times = Double(pairs.firstT + indices.lowerBound) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    // By x: the probabilities of an order over each horizon, a T in each lane.
    var probabilities: [Int: [Lanes]] = [:]
    for place in Set(places.joined()) {
      let race = LomaxRace(
        shape: model.r + Double(pairs.xs[place]), scale: model.alpha, against: model.s, model.beta)
      probabilities[place] = horizons.map {
        race.probability(after: times, within: Lanes(repeating: Double($0)))
      }
    }
    var values: [Double] = []
    for (lane, places) in places.enumerated() where !places.isEmpty {
      let rates = Rates(model, T: times[lane], horizons, discounting)
      for place in places {
        let k = model.r + Double(pairs.xs[place])
        var row = PurchaseRow()
        for index in horizons.indices {
          row.add(
            expected: k * rates.expected[index], discounted: k * rates.discounted[index],
            probability: probabilities[place]?[index][lane] ?? 0)
        }
        row.add(residual: rates.residual.map { k * $0 })
        values += row.values
      }
    }
    return values
  }
}

/// What customers of one T are expected to purchase if alive, in units of r + x.
private struct Rates {
  var expected: [Double] = []
  var discounted: [Double] = []
  /// Nil without a discount.
  var residual: Double?

  init(_ model: ParetoNBD, T: Double, _ horizons: [Int], _ discounting: Discounting) {
    let delta = discounting.delta
    for horizon in horizons {
      let all = model.purchasesPerRateIfAlive(T: T, t: Double(horizon))
      expected.append(all)
      discounted.append(
        delta > 0
          ? model.purchasesPerRateIfAlive(T: T, t: Double(horizon), delta: delta) : all)
    }
    residual =
      delta > 0 ? model.purchasesPerRateIfAlive(T: T, t: .infinity, delta: delta) : nil
  }
}
