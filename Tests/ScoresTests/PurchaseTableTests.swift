import Columns
import Models
import Testing

@testable import Histories
@testable import Scores

@Suite("The purchase table")
struct PurchaseTableTests {
  static let horizons = [30, 90, 365]
  /// Ten percent a year, continuously, per day.
  static let discounting = Discounting(annual: 0.10)

  static func table(
    _ model: PurchaseModel, _ histories: Histories, horizons: [Int] = horizons,
    discounting: Discounting = discounting, threads: Int = 2
  ) throws -> PurchaseTable {
    try PurchaseTable(
      model, histories, horizons: horizons, discounting: discounting, threads: Threads(threads))
  }

  /// All numbers of every customer.
  static func numbers(_ table: PurchaseTable, _ histories: Histories) -> [[Double]] {
    (0..<histories.count).map { customer in
      Array(table.row(x: histories.x(customer), T: histories.T(customer)))
    }
  }

  /// CDNOW's maxima in days, see BetaGeometricFitTests and ParetoNBDFitTests.
  static let models: [PurchaseModel] = [
    PurchaseModel(.bg, parameters: [0.24259452, 30.895214, 0.79292202, 2.4259068]),
    PurchaseModel(.mbg, parameters: [0.52484316, 43.281597, 0.89135939, 1.6140022]),
    PurchaseModel(.pareto, parameters: [0.55327705, 74.043784, 0.60623999, 81.681147]),
  ]

  @Test(arguments: models)
  func `holds what the model says of each customer`(model: PurchaseModel) throws {
    let histories = try #require(Bases.cdnow)
    let table = try Self.table(model, histories)
    // Every 20th of 2,357: each takes a quadrature of its own here.
    for customer in stride(from: 0, to: histories.count, by: 20) {
      let (x, T) = (Double(histories.x(customer)), Double(histories.T(customer)))
      let row = Array(table.row(x: histories.x(customer), T: histories.T(customer)))
      for (index, horizon) in Self.horizons.enumerated() {
        let H = Double(horizon)
        #expect(
          row[table.expected(index)] == model.expectedPurchasesIfAlive(x: x, T: T, t: H))
        #expect(
          row[table.orderProbability(index)] == model.orderProbabilityIfAlive(x: x, T: T, t: H))
        let discounted = DiscountingTests.discounted(
          model, Self.discounting, x: x, T: T, H: H)
        // Pareto/NBD has an integral of its own, whose nodes are others.
        let tolerance = model.family == .pareto ? 1e-11 : 1e-14
        #expect(relativeError(row[table.discounted(index)], discounted) < tolerance)
      }
      let residual = Self.discounting.residualIfAlive(model, x: x, T: T)
      #expect(row[table.residual] == residual)
    }
  }

  @Test(arguments: models)
  func `the bits do not depend on threads`(model: PurchaseModel) throws {
    let histories = try #require(Bases.cdnow)
    let one = Self.numbers(try Self.table(model, histories, threads: 1), histories)
    for threads in [2, 5] {
      let table = try Self.table(model, histories, threads: threads)
      #expect(Self.numbers(table, histories) == one)
    }
  }

  @Test(arguments: models)
  func `the bits do not depend on the other customers`(model: PurchaseModel) throws {
    let all = Bases.made([[0], [90, 60], [90, 60, 30, 2], [400], [400, 1], [17]])
    let few = Bases.made([[400, 1], [90, 60]])
    let table = try Self.table(model, all)
    let small = try Self.table(model, few)
    for customer in 0..<2 {
      let (x, T) = (few.x(customer), few.T(customer))
      #expect(table.row(x: x, T: T) == small.row(x: x, T: T))
    }
  }

  @Test(arguments: models)
  func `without a discount nothing is discounted and all time has no value`(
    model: PurchaseModel
  ) throws {
    let histories = Bases.made([[0], [90, 60], [400, 1]])
    let table = try Self.table(model, histories, discounting: Discounting(annual: 0))
    for customer in 0..<3 {
      let row = Array(table.row(x: histories.x(customer), T: histories.T(customer)))
      for horizon in 0..<3 {
        #expect(row[table.discounted(horizon)] == row[table.expected(horizon)])
      }
      #expect(row[table.residual].isNaN)
    }
  }

  @Test(arguments: ModelFamily.allCases)
  func `longer horizons never hold less, even where nothing more is to come`(
    family: ModelFamily
  ) throws {
    // The limits of a fit, and between.
    let histories = Bases.made([[0], [3], [800], [800, 799], Array(0...60)])
    let horizons = [1, 2, 30, 365, 366, 3650]
    let last = family == .pareto ? [1e-4, 30, 1e8] : [1e-5, 10, 1e4]
    for (r, alpha) in [(1e-5, 1e-4), (1e-5, 1e8), (0.5, 2), (1e4, 1e-4), (1e4, 1e4), (1e4, 1e8)] {
      for third in [1e-5, 5, 1e4] {
        for fourth in last {
          let model = PurchaseModel(family, parameters: [r, alpha, third, fourth])
          let table = try Self.table(model, histories, horizons: horizons)
          for numbers in Self.numbers(table, histories) {
            #expect(numbers.allSatisfy { $0.isFinite && $0 >= 0 }, "\(model) \(numbers)")
            for index in 0..<15 { #expect(numbers[index + 3] >= numbers[index], "\(model)") }
            for index in stride(from: 0, to: 18, by: 3) {
              #expect(numbers[index + 1] <= numbers[index] && numbers[index + 2] <= 1)
            }
            #expect(numbers[18] >= numbers[16])
          }
        }
      }
    }
  }
}
