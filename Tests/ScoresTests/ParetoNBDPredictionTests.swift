import Columns
import Models
import TestSupport
import Testing

@testable import Histories
@testable import Scores

@Suite("Predictions under Pareto/NBD")
struct ParetoNBDPredictionTests {
  static let model = ParetoNBD(r: 0.55327705, alpha: 74.043784, s: 0.60623999, beta: 81.681147)

  /// The days of the orders of a customer with x repeats, the last tx days after the first, T days ago.
  static func orders(x: Int, tx: Int, T: Int) -> [Int] {
    [T] + (x == 0 ? [] : (1..<x).map { T - $0 } + [T - tx])
  }

  @Test(arguments: [
    model, ParetoNBD(r: 0.5, alpha: 200, s: 1.5, beta: 3),
    ParetoNBD(r: 30, alpha: 900, s: 0.1, beta: 1e5),
  ])
  func `P(alive) from the table is the model's, and that of the few`(model: ParetoNBD) throws {
    // 300 customers with each of few x, which get rows; one with each of many, which get none.
    var random = Generator(seed: 11)
    var customers: [[Int]] = []
    for x in [0, 1, 2, 7] {
      for _ in 0..<300 {
        let tx = x == 0 ? 0 : Int.random(in: x...300, using: &random)
        customers.append(
          Self.orders(x: x, tx: tx, T: Int.random(in: max(tx, 1)...400, using: &random)))
      }
    }
    for x in 8..<40 { customers.append(Self.orders(x: x, tx: 100 + x, T: 390)) }
    let histories = Bases.made(customers)
    let table = try DropoutTable(model, histories, threads: Threads(2))
    let found = table.probabilitiesAlive(0..<histories.count, histories)
    var worst = 0.0
    for customer in 0..<histories.count {
      let expected = model.probabilityAlive(
        x: Double(histories.x(customer)), tx: Double(histories.tx(customer)),
        T: Double(histories.T(customer)))
      worst = max(worst, relativeError(found[customer], expected))
      #expect(found[customer] <= 1)
      if histories.tx(customer) == histories.T(customer) { #expect(found[customer] == 1) }
    }
    #expect(worst < 1e-13)
    // The same customers one by one: their bases have no rows.
    for customer in stride(from: 0, to: histories.count, by: 17) {
      let alone = Bases.made([customers[customer]])
      let one = try DropoutTable(model, alone, threads: Threads(1))
      #expect(one.probabilitiesAlive(0..<1, alone)[0] == found[customer])
    }
  }

  @Test func `the published year ahead of an apparel shop, and its discount by the week`() {
    // CLVTools' vignette, apparelTrans as of 2006-12-31, customer Id1: x = 6, t_x = 653/7, T = 104 weeks.
    // It prints DERT .46765602 for a discount of "10 % a year", which it took by the week: δ = ln(1.1).
    let model = ParetoNBD(r: 1.4489768, alpha: 48.6360845, s: 0.5612598, beta: 46.8843633)
    let alive = model.probabilityAlive(x: 6, tx: 653.0 / 7, T: 104)
    #expect(abs(alive - 0.9468478) < 1e-6)
    let purchases = alive * model.expectedPurchasesIfAlive(x: 6, T: 104, t: 1450.0 / 7)
    #expect(abs(purchases - 7.3256573) < 1e-5)
    func residual(_ delta: Double) -> Double {
      alive * Discounting(delta: delta).residualIfAlive(.paretoNBD(model), x: 6, T: 104)
    }
    let tenPercent = 0.09531017980432486
    #expect(abs(residual(tenPercent) - 0.46765602) < 1e-7)
    // Ten percent a year, in weeks.
    #expect(abs(residual(tenPercent * 7 / 365.25) - 13.33) < 5e-3)
    // The same in days, as `--annual-discount 0.10` has it.
    let days = ParetoNBD(
      r: model.r, alpha: 7 * model.alpha, s: model.s, beta: 7 * model.beta)
    let found = alive * Discounting(annual: 0.10).residualIfAlive(.paretoNBD(days), x: 6, T: 728)
    #expect(relativeError(found, residual(tenPercent * 7 / 365.25)) < 1e-13)
  }

  @Test func `extreme models and histories give numbers`() throws {
    let histories = Bases.made([[0], [3], [800], [800, 799], Array(0...300), [5000, 4990]])
    for (r, alpha) in [(1e-5, 1e-4), (1e-5, 1e8), (1e4, 1e-4), (1e4, 1e8)] {
      for (s, beta) in [(1e-5, 1e-4), (1e4, 1e-4), (1e-5, 1e8), (1e4, 1e8)] {
        let model = PurchaseModel(.pareto, parameters: [r, alpha, s, beta])
        let found = try PredictorTests.predictor(histories, model).predict(0..<histories.count)
        let doubles =
          found.probabilityAlive + found.expectedOrders.flatMap { $0 }
          + found.orderProbability.flatMap { $0 }
        #expect(doubles.allSatisfy { $0.isFinite && $0 >= 0 }, "\(model)")
        #expect(found.probabilityAlive.allSatisfy { $0 <= 1 }, "\(model)")
        #expect(found.waits.allSatisfy { $0.allSatisfy { $0 >= 0 } }, "\(model)")
      }
    }
  }

  @Test func `discounted purchases within a horizon have thirteen digits`() {
    // mpmath: fixtures/reference/pareto.tsv.
    var worst = 0.0
    var count = 0
    for line in Fixtures.text("reference/pareto.tsv").split(separator: "\n")
    where line.hasPrefix("discounted") {
      let n = line.split(separator: "\t").dropFirst().compactMap { Double(String($0)) }
      let model = ParetoNBD(r: n[0], alpha: n[1], s: n[2], beta: n[3])
      let found =
        model.probabilityAlive(x: n[4], tx: n[5], T: n[6]) * (model.r + n[4])
        * model.purchasesPerRateIfAlive(T: n[6], t: n[8], delta: n[7])
      worst = max(worst, relativeError(found, n[9]))
      count += 1
    }
    #expect(count == 132)
    #expect(worst < 1e-13, "\(worst)")
  }
}
