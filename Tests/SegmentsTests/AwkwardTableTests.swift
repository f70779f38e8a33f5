import Columns
import Histories
import Models
import Scores
import TestSupport
import Testing

@testable import Segments

/// Whatever the base, the model and the options: every number of a score table is one, and lawful.
@Suite struct AwkwardTableTests {
  /// Customers given by the days of their orders, counted back from as-of, and what each costs.
  static func base(_ customers: [[Int32]], amount: Int64 = 2000) -> Base {
    Base(customers: customers.map { days in days.map { (ago: $0, amount: amount) } })
  }

  /// A customer of one to nine orders, each as many days after the last.
  private static func mixed(_ customer: Int) -> [Int32] {
    let (gap, last) = (3 + customer % 50, customer % 37)
    return (0..<1 + customer % 9).map { Int32($0 * gap + last) }
  }

  static let bases: [String: Base] = [
    "one customer, today": base([[0]]),
    "one customer, long ago": base([[36_000]]),
    "one loyal customer": base([(0..<400).map { Int32($0) }]),
    "all today": base(Array(repeating: [0], count: 50)),
    "all bought yesterday": base(Array(repeating: [1], count: 50)),
    "yesterday and today": base((0..<50).map { $0 % 3 == 0 ? [1, 0] : [Int32($0 % 2)] }),
    "no repeats": base((0..<200).map { [Int32($0)] }),
    "all alike": base(Array(repeating: [120, 90, 60, 30], count: 100)),
    "free of charge": base((0..<30).map { [Int32($0) + 40, Int32($0)] }, amount: 0),
    "the dearest": base((0..<30).map { [Int32($0) + 40, Int32($0)] }, amount: 999_999_999_999),
    "nine": base((0..<9).map { [Int32($0) + 50, Int32($0) + 9, Int32($0)] }),
    "mixed": base((0..<200).map(mixed)),
  ]

  static let optionSets = [
    ScoreOptions(horizons: [30, 90, 365], churnHorizon: 365, annualDiscount: 0.1, margin: nil),
    ScoreOptions(horizons: [1], churnHorizon: 1, annualDiscount: 0, margin: 0.35),
    ScoreOptions(
      horizons: [1, 7, 365, 36_525], churnHorizon: 7, annualDiscount: 10, margin: 1e-6),
    ScoreOptions(horizons: [36_525], churnHorizon: 36_525, annualDiscount: 1e-6, margin: 1),
  ]

  /// Every number of a table, and the laws between its columns.
  static func expectLawful(_ table: ScoreTable, _ note: String) {
    var rows = 0
    var totals = 0
    for block in 0..<table.blocks {
      let columns = table.columns(block: block)
      for column in columns {
        for row in 0..<column.count {
          let text = column.text(row: row).lowercased()
          #expect(!text.contains("nan") && !text.contains("inf"), "\(note) \(column.field.name)")
          if column.field.name.hasPrefix("clv") || column.field.name.hasPrefix("expected")
            || column.field.name.hasPrefix("residual") || column.field.name == "value_at_stake"
          {
            #expect(!text.hasPrefix("-"), "\(note) \(column.field.name) \(text)")
          }
        }
      }
      func numbers(_ name: String) -> [Double] { columns.texts(name).map { Double($0) ?? .nan } }
      let alive = numbers("probability_alive")
      let horizons = table.predictor.options.horizons
      let probabilities = horizons.map { numbers("order_probability_\($0)") }
      let expected = horizons.map { numbers("expected_orders_\($0)") }
      let clv = horizons.map { numbers("clv_\($0)") }
      let residual = columns.texts("residual_clv").map { Double($0) }
      let churn = numbers("churn_probability")
      let at = horizons.firstIndex(of: table.predictor.options.churnHorizon) ?? 0
      for row in alive.indices {
        rows += 1
        #expect(alive[row] >= 0 && alive[row] <= 1, "\(note)")
        #expect(abs(churn[row] - (1 - probabilities[at][row])) < 1e-9, "\(note)")
        for index in horizons.indices {
          let probability = probabilities[index][row]
          #expect(probability >= 0 && probability <= 1, "\(note)")
          #expect(expected[index][row] >= probability, "\(note) \(expected[index][row])")
          if index > 0 {
            #expect(probability >= probabilities[index - 1][row], "\(note)")
            #expect(expected[index][row] >= expected[index - 1][row], "\(note)")
            #expect(!(clv[index][row] < clv[index - 1][row]), "\(note)")
          }
        }
        if let most = residual[row] { #expect(!(most < clv[horizons.count - 1][row]), "\(note)") }
        totals += Int((alive[row] * 1e6).rounded())
      }
    }
    #expect(rows == table.histories.count && totals == table.totals.alive, "\(note)")
    #expect(table.totals.expectedOrders.allSatisfy { $0 >= 0 }, "\(note)")
    #expect(table.totals.clv.allSatisfy { $0 >= 0 }, "\(note)")
  }

  private static func table(
    _ histories: Histories, _ model: PurchaseModel, _ options: ScoreOptions
  ) throws -> ScoreTable {
    let spend =
      histories.hasAmounts ? try SpendFit(to: histories, scale: 2, threads: Threads(1)) : nil
    let predictor = try Predictor(
      histories, model: model, spend: spend, scale: 2, options: options, threads: Threads(2))
    return try ScoreTable(histories, predictor: predictor, scale: 2, threads: Threads(2))
  }

  @Test(arguments: bases.keys.sorted(), ModelFamily.allCases)
  func `of a fitted model`(name: String, family: ModelFamily) throws {
    let base = try #require(Self.bases[name])
    for hasAmounts in [true, false] {
      let histories = base.histories(hasAmounts: hasAmounts)
      let fit = try PurchaseFit(family, to: histories, threads: Threads(2))
      for (index, options) in Self.optionSets.enumerated() {
        Self.expectLawful(
          try Self.table(histories, fit.model, options),
          "\(name) \(fit.model) options \(index) \(hasAmounts)")
      }
    }
  }

  @Test(arguments: ModelFamily.allCases)
  func `of parameters at the ends of what a model file may hold`(family: ModelFamily) throws {
    let ranges = family.parameterRanges
    let base = try #require(Self.bases["mixed"])
    var small = base
    small.customers = Array(base.customers.prefix(24)) + [[(0, 500)], [(20_000, 500)]]
    let histories = small.histories()
    for corner in 0..<16 {
      let parameters = ranges.enumerated().map {
        corner >> $0.offset & 1 == 0 ? $0.element.lowerBound : $0.element.upperBound
      }
      // A thousand purchases a day are the most that is let through.
      if parameters[0] > 1000 * parameters[1] { continue }
      let model = PurchaseModel(family, parameters: parameters)
      for (index, options) in Self.optionSets.enumerated() {
        Self.expectLawful(
          try Self.table(histories, model, options), "\(parameters) options \(index)")
      }
    }
  }
}
