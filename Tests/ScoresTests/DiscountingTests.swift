import Foundation
import Models
import Testing

@testable import Scores

@Suite("Discounting")
struct DiscountingTests {
  /// CDNOW's maxima, see BetaGeometricFitTests and ParetoNBDFitTests; time is weeks.
  static let bg = PurchaseModel(
    .bg, parameters: [0.2425945211, 4.4136022565, 0.7929221105, 2.4259071280])
  static let mbg = PurchaseModel(
    .mbg, parameters: [0.5248431732, 6.1830850661, 0.8913593597, 1.6140020736])
  static let pareto = PurchaseModel(
    .pareto, parameters: [0.5532770914, 10.5776834488, 0.6062398251, 11.6687285977])

  /// Discounted purchases within H of a customer who is alive.
  static func discounted(
    _ model: PurchaseModel, _ discounting: Discounting, x: Double, T: Double, H: Double
  ) -> Double {
    let scale = if case .paretoNBD(let model) = model { model.beta } else { model.alpha }
    let nodes = discounting.nodes(within: H, scale: scale + T)
    return zip(nodes.times, nodes.weights).reduce(0) {
      $0 + $1.1 * model.expectedPurchasesIfAlive(x: x, T: T, t: $1.0)
    }
  }

  @Test func `ten percent a year are ten percent a year`() {
    // e^(−365.25 δ) = 1/1.1, so δ = ln(1.1)/365.25 = 0.0953101798043249 / 365.25.
    #expect(abs(Discounting(annual: 0.10).delta - 0.0953101798043249 / 365.25) < 1e-19)
    #expect(Discounting(annual: 0).delta == 0)
  }

  @Test func `discounted purchases within a horizon and of all time have eleven digits`() {
    // mpmath: fixtures/reference/models.tsv. Largest errors measured: 3e-12 within ten years of a
    // customer with α + T = 0.5 days, else 4e-13; 3e-15 ever.
    let lines = Reference.named("discounted")
    #expect(lines.count == 121)
    var worst = (within: 0.0, ever: 0.0)
    for line in lines {
      let (x, tx, T) = (line.numbers[0], line.numbers[1], line.numbers[2])
      let discounting = Discounting(delta: line.numbers[3])
      let alive = line.model.probabilityAlive(x: x, tx: tx, T: T)
      let H = line.numbers[4]
      let found =
        H == .infinity
        ? discounting.residualIfAlive(.betaGeometric(line.model), x: x, T: T)
        : Self.discounted(.betaGeometric(line.model), discounting, x: x, T: T, H: H)
      let error = relativeError(alive * found, line.numbers[5])
      if H == .infinity { worst.ever = max(worst.ever, error) }
      if H != .infinity { worst.within = max(worst.within, error) }
    }
    #expect(worst.within < 1e-11 && worst.ever < 1e-13, "\(worst)")
  }

  @Test func `residual purchases of CDNOW's customers`() {
    // δ = .0027 per week, 15 % a year, as Fader, Hardie and Lee (2005, "RFM and CLV") take it. No
    // package has these for BG/NBD; CLVTools has Pareto/NBD's; mpmath.
    let discounting = Discounting(delta: 0.0027)
    // Model, x, t_x and T in days, discounted purchases.
    let published: [(PurchaseModel, Double, Double, Double, Double)] = [
      (Self.bg, 2, 213, 272, 5.15663141659), (Self.bg, 0, 0, 272, 1.01425726673),
      (Self.bg, 26, 216, 217, 70.9090959371), (Self.mbg, 2, 213, 272, 4.91100773558),
      (Self.mbg, 0, 0, 272, 0.722507765149), (Self.pareto, 2, 213, 272, 6.48240388705),
    ]
    for (model, x, tx, T, expected) in published {
      let alive = model.probabilityAlive(x: x, tx: tx / 7, T: T / 7)
      let found = alive * discounting.residualIfAlive(model, x: x, T: T / 7)
      #expect(relativeError(found, expected) < 1e-10)
    }
  }

  @Test(arguments: [bg, mbg, pareto])
  func `agrees with a sum over small steps`(model: PurchaseModel) {
    // ∫ e^(−δt) dG(t) as it stands, not by parts: the gain of each of 400 steps, discounted to the
    // step's middle. Two step widths are extrapolated, since the error is as their square.
    let delta = 0.0027
    for (x, T, H) in [(2.0, 38.0, 52.0), (0, 27, 4), (26, 31, 521)] {
      func sum(_ steps: Int) -> Double {
        let h = H / Double(steps)
        let G = (0...steps).map { model.expectedPurchasesIfAlive(x: x, T: T, t: Double($0) * h) }
        var sum = 0.0
        for step in 0..<steps {
          let middle = (Double(step) + 0.5) * h
          sum += (G[step + 1] - G[step]) * exp(-delta * middle)
        }
        return sum
      }
      let expected = (4 * sum(400) - sum(200)) / 3
      let found = Self.discounted(model, Discounting(delta: delta), x: x, T: T, H: H)
      #expect(relativeError(found, expected) < 1e-9)
    }
  }

  @Test(arguments: [bg, mbg, pareto])
  func `without a discount nothing is discounted`(model: PurchaseModel) {
    for H in [1.0, 52, 521] {
      let found = Self.discounted(model, Discounting(delta: 0), x: 3, T: 30, H: H)
      #expect(found == model.expectedPurchasesIfAlive(x: 3, T: 30, t: H))
    }
  }

  @Test(arguments: [bg, mbg, pareto])
  func `it grows with the horizon towards the purchases of all time`(model: PurchaseModel) {
    for delta in [0.0002, 0.0027, 0.05] {
      let discounting = Discounting(delta: delta)
      for (x, T) in [(0.0, 0.0), (2, 38), (26, 31), (0, 38)] {
        let all = discounting.residualIfAlive(model, x: x, T: T)
        var last = 0.0
        for H in [1.0, 4, 12, 52, 104, 521, 2000] where delta * H < 30 {
          let found = Self.discounted(model, discounting, x: x, T: T, H: H)
          let plain = model.expectedPurchasesIfAlive(x: x, T: T, t: H)
          #expect(found > last && found < plain && found < all * (1 + 1e-13))
          last = found
        }
        // 30/δ weeks are as good as all time: e^(−30) is 1e-13.
        let late = Self.discounted(model, discounting, x: x, T: T, H: 30 / delta)
        #expect(relativeError(late, all) < 1e-10)
      }
    }
  }

  @Test(arguments: [bg, mbg, pareto])
  func `more discount is worth less`(model: PurchaseModel) {
    var last = Double.infinity
    for delta in [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10] {
      let found = Discounting(delta: delta).residualIfAlive(model, x: 2, T: 38)
      #expect(found > 0 && found < last)
      last = found
    }
  }
}
