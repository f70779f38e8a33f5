import Testing

@testable import Models

/// Against mpmath: fixtures/reference/pareto.tsv.
///
/// The first 42 customers are published points, the others
/// parameters that break other packages, and far corners.
@Suite("Pareto/NBD of one customer")
struct ParetoNBDTests {
  /// x, t_x, T, t of a customer line, then P(alive), expected purchases, P(an order), log-likelihood.
  static func worst(_ error: (ParetoNBD, _ at: [Double], _ values: [Double]) -> Double) -> Worst {
    var worst = Worst()
    for line in ParetoReference.named("customer") {
      let found = error(line.model, Array(line.numbers[4..<8]), Array(line.numbers[8...]))
      worst.see(found, at: line.numbers)
    }
    return worst
  }

  @Test func `P(alive) has thirteen digits`() {
    let worst = Self.worst { model, at, values in
      relativeError(model.probabilityAlive(x: at[0], tx: at[1], T: at[2]), values[0])
    }
    #expect(worst.count == 222)
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test func `expected purchases have thirteen digits`() {
    let worst = Self.worst { model, at, values in
      let found = model.expectedPurchases(x: at[0], tx: at[1], T: at[2], t: at[3])
      return relativeError(found, values[1])
    }
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test func `the probability of an order has thirteen digits`() {
    let worst = Self.worst { model, at, values in
      relativeError(model.orderProbabilityIfAlive(x: at[0], T: at[2], t: at[3]), values[2])
    }
    #expect(worst.error < 1e-13, "\(worst)")
  }

  @Test func `the log-likelihood has fourteen digits`() {
    let worst = Self.worst { model, at, values in
      let found = model.logLikelihood(x: at[0], tx: at[1], T: at[2])
      return abs(found - values[3]) / max(1, abs(values[3]))
    }
    #expect(worst.error < 1e-14, "\(worst)")
  }

  @Test func `expected purchases of a new customer have fourteen digits`() {
    var worst = Worst()
    for line in ParetoReference.named("newcomer") {
      let found = line.model.expectedPurchasesOfNewCustomer(t: line.numbers[4])
      worst.see(relativeError(found, line.numbers[5]), at: line.numbers)
    }
    #expect(worst.count == 88)
    #expect(worst.error < 1e-14, "\(worst)")
  }

  @Test func `probabilities of numbers of purchases have twelve digits`() {
    var worst = Worst()
    for line in ParetoReference.named("count") {
      let (x, T, t, n) = (line.numbers[4], line.numbers[5], line.numbers[6], line.numbers[7])
      let found = line.model.probabilityIfAlive(ofPurchases: Int(n), within: t, x: x, T: T)
      worst.see(relativeError(found, line.numbers[8]), at: line.numbers)
    }
    #expect(worst.count == 168)
    #expect(worst.error < 1e-12, "\(worst)")
  }

  @Test func `discounted purchases of all time have thirteen digits`() {
    var worst = Worst()
    for line in ParetoReference.named("discounted") where line.numbers[8] == .infinity {
      let (x, tx, T, delta) = (line.numbers[4], line.numbers[5], line.numbers[6], line.numbers[7])
      let found =
        line.model.probabilityAlive(x: x, tx: tx, T: T) * (line.model.r + x)
        * line.model.purchasesPerRateIfAlive(T: T, t: .infinity, delta: delta)
      worst.see(relativeError(found, line.numbers[9]), at: line.numbers)
    }
    #expect(worst.count == 33)
    #expect(worst.error < 1e-13, "\(worst)")
  }

  static let models = [
    ParetoNBD(r: 0.55, alpha: 74, s: 0.61, beta: 82), ParetoNBD(r: 1.3, alpha: 40, s: 1, beta: 900),
    ParetoNBD(r: 0.8, alpha: 300, s: 2.5, beta: 30),
  ]

  @Test(arguments: models)
  func `numbers of purchases sum to one, and their mean is the expected number`(model: ParetoNBD) {
    for (x, tx, T, t) in [(0.0, 0.0, 0.0, 90.0), (2, 60, 90, 30), (7, 80, 90, 365)] {
      let masses = (0...900).map {
        model.probability(ofPurchases: $0, within: t, x: x, tx: tx, T: T)
      }
      #expect(abs(masses.reduce(0, +) - 1) < 1e-12)
      let mean = masses.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      let expected = model.expectedPurchases(x: x, tx: tx, T: T, t: t)
      #expect(relativeError(mean, expected) < 1e-11)
      let none = model.probability(ofPurchases: 0, within: t, x: x, tx: tx, T: T)
      let order =
        model.probabilityAlive(x: x, tx: tx, T: T)
        * model.orderProbabilityIfAlive(x: x, T: T, t: t)
      #expect(abs(none + order - 1) < 1e-14)
    }
  }

  @Test(arguments: models)
  func `numbers of a new customer are those of one without a history`(model: ParetoNBD) {
    for n in [0, 1, 5] {
      let new = model.probability(ofPurchases: n, byNewCustomerWithin: 50)
      #expect(new == model.probability(ofPurchases: n, within: 50, x: 0, tx: 0, T: 0))
    }
  }

  @Test(arguments: models)
  func `who bought today is alive`(model: ParetoNBD) {
    for x in [0.0, 3, 1000] {
      #expect(model.probabilityAlive(x: x, tx: 300, T: 300) == 1)
      #expect(model.logDropoutOdds(x: x, tx: 300, T: 300) == -.infinity)
    }
  }

  @Test(arguments: models)
  func `P(alive) later is that of a customer who has not bought in between`(model: ParetoNBD) {
    // Alive at T + t and silent since T, in two ways: the NBD's zero class beside the dropout clock, and
    // the P(alive) of a longer silence times the probability of that silence.
    let (x, tx, T, t) = (2.0, 60.0, 90.0, 45.0)
    let stay = model.probabilityAlive(x: x, tx: tx, T: T, after: t)
    #expect(stay < model.probabilityAlive(x: x, tx: tx, T: T))
    let silent = Libm.power((model.alpha + T) / (model.alpha + T + t), model.r + x)
    let quiet = model.probability(ofPurchases: 0, within: t, x: x, tx: tx, T: T)
    let later = model.probabilityAlive(x: x, tx: tx, T: T + t)
    #expect(relativeError(later * quiet, stay * silent) < 1e-13)
  }

  @Test(arguments: models)
  func `nothing is expected in no time, and more in more`(model: ParetoNBD) {
    #expect(model.expectedPurchasesIfAlive(x: 2, T: 60, t: 0) == 0)
    #expect(model.orderProbabilityIfAlive(x: 2, T: 60, t: 0) == 0)
    var last = (0.0, 0.0)
    for t in stride(from: 1.0, through: 2000, by: 1) {
      let next = (
        model.expectedPurchasesIfAlive(x: 2, T: 60, t: t),
        model.orderProbabilityIfAlive(x: 2, T: 60, t: t)
      )
      #expect(next.0 > last.0 && next.1 > last.1 && next.0 > next.1)
      last = next
    }
  }

  @Test func `without dropout it is the NBD`() {
    // s -> 0: purchases are Poisson with a Gamma rate (Ehrenberg 1959).
    let model = ParetoNBD(r: 0.7, alpha: 30, s: 1e-12, beta: 50)
    #expect(relativeError(model.expectedPurchasesIfAlive(x: 3, T: 60, t: 90), 3.7) < 1e-10)
    #expect(abs(model.probabilityAlive(x: 3, tx: 50, T: 60) - 1) < 1e-11)
    let order = 1 - Libm.power(90.0 / 180, 3.7)
    #expect(relativeError(model.orderProbabilityIfAlive(x: 3, T: 60, t: 90), order) < 1e-10)
  }

  @Test func `extreme histories and parameters give numbers`() {
    for r in [1e-5, 1, 1e4] {
      for alpha in [1e-4, 50, 1e8] {
        for s in [1e-5, 1, 1e4] {
          for beta in [1e-4, 50, 1e8] {
            let model = ParetoNBD(r: r, alpha: alpha, s: s, beta: beta)
            for (x, tx, T) in [
              (0.0, 0.0, 0.0), (0, 0, 4000), (1, 1, 1), (1, 1, 4000), (1e6, 3999, 4000),
              (1e6, 1, 4000),
            ] {
              let alive = model.probabilityAlive(x: x, tx: tx, T: T)
              #expect(alive >= 0 && alive <= 1, "\(model)")
              #expect(model.logLikelihood(x: x, tx: tx, T: T).isFinite, "\(model)")
              let order = model.orderProbabilityIfAlive(x: x, T: T, t: 365)
              #expect(order >= 0 && order <= 1 + 1e-14, "\(model)")
              let expected = model.expectedPurchasesIfAlive(x: x, T: T, t: 365)
              #expect(expected.isFinite && order <= expected * (1 + 1e-13), "\(model)")
              let residual =
                (r + x) * model.purchasesPerRateIfAlive(T: T, t: .infinity, delta: 2.6e-4)
              #expect(residual.isFinite && residual >= 0, "\(model)")
            }
          }
        }
      }
    }
  }
}
