import Foundation
import Simulation
import Testing

/// What the models say of a base, against what comes out.
///
/// The seed is fixed, so a law holds or does not; limits are four standard errors.
@Suite struct LawTests {
  /// P(a customer is alive after t days).
  private static func alive(_ t: Double, _ options: SimulationOptions) -> Double {
    pow(options.beta / (options.beta + t), options.s)
  }

  @Test(arguments: [(0.553, 0.606, 81.68), (2, 1.5, 300), (0.3, 0.2, 20)])
  func `alpha is what the expected number of orders says`(
    r: Double, s: Double, beta: Double
  ) throws {
    let log = try OrderLog(customers: 40_000) { ($0.r, $0.s, $0.beta) = (r, s, beta) }
    let options = log.simulation.options
    // E[min(lifetime, T)] with T uniform: of all days, the share that customers live to see.
    let T = 1096.0
    let lived = T * mean { u in (1 - u) * Self.alive(u * T, options) }
    let expected = r * lived * 40_000 / 360_000
    let alpha = try #require(log.simulation.alpha)
    // The relative variance of a customer's orders, from the log itself.
    let counts = log.histories.values.map { Double($0.count - 1) }
    let variance = counts.reduce(0) { $0 + ($1 - 9) * ($1 - 9) } / 40_000
    #expect(abs(alpha / expected - 1) < 4 * (variance / 40_000).squareRoot() / 9)
  }

  /// P(no order within T) = P(alive at T) (α / (α + T))^r + ∫ f(t) (α / (α + t))^r dt up to T, f being the
  /// density of the dropout.
  @Test func `the share of one-time buyers is the model's`() throws {
    let customers = 100_000
    let log = try OrderLog(customers: customers)
    let options = log.simulation.options
    let alpha = try #require(log.simulation.alpha)
    func none(_ t: Double) -> Double { pow(alpha / (alpha + t), options.r) }
    let share = mean { u in
      let T = 1096 * u
      let droppedOut =
        T
        * mean { w in
          let t = w * T
          return options.s / (options.beta + t) * Self.alive(t, options) * none(t)
        }
      return Self.alive(T, options) * none(T) + droppedOut
    }
    let found = Double(log.histories.values.filter { $0.count == 1 }.count) / Double(customers)
    #expect(abs(found - share) < 4 * (share * (1 - share) / Double(customers)).squareRoot())
  }

  /// With two orders a day each, the last one is as good as the dropout.
  @Test func `customers drop out as the model says`() throws {
    let log = try OrderLog(customers: 3000, .alpha(500)) { ($0.r, $0.s, $0.beta) = (1000, 0.8, 60) }
    let options = log.simulation.options
    for t in [20, 60, 200, 500] {
      let watched = log.histories.values.filter { $0[0] + t < 1090 }
      let alive = watched.filter { ($0.last ?? 0) - $0[0] >= t }.count
      let share = Self.alive(Double(t), options)
      let n = Double(watched.count)
      #expect(
        abs(Double(alive) / n - share) < 4 * (share * (1 - share) / n).squareRoot(), "\(t) days")
    }
  }

  @Test func `waits between orders are exponential at the rate of the customer`() throws {
    // Rates alike, no dropout: days between orders are those of one Poisson process.
    let log = try OrderLog(customers: 3000, .alpha(20_000)) {
      ($0.r, $0.s, $0.beta) = (1000, 0.1, 1e9)
    }
    let waits = log.histories.values.flatMap { days in
      days.count > 1 && days[0] < 700 ? [Double(days[1] - days[0])] : []
    }
    // Of days d apart, the times are d ± 1: P(wait < w) lies between those of w - 1 and w + 1.
    let mean = 20.0
    for w in [10, 20, 40, 80] {
      let share = Double(waits.filter { $0 < Double(w) }.count) / Double(waits.count)
      let margin = 4 * (0.25 / Double(waits.count)).squareRoot()
      #expect(share > 1 - exp(-Double(w - 1) / mean) - margin, "\(w) days")
      #expect(share < 1 - exp(-Double(w) / mean) + margin, "\(w) days")
    }
  }

  @Test func `customers come evenly over the period`() throws {
    let log = try OrderLog(customers: 50_000, .orders(50_000))
    // A day is a step of the distribution: its middle stands for it.
    let found = distance(log.days.map { Double($0) + 0.5 }) { $0 / 1096 }
    #expect(found < 1.95 + 0.5 / 1096 * 50_000.squareRoot())
  }

  /// With p = 1 a spend of any customer is above z with probability (v / (v + z))^q.
  @Test func `spends are distributed as the model says`() throws {
    let log = try OrderLog(customers: 50_000, .orders(50_000)) {
      ($0.p, $0.q, $0.v) = (1, 2.5, 3000)
    }
    let found = distance(log.amounts.map { Double($0) / 100 }) { 1 - pow(3000 / (3000 + $0), 2.5) }
    #expect(found < 1.95)
  }

  /// E[z] = p v / (q - 1), and E[z1 z2] = p^2 v^2 / ((q - 1) (q - 2)) for two orders of one customer.
  @Test func `spends have the model's mean, and those of one customer are alike`() throws {
    let log = try OrderLog(customers: 40_000, .orders(200_000)) { ($0.q, $0.v) = (10, 50) }
    let options = log.simulation.options
    var spends: [String: [Double]] = [:]
    for (customer, amount) in zip(log.customers, log.amounts) {
      spends[customer, default: []].append(Double(amount) / 100)
    }
    let (p, q, v) = (options.p, options.q, options.v)
    expectMean(of: spends.values.map { $0[0] }, is: p * v / (q - 1))
    let pairs = spends.values.compactMap { $0.count > 1 ? $0[0] * $0[1] : nil }
    expectMean(of: pairs, is: p * p * v * v / ((q - 1) * (q - 2)))
  }

  private func expectMean(of sample: [Double], is expected: Double) {
    let n = Double(sample.count)
    let mean = sample.reduce(0, +) / n
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(mean - expected) < 4 * (variance / n).squareRoot())
  }
}
