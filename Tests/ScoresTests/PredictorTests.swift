import Columns
import Models
import Testing

@testable import Histories
@testable import Scores

@Suite("Predictions")
struct PredictorTests {
  static let horizons = [30, 90, 365]

  static func predictor(
    _ histories: Histories, _ model: PurchaseModel, spend: SpendFit? = nil, discount: Double = 0.1,
    margin: Double? = nil, scale: Int = 2, horizons: [Int] = horizons
  ) throws -> Predictor {
    try Predictor(
      histories, model: model, spend: spend, scale: scale,
      options: ScoreOptions(
        horizons: horizons, churnHorizon: horizons[horizons.count - 1], annualDiscount: discount,
        margin: margin),
      threads: Threads(2))
  }

  /// The Gamma-Gamma model of a base, as `score` would fit it.
  static func spend(_ histories: Histories) throws -> SpendFit {
    try SpendFit(to: RepeatSpends(histories, scale: 2), baseMean: 20, threads: Threads(1))
  }

  @Test(arguments: PurchaseTableTests.models)
  func `are the model's, for every customer of CDNOW`(model: PurchaseModel) throws {
    let histories = try #require(Bases.cdnow)
    #expect(histories.count == 2357)
    let found = try Self.predictor(histories, model).predict(0..<histories.count)
    var worst = (alive: 0.0, expected: 0.0, probability: 0.0, wait: 0.0)
    for customer in 0..<histories.count {
      let x = Double(histories.x(customer))
      let (tx, T) = (Double(histories.tx(customer)), Double(histories.T(customer)))
      let alive = model.probabilityAlive(x: x, tx: tx, T: T)
      worst.alive = max(worst.alive, relativeError(found.probabilityAlive[customer], alive))
      for (index, horizon) in Self.horizons.enumerated() where customer % 10 == index {
        let H = Double(horizon)
        let expected = model.expectedPurchases(x: x, tx: tx, T: T, t: H)
        let probability = alive * model.orderProbabilityIfAlive(x: x, T: T, t: H)
        worst.expected = max(
          worst.expected, relativeError(found.expectedOrders[index][customer], expected))
        worst.probability = max(
          worst.probability, relativeError(found.orderProbability[index][customer], probability))
      }
      for (index, share) in [0.25, 0.5, 0.75].enumerated() {
        let wait = model.wait(share: share, x: x, tx: tx)
        worst.wait = max(worst.wait, relativeError(found.waits[index][customer], wait))
      }
    }
    #expect(worst.alive < 1e-13 && worst.wait < 1e-15, "\(worst)")
    #expect(worst.expected < 1e-13 && worst.probability < 1e-13, "\(worst)")
  }

  @Test func `add up to the published holdout of CDNOW`() throws {
    // BTYD's vignette, 39 weeks after 1997-09-30, BG/NBD at CDNOW's maximum: 1653.4087, with α in
    // weeks 4.4136022565. See HoldoutTests.
    let histories = try #require(Bases.cdnow)
    let model = BetaGeometric(
      .bg, r: 0.2425945211, alpha: 7 * 4.4136022565, a: 0.7929221105, b: 2.4259071280)
    let found = try Self.predictor(histories, .betaGeometric(model), horizons: [273])
      .predict(0..<2357)
    #expect(abs(found.expectedOrders[0].reduce(0, +) - 1653.4087) < 1e-4)
  }

  @Test(arguments: PurchaseTableTests.models)
  func `keep the laws of the score table`(model: PurchaseModel) throws {
    let histories = try #require(Bases.cdnow)
    let spend = try Self.spend(histories)
    for margin in [nil, 0.35] {
      let found = try Self.predictor(histories, model, spend: spend, margin: margin)
        .predict(0..<histories.count)
      for customer in 0..<histories.count {
        let alive = found.probabilityAlive[customer]
        #expect(alive >= 0 && alive <= 1)
        for index in 0..<3 {
          let expected = found.expectedOrders[index][customer]
          let probability = found.orderProbability[index][customer]
          #expect(probability >= 0 && probability <= alive && probability <= expected)
          #expect(found.clv[index][customer] <= found.expectedRevenue[index][customer])
          #expect(found.clv[index][customer] <= found.residualCLV[customer])
          if index == 0 { continue }
          #expect(expected >= found.expectedOrders[index - 1][customer])
          #expect(probability >= found.orderProbability[index - 1][customer])
          #expect(found.clv[index][customer] >= found.clv[index - 1][customer])
        }
        #expect(found.waits[0][customer] < found.waits[1][customer])
        #expect(found.waits[1][customer] < found.waits[2][customer])
        #expect(found.valueAtStake[customer] >= 0 && found.expectedOrderValue[customer] > 0)
      }
    }
  }

