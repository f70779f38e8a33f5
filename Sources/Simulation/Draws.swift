internal import Arithmetic

/// The random numbers of a simulation, each at a place of its own: so no result depends on who draws first.
///
/// A place is (attempt or ordinal, customer, order, purpose). Eight customers, orders or ordinals are drawn at
/// a time.
struct Draws: Sendable {
  /// What a number is for; the last word of its place.
  private enum Purpose: UInt64 {
    case life, orderRate, dropoutRate, spendRate, waits, spends
  }

  private let random: Philox
  private let orderRates: GammaNumbers
  private let dropoutRates: GammaNumbers
  private let spendRates: GammaNumbers
  private let spendShapes: GammaNumbers

  /// The draws that options ask for.
  init(_ options: SimulationOptions) {
    random = Philox(seed: options.seed)
    orderRates = GammaNumbers(shape: options.r)
    dropoutRates = GammaNumbers(shape: options.s)
    spendRates = GammaNumbers(shape: options.q)
    spendShapes = GammaNumbers(shape: options.p)
  }

  /// What sets eight customers apart: each of a standard distribution, still without its rate.
  struct Customers {
    /// When the customer comes, as a part of the period: uniform.
    var birth: Lanes
    /// The dropout, in means of the customer's own: exponential.
    var lifetime: Lanes
    /// Gamma(r, 1).
    var orderRate: Lanes
    /// Gamma(s, 1).
    var dropoutRate: Lanes
    /// Gamma(q, 1).
    var spendRate: Lanes
  }

  /// The draws of eight customers.
  func customers(_ numbers: Philox.Words) -> Customers {
    let none = Philox.Words(repeating: 0)
    let (birth, life) = random.uniforms(at: none, numbers, none, purpose(.life))
    return Customers(
      birth: birth, lifetime: -Elementary.log(life),
      orderRate: orderRates.draw(random, at: numbers, none, purpose(.orderRate)),
      dropoutRate: dropoutRates.draw(random, at: numbers, none, purpose(.dropoutRate)),
      spendRate: spendRates.draw(random, at: numbers, none, purpose(.spendRate)))
  }

  /// The waits after eight orders of any customers, in means of the customers' own: exponential.
  func waits(customers: Philox.Words, ordinals: Philox.Words) -> Lanes {
    let (uniform, _) = random.uniforms(
      at: ordinals, customers, Philox.Words(repeating: 0), purpose(.waits))
    return -Elementary.log(uniform)
  }

  /// What eight orders of any customers are worth, still without the customers' rates: Gamma(p, 1).
  func spends(customers: Philox.Words, ordinals: Philox.Words) -> Lanes {
    spendShapes.draw(random, at: customers, ordinals, purpose(.spends))
  }

  private func purpose(_ purpose: Purpose) -> Philox.Words {
    Philox.Words(repeating: purpose.rawValue)
  }
}