  // Under Pareto/NBD a customer may drop out before; the wait is that of those who do not.
  @Test(arguments: PurchaseTableTests.models.filter { $0.family != .pareto })
  func `by half of the median wait's customers the next order has come`(
    model: PurchaseModel
  ) throws {
    let histories = try #require(Bases.cdnow)
    let found = try Self.predictor(histories, model).predict(0..<histories.count)
    for customer in 0..<histories.count {
      let (x, tx) = (Double(histories.x(customer)), Double(histories.tx(customer)))
      for (index, share) in [0.25, 0.5, 0.75].enumerated() {
        // From the last order, when the customer was alive: T is t_x.
        let probability = model.orderProbabilityIfAlive(
          x: x, T: tx, t: found.waits[index][customer])
        #expect(abs(probability - share) < 1e-13)
      }
    }
  }

  @Test func `money is expected orders times their value, to the cent`() throws {
    let histories = try #require(Bases.cdnow)
    let model = PurchaseTableTests.models[0]
    let spend = try Self.spend(histories)
    let whole = try Self.predictor(histories, model, spend: spend).predict(0..<2357)
    let margin = try Self.predictor(histories, model, spend: spend, margin: 0.35).predict(0..<2357)
    let discounting = Discounting(annual: 0.1)
    for customer in stride(from: 0, to: 2357, by: 50) {
      let x = Double(histories.x(customer))
      let (tx, T) = (Double(histories.tx(customer)), Double(histories.T(customer)))
      let value = spend.model.expectedValue(CustomerSpends(histories, customer, scale: 2))
      let alive = model.probabilityAlive(x: x, tx: tx, T: T)
      func agrees(_ cents: Int64, _ dollars: Double) -> Bool {
        abs(Double(cents) - 100 * dollars) <= 0.5 + 1e-9
      }
      #expect(agrees(whole.expectedOrderValue[customer], value))
      let expected = model.expectedPurchases(x: x, tx: tx, T: T, t: 365)
      #expect(agrees(whole.expectedRevenue[2][customer], expected * value))
      #expect(margin.expectedRevenue[2][customer] == whole.expectedRevenue[2][customer])
      let discounted = DiscountingTests.discounted(model, discounting, x: x, T: T, H: 365)
      #expect(agrees(whole.clv[2][customer], alive * discounted * value))
      #expect(agrees(margin.clv[2][customer], alive * discounted * value * 0.35))
      #expect(agrees(margin.valueAtStake[customer], (1 - alive) * discounted * value * 0.35))
      let residual = alive * discounting.residualIfAlive(model, x: x, T: T)
      #expect(agrees(margin.residualCLV[customer], residual * value * 0.35))
    }
  }

  @Test func `without a discount, CLV is expected revenue, and there is none without a horizon`()
    throws
  {
    // lifetimes' test_utils: with no discount and one period, CLV is conditional expected purchases
    // times spend.
    let histories = try #require(Bases.cdnow)
    let found = try Self.predictor(
      histories, PurchaseTableTests.models[1], spend: try Self.spend(histories), discount: 0
    ).predict(0..<2357)
    #expect(found.clv == found.expectedRevenue)
    #expect(found.residualCLV.allSatisfy { $0 == 0 })
  }

  @Test func `without amounts there is no money`() throws {
    let histories = Bases.made([[0], [90, 60], [400, 1]])
    let found = try Self.predictor(histories, PurchaseTableTests.models[0]).predict(0..<3)
    #expect(found.expectedOrderValue == [0, 0, 0] && found.residualCLV == [0, 0, 0])
    #expect(found.clv.allSatisfy { $0 == [0, 0, 0] } && found.valueAtStake == [0, 0, 0])
    #expect(found.expectedOrders[2].allSatisfy { $0 > 0 })
  }

  @Test(arguments: SpendFamily.allCases)
  func `eight customers at a time are worth what each is by itself`(family: SpendFamily) throws {
    let histories = try #require(Bases.cdnow)
    let spend = try SpendFit(to: histories, scale: 2, family: family, threads: Threads(2))
    let found = try Self.predictor(histories, PurchaseTableTests.models[0], spend: spend)
      .predict(3..<2355)
    for customer in 3..<2355 {
      let value = spend.model.expectedValue(CustomerSpends(histories, customer, scale: 2))
      #expect(
        found.expectedOrderValue[customer - 3] == Int64((value * 100).rounded(.toNearestOrEven)))
    }
  }

  @Test(arguments: [(0, 30), (2, 3000), (3, 30_000)])
  func `money is in the currency's minor units`(scale: Int, expected: Int64) throws {
    // No model of spends for so few, so the base's mean of 30 a purchase stands in.
    let histories = Bases.made([[0], [90, 60]])
    let spend = try SpendFit(
      to: RepeatSpends(histories, scale: scale), baseMean: 30, threads: Threads(1))
    let found = try Self.predictor(
      histories, PurchaseTableTests.models[0], spend: spend, scale: scale
    ).predict(0..<2)
    #expect(found.expectedOrderValue == [expected, expected])
  }

  @Test func `money that DECIMAL(18) cannot hold stays at its end`() throws {
    let histories = Bases.made([Array(0...300)])
    let spend = try SpendFit(
      to: RepeatSpends(histories, scale: 2), baseMean: 9e15, threads: Threads(1))
    let found = try Self.predictor(histories, PurchaseTableTests.models[0], spend: spend)
      .predict(0..<1)
    // The largest double below 10^18.
    #expect(found.expectedRevenue[2] == [999_999_999_999_999_872])
    #expect(found.expectedOrderValue == [900_000_000_000_000_000])
  }

  @Test(arguments: PurchaseTableTests.models)
  func `a customer's bits do not depend on who else is asked for`(model: PurchaseModel) throws {
    let histories = try #require(Bases.cdnow)
    let predictor = try Self.predictor(histories, model, spend: try Self.spend(histories))
    let all = predictor.predict(0..<histories.count)
    var start = 0
    for length in [0, 1, 7, 8, 9, 100, 1, 15, 16, 17, 1000] {
      let part = predictor.predict(start..<start + length)
      let range = start..<start + length
      #expect(part.probabilityAlive == Array(all.probabilityAlive[range]))
      #expect(part.residualCLV == Array(all.residualCLV[range]))
      for index in 0..<3 {
        #expect(part.waits[index] == Array(all.waits[index][range]))
        #expect(part.expectedOrders[index] == Array(all.expectedOrders[index][range]))
        #expect(part.clv[index] == Array(all.clv[index][range]))
      }
      start += length
    }
  }

  @Test func `one customer's factors are those of the predictions`() throws {
    let histories = try #require(Bases.cdnow)
    let predictor = try Self.predictor(histories, PurchaseTableTests.models[1])
    let all = predictor.predict(0..<100)
    for customer in 0..<100 {
      for (index, factor) in predictor.ifAlive(customer).enumerated() {
        let alive = all.probabilityAlive[customer]
        #expect(all.expectedOrders[index][customer] == alive * factor.expected)
        #expect(all.orderProbability[index][customer] == alive * factor.orderProbability)
        #expect(factor.discounted < factor.expected)
      }
    }
  }

  @Test func `extreme models and histories give numbers`() throws {
    let histories = Bases.made([[0], [3], [800], [800, 799], Array(0...300), [5000, 4990]])
    let spend = try SpendFit(
      to: RepeatSpends(histories, scale: 2), baseMean: 20, threads: Threads(1))
    for family in BetaGeometric.Family.allCases {
      for (r, alpha) in [(1e-5, 1e-4), (1e-5, 1e8), (1e4, 1e-4), (1e4, 1e8)] {
        for (a, b) in [(1e-5, 1e-5), (1e4, 1e-5), (1e-5, 1e4), (1e4, 1e4)] {
          let model = BetaGeometric(family, r: r, alpha: alpha, a: a, b: b)
          let found = try Self.predictor(histories, .betaGeometric(model), spend: spend)
            .predict(0..<histories.count)
          for customer in 0..<histories.count {
            let alive = model.probabilityAlive(
              x: Double(histories.x(customer)), tx: Double(histories.tx(customer)),
              T: Double(histories.T(customer)))
            #expect(found.probabilityAlive[customer] == alive, "\(model)")
          }
          let doubles =
            found.probabilityAlive + found.expectedOrders.flatMap { $0 }
            + found.orderProbability.flatMap { $0 }
          #expect(doubles.allSatisfy { $0.isFinite && $0 >= 0 }, "\(model)")
          #expect(found.waits.allSatisfy { $0.allSatisfy { $0 >= 0 } }, "\(model)")
        }
      }
    }
  }
}
